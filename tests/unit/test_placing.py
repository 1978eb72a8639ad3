"""What the check of an address makes of the call: asked about once, then the caller is believed."""

import pytest

from agent.dialogue import Ran
from agent.moves import AskPlace, ReadBack
from agent.placing import placed, to_check
from agent.policy import Placing, Situation
from office.sheet import FieldName, State
from office.values import Address, PersonName
from prompts.gazetteer import Area, Gazetteer, Street
from tests.dialogues import LISA, PlayedCall, sheet_of
from tools.check_address import checked

pytestmark = pytest.mark.unit

ADDRESS = FieldName.ADDRESS
TOWN = Gazetteer([Street("Broad Pike", "Columbus", "OH"), Street("Broad Lane", "Columbus", "OH")])


class CheckedCall(PlayedCall):
    """A call whose addresses are checked against two streets."""

    def _ran(self, tool: str) -> Ran:
        sheet, situation = self.dialogue.sheet, self.dialogue.situation
        if tool != "check_address":
            return super()._ran(tool)
        heard = to_check(sheet, situation)
        assert heard is not None
        return placed(sheet, situation, checked(TOWN, Area(), heard))


def at_the_address() -> CheckedCall:
    sheet = sheet_of(
        service="leaking sink", urgency="routine", name=PersonName("Lisa", "Park"), phone=LISA
    ).decline(FieldName.EMAIL)
    call = CheckedCall(Situation(placing=Placing()), sheet)
    call.answer()
    return call


def read_back(call: CheckedCall) -> str:
    move = call.did()
    assert isinstance(move, ReadBack), move
    assert isinstance(move.value, Address)
    return move.value.line1


def test_street_said_again_behind_another_proposed_one_stands() -> None:
    call = at_the_address()
    call.say("77 Broad Street, Columbus, Ohio, 43215")
    assert read_back(call).startswith("77 Broad ")
    call.say("No, 77 Broad Street, Columbus, Ohio, 43215")
    assert read_back(call) == "77 Broad Street"
    call.say("Yes.")
    assert call.state(ADDRESS) is State.CONFIRMED


@pytest.mark.parametrize("words", ["No idea.", "I don't know the zip.", "I'm not sure, sorry."])
def test_unknown_zip_costs_no_address(words: str) -> None:
    call = at_the_address()
    call.say("12 Whittier Terrace, Columbus")
    assert isinstance(call.did(), AskPlace)
    call.say(words)
    assert read_back(call) == "12 Whittier Terrace"


@pytest.mark.parametrize(
    ("words", "spelled"),
    [
        ("12 Whittier Terrace, Columbus, Ohio, 4306.", True),
        ("12 Whittier Terrace, Columbus, Ohio 432.", True),
        ("12 Whittier Terrace, Columbus, zip is 432 oh", True),
        ("12 Whittier Terrace, Columbus, Ohio", False),
        ("12 State Road 605, Columbus, Ohio", False),
    ],
)
def test_zip_that_was_said_is_not_asked_for(words: str, *, spelled: bool) -> None:
    call = at_the_address()
    call.say(words)
    move = call.did()
    assert isinstance(move, AskPlace)
    assert move.spelled is spelled
