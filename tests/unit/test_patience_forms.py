"""A pause anywhere within a value, in all the ways people say one, ends no dictation."""

import random
from types import ModuleType

import pytest

from agent.brain.ask import Ask
from agent.brain.understanding import parse_field
from agent.evaluation.forms import addresses, emails, phones
from agent.patience import PAUSING, patience
from office.sheet import FieldName

pytestmark = pytest.mark.unit

SEED, FORMS = 20261124, 250


def heads(grammar: ModuleType, field: FieldName) -> list[str]:
    """Beginnings that cannot be read as a whole value yet, one of each form."""
    found = []
    for number in range(FORMS):
        dice = random.Random(SEED + number)  # noqa: S311 - which forms
        words = grammar.say(grammar.some(dice), dice).split()
        head = " ".join(words[: dice.randrange(1, len(words))]) if len(words) > 1 else ""
        if head and not parse_field(field, head):
            found.append(head)
    return found


@pytest.mark.parametrize(
    ("field", "grammar"),
    [(FieldName.PHONE, phones), (FieldName.EMAIL, emails), (FieldName.ADDRESS, addresses)],
)
def test_pause_within_a_value_ends_no_dictation(field: FieldName, grammar: ModuleType) -> None:
    said = heads(grammar, field)
    assert len(said) > FORMS // 3
    cut = [head for head in said if patience(head, Ask(field, "value")) < PAUSING]
    assert len(cut) <= len(said) // 100, f"seed {SEED}: {cut}"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (FieldName.PHONE, "614-555-0143, no, sorry,"),
        (FieldName.PHONE, "six one four five five five oh one four three, make that"),
        (FieldName.EMAIL, "mike at gmail dot com, no wait,"),
        (FieldName.ADDRESS, "12 Oak Street, Columbus, Ohio 43215, scratch that,"),
        (FieldName.PHONE, "Let me see, seven"),
        (FieldName.EMAIL, "N Kavanagh @ gmail"),
        (FieldName.EMAIL, "taylor at sign g mail"),
        (FieldName.ADDRESS, "Yes, 2820"),
        (FieldName.ADDRESS, "2716 Sycamore Way, apartment 1200,"),
    ],
)
def test_what_is_taken_back_or_half_said_goes_on(field: FieldName, said: str) -> None:
    for one_breath in (True, False):
        assert patience(said, Ask(field, "value"), one_breath=one_breath) >= PAUSING


def test_mere_no_or_sorry_is_still_an_answer() -> None:
    for said in ("No.", "Sorry?", "No, sorry."):
        assert patience(said, Ask(FieldName.EMAIL, "value")) < PAUSING
