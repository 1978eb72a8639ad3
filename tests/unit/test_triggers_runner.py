import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from office.clock import FixedClock
from office.events import Event, EventLog
from office.followups import Desktray
from office.live import LiveEvents
from office.store import Store
from triggers.means import NotYet, call_of
from triggers.runner import ALERT_AFTER, AT_ONCE, PAUSES, Runner, Trigger

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


class Bench:
    """A runner with a store of its own, and a trigger that fails as often as told."""

    def __init__(self, store: Store) -> None:
        self.clock = FixedClock(NOW)
        self.events = EventLog(store, self.clock)
        self.tray = Desktray(store, self.clock, LiveEvents())
        self.ran: list[str] = []
        self.failures: dict[str, int] = {}

    async def trigger(self, event: Event) -> None:
        if self.failures.get(event.key, 0):
            self.failures[event.key] -= 1
            raise NotYet("QuickBooks does not answer.")
        self.ran.append(event.key)

    def runner(self, trigger: Trigger | None = None) -> Runner:
        triggers = {"call_completed": trigger or self.trigger}
        return Runner(self.events, self.tray, self.clock, triggers)

    async def happened(self, *keys: str) -> None:
        for key in keys:
            await self.events.happened("call_completed", key, {})


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    yield Bench(store)
    await store.close()


async def test_each_event_runs_once(bench: Bench) -> None:
    await bench.happened("a", "b", "a")
    runner = bench.runner()
    assert await runner.run_due() == 2
    assert await runner.run_due() == 0
    assert sorted(bench.ran) == ["a", "b"]


async def test_event_survives_a_runner_that_died_in_the_middle(bench: Bench) -> None:
    await bench.happened("a")
    reached = asyncio.Event()

    async def stuck(_event: Event) -> None:
        reached.set()
        await asyncio.sleep(60)

    dying = asyncio.create_task(bench.runner(stuck).run_due())
    await reached.wait()
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying
    await bench.runner().run_due()
    assert bench.ran == ["a"]


async def test_failing_event_waits_and_does_not_hold_up_the_others(bench: Bench) -> None:
    await bench.happened("a", "b")
    bench.failures["a"] = 1
    runner = bench.runner()
    await runner.run_due()
    assert bench.ran == ["b"]
    assert await runner.run_due() == 0
    bench.clock.advance(PAUSES[0])
    await runner.run_due()
    assert bench.ran == ["b", "a"]


async def test_pauses_grow_to_five_minutes(bench: Bench) -> None:
    await bench.happened("a")
    bench.failures["a"] = len(PAUSES) + 1
    runner = bench.runner()
    await runner.run_due()
    for pause in (*PAUSES, PAUSES[-1]):
        bench.clock.advance(pause - 1)
        assert await runner.run_due() == 0
        bench.clock.advance(1)
        assert await runner.run_due() == 1
    assert bench.ran == ["a"]


async def test_owner_is_told_of_repeated_failure_until_it_works_again(bench: Bench) -> None:
    await bench.happened("a")
    bench.failures["a"] = ALERT_AFTER
    runner = bench.runner()
    for _ in range(ALERT_AFTER):
        assert await bench.tray.problems() == []
        await runner.run_due()
        bench.clock.advance(PAUSES[-1])
    (problem,) = await bench.tray.problems()
    assert "QuickBooks does not answer." in problem.text
    await runner.run_due()
    assert bench.ran == ["a"]
    assert await bench.tray.problems() == []


async def test_after_a_day_a_person_is_asked(bench: Bench) -> None:
    await bench.happened("a")
    bench.failures["a"] = 1
    bench.clock.advance(timedelta(hours=24).total_seconds())
    runner = bench.runner()
    await runner.run_due()
    (filed,) = await bench.tray.open_follow_ups()
    assert filed.kind == "do_by_hand"
    bench.clock.advance(PAUSES[-1])
    assert await runner.run_due() == 0


async def test_event_without_a_trigger_is_put_away(bench: Bench) -> None:
    await bench.events.happened("moon_landed", "m", {})
    runner = bench.runner()
    assert await runner.run_due() == 1
    assert await runner.run_due() == 0


async def test_event_that_names_no_call_is_refused(bench: Bench) -> None:
    await bench.happened("a")
    (event,) = await bench.events.due()
    with pytest.raises(ValueError, match="names no call"):
        call_of(event)


async def test_an_event_that_hangs_holds_up_no_other_call(bench: Bench) -> None:
    hangs, ran = asyncio.Event(), asyncio.Event()

    async def trigger(event: Event) -> None:
        if event.key == "stuck":
            await hangs.wait()
        bench.ran.append(event.key)
        ran.set()

    await bench.happened("stuck")
    running = asyncio.create_task(bench.runner(trigger).run())
    await asyncio.sleep(0)
    await bench.happened("emergency")
    async with asyncio.timeout(5):
        await ran.wait()
    assert bench.ran == ["emergency"]
    hangs.set()
    async with asyncio.timeout(5):
        while await bench.events.due():  # noqa: ASYNC110 - seen from outside
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert bench.ran == ["emergency", "stuck"]


async def test_many_events_that_hang_leave_room_for_the_next(bench: Bench) -> None:
    ran = asyncio.Event()

    async def trigger(event: Event) -> None:
        if event.key == "next":
            ran.set()
        else:
            await asyncio.Event().wait()

    await bench.happened(*(f"stuck{number}" for number in range(AT_ONCE * 2)))
    running = asyncio.create_task(bench.runner(trigger).run())
    await bench.happened("next")
    async with asyncio.timeout(5):
        await ran.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
