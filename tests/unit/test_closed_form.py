from datetime import UTC, datetime
from typing import Any

import pytest

from agent.brain.ask import Ask
from agent.brain.offer import EVERYTHING, Offer, accept, form
from agent.brain.record import TurnRecord
from agent.brain.sober import sober
from agent.brain.understanding import understand
from agent.offer import moment_now, offer
from agent.policy import Situation
from office.sheet import CallSheet, FieldName
from office.values import Email, PersonName, Phone
from prompts.library import Library

pytestmark = pytest.mark.unit

MONDAY = datetime(2026, 9, 14, 15, 15, tzinfo=UTC)
CALLER = Phone("+16145550171")
NAME = Ask(FieldName.NAME, "confirm", PersonName("Mike", "Chen"))
PHONE = Ask(FieldName.PHONE, "value")
OPEN = Ask(None, "open")


def offered(ask: Ask, sheet: CallSheet | None = None, caller: Phone | None = CALLER) -> Offer:
    return offer(sheet or CallSheet(), Situation(caller_id=caller), ask, repeatable=True)


def properties(made: Offer) -> dict[str, Any]:
    found: dict[str, Any] = form(made).model_json_schema()["properties"]
    return found


def test_yes_and_no_are_there_only_where_they_answer_something() -> None:
    assert "answer" in properties(offered(NAME))
    assert "answer" not in properties(offered(PHONE))
    assert "answer" not in properties(offered(OPEN))


def test_calling_number_can_be_taken_only_where_it_is_known_and_asked_for() -> None:
    assert "use_caller_id" in properties(offered(PHONE))
    assert "use_caller_id" not in properties(offered(PHONE, caller=None))
    assert "use_caller_id" not in properties(offered(NAME))


def test_only_options_that_were_offered_can_be_chosen() -> None:
    which = Ask(FieldName.SERVICE, "which", None, ("a repair", "a new unit"))
    assert "choice" not in properties(offered(NAME))
    choice = properties(offered(which))["choice"]
    assert "a repair" in choice["description"]
    assert accept({"choice": "second"}, offered(which)).choice == "second"
    with pytest.raises(ValueError, match="choice"):
        accept({"choice": "third"}, offered(which))


def test_only_what_is_known_can_be_changed_and_only_what_is_open_declined() -> None:
    sheet = CallSheet().hear(FieldName.EMAIL, Email("mike@gmail.com")).decline(FieldName.ADDRESS)
    made = offered(PHONE, sheet)
    assert made.changeable == (FieldName.EMAIL, FieldName.ADDRESS)
    assert FieldName.ADDRESS not in made.declinable
    assert accept({"change": "email"}, made).change is FieldName.EMAIL
    for wrong in ({"change": "name"}, {"declined": ["address"]}):
        with pytest.raises(ValueError, match=r"change|declined"):
            accept(wrong, made)


def test_nothing_can_be_changed_before_anything_is_known() -> None:
    assert "change" not in properties(offered(OPEN))


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": "0"},
        {"name": 7},
        {"name": {"name": "Mike"}},
        {"notes": "free " * 100},
        {"use_caller_id": "yes"},
        {"declined": ["name"] * 30},
        {"declined": "name"},
        {"request": "give_discount"},
    ],
)
def test_other_shapes_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        accept(wrong, EVERYTHING)


def test_whole_record_fits_the_widest_form() -> None:
    assert set(properties(EVERYTHING)) == set(TurnRecord.model_fields)


def test_model_is_silent_where_there_is_danger() -> None:
    book = Library.open().current

    def speaks(heard: str) -> bool:
        made = moment_now(book, CallSheet(), Situation(), OPEN, heard, speech=True, said="Hi.")
        return made.may_speak

    assert speaks("My sink is leaking.")
    assert not speaks("It smells of gas in here.")


def sobered(words: str, ask: Ask, **reported: Any) -> TurnRecord:
    own = understand(words, ask, MONDAY, CALLER)
    return sober(TurnRecord.model_validate(reported), own, ask, words)


def test_yes_of_a_model_alone_confirms_nothing() -> None:
    assert sobered("No, that's wrong.", NAME, answer="yes").answer == "no"
    assert sobered("Hm.", NAME, answer="yes").answer is None
    assert sobered("Yes.", NAME, answer="yes").answer == "yes"


def test_model_alone_neither_ends_the_call_nor_declines_nor_wakes_the_owner() -> None:
    found = sobered(
        "My name is Lisa Park.",
        Ask(FieldName.NAME, "value"),
        name="Lisa Park",
        request="goodbye",
        declined=["phone", "email"],
        urgency="emergency",
    )
    assert found == TurnRecord(name="Lisa Park")


def test_report_of_nothing_is_replaced_by_codes_own() -> None:
    found = sobered("My name is Lisa Park.", Ask(FieldName.NAME, "value"))
    assert found.name == "Lisa Park"


def test_what_code_does_not_understand_a_model_may_still_sort() -> None:
    ask = Ask(FieldName.CUSTOMER_TYPE, "value")
    assert sobered("The little cabin by the lake.", ask, customer_type="residential") == TurnRecord(
        customer_type="residential"
    )
    assert sobered("get me Dave on the phone", PHONE, request="person").request == "person"
