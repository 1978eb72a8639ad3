"""The tools for visits at a whole desk: offered, booked, taken meanwhile, moved, called off."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from office.sheet import CallSheet, Confirmed, FieldName
from office.store import Store
from office.values import Address, PersonName, Phone, Window
from office.visits import Visit, VisitState
from qbo.wire.session import Wire
from tests.visits import at
from tests.wire.test_tools_books import House, serving
from tools.availability import WhyNot
from tools.book_visit import Booked, NewVisit, VisitBooked, book_visit
from tools.cancel_visit import Cancelled, VisitCancel, cancel_visit
from tools.check_availability import Availability, Fit, VisitWish, check_availability
from tools.lookup_customer import Who
from tools.reschedule_visit import Rescheduled, VisitMove, VisitMoved, reschedule_visit
from tools.visiting import visits_of

pytestmark = pytest.mark.wire

T = TypeVar("T", PersonName, Phone, Address, Window)
MIKE, SARAH = PersonName("Mike", "Chen"), PersonName("Sarah", "Johnson")
NUMBER, OTHER = Phone("+16145550123"), Phone("+16145550188")
HOME = Address("12 Oak Street", "", "Columbus", "OH", "43215")
FAR = Address("400 Main Street", "", "Cleveland", "OH", "44101")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    try:
        async with serving(tmp_path / "company") as base:
            house = House(store, base, tmp_path)
            await house.start()
            await house.ring()
            yield house
            await house.books.close()
    finally:
        await store.close()


def yes(name: FieldName, value: T) -> Confirmed[T]:
    """A value the caller said yes to."""
    sheet = CallSheet().hear(name, value).read_back(name).confirm(name, value)
    made = sheet.confirmed(name, type(value))
    assert made is not None
    return made


def when(window: Window) -> Confirmed[Window]:
    return yes(FieldName.PREFERRED_TIME, window)


async def ask(house: House, **wish: Any) -> Availability:
    return await check_availability(house.desk, house.call.id, VisitWish(**wish))


async def book(
    house: House, window: Window, name: PersonName = MIKE, phone: Phone = NUMBER, **more: Any
) -> VisitBooked:
    new = NewVisit(
        window=when(window),
        name=yes(FieldName.NAME, name),
        phone=yes(FieldName.PHONE, phone),
        address=yes(FieldName.ADDRESS, more.pop("address", HOME)),
        service="my AC is not cooling",
        **more,
    )
    return await book_visit(house.desk, house.call.id, new)


async def booked(house: House, window: Window, **more: Any) -> Visit:
    made = await book(house, window, **more)
    assert made.outcome is Booked.BOOKED
    assert made.visit is not None
    return made.visit


async def another_call(house: House) -> None:
    house.call = await house.journal.open_call("CA2", caller=None, called="+16145550100")


async def move(house: House, visit: Visit, window: Window, who: Who) -> VisitMoved:
    return await reschedule_visit(house.desk, house.call.id, VisitMove(visit.id, who, when(window)))


async def test_a_wish_is_offered_booked_once_and_then_taken_for_others(house: House) -> None:
    there = await ask(house, wish=at(15, 14), address=HOME)
    assert (there.outcome, there.windows, there.is_proposal) == (Fit.FITS, (at(15, 14),), False)
    visit = await booked(house, at(15, 14))
    again = await book(house, at(15, 14))
    assert again.visit == visit
    assert (visit.name, visit.phone, visit.address) == (MIKE, NUMBER, HOME)
    assert (visit.person, visit.minutes, visit.call_id) == ("Dave", 90, house.call.id)
    there = await ask(house, wish=at(15, 14))
    assert (there.outcome, there.why_not) == (Fit.NEAR, WhyNot.TAKEN)
    assert at(15, 14) not in there.windows
    events = [event for event in await house.desk.events.due() if event.name == "visit_booked"]
    assert [event.body["visit"] for event in events] == [visit.id]


async def test_a_window_taken_meanwhile_is_answered_with_the_nearest(house: House) -> None:
    there = await ask(house, wish=at(15, 14))
    await booked(house, at(15, 14))
    await another_call(house)
    late = await book(house, there.windows[0], SARAH, OTHER)
    assert (late.outcome, late.visit, late.why_not) == (Booked.TAKEN, None, WhyNot.TAKEN)
    assert late.windows[0] == at(15, 12)
    assert (await book(house, late.windows[0], SARAH, OTHER)).outcome is Booked.BOOKED


async def test_outside_the_area_nothing_is_booked_and_a_person_is_told(house: House) -> None:
    there = await ask(house, wish=at(15, 14), address=FAR)
    assert (there.outcome, there.why_not) == (Fit.NONE, WhyNot.OUT_OF_AREA)
    made = await book(house, at(15, 14), address=FAR)
    assert (made.outcome, made.why_not) == (Booked.REFUSED, WhyNot.OUT_OF_AREA)
    assert await house.desk.visits.upcoming() == ()
    assert "arrange_visit" in await house.follow_ups()


async def test_an_owner_who_wants_to_be_asked_holds_the_time_and_is_asked(house: House) -> None:
    house.owner_writes("business.yaml", "book: by_itself", "book: ask_me_first")
    assert (await ask(house, wish=at(15, 14))).is_proposal
    made = await book(house, at(15, 14))
    assert made.outcome is Booked.PROPOSED
    assert made.visit is not None
    assert made.visit.state is VisitState.PROPOSED
    (filed,) = [f for f in await house.desk.tray.open_follow_ups() if f.kind == "confirm_visit"]
    assert "Tue Sep 15, 2:00 PM to 4:00 PM" in filed.note
    assert (await ask(house, wish=at(15, 14))).outcome is Fit.NEAR
    await house.desk.visits.confirm(made.visit)
    await house.runner.run_due()
    assert "confirm_visit" not in await house.follow_ups()


async def test_an_owner_who_gives_out_the_times_has_none_given_out(house: House) -> None:
    house.owner_writes("business.yaml", "book: by_itself", "book: never")
    there = await ask(house, wish=at(15, 14))
    assert (there.outcome, there.why_not) == (Fit.NONE, WhyNot.NOT_OFFERED)
    assert (await book(house, at(15, 14))).outcome is Booked.REFUSED


async def test_only_who_matches_may_move_or_call_off_a_visit(house: House) -> None:
    visit = await booked(house, at(15, 14))
    await another_call(house)
    stranger, namesake = Who(OTHER, name=SARAH), Who(OTHER, name=MIKE)
    for who in (stranger, namesake, Who(NUMBER), Who(NUMBER, name=SARAH), Who(name=MIKE)):
        assert await visits_of(house.desk, who) == ()
        assert (await move(house, visit, at(16, 10), who)).outcome is Rescheduled.REFUSED
        cancelled = await cancel_visit(house.desk, house.call.id, VisitCancel(visit.id, who))
        assert (cancelled.outcome, cancelled.visit) == (Cancelled.REFUSED, None)
    assert await house.desk.visits.find(visit.id) == visit
    mike = Who(NUMBER, name=MIKE)
    assert await visits_of(house.desk, mike) == (visit,)
    moved = await move(house, visit, at(16, 10), mike)
    assert moved.outcome is Rescheduled.MOVED
    assert moved.visit is not None
    assert (moved.visit.window, moved.visit.sequence) == (at(16, 10), 1)
    cancel = VisitCancel(visit.id, mike, "found somebody else")
    assert (await cancel_visit(house.desk, house.call.id, cancel)).outcome is Cancelled.CANCELLED
    assert (await ask(house, wish=at(15, 14))).outcome is Fit.FITS


async def test_a_customer_in_quickbooks_finds_the_visit_under_the_number_on_file(
    house: House,
) -> None:
    await house.confirmed()
    entered = await house.enter()
    visit = await booked(house, at(15, 14), phone=OTHER, customer_id=entered.customer_id)
    await another_call(house)
    assert await visits_of(house.desk, Who(NUMBER, name=MIKE)) == (visit,)
    assert await visits_of(house.desk, Who(NUMBER, name=SARAH)) == ()


async def test_a_visit_is_moved_among_those_who_can_do_its_work(house: House) -> None:
    house.owner_writes(
        "business.yaml", "  - name: Dave\n", "  - name: Dave\n  - name: Ana\n    trades: [HVAC]\n"
    )
    visit = await booked(house, at(15, 14), trade="HVAC", people=("Ana",), minutes=150)
    assert (visit.person, visit.minutes) == ("Ana", 180)
    there = await ask(house, wish=at(16, 14), moving=visit.id)
    assert there.windows == (at(16, 14),)
    mike = Who(NUMBER, name=MIKE)
    moved = await move(house, visit, at(16, 14), mike)
    assert moved.visit is not None
    assert (moved.visit.person, moved.visit.minutes) == ("Ana", 180)


async def test_a_move_into_taken_time_leaves_it_and_offers_the_nearest(house: House) -> None:
    visit = await booked(house, at(15, 14))
    await another_call(house)
    await booked(house, at(16, 10), name=SARAH, phone=OTHER)
    moved = await move(house, visit, at(16, 10), Who(NUMBER, name=MIKE))
    assert (moved.outcome, moved.visit) == (Rescheduled.TAKEN, visit)
    assert at(16, 12) in moved.windows
    assert at(16, 10) not in moved.windows


async def test_the_estimate_bears_the_date_of_the_visit_that_stands(house: House) -> None:
    await house.confirmed()
    entered = await house.enter()
    visit = await booked(house, at(15, 14), customer_id=entered.customer_id)
    await move(house, visit, at(16, 10), Who(NUMBER, name=MIKE))
    made = await house.estimate(entered.customer_id)
    with contextlib.closing(Wire(house.books.connection)) as wire:
        estimate = await wire.read("Estimate", made.estimate_id or "")
    assert estimate["CustomerMemo"]["value"].endswith("Visit: Wed Sep 16, 10:00 AM to 12:00 PM.")
    lines = [line for line in estimate["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    assert {line["SalesItemLineDetail"]["ServiceDate"] for line in lines} == {"2026-09-16"}
