import pytest

from agent.evaluation.callers.sound import sound
from agent.moves import ReadBack
from agent.policy import Order, Situation, next_move
from agent.spoken.languages import words
from agent.spoken.readback import email_is_plain, given_is_plain
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
