"""Whose calendar is kept, and how a visit looks in it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from office.calendars.appointment import Standing
from office.values import Address, PersonName, Phone
from office.visits import Visit, VisitState
from prompts.library import Library
from prompts.schema.visits import Person
from tests.visits import at
from tools.agenda import for_customer, for_owner, keeper

pytestmark = pytest.mark.unit

BOOK = Library.open().current
BOOKED = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
VISIT = Visit(
    id=1,
    uid="5b1c@frontdesk",
    sequence=0,
    state=VisitState.BOOKED,
    person="Dave",
    window=at(15, 14),
    minutes=300,
    name=PersonName("Mike", "Chen"),
    call_id=None,
    customer_id=None,
    company="",
    phone=Phone("+16145550171"),
    email=None,
    address=Address("12 Oak Street", "", "Columbus", "OH", "43215"),
    service="AC not cooling",
    trade="",
    people=(),
    urgency="",
    note="Gate code 12",
    booked_at=BOOKED,
    changed_at=BOOKED,
)


def whose(person: str, *people: str) -> str:
    staff = tuple(Person(name=name) for name in people)
    book = replace(BOOK, business=BOOK.business.model_copy(update={"people": staff}))
    return keeper(book, person).person


@pytest.mark.parametrize(
    ("named", "people", "whose_it_is"),
    [
        ("", (), "Dave"),
        ("", ("Ana", "dave"), "dave"),
        (" ana ", ("Ana", "Dave"), "Ana"),
        ("", ("Ana", "Bob"), "Dave"),
        ("Zoe", ("Ana", "Dave"), "Zoe"),
    ],
    ids=["owner alone", "owner among them", "named", "owner makes none", "nobody by that name"],
)
def test_the_calendar_is_the_named_persons_or_the_owners(
    named: str, people: tuple[str, ...], whose_it_is: str
) -> None:
    assert whose(named, *people) == whose_it_is


def test_the_owner_sees_the_work_and_the_customer_the_window() -> None:
    assert for_owner(BOOK, VISIT).ends - VISIT.window.starts == timedelta(hours=5)
    assert for_customer(BOOK, VISIT).ends == VISIT.window.ends


def test_the_customers_entry_tells_nothing_of_the_note_or_their_number() -> None:
    shown = for_customer(BOOK, VISIT)
    assert "Gate code" not in f"{shown.summary}{shown.details}"
    assert "555-0171" not in f"{shown.summary}{shown.details}"
    assert "Gate code" in for_owner(BOOK, VISIT).details


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        (VisitState.PROPOSED, Standing.TENTATIVE),
        (VisitState.BOOKED, Standing.CONFIRMED),
        (VisitState.MOVED, Standing.CONFIRMED),
        (VisitState.CANCELLED, Standing.CANCELLED),
    ],
)
def test_a_visit_stands_in_calendars_as_in_the_book(state: VisitState, standing: Standing) -> None:
    assert for_owner(BOOK, replace(VISIT, state=state)).standing is standing


def test_what_nobody_said_has_words_too() -> None:
    bare = replace(VISIT, service="", phone=None, address=None, note="")
    shown = for_owner(BOOK, bare)
    assert shown.summary == "service visit: Mike Chen"
    assert shown.location == ""
    assert "no number" in shown.details
