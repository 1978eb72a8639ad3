import pytest

from agent.evaluation.callers.sound import sound
from agent.moves import ReadBack
from agent.policy import Order, Situation, next_move
from agent.spoken.languages import words
from agent.spoken.readback import email_is_plain, given_is_plain, street_is_plain
from agent.wording import Facts, speech
from office.sheet import CallSheet, FieldName
from office.values import Email, PersonName
from prompts.library import Library

pytestmark = pytest.mark.unit

PHRASES = Library.open().current.phrases
MIKE = PersonName("Mike", "Chen")


def read_back(name: PersonName) -> str:
    return speech(ReadBack(FieldName.NAME, name, spelled=True), PHRASES, Facts({})).text


@pytest.mark.parametrize("given", ["Jon", "Sara", "Shaun", "Siobhan", "Zbigniew"])
def test_given_name_that_could_be_written_otherwise_is_spelled_too(given: str) -> None:
    letters = ", ".join(given.upper())
    assert f"That's spelled {letters}; S, M, I, T, H." in read_back(PersonName(given, "Smith"))


def test_given_name_that_cannot_is_only_said() -> None:
    assert "That's spelled C, H, E, N." in read_back(MIKE)


def test_no_plain_name_sounds_like_another() -> None:
    given = words("readback")["plain_given"].split()
    assert len({sound(name) for name in given}) == len(given)


@pytest.mark.parametrize(
    ("address", "known", "plain"),
    [
        ("mike.chen@gmail.com", MIKE, True),
        ("mike.chen@gmail.com", None, False),
        ("chen1987@gmail.com", MIKE, True),
        ("office@acme.com", None, True),
        ("jonsmith@gmail.com", PersonName("Jon", "Smith"), False),
    ],
)
def test_email_is_spelled_unless_its_words_were_spelled_before(
    address: str, known: PersonName | None, plain: bool
) -> None:
    assert email_is_plain(Email(address), known) is plain
    sheet = CallSheet()
    if known is not None:
        sheet = sheet.hear(FieldName.NAME, known).read_back(FieldName.NAME)
        sheet = sheet.confirm(FieldName.NAME, known)
    sheet = sheet.hear(FieldName.EMAIL, Email(address))
    move = next_move(sheet, Situation(), Order())
    assert move == ReadBack(FieldName.EMAIL, Email(address), spelled=not plain)


def test_plain_given_names_are_known_in_parts() -> None:
    assert not given_is_plain(PersonName("Mary Ann", "Lee"))


@pytest.mark.parametrize("line1", ["12 Oak Street", "1420 N 5th Avenue", "9 County Road 3"])
def test_streets_of_plain_words_are_not_spelled(line1: str) -> None:
    assert street_is_plain(line1)


@pytest.mark.parametrize("line1", ["9000 Kollege Alley", "12 Reed Street", "5 La Jolla Trail"])
def test_street_that_could_be_written_otherwise_is_spelled(line1: str) -> None:
    assert not street_is_plain(line1)
