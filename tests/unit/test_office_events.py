"""Business events: once per key, in order, until their trigger has run."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from office.clock import FixedClock
from office.events import EventLog
from office.store import Store
from office.tables import events, problems
from tests.stores import store_url

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


@dataclass
class Outbox:
    """An event log with its store and a clock that can be moved."""

    store: Store
    clock: FixedClock
    log: EventLog

    async def due(self) -> list[str]:
        return [event.key for event in await self.log.due()]


@pytest.fixture
async def outbox(tmp_path: Path) -> AsyncIterator[Outbox]:
    store = await Store.open(await store_url(tmp_path))
    clock = FixedClock(NOW)
    yield Outbox(store, clock, EventLog(store, clock))
    await store.close()


async def test_the_same_fact_is_kept_once_as_first_told(outbox: Outbox) -> None:
    await outbox.log.happened("call_completed", "call:1", {"outcome": "finished"})
    outbox.clock.advance(60)
    await outbox.log.happened("call_completed", "call:1", {"outcome": "lost"})
    (event,) = await outbox.log.due()
    assert event.body == {"outcome": "finished"}
    assert event.happened_at == NOW


async def test_a_fact_told_again_after_its_trigger_ran_stays_done(outbox: Outbox) -> None:
    await outbox.log.happened("call_completed", "call:1", {})
    (event,) = await outbox.log.due()
    await outbox.log.processed(event)
    await outbox.log.happened("call_completed", "call:1", {})
    assert await outbox.due() == []


async def test_events_are_due_in_the_order_they_happened(outbox: Outbox) -> None:
    for key in ("b", "a", "c"):
        await outbox.log.happened("call_completed", key, {})
    assert await outbox.due() == ["b", "a", "c"]
    assert [event.key for event in await outbox.log.due(limit=2)] == ["b", "a"]


async def test_an_event_put_off_waits_and_lets_others_pass(outbox: Outbox) -> None:
    await outbox.log.happened("quote_requested", "a", {})
    await outbox.log.happened("call_completed", "b", {})
    first, _ = await outbox.log.due()
    await outbox.log.put_off(first, "QuickBooks is down.", 30)
    assert await outbox.due() == ["b"]
    outbox.clock.advance(29.9)
    assert await outbox.due() == ["b"]
    outbox.clock.advance(0.1)
    assert await outbox.due() == ["a", "b"]


async def test_every_put_off_counts_and_success_clears_the_error(outbox: Outbox) -> None:
    await outbox.log.happened("quote_requested", "a", {})
    for expected in range(3):
        (event,) = await outbox.log.due()
        assert event.attempts == expected
        await outbox.log.put_off(event, "QuickBooks is down.", 0)
    (event,) = await outbox.log.due()
    await outbox.log.processed(event)
    row = await outbox.store.row(select(events))
    assert row is not None
    assert (row["attempts"], row["error"], row["processed_at"]) == (3, None, NOW)


async def test_a_transaction_rolled_back_leaves_no_event(outbox: Outbox) -> None:
    async def change_and_fail() -> None:
        async with outbox.store.transaction() as connection:
            await connection.execute(insert(problems).values(key="p", text="x", since=NOW))
            await outbox.log.happened("call_completed", "a", {}, within=connection)
            raise RuntimeError("the change did not work")

    with pytest.raises(RuntimeError):
        await change_and_fail()
    assert await outbox.due() == []
    assert await outbox.store.rows(select(problems)) == []


async def test_a_transaction_committed_brings_its_event(outbox: Outbox) -> None:
    async with outbox.store.transaction() as connection:
        await connection.execute(insert(problems).values(key="p", text="x", since=NOW))
        await outbox.log.happened("call_completed", "a", {}, within=connection)
    assert await outbox.due() == ["a"]


async def test_a_fact_known_already_does_not_undo_the_change_it_came_with(outbox: Outbox) -> None:
    await outbox.log.happened("call_completed", "a", {})
    async with outbox.store.transaction() as connection:
        await outbox.log.happened("call_completed", "a", {}, within=connection)
        await connection.execute(insert(problems).values(key="p", text="x", since=NOW))
    assert len(await outbox.store.rows(select(problems))) == 1
    assert await outbox.due() == ["a"]


async def test_an_event_of_a_call_that_is_not_there_is_not_lost_in_silence(outbox: Outbox) -> None:
    with pytest.raises(IntegrityError):
        await outbox.log.happened("call_completed", "a", {}, call_id="c9")
