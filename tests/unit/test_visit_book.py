"""The visit book: booked once, moved and cancelled whole, told in the same breath."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from office.tables import visit_slots
from office.values import Window
from office.visits import Busy, Technician, VisitChanged, VisitGone, VisitState
from office.visits.slots import slots_of, taken_until
from tests.stores import store_url
from tests.visits import ANA, DAVE, NOW, ZONE, Booking, at, booking, plan

pytestmark = pytest.mark.unit

SEED = 6145550109


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Booking]:
    async with booking(await store_url(tmp_path)) as opened:
        yield opened


async def slots(desk: Booking, person: str = "Dave") -> int:
    return len(await desk.store.rows(select(visit_slots).where(visit_slots.c.person == person)))


async def test_a_visit_is_booked_and_read_back_as_it_was(desk: Booking) -> None:
    wanted = plan(at(15, 14), service="no heat", customer_id="7", company="1")
    visit = await desk.book.book(wanted, [DAVE], key="visit:1")
    assert visit is not None
    assert (visit.person, visit.window, visit.state) == ("Dave", at(15, 14), VisitState.BOOKED)
    assert (visit.name, visit.phone, visit.service) == (wanted.name, wanted.phone, "no heat")
    assert visit.window.starts.hour == 14
    assert await desk.book.find(visit.id) == visit
    assert await desk.book.upcoming() == (visit,)
    assert await desk.told() == [("visit_booked", visit.id)]


async def test_two_visits_cannot_share_a_quarter_hour_of_one_person(desk: Booking) -> None:
    assert await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:1")
    assert await desk.book.book(plan(at(15, 15)), [DAVE], key="visit:2") is None
    after = await desk.book.book(plan(at(15, 16)), [DAVE], key="visit:3")
    assert after is not None
    assert len(await desk.told()) == 2


async def test_the_next_technician_goes_where_the_first_is_taken(desk: Booking) -> None:
    await desk.book.book(plan(at(15, 14)), [DAVE, ANA], key="visit:1")
    second = await desk.book.book(plan(at(15, 14)), [DAVE, ANA], key="visit:2")
    assert second is not None
    assert second.person == "Ana"


async def test_the_database_itself_refuses_a_second_booking(desk: Booking) -> None:
    await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:1")
    (taken, *_) = await desk.store.rows(select(visit_slots))
    with pytest.raises(IntegrityError):
        await desk.store.run(
            insert(visit_slots).values(person="Dave", starts_at=taken["starts_at"])
        )


async def test_a_second_tap_gives_the_same_visit(desk: Booking) -> None:
    first = await desk.book.book(plan(at(15, 14)), [DAVE, ANA], key="visit:1")
    again = await desk.book.book(plan(at(15, 14)), [DAVE, ANA], key="visit:1")
    assert again == first
    assert await slots(desk) == 8
    assert await slots(desk, "Ana") == 0
    assert len(await desk.told()) == 1


async def test_long_work_keeps_its_technician_beyond_the_window(desk: Booking) -> None:
    await desk.book.book(plan(at(15, 8), minutes=200), [DAVE], key="visit:1")
    assert await desk.book.book(plan(at(15, 10)), [DAVE], key="visit:2") is None
    assert await desk.book.book(plan(at(15, 12)), [DAVE], key="visit:3")


async def test_a_full_day_is_full(desk: Booking) -> None:
    ana = Technician("Ana", a_day=2)
    for number, hour in enumerate((8, 10)):
        assert await desk.book.book(plan(at(15, hour)), [ana], key=f"visit:{number}")
    assert await desk.book.book(plan(at(15, 12)), [ana], key="visit:3") is None
    assert await slots(desk, "Ana") == 16
    assert await desk.book.book(plan(at(16, 12)), [ana], key="visit:3")


async def test_a_move_frees_the_old_time_and_takes_the_new(desk: Booking) -> None:
    visit = await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:1")
    assert visit is not None
    moved = await desk.book.move(visit, at(16, 10), [DAVE])
    assert moved is not None
    assert (moved.window, moved.sequence, moved.state) == (at(16, 10), 1, VisitState.MOVED)
    assert moved.uid == visit.uid
    assert await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:2")
    assert [name for name, _ in await desk.told()] == [
        "visit_booked",
        "visit_moved",
        "visit_booked",
    ]


async def test_a_move_by_an_hour_may_overlap_its_own_old_time(desk: Booking) -> None:
    visit = await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:1")
    assert visit is not None
    assert await desk.book.move(visit, at(15, 15), [DAVE])
    assert await slots(desk) == 8


async def test_a_move_into_taken_time_leaves_the_visit_where_it_was(desk: Booking) -> None:
    visit = await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:1")
    await desk.book.book(plan(at(16, 10)), [DAVE], key="visit:2")
    assert visit is not None
    assert await desk.book.move(visit, at(16, 10), [DAVE]) is None
    assert await desk.book.find(visit.id) == visit
    assert await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:3") is None


async def test_a_move_tried_again_is_the_same_move(desk: Booking) -> None:
    visit = await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:1")
    assert visit is not None
    moved = await desk.book.move(visit, at(16, 10), [DAVE])
    assert await desk.book.move(visit, at(16, 10), [DAVE]) == moved
    assert len(await desk.told()) == 2


async def test_a_visit_changed_meanwhile_is_not_moved_blindly(desk: Booking) -> None:
    visit = await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:1")
    assert visit is not None
    await desk.book.move(visit, at(16, 10), [DAVE])
    with pytest.raises(VisitChanged):
        await desk.book.move(visit, at(17, 10), [DAVE])
    with pytest.raises(VisitChanged):
        await desk.book.cancel(visit)


async def test_a_cancelled_visit_frees_its_time_once_and_for_all(desk: Booking) -> None:
    visit = await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:1")
    assert visit is not None
    cancelled = await desk.book.cancel(visit, "the caller's wish")
    assert cancelled.state is VisitState.CANCELLED
    assert await desk.book.cancel(visit) == cancelled
    assert await slots(desk) == 0
    assert await desk.book.upcoming() == ()
    assert [name for name, _ in await desk.told()] == ["visit_booked", "visit_cancelled"]
    with pytest.raises(VisitGone):
        await desk.book.move(cancelled, at(16, 10), [DAVE])


async def test_a_proposal_holds_its_time_and_tells_only_after_the_owners_yes(
    desk: Booking,
) -> None:
    visit = await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:1", proposed=True)
    assert visit is not None
    assert visit.state is VisitState.PROPOSED
    assert await desk.book.book(plan(at(15, 14)), [DAVE], key="visit:2") is None
    assert await desk.told() == [("visit_proposed", visit.id)]
    booked = await desk.book.confirm(visit)
    assert booked.state is VisitState.BOOKED
    assert await desk.book.confirm(visit) == booked
    assert await desk.told() == [("visit_proposed", visit.id), ("visit_booked", visit.id)]


def busy(day: int, hour: int, hours: float = 2) -> Busy:
    window = at(day, hour, hours).in_zone("UTC")
    return Busy(f"{day}-{hour}", window.starts, window.ends)


async def test_what_the_owners_calendar_has_is_taken(desk: Booking) -> None:
    assert await desk.book.keep_busy("caldav", "Dave", [busy(15, 9, 4)]) == ()
    assert await desk.book.book(plan(at(15, 10)), [DAVE], key="visit:1") is None
    assert await desk.book.keep_busy("caldav", "Dave", []) == ()
    assert await desk.book.book(plan(at(15, 10)), [DAVE], key="visit:1")


async def test_a_calendar_does_not_push_a_visit_out_but_names_it(desk: Booking) -> None:
    visit = await desk.book.book(plan(at(15, 10)), [DAVE], key="visit:1")
    assert visit is not None
    assert await desk.book.keep_busy("caldav", "Dave", [busy(15, 9, 4)]) == (visit,)
    assert await slots(desk) == 16
    await desk.book.cancel(visit)
    # The calendar has the time now that the visit is gone.
    assert await slots(desk) == 16
    assert await desk.book.book(plan(at(15, 10)), [DAVE], key="visit:2") is None


async def test_two_calendars_with_one_time_free_it_only_together(desk: Booking) -> None:
    await desk.book.keep_busy("home", "Dave", [busy(15, 10)])
    await desk.book.keep_busy("work", "Dave", [busy(15, 10)])
    await desk.book.keep_busy("home", "Dave", [])
    assert await desk.book.book(plan(at(15, 10)), [DAVE], key="visit:1") is None
    await desk.book.keep_busy("work", "Dave", [])
    assert await desk.book.book(plan(at(15, 10)), [DAVE], key="visit:1")


async def test_claims_are_everything_that_is_taken(desk: Booking) -> None:
    visit = await desk.book.book(plan(at(15, 8), minutes=180), [DAVE], key="visit:1")
    await desk.book.keep_busy("caldav", "Ana", [busy(15, 9)])
    assert visit is not None
    day = datetime(2026, 9, 15, tzinfo=ZONE)
    found = {
        (one.person, one.starts, one.ends, one.visit_id)
        for one in await desk.book.claims(day, day + timedelta(days=1))
    }
    dave = visit.window.starts.astimezone(UTC)
    ana = busy(15, 9)
    assert found == {
        ("Dave", dave, dave + timedelta(hours=3), visit.id),
        ("Ana", ana.starts, ana.ends, None),
    }


@pytest.mark.parametrize(
    ("midnight", "quarters"),
    [(datetime(2027, 3, 14, tzinfo=ZONE), 12), (datetime(2026, 11, 1, tzinfo=ZONE), 20)],
    ids=["an hour is skipped", "an hour comes twice"],
)
async def test_days_on_which_the_clocks_change_have_as_many_slots_as_hours(
    desk: Booking, midnight: datetime, quarters: int
) -> None:
    window = Window(midnight, midnight.replace(hour=4))
    visit = await desk.book.book(plan(window), [DAVE], key="visit:1")
    assert visit is not None
    assert visit.window == window
    assert await slots(desk) == quarters


async def test_a_night_visit_runs_over_midnight(desk: Booking) -> None:
    visit = await desk.book.book(plan(at(15, 23)), [DAVE], key="visit:1")
    assert visit is not None
    assert visit.window.display == "Tue Sep 15, 11:00 PM to Wed Sep 16, 1:00 AM"
    assert await desk.book.book(plan(at(16, 0)), [DAVE], key="visit:2") is None


async def test_whatever_changes_at_once_each_slot_belongs_to_who_stands_there(
    desk: Booking,
) -> None:
    dice = random.Random(SEED)  # noqa: S311 - a seed to replay from
    people = (DAVE, ANA)

    async def change(number: int) -> None:
        window = at(15 + dice.randrange(3), 8 + dice.randrange(9), dice.choice((1, 2, 3)))
        standing = await desk.book.upcoming()
        what = dice.random()
        with contextlib.suppress(VisitChanged, VisitGone):
            if what < 0.5 or not standing:
                wanted = plan(window, dice.randrange(30, 240))
                await desk.book.book(wanted, dice.sample(people, 2), key=f"visit:{number}")
            elif what < 0.75:
                await desk.book.move(dice.choice(standing), window, dice.sample(people, 2))
            elif what < 0.9:
                await desk.book.cancel(dice.choice(standing))
            else:
                blocks = [busy(15 + day, 8 + dice.randrange(9)) for day in range(3)]
                await desk.book.keep_busy("caldav", "Dave", blocks)

    for begin in range(0, 64, 8):
        await asyncio.gather(*(change(number) for number in range(begin, begin + 8)))
    rows = await desk.store.rows(select(visit_slots))
    mine = {(row["person"], row["starts_at"]): row["visit_id"] for row in rows}
    needed = {
        (visit.person, slot): visit.id
        for visit in await desk.book.upcoming()
        for slot in slots_of(visit.window.starts, taken_until(visit.window, visit.minutes))
    }
    assert {at: visit for at, visit in mine.items() if visit is not None} == needed
    calendar = {
        ("Dave", slot)
        for claim in await desk.book.claims(NOW, NOW + timedelta(days=9))
        if claim.visit_id is None
        for slot in slots_of(claim.starts, claim.ends)
    }
    assert {at for at, visit in mine.items() if visit is None} == calendar - set(needed)


def test_busy_time_told_by_local_clocks_is_that_time() -> None:
    local, utc = at(15, 8), at(15, 8).in_zone("UTC")
    assert Busy("own", local.starts, local.ends) == Busy("own", utc.starts, utc.ends)
    assert Busy("own", local.starts, local.ends).starts.utcoffset() == timedelta()
