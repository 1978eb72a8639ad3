from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from office.calls import calls_named, day_since, list_calls, one_call
from office.clock import FixedClock
from office.journal import Journal, OpenCall
from office.live import LiveEvents
from office.sheet import CallSheet, FieldName
from office.store import Store
from office.values import Money, PersonName
from office.writes import WriteLedger

pytestmark = pytest.mark.unit

MONDAY = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
MIDNIGHT = datetime(2026, 9, 14, 4, 0, tzinfo=UTC)


@dataclass
class Book:
    """A journal with a clock that the tests move."""

    store: Store
    clock: FixedClock
    journal: Journal
    writes: WriteLedger

    async def call(self, sid: str, *, outcome: str | None = "finished") -> OpenCall:
        """A call of one second, or one still on the line."""
        call = await self.journal.open_call(sid, caller="+16145550188", called="+16145550100")
        self.clock.advance(1)
        if outcome:
            await self.journal.close_call(call, outcome)
        return call

    async def estimate(self, call: OpenCall, total: object, *, revision: int = 1) -> None:
        """An estimate that QuickBooks answered with a total."""
        key = f"estimate:{call.id}:{revision}"
        await self.writes.plan(key=key, entity="Estimate", realm="1", payload={}, call_id=call.id)
        await self.writes.done(key, "145", {"TotalAmt": total, "DocNumber": str(1000 + revision)})


@pytest.fixture
async def book(tmp_path: Path) -> AsyncIterator[Book]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    clock, live = FixedClock(MONDAY), LiveEvents()
    yield Book(store, clock, Journal(store, clock, live), WriteLedger(store, clock, live))
    await store.close()


async def test_list_is_newest_first_and_as_long_as_asked_for(book: Book) -> None:
    made = [await book.call(f"CA{count}") for count in range(4)]
    found = await list_calls(book.store, limit=3)
    assert [line.id for line in found] == [call.id for call in reversed(made[1:])]


async def test_line_shows_the_newest_value_of_a_field(book: Book) -> None:
    call, other = await book.call("CA1"), await book.call("CA2")
    sheet = CallSheet().hear(FieldName.NAME, PersonName("Mike", "Chan"))
    await book.journal.fields(call, [sheet[FieldName.NAME]])
    sheet = sheet.hear(FieldName.NAME, PersonName("Mike", "Chen"))
    await book.journal.fields(call, [sheet[FieldName.NAME]])
    lines = {line.id: line for line in await list_calls(book.store)}
    assert (lines[call.id].name, lines[other.id].name) == ("Mike Chen", None)


async def test_total_of_a_line_has_cents_and_is_of_the_newest_estimate(book: Book) -> None:
    call = await book.call("CA1")
    await book.estimate(call, 395.0)
    await book.estimate(call, 445, revision=2)
    assert [line.total for line in await list_calls(book.store)] == ["445.00"]
    record = await one_call(book.store, call.id)
    assert record is not None
    assert record.estimate is not None
    assert record.estimate["DocNumber"] == "1002"


async def test_estimate_that_is_not_in_quickbooks_has_no_total(book: Book) -> None:
    call = await book.call("CA1")
    key = f"estimate:{call.id}:1"
    await book.writes.plan(key=key, entity="Estimate", realm="1", payload={}, call_id=call.id)
    await book.writes.rejected(key, "QuickBooks refused it.")
    assert [line.total for line in await list_calls(book.store)] == [None]
    assert (await day_since(book.store, MIDNIGHT)).estimates == ()


async def test_day_counts_more_calls_than_the_list_shows(book: Book) -> None:
    for count in range(60):
        await book.call(f"CA{count}")
    assert len(await list_calls(book.store)) == 50
    assert (await day_since(book.store, MIDNIGHT)).calls == 60


async def test_day_begins_at_midnight_but_a_call_goes_on_over_it(book: Book) -> None:
    late = await book.call("CA1", outcome=None)
    await book.estimate(late, 100.0)
    tomorrow = MIDNIGHT + timedelta(days=1)
    book.clock.advance((tomorrow - book.clock.now()).total_seconds())
    early = await book.call("CA2")
    await book.estimate(early, 445.0)
    day = await day_since(book.store, tomorrow)
    assert (day.calls, day.live) == (1, 1)
    assert day.estimates == (Money.of(445),)


async def test_calls_are_found_by_their_ids_and_unknown_ids_give_nothing(book: Book) -> None:
    call, _ = await book.call("CA1"), await book.call("CA2")
    assert list(await calls_named(book.store, [call.id, "nothing"])) == [call.id]
    assert await calls_named(book.store, []) == {}
    assert await one_call(book.store, "nothing") is None


async def test_slowest_answer_is_of_the_desk_and_may_be_missing(book: Book) -> None:
    call = await book.call("CA1")
    await book.journal.turn(call, "desk", "Thanks for calling ABC Plumbing.")
    record = await one_call(book.store, call.id)
    assert record is not None
    assert record.slowest_ms is None
    for waited in (640, 1517, 800):
        await book.journal.turn(call, "desk", "What's your name?", answer_ms=waited)
    record = await one_call(book.store, call.id)
    assert record is not None
    assert record.slowest_ms == 1517
