"""What people say besides: kind words, anger, questions back, a yes with something behind it."""

from dataclasses import replace

import pytest

from agent.effects import Ran
from agent.moves import AskAnythingElse, AskFor, OfferCallerId, ReadBack, Way
from agent.policy import Placing, Situation
from office.sheet import FieldName, State, Value
from office.values import Address, Email, PersonName, Phone
from tests.dialogues import BOOK, LISA, PlayedCall, sheet_of

pytestmark = pytest.mark.unit

NAME, PHONE, EMAIL, ADDRESS = (
    FieldName.NAME,
    FieldName.PHONE,
    FieldName.EMAIL,
    FieldName.ADDRESS,
)
PARK, NUMBER = PersonName("Lisa", "Park"), Phone("+16145550143")
HIGH = "99 High Street"
KNOWN: dict[str, Value] = {
    "urgency": "routine",
    "name": PARK,
    "phone": NUMBER,
    "email": Email("l@park.com"),
}


class TownCall(PlayedCall):
    """A call whose addresses are all found as they were heard."""

    def _ran(self, tool: str) -> Ran:
        situation = self.dialogue.situation
        if tool != "check_address" or situation.placing is None:
            return super()._ran(tool)
        value = self.dialogue.sheet.value(ADDRESS)
        assert isinstance(value, Address)
        placing = replace(situation.placing, value=value, outcome="found")
        return Ran(self.dialogue.sheet, replace(situation, placing=placing))


def call_with(situation: Situation | None = None, /, **known: Value) -> PlayedCall:
    """A call that goes on from what is known."""
    call = TownCall(situation or Situation(), sheet_of(service="leaking sink", **known))
    call.answer()
    return call


def read_back(streets: Placing | None = None) -> PlayedCall:
    """A call in which an address without a town was just read back."""
    call = call_with(Situation(placing=streets), **KNOWN)
    assert call.did() == AskFor(ADDRESS)
    call.say(HIGH)
    assert call.did() == ReadBack(ADDRESS, Address(HIGH))
    return call


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("yes, in Columbus", Address(HIGH, "", "Columbus")),
        ("Yes, apartment 4.", Address(HIGH, "Apt 4")),
        ("yes, and the zip is 43215", Address(HIGH, postal_code="43215")),
        ("yes, that's in Dublin", Address(HIGH, "", "Dublin")),
    ],
)
def test_what_a_yes_adds_to_the_address_is_taken_and_read_back(words: str, whole: Address) -> None:
    call = read_back()
    call.say(words)
    assert call.did() == ReadBack(ADDRESS, whole)
    call.say("yes")
    assert call.dialogue.sheet.value(ADDRESS) == whole
    assert call.state(ADDRESS) is State.CONFIRMED


@pytest.mark.parametrize("words", ["Yes. 99 High Street.", "yes it's the blue house", "Right on."])
def test_yes_that_adds_nothing_is_a_plain_yes(words: str) -> None:
    call = read_back()
    call.say(words)
    assert call.state(ADDRESS) is State.CONFIRMED
    assert call.dialogue.sheet.value(ADDRESS) == Address(HIGH)


def test_lone_word_is_the_town_that_was_missing_if_it_is_one_known_here() -> None:
    call = read_back(Placing(towns=frozenset({"columbus"})))
    call.say("Columbus.")
    assert call.dialogue.sheet.value(ADDRESS) == Address(HIGH, "", "Columbus")


def test_lone_word_that_is_no_town_known_here_changes_nothing() -> None:
    call = read_back(Placing(towns=frozenset({"columbus"})))
    call.say("Yet.")
    assert call.dialogue.sheet.value(ADDRESS) == Address(HIGH)


def test_field_declined_by_the_way_is_acknowledged_once() -> None:
    call = call_with()
    assert call.did() == AskFor(FieldName.URGENCY)
    said = call.say("I'd rather not give my name")
    assert said == f"{BOOK.phrases.declined} {BOOK.phrases.ask_short[FieldName.URGENCY]}"
    assert BOOK.phrases.declined not in call.say("I'd rather not give my name")
    assert call.state(NAME) is State.DECLINED


