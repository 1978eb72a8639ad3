"""Runs the trigger of each stored event to its end, once, whatever dies in between.

An event counts as processed only after its trigger returned. A failing trigger is tried again
with growing pauses and holds up nothing but itself; what it does carries natural keys, so that
doing it twice does it once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from office.clock import Clock
from office.events import Event, EventLog
from office.followups import Desktray

log = structlog.get_logger()

Trigger = Callable[[Event], Awaitable[None]]

PAUSES = (5.0, 30.0, 120.0, 300.0)
"""Seconds before the next try; the last one stays."""
ALERT_AFTER = 4
"""Failures after which the owner is told."""
GIVE_UP_AFTER = timedelta(hours=24)
ONE_RUN = 60.0
"""Seconds a trigger may take."""
LOOK_EVERY = 0.5
AT_ONCE = 20
"""Events begun in one look."""


class Runner:
    """Takes due events in order and runs their triggers, calls side by side."""

    def __init__(
        self, events: EventLog, tray: Desktray, clock: Clock, triggers: Mapping[str, Trigger]
    ) -> None:
        """Take events from a log; what keeps failing goes to the tray."""
        self._events, self._tray, self._clock = events, tray, clock
        self._triggers = triggers
        self._going: dict[str, int] = {}

    async def run(self) -> None:
        """Look for due events until cancelled; one that hangs holds up its own call only."""
        async with asyncio.TaskGroup() as group:
            while True:
                if not await self._begin(group):
                    await asyncio.sleep(LOOK_EVERY)

    async def run_due(self) -> int:
        """Run everything that is due now to its end; gives how many events were taken."""
        async with asyncio.TaskGroup() as group:
            return await self._begin(group)

    async def _begin(self, group: asyncio.TaskGroup) -> int:
        """Start what is due and not going on already; gives how many events that are."""
        # Looked at before the store is asked: what ends meanwhile is not begun a second time.
        going = dict(self._going)
        due = await self._events.due(limit=AT_ONCE + sum(going.values()))
        calls: dict[str, list[Event]] = {}
        for event in due:
            calls.setdefault(event.call_id or event.key, []).append(event)
        fresh = {call: events for call, events in calls.items() if call not in going}
        for call, events in fresh.items():
            self._going[call] = len(events)
            group.create_task(self._in_order(call, events))
        return sum(map(len, fresh.values()))

    async def _in_order(self, call: str, events: list[Event]) -> None:
        try:
            for event in events:
                await self._one(event)
        finally:
            del self._going[call]

    async def _one(self, event: Event) -> None:
        trigger = self._triggers.get(event.name)
        if trigger is None:
            log.error("trigger_missing", name=event.name, key=event.key)
            await self._events.processed(event)
            return
        try:
            async with asyncio.timeout(ONE_RUN):
                await trigger(event)
        except Exception as error:  # the runner is one of the three places that may
            await self._failed(event, error)
            return
        await self._events.processed(event)
        if event.attempts >= ALERT_AFTER:
            await self._tray.solved(f"trigger:{event.key}")

    async def _failed(self, event: Event, error: Exception) -> None:
        why = str(error) or type(error).__name__
        log.warning(
            "trigger_failed",
            name=event.name,
            call=event.call_id,
            attempts=event.attempts + 1,
            kind=type(error).__name__,
            pii={"error": why},
        )
        if self._clock.now() - event.happened_at >= GIVE_UP_AFTER:
            await self._hand_over(event, why)
            return
        if event.attempts + 1 >= ALERT_AFTER:
            await self._tray.problem(
                f"trigger:{event.key}",
                f'What follows "{_label(event)}" keeps failing: {why} It is tried again every '
                "five minutes; check the connection.",
            )
        pause = PAUSES[min(event.attempts, len(PAUSES) - 1)]
        await self._events.put_off(event, why, pause)

    async def _hand_over(self, event: Event, why: str) -> None:
        """A day has passed: a person takes it from here."""
        await self._tray.follow_up(
            key=f"by_hand:{event.key}",
            kind="do_by_hand",
            note=f'After "{_label(event)}" this could not be done for 24 hours: {why} '
            "Please do it by hand.",
            call_id=event.call_id,
        )
        await self._tray.solved(f"trigger:{event.key}")
        await self._events.processed(event)


def _label(event: Event) -> str:
    return event.name.replace("_", " ")
