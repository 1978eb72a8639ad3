"""How long the desk lets a caller be silent before it takes its turn."""

import pytest

from agent.brain.ask import Ask
from agent.patience import CORRECTING, DICTATING, QUICK, TELLING, THINKING, patience
from office.sheet import FieldName
from office.values import Address, Email, PersonName, Phone

pytestmark = pytest.mark.unit

NAME, PHONE = Ask(FieldName.NAME, "value"), Ask(FieldName.PHONE, "value")
EMAIL, ADDRESS = Ask(FieldName.EMAIL, "value"), Ask(FieldName.ADDRESS, "value")
SPELL = Ask(FieldName.NAME, "spell")
YES_NO = {
    "name": Ask(FieldName.NAME, "confirm", PersonName("Mike", "Chen")),
    "phone": Ask(FieldName.PHONE, "confirm", Phone("+16145550143")),
    "email": Ask(FieldName.EMAIL, "confirm", Email("mike@email.com")),
    "address": Ask(FieldName.ADDRESS, "confirm", Address("12 Oak Street", "", "Columbus", "OH")),
    "caller id": Ask(FieldName.PHONE, "offer_caller_id", Phone("+16145550143")),
}


@pytest.mark.parametrize("what", YES_NO)
@pytest.mark.parametrize("said", ["Yes.", "Yeah, that's right.", "Correct."])
def test_yes_ends_the_turn_at_once(what: str, said: str) -> None:
    assert patience(said, YES_NO[what]) == QUICK


@pytest.mark.parametrize("what", ["name", "phone", "email", "address"])
@pytest.mark.parametrize("said", ["No.", "No, that's not right.", "Know that's wrong."])
def test_no_leaves_time_for_what_is_right(what: str, said: str) -> None:
    assert patience(said, YES_NO[what]) == CORRECTING


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (PHONE, "It's 614"),
        (PHONE, "614-555"),
        (PHONE, "614-555-014"),
        (EMAIL, "It's mike"),
        (EMAIL, "mike dot chen"),
        (EMAIL, "Mike at Gmail."),
        (EMAIL, "mike.chen@gmail"),
        (EMAIL, "M, I, K,"),
        (ADDRESS, "It's 12"),
        (YES_NO["phone"], "No, it's 614"),
    ],
)
def test_half_a_dictation_is_waited_for_longest(ask: Ask, said: str) -> None:
    assert patience(said, ask) == DICTATING
    assert max(QUICK, TELLING, THINKING, CORRECTING) < DICTATING


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (PHONE, "614-555-0143"),
        (EMAIL, "mike at email dot com"),
        (EMAIL, "mike at gmail.com"),
        (ADDRESS, "12 Oak Street, Columbus, Ohio 43215"),
        (YES_NO["phone"], "No, it's 614-555-0144."),
    ],
)
def test_whole_value_ends_the_wait(ask: Ask, said: str) -> None:
    assert patience(said, ask) == QUICK


def test_street_alone_waits_for_the_town() -> None:
    assert patience("12 Oak Street", ADDRESS) == TELLING


@pytest.mark.parametrize("said", ["C, H,", "C, H, E, N", "Mike Chen. C, H,"])
def test_spelling_gets_more_time_than_a_yes(said: str) -> None:
    for ask in (NAME, SPELL):
        assert patience(said, ask) > patience("Yes.", YES_NO["name"])


@pytest.mark.parametrize("said", ["My name is", "It's, um,", "Well,"])
def test_half_a_sentence_is_waited_for(said: str) -> None:
    assert patience(said, NAME) == THINKING


@pytest.mark.parametrize("ask", [None, Ask(None, "open")])
@pytest.mark.parametrize("said", ["My air conditioner isn't cooling.", "Hi."])
def test_who_tells_what_is_wrong_may_take_a_breath(ask: Ask | None, said: str) -> None:
    assert patience(said, ask) >= TELLING