def test_anger_is_met_once_and_a_person_is_offered() -> None:
    call = call_with()
    sorry = BOOK.phrases.upset
    assert call.say("This is ridiculous!").startswith(sorry)
    assert call.did() == AskFor(FieldName.URGENCY, Way.SHORT)
    assert sorry not in call.say("what the hell, it's urgent")
    assert call.dialogue.sheet.value(FieldName.URGENCY) == "urgent"


def test_kind_word_gets_one_back_and_costs_no_try() -> None:
    call = call_with()
    said = call.say("How are you today?")
    truths = BOOK.phrases.truths
    assert said == f"{truths.how_are_you} {BOOK.phrases.ask_short[FieldName.URGENCY]}"
    assert call.say("You sound nice.").startswith(truths.praise)
    assert call.dialogue.sheet[FieldName.URGENCY].misses == 0


def test_offered_number_is_told_and_offered_again() -> None:
    call = call_with(Situation(caller_id=LISA), urgency="routine", name=PARK)
    assert call.did() == OfferCallerId(LISA)
    said = call.say("what number do you have for me?")
    assert said.startswith(f"{BOOK.phrases.recall.calling_from} six one four")
    assert call.did() == OfferCallerId(LISA)
    call.say("yes")
    assert call.dialogue.sheet.value(PHONE) == LISA


def test_caller_hears_only_what_they_gave() -> None:
    known: dict[str, Value] = {"urgency": "routine", "name": PARK, "phone": NUMBER}
    call = call_with(**known)
    assert call.say("what e-mail do you have?").startswith(BOOK.phrases.recall.nothing)
    assert "oh one four three" in call.say("what number do you have for me?")
    assert "Lisa Park" in call.say("can you read everything back to me?")


def test_desk_says_why_it_asks() -> None:
    call = call_with(urgency="routine", name=PARK, phone=NUMBER)
    assert call.did() == AskFor(EMAIL)
    assert call.say("why do you need that?").startswith(BOOK.phrases.why.email)
    assert call.state(EMAIL) is State.MISSING
    call.say("no thanks")
    assert call.state(EMAIL) is State.DECLINED


def test_town_they_ask_about_is_answered_where_the_owner_named_it() -> None:
    call = call_with()
    assert call.say("Do you serve Dublin?").startswith("Yes, we work in Dublin.")
    general = BOOK.say(BOOK.business.answers["area"].answer)
    assert call.say("Do you serve Cincinnati?").startswith(general)


def test_two_questions_in_one_turn_are_both_answered() -> None:
    said = call_with().say("what are your hours? and do you serve Dublin?")
    assert BOOK.business.answers["hours"].answer in said
    assert "Yes, we work in Dublin." in said


def test_word_for_whoever_comes_is_written_down_and_said_to_be() -> None:
    call = call_with(**KNOWN, address=Address(HIGH), preferred_time="Friday")
    assert call.did() == AskAnythingElse()
    assert call.say("yes") == BOOK.phrases.requests.what_else
    assert call.say("the gate code is 4455").startswith(BOOK.phrases.requests.noted)
    call.say("and the dog bites")
    notes = str(call.dialogue.sheet.value(FieldName.NOTES))
    assert "4455" in notes
    assert "dog" in notes


def test_whoever_has_two_things_more_is_asked_for_each() -> None:
    call = call_with(**KNOWN, address=Address("12 Oak Street"), preferred_time="Friday")
    for more in ("the toilet runs as well", "and the garage tap drips"):
        assert isinstance(call.did(), AskAnythingElse), call.did()
        assert "What else" in call.say("Yes.")
        assert "What else" not in call.say(more)
    assert not call.dialogue.over
    assert not call.dialogue.situation.wants_person
