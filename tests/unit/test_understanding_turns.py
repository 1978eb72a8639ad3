"""What callers say, sorted: the table beside this file, and the laws that hold for any words."""

import re
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.brain.ask import Ask
from agent.brain.record import TurnRecord
from agent.brain.understanding import grounded, parse_field, understand
from agent.intake.values import CHOSEN
from office.sheet import FieldName, Value, written
from office.values import Address, Email, PersonName, Phone

pytestmark = pytest.mark.unit

MONDAY = datetime(2026, 9, 14, 15, 15, tzinfo=UTC)
CALLER_ID = Phone("+16145550100")
ASKED = {
    "nothing yet": Ask(None, "open"),
    "the name": Ask(FieldName.NAME, "value"),
    "the number": Ask(FieldName.PHONE, "value"),
    "the e-mail": Ask(FieldName.EMAIL, "value"),
    "the address": Ask(FieldName.ADDRESS, "value"),
    "how urgent": Ask(FieldName.URGENCY, "value"),
    "when": Ask(FieldName.PREFERRED_TIME, "value"),
    "home or business": Ask(FieldName.CUSTOMER_TYPE, "value"),
    "a text offered": Ask(FieldName.EMAIL, "offer_text"),
    "text reminder": Ask(FieldName.PHONE, "text_reminder"),
    "what is wrong with it": Ask(None, "what_to_change"),
    "anything else": Ask(None, "anything_else"),
    "number read back": Ask(FieldName.PHONE, "confirm", Phone("+16145550123")),
    "name read back": Ask(FieldName.NAME, "confirm", PersonName("Mike", "Chan")),
    "e-mail read back": Ask(FieldName.EMAIL, "confirm", Email("mike@gmail.com")),
    "address read back": Ask(FieldName.ADDRESS, "confirm", Address("12 Oak Street")),
    "the calling number offered": Ask(FieldName.PHONE, "offer_caller_id", CALLER_ID),
    "which second number": Ask(
        FieldName.ALTERNATE_PHONE, "which", None, ("(255) 593-9095", "(325) 559-9095")
    ),
    "a repair or a new installation": Ask(
        FieldName.SERVICE, "which", None, ("a repair", "a new installation")
    ),
}
CONTACTS = ("name", "phone", "email", "address")
TABLE: dict[str, list[dict[str, str]]] = yaml.safe_load(
    Path(__file__).with_name("understood_turns.yaml").read_text()
)
TURNS = [
    (asked, words, said)
    for asked, turns in TABLE.items()
    for turn in turns
    for words, said in turn.items()
]
SPOKEN = (
    "my name is Mike Chen this is it's Maria Lopez no yes actually wait the last four are 0143 "
    "six one four five five five double oh one 614-555-0143 12 Oak Street Columbus Ohio 43215 "
    "mike dot chen at gmail dot com M I K E as in boy with an E change the e-mail skip that "
    "I'd rather not how much is when can you come today tomorrow morning leaking sink furnace "
    "urgent first one neither number I'm calling from person call me back , . ? | keypad:"
).split(" ")


def sorted_turn(words: str, ask: Ask) -> TurnRecord:
    return understand(words, ask, MONDAY, CALLER_ID)


def meaning(field: str, words: str, ask: Ask) -> Value | str:
    """What words mean for a field: two ways of saying a value are one."""
    if field not in CONTACTS:
        return words
    name = FieldName(field)
    readings = parse_field(name, words, current=ask.value if name is ask.field else None)
    return readings[0].value if readings else words


def reported(record: TurnRecord) -> dict[str, str]:
    found = record.model_dump(mode="json", exclude_defaults=True)
    return {
        field: "/".join(value) if isinstance(value, list) else str(value)
        for field, value in found.items()
    }


def test_table_of_turns_is_long_and_says_each_once() -> None:
    assert len(TURNS) >= 150
    assert len({(asked, words) for asked, words, _ in TURNS}) == len(TURNS)


