"""A visit book to test with, and the plans that go into it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from office.clock import FixedClock
from office.events import Event, EventLog
from office.store import Store
from office.values import PersonName, Phone, Window
from office.visits import Technician, VisitBook, VisitPlan

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
"""Monday, 3:15 PM in Columbus."""
DAVE, ANA = Technician("Dave"), Technician("Ana")


@dataclass
class Booking:
    """A visit book with its store, its clock and its events."""

    store: Store
    clock: FixedClock
    events: EventLog
    book: VisitBook

    async def told(self) -> list[tuple[str, int]]:
        """The events so far: name and number of the visit."""
        return [(event.name, event.body["visit"]) for event in await self.happened()]

    async def happened(self) -> list[Event]:
        return await self.events.due(limit=10_000)


@asynccontextmanager
async def booking(url: str) -> AsyncIterator[Booking]:
    store, clock = await Store.open(url), FixedClock(NOW)
    events = EventLog(store, clock)
    yield Booking(store, clock, events, VisitBook(store, clock, events))
    await store.close()


def at(day: int, hour: int, hours: float = 2, month: int = 9) -> Window:
    """So many hours from an hour of a day in September on, by the clocks of Columbus."""
    starts = datetime(2026, month, day, hour, tzinfo=ZONE)
    ends = (starts.astimezone(UTC) + timedelta(hours=hours)).astimezone(ZONE)
    return Window(starts, ends)


def plan(window: Window, minutes: int = 90, **more: object) -> VisitPlan:
    made = VisitPlan(window, minutes, PersonName("Mike", "Chen"), phone=Phone("+16145550171"))
    return replace(made, **more)  # type: ignore[arg-type]
