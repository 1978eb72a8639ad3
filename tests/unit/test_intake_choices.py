from datetime import UTC, datetime

import pytest

from agent.brain.ask import Ask
from agent.brain.record import Choice, TurnRecord
from agent.intake import Taken, take_down
from agent.policy import Situation
from office.sheet import CallSheet, FieldName
from office.values import Phone

pytestmark = pytest.mark.unit

MONDAY = datetime(2026, 9, 14, 15, 15, tzinfo=UTC)
WHICH = Ask(FieldName.SERVICE, "which", None, ("a repair", "a new unit"))


def taken(sheet: CallSheet, ask: Ask, record: TurnRecord, heard: str) -> Taken:
    return take_down(sheet, Situation(), ask, record, heard, MONDAY)


@pytest.mark.parametrize(("choice", "kept"), [("first", "a repair"), ("second", "a new unit")])
def test_choice_is_written_down_in_the_options_own_words(choice: Choice, kept: str) -> None:
    sheet = CallSheet().hear(FieldName.SERVICE, "my AC")
    after = taken(sheet, WHICH, TurnRecord(choice=choice), "that one")
    assert after.sheet.value(FieldName.SERVICE) == f"my AC; {kept}"


@pytest.mark.parametrize("choice", ["neither", "third"])
def test_option_nobody_offered_changes_nothing(choice: Choice) -> None:
    sheet = CallSheet().hear(FieldName.SERVICE, "my AC")
    after = taken(sheet, WHICH, TurnRecord(choice=choice), "neither")
    assert (after.sheet.value(FieldName.SERVICE), after.used) == ("my AC", True)


def test_part_of_an_earlier_number_is_put_right_while_something_else_is_asked() -> None:
    sheet = CallSheet().hear(FieldName.PHONE, Phone("+16145550123"))
    record = TurnRecord(change=FieldName.PHONE, phone="the last four are 0143")
    after = taken(sheet, Ask(FieldName.EMAIL, "value"), record, "No, the last four are 0143")
    assert after.sheet.value(FieldName.PHONE) == Phone("+16145550143")