@pytest.mark.parametrize(("asked", "words", "said"), TURNS)
def test_turn_is_sorted_as_a_person_would(asked: str, words: str, said: str) -> None:
    ask = ASKED[asked]
    wanted = dict(part.split("=", 1) for part in said.split(" | ") if part)
    found = reported(sorted_turn(words, ask))
    assert {name: meaning(name, text, ask) for name, text in found.items()} == {
        name: meaning(name, text, ask) for name, text in wanted.items()
    }


ANY_TEXT = st.one_of(
    st.text(max_size=80),
    st.text(alphabet=string.ascii_letters + string.digits + " ,.?!'-@|", max_size=80),
    st.lists(st.sampled_from(SPOKEN), max_size=25).map(" ".join),
)


@settings(max_examples=250, deadline=None)
@given(words=ANY_TEXT, asked=st.sampled_from(sorted(ASKED)))
def test_no_words_break_the_sorting_and_no_value_is_made_up(words: str, asked: str) -> None:
    record = sorted_turn(words, ASKED[asked])
    for name in FieldName:
        text = getattr(record, name.value)
        if text is not None and name not in CHOSEN and name is not FieldName.BUDGET:
            pieces = re.findall(r"\w+", text.lower())
            said = all(piece in words.lower() for piece in pieces)
            assert said or grounded(text, words, name), (name, text)


GROUNDED = [
    (FieldName.PHONE, "614-555-0143", "six one four double five five oh one four three"),
    (FieldName.PHONE, "6145550143", "six fourteen, five five five, zero one forty-three"),
    (FieldName.NAME, "Mike Chen", "Mike, and the last name is C, H, E, N"),
    (FieldName.NAME, "Mike Chen", "Mike Charlie Hotel Echo November"),
    (FieldName.EMAIL, "mike.chen@gmail.com", "mike dot chen at gmail dot com"),
    (FieldName.ADDRESS, "12 Oak Street", "twelve Oak Street"),
    (FieldName.SERVICE, "AC not cooling", "my AC is not cooling"),
]
INVENTED = [
    (FieldName.PHONE, "614-555-0999", "six one four five five five oh one four three"),
    (FieldName.NAME, "Mike Smith", "this is Mike"),
    (FieldName.NAME, "Zoe Quinn", "my sink is leaking"),
    (FieldName.EMAIL, "zoe@quinn.org", "mike dot chen at gmail dot com"),
    (FieldName.ADDRESS, "9 Elm Street", "twelve Oak Street"),
    (FieldName.SERVICE, "free water heater", "hello there"),
]


@pytest.mark.parametrize(("name", "value", "heard"), GROUNDED)
def test_value_is_grounded_however_it_was_said(name: FieldName, value: str, heard: str) -> None:
    assert grounded(value, heard, name)


@pytest.mark.parametrize(("name", "value", "heard"), INVENTED)
def test_value_nobody_said_is_not_grounded(name: FieldName, value: str, heard: str) -> None:
    assert not grounded(value, heard, name)


def test_value_corrected_in_part_is_read_against_the_one_it_corrects() -> None:
    ask = ASKED["number read back"]
    words = sorted_turn("No, the last four are 0143", ask).phone
    assert words is not None
    (reading, *_) = parse_field(FieldName.PHONE, words, current=ask.value)
    assert written(reading.value) == "+16145550143"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Y1FIRST", "the address"),
        ("H5SR4n7", "the address"),
        ("number one first Street four five", "name read back"),
        ("number one first Street four mike", "name read back"),
        ("secondat hundred StSt42", "address read back"),
        ("BY?CJ?I6QQ UEJHMHGA?2'P@ZIRE", "address read back"),
    ],
)
def test_figures_glued_to_letters_make_no_street_or_town(words: str, asked: str) -> None:
    text = sorted_turn(words, ASKED[asked]).address
    assert text is None or grounded(text, words, FieldName.ADDRESS)
