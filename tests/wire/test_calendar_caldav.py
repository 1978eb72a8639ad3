"""The visit book and the owner's calendar in step, with a real CalDAV server between them."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from office.calendars.caldav import Access, OwnersCalendar
from office.calendars.errors import EntryChanged
from office.calendars.rows import EntryRows
from office.calendars.writing import entry
from office.followups import Desktray
from office.live import LiveEvents
from office.values import Window
from office.visits import Technician, VisitState
from tests.migrated import up_to_date
from tests.visits import DAVE, at, booking, plan
from tests.wire.calendar_step import BOOK, TUESDAY, Step
from tests.wire.radicale import PASSWORD, USER, Owner, Radicale, radicale
from tools.agenda import for_owner

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

NAMES = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
async def step(server: Radicale, tmp_path: Path) -> AsyncIterator[Step]:
    owner = Owner(server, f"work{next(NAMES)}").begins()
    async with booking(await up_to_date(tmp_path / "desk.db")) as booked:
        tray = Desktray(booked.store, booked.clock, LiveEvents())
        made = Step(owner, booked, tray, None)  # type: ignore[arg-type]
        made.keeping = made.keeper_of(owner.access)
        yield made
        await made.keeping.close()


async def test_a_booked_visit_stands_in_the_owners_calendar(step: Step) -> None:
    visit = await step.visit(service="AC not cooling", minutes=300)
    assert await step.keeping.waiting()
    await step.keep()
    assert not await step.keeping.waiting()
    event = step.owner.event()
    assert str(event["UID"]) == visit.uid
    assert str(event["SUMMARY"]) == "AC not cooling: Mike Chen"
    assert event["DTSTART"].dt == datetime(2026, 9, 15, 14, tzinfo=ZoneInfo("America/New_York"))
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=5)
    assert event["STATUS"] == "CONFIRMED"
    await step.keep()
    assert len(step.owner.entries()) == 1


async def test_a_moved_visit_moves_its_entry_and_keeps_what_the_owner_wrote(step: Step) -> None:
    visit = await step.visit()
    await step.keep()
    step.owner.edits(("SUMMARY:", "SUMMARY:Long ladder! "))
    await step.book.move(visit, at(16, 8), [DAVE])
    await step.keep()
    event = step.owner.event()
    assert event["DTSTART"].dt == at(16, 8).starts
    assert str(event["SUMMARY"]).startswith("Long ladder!")
    assert int(event["SEQUENCE"]) == 1
    assert await step.notes() == []


async def test_a_cancelled_visit_leaves_the_calendar(step: Step) -> None:
    visit = await step.visit()
    await step.keep()
    await step.book.cancel(visit)
    assert await step.keeping.waiting()
    await step.keep()
    assert step.owner.entries() == {}
    assert not await step.keeping.waiting()


async def test_a_visit_that_is_over_stays_in_the_calendar(step: Step) -> None:
    await step.visit()
    await step.keep()
    step.clock.advance(2 * 86400)
    await step.keep()
    await step.keep()
    assert len(step.owner.entries()) == 1


async def test_an_entry_the_owner_moved_moves_the_visit_and_is_told(step: Step) -> None:
    visit = await step.visit()
    await step.keep()
    step.owner.edits(("20260915T140000", "20260917T090000"), ("20260915T160000", "20260917T110000"))
    await step.keep()
    moved = await step.now(visit)
    assert (moved.window, moved.state) == (at(17, 9), VisitState.MOVED)
    assert await step.booked.told() == [("visit_booked", visit.id), ("visit_moved", visit.id)]
    (note,) = await step.notes()
    assert note.startswith(
        "You moved the visit of Mike Chen from Tue Sep 15, 2:00 PM to 4:00 PM "
        "to Thu Sep 17, 9:00 AM to 11:00 AM"
    )
    await step.keep()
    assert not await step.keeping.waiting()
    assert (await step.now(visit)).sequence == 1
    assert len(await step.notes()) == 1


async def test_an_entry_moved_beyond_the_days_that_are_read_is_still_found(step: Step) -> None:
    visit = await step.visit()
    await step.keep()
    step.owner.edits(("20260915T140000", "20261215T140000"), ("20260915T160000", "20261215T160000"))
    await step.keep()
    assert (await step.now(visit)).window == at(15, 14, month=12)


async def test_an_entry_the_owner_only_made_longer_moves_nothing(step: Step) -> None:
    visit = await step.visit()
    await step.keep()
    step.owner.edits(
        ("DTEND;TZID=America/New_York:20260915T16", "DTEND;TZID=America/New_York:20260915T18")
    )
    await step.keep()
    assert (await step.now(visit)).sequence == 0
    assert await step.notes() == []


async def test_an_entry_moved_to_where_another_visit_is_moves_nothing_and_is_told(
    step: Step,
) -> None:
    await step.visit(at(16, 9), key="2")
    await step.keep()
    (first,) = step.owner.entries()
    visit = await step.visit()
    await step.keep()
    (name,) = step.owner.entries().keys() - {first}
    text = step.owner.entries()[name].replace("20260915T14", "20260916T09").replace(
        "20260915T16", "20260916T11"
    )  # fmt: skip
    step.owner.ask("PUT", f"{step.owner.server.address}{name}", text=text)
    for _ in range(2):
        await step.keep()
    assert (await step.now(visit)).window == TUESDAY
    (note,) = await step.notes()
    assert "where Dave has something else already" in note


async def test_an_entry_moved_into_the_past_moves_nothing_and_is_told(step: Step) -> None:
    visit = await step.visit()
    await step.keep()
    step.owner.edits(("20260915T14", "20260914T09"), ("20260915T16", "20260914T11"))
    await step.keep()
    assert (await step.now(visit)).window == TUESDAY
    assert "which is over" in (await step.notes())[0]


async def test_an_entry_the_owner_deleted_is_asked_about_and_not_cancelled(step: Step) -> None:
    visit = await step.visit()
    await step.keep()
    step.owner.deletes()
    for _ in range(2):
        await step.keep()
    assert (await step.now(visit)).state is VisitState.BOOKED
    assert step.owner.entries() == {}
    (note,) = await step.notes()
    assert note.startswith("You deleted the visit of Mike Chen")
    assert not await step.keeping.waiting()


async def test_a_deleted_entry_comes_back_only_with_another_time(step: Step) -> None:
    visit = await step.visit()
    await step.keep()
    step.owner.deletes()
    await step.keep()
    await step.book.move(visit, at(16, 8), [DAVE])
    await step.keep()
    assert step.owner.event()["DTSTART"].dt == at(16, 8).starts


async def test_a_visit_cancelled_after_its_entry_was_deleted_is_forgotten(step: Step) -> None:
    visit = await step.visit()
    await step.keep()
    step.owner.deletes()
    await step.keep()
    await step.book.cancel(visit)
    await step.keep()
    assert not await step.keeping.waiting()
    assert await EntryRows(step.booked.store, step.clock).all() == {}


async def test_the_customers_move_stands_where_both_moved(step: Step) -> None:
    visit = await step.visit()
    await step.keep()
    step.owner.edits(("20260915T14", "20260918T09"), ("20260915T16", "20260918T11"))
    await step.book.move(visit, at(16, 8), [DAVE])
    await step.keep()
    assert step.owner.event()["DTSTART"].dt == at(16, 8).starts
    assert (await step.now(visit)).window == at(16, 8)
    (note,) = await step.notes()
    assert "to Fri Sep 18, 9:00 AM in your calendar while they moved it" in note


async def test_the_owners_yes_in_the_calendar_books_a_proposed_visit(step: Step) -> None:
    visit = await step.book.book(plan(TUESDAY), [DAVE], key="1", proposed=True)
    assert visit is not None
    await step.keep()
    assert step.owner.event()["STATUS"] == "TENTATIVE"
    step.owner.edits(("STATUS:TENTATIVE", "STATUS:CONFIRMED"))
    await step.keep()
    assert (await step.now(visit)).state is VisitState.BOOKED
    assert await step.booked.told() == [("visit_proposed", visit.id), ("visit_booked", visit.id)]


async def test_a_yes_at_the_desk_is_shown_in_the_calendar(step: Step) -> None:
    visit = await step.book.book(plan(TUESDAY), [DAVE], key="1", proposed=True)
    assert visit is not None
    await step.keep()
    step.clock.advance(60)
    await step.book.confirm(visit)
    assert await step.keeping.waiting()
    await step.keep()
    assert step.owner.event()["STATUS"] == "CONFIRMED"
    assert not await step.keeping.waiting()


async def test_a_visit_of_somebody_else_is_not_in_this_calendar(step: Step) -> None:
    visit = await step.visit()
    await step.keep()
    await step.book.book(plan(TUESDAY), [Technician("Ana")], key="2")
    await step.keep()
    assert len(step.owner.entries()) == 1
    await step.book.move(visit, at(16, 8), [Technician("Ana")])
    await step.keep()
    assert step.owner.entries() == {}


async def test_what_the_owner_blocks_is_taken_and_free_again_when_it_is_gone(step: Step) -> None:
    step.owner.blocks("DTSTART;TZID=America/New_York:20260916T100000", "DURATION:PT2H")
    await step.keep()
    assert await step.taken() == ["09-16 10:00"]
    assert await step.book.book(plan(at(16, 11)), [DAVE], key="1") is None
    step.owner.deletes()
    await step.keep()
    assert await step.taken() == []
    await step.visit(at(16, 11))


async def test_what_repeats_is_taken_each_time_and_a_free_day_is_not(step: Step) -> None:
    step.owner.blocks(
        "DTSTART;TZID=America/New_York:20260915T080000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=3",
    )
    step.owner.blocks("DTSTART;VALUE=DATE:20260917", uid="holiday")
    step.owner.blocks("DTSTART;VALUE=DATE:20260918", "TRANSP:TRANSPARENT", uid="birthday")
    await step.keep()
    assert await step.taken() == ["09-15 08:00", "09-17 00:00", "09-22 08:00", "09-29 08:00"]


async def test_our_own_visits_block_nothing_twice(step: Step) -> None:
    await step.visit()
    await step.keep()
    await step.keep()
    assert await step.taken() == []


async def test_a_block_over_a_booked_visit_is_told_and_cancels_nothing(step: Step) -> None:
    visit = await step.visit()
    step.owner.blocks("DTSTART;VALUE=DATE:20260915", uid="day off")
    await step.keep()
    assert (await step.now(visit)).state is VisitState.BOOKED
    (note,) = await step.notes()
    assert note.startswith("Your calendar has something else at the time of the visit of Mike Chen")


async def test_a_process_that_died_after_writing_does_not_write_twice(step: Step) -> None:
    visit = await step.visit()
    calendar = OwnersCalendar(step.owner.access)
    calendar.add(visit.uid, entry(for_owner(BOOK, visit)))
    await step.keep()
    assert len(step.owner.entries()) == 1
    assert not await step.keeping.waiting()
    calendar.close()


async def test_an_entry_changed_under_our_hands_is_not_overwritten(step: Step) -> None:
    calendar = OwnersCalendar(step.owner.access)
    visit = await step.visit()
    made = calendar.add(visit.uid, entry(for_owner(BOOK, visit)))
    step.owner.edits(("SUMMARY:", "SUMMARY:Mine: "))
    with pytest.raises(EntryChanged):
        calendar.replace(made, made.source)
    with pytest.raises(EntryChanged):
        calendar.remove(made)
    with pytest.raises(EntryChanged):
        calendar.add(visit.uid, made.source)
    calendar.close()
    assert "Mine: " in step.owner.entry()


async def test_two_desks_on_one_book_write_one_entry(step: Step) -> None:
    other = step.keeper_of(step.owner.access)
    await step.visit()
    assert await step.keeping.keep()
    assert await other.keep()
    await other.close()
    assert len(step.owner.entries()) == 1


async def test_the_calendar_is_found_by_its_account_and_name(step: Step) -> None:
    server = step.owner.server.address
    step.owner.ask(
        "PROPPATCH",
        text='<propertyupdate xmlns="DAV:"><set><prop><displayname>Field work</displayname>'
        "</prop></set></propertyupdate>",
    ).raise_for_status()
    calendar = OwnersCalendar(Access(f"{server}/", USER, PASSWORD, "field work", 5))
    assert calendar.place == step.owner.calendar
    calendar.close()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"password": "wrong"}, "FRONTDESK_CALDAV_PASSWORD"),
        ({"name": "Nobody's"}, "FRONTDESK_CALDAV_CALENDAR"),
        ({"name": "", "url": "{calendar}nothing/"}, "FRONTDESK_CALDAV_URL"),
    ],
    ids=["password", "name", "address"],
)
async def test_a_wrong_setting_is_named_and_mended_without_loss(
    step: Step, wrong: dict[str, Any], named: str
) -> None:
    visit = await step.visit()
    given: dict[str, Any] = {
        name: text.format(calendar=step.owner.calendar) for name, text in wrong.items()
    }
    given = {"url": f"{step.owner.server.address}/", **given}
    access = replace(step.owner.access, **given)
    misset = step.keeper_of(access)
    assert not await misset.keep()
    assert named in (await step.problems())[0]
    assert named in misset.standing.trouble
    await misset.close()
    await step.keep()
    assert await step.problems() == []
    assert str(step.owner.event()["UID"]) == visit.uid


async def test_without_its_server_booking_goes_on_and_is_written_later(tmp_path: Path) -> None:
    """Blocks stay as they were known; the owner hears of it after a quarter of an hour."""
    with radicale(tmp_path) as server:
        async with booking(await up_to_date(tmp_path / "desk.db")) as booked:
            owner = Owner(server, "work").begins()
            tray = Desktray(booked.store, booked.clock, LiveEvents())
            step = Step(owner, booked, tray, None)  # type: ignore[arg-type]
            step.keeping = step.keeper_of(owner.access)
            owner.blocks("DTSTART:20260916T140000Z", "DURATION:PT2H")
            await step.keep()
            owner.deletes()
            server.stop()
            visit = await step.visit()
            assert not await step.keeping.keep()
            assert await step.problems() == []
            assert await step.taken() == ["09-16 10:00"]
            step.clock.advance(901)
            assert not await step.keeping.keep()
            assert "does not answer. Visits are booked all the same" in (await step.problems())[0]
            assert not await step.keeping.freshen(0.5)
            server.start()
            await step.keep()
            assert await step.problems() == []
            assert str(owner.event()["UID"]) == visit.uid
            assert await step.taken() == []
            assert await step.keeping.freshen(0.5)
            await step.keeping.close()


@pytest.mark.parametrize(
    "window", [at(1, 9, month=11), at(31, 9, month=10)], ids=["clocks back", "day before"]
)
async def test_the_morning_the_clocks_change_is_kept_to_the_minute(
    step: Step, window: Window
) -> None:
    visit = await step.visit(window)
    await step.keep()
    assert step.owner.event()["DTSTART"].dt.astimezone(UTC) == window.starts.astimezone(UTC)
    await step.keep()
    assert (await step.now(visit)).sequence == 0
