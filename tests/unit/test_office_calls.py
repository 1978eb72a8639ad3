"""Calls as pages and API read them, and QuickBooks' rows as the mirror reads them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from office.calls import list_calls, one_call
from office.clock import FixedClock
from office.followups import Desktray
from office.journal import Journal, OpenCall
from office.live import LiveEvents
from office.sheet import CallSheet, FieldName
from office.store import Store
from office.values import PersonName
from office.writes import WriteLedger
from tests.stores import store_url

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
MIKE = PersonName("Mike", "Chen")


@dataclass
class Bench:
    """An office with everything that writes about calls."""

    store: Store
    clock: FixedClock
    journal: Journal
    tray: Desktray
    writes: WriteLedger

    async def ring(self, number: int) -> OpenCall:
        call = await self.journal.open_call(
            f"CA{number}", caller=f"+1614555018{number}", called="+16145550100"
        )
        self.clock.advance(60)
        return call

    async def name(self, call: OpenCall, *names: PersonName) -> None:
        sheet = CallSheet()
        for name in names:
            sheet = sheet.hear(FieldName.NAME, name)
            await self.journal.fields(call, [sheet[FieldName.NAME]])

    async def estimate(self, call: OpenCall, answer: dict[str, Any]) -> None:
        key = f"estimate:{call.id}"
        await self.writes.plan(realm="1", key=key, entity="Estimate", payload={}, call_id=call.id)
        await self.writes.done(key, "145", answer)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    store = await Store.open(await store_url(tmp_path))
    clock, live = FixedClock(NOW), LiveEvents()
    yield Bench(
        store,
        clock,
        Journal(store, clock, live),
        Desktray(store, clock, live),
        WriteLedger(store, clock, live),
    )
    await store.close()


async def test_the_last_calls_are_listed_newest_first(bench: Bench) -> None:
    rung = [await bench.ring(number) for number in range(4)]
    lines = await list_calls(bench.store, limit=3)
    assert [line.id for line in lines] == [call.id for call in reversed(rung[1:])]
    assert lines[0].started_at > lines[1].started_at


async def test_a_line_shows_the_newest_name_the_end_and_the_total(bench: Bench) -> None:
    call, other = await bench.ring(1), await bench.ring(2)
    await bench.name(call, PersonName("Mike", "Chan"), MIKE)
    await bench.estimate(call, {"Id": "145", "TotalAmt": 445.0})
    await bench.journal.close_call(call, "finished")
    plain, full = await list_calls(bench.store)
    assert (full.name, full.total, full.outcome) == ("Mike Chen", "445.00", "finished")
    assert full.ended_at == bench.clock.now()
    assert (plain.id, plain.name, plain.total, plain.ended_at) == (other.id, None, None, None)


async def test_an_estimate_without_a_total_has_none(bench: Bench) -> None:
    await bench.estimate(await bench.ring(1), {"Id": "145"})
    (line,) = await list_calls(bench.store)
    assert line.total is None


async def test_an_empty_office_lists_nothing(bench: Bench) -> None:
    assert await list_calls(bench.store) == []
    assert await one_call(bench.store, "c9") is None


async def test_a_call_is_told_whole_and_only_itself(bench: Bench) -> None:
    call, other = await bench.ring(1), await bench.ring(2)
    for one in (call, other):
        await bench.name(one, MIKE)
        await bench.journal.turn(one, "desk", "Hello.", answer_ms=700)
        await bench.journal.turn(one, "caller", "My sink leaks.")
        await bench.journal.turn(one, "desk", "I can help.", answer_ms=1350)
        await bench.tray.follow_up(key=one.id, kind="k", note="Call back.", call_id=one.id)
        await bench.estimate(one, {"Id": one.id, "TotalAmt": 445.0})
    record = await one_call(bench.store, call.id)
    assert record is not None
    assert record.head["from_number"] == "+16145550181"
    assert record.fields["name"]["value"] == "Mike Chen"
    assert [turn["who"] for turn in record.turns] == ["desk", "caller", "desk"]
    assert record.slowest_ms == 1350
    assert record.estimate == {"Id": call.id, "TotalAmt": 445.0}
    rows = [*record.turns, *record.writes, *record.follow_ups, *record.fields.values()]
    assert {row["call_id"] for row in rows} == {call.id}


async def test_a_silent_call_has_no_estimate_and_no_slowest_answer(bench: Bench) -> None:
    record = await one_call(bench.store, (await bench.ring(1)).id)
    assert record is not None
    assert record.estimate is None
    assert record.slowest_ms is None
    assert record.messages == []
