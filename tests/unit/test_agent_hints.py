"""What the recogniser is told to expect."""

from urllib.parse import urlencode

import pytest

from agent.embedded.deepgram_messages import refusal_of
from agent.hints import MOST_TERMS, hints
from office.sheet import CallSheet, FieldName
from office.values import PersonName
from prompts.library import Library, Rulebook

pytestmark = pytest.mark.unit

STREETS = [f"Oak {number} Street" for number in range(500)]
PLAIN = {"model": "nova-3", "encoding": "linear16", "sample_rate": "8000"}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Library.open().current


def listen(**query: object) -> str:
    return f"/v1/listen?{urlencode({**PLAIN, **query}, doseq=True)}"


def test_hints_are_the_owners_people_services_and_towns(book: Rulebook) -> None:
    expected = hints(book, CallSheet())
    assert {"Dave", "ABC Plumbing", "standard drain service", "Columbus"} <= set(expected)


def test_name_is_a_hint_only_when_it_was_confirmed(book: Rulebook) -> None:
    name = PersonName("Mike", "Kowalski")
    heard = CallSheet().hear(FieldName.NAME, name)
    assert "Kowalski" not in hints(book, heard)
    sure = heard.read_back(FieldName.NAME).confirm(FieldName.NAME, name)
    assert hints(book, sure)[:2] == ("Kowalski", "Mike")


def test_hints_stay_within_what_deepgram_takes(book: Rulebook) -> None:
    many = hints(book, CallSheet(), STREETS)
    assert len(many) <= MOST_TERMS
    assert refusal_of(listen(keyterm=list(many))) == ""
    assert len(hints(book, CallSheet(), STREETS, most=20)) == 20


def test_embedded_deepgram_refuses_too_many_terms_and_older_models() -> None:
    assert "limit exceeded" in refusal_of(listen(keyterm=STREETS))
    assert "nova-3" in refusal_of(listen(keyterm=["Oak Street"], model="nova-2"))
    assert "model" in refusal_of(listen(model=["nova-3", "nova-2"]))
