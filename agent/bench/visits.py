"""How long a caller waits for the times that are free, and for one to be booked."""

import time
from datetime import UTC, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.bench.rows import Row, percentile
from agent.bench.yard import BenchError
from office.clock import Clock, SystemClock
from office.events import EventLog
from office.followups import Desktray
from office.live import LiveEvents
from office.store import Store
from office.values import PersonName, Window
from office.visits import VisitBook, VisitPlan
from prompts.library import Library
from prompts.schema import Business, Person
from tools.availability import Choice, Planner, Wanted

LOOK_MS, BOOK_MS = 150.0, 100.0
"""Far below what a caller notices beside the second that ends a turn."""
PEOPLE = ("Ana", "Dave", "Jo", "Kim", "Lee")


async def visits(times: int, standing: int = 200) -> list[Row]:
    """So many looks and bookings in a book of five people where many visits stand already."""
    with TemporaryDirectory(prefix="frontdesk-bench-visits-") as folder:
        store = await Store.open(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        try:
            return await _Calendar(store, SystemClock()).rows(times, standing)
        finally:
            await store.close()


class _Calendar:
    """The visit book of a business with five people."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._clock, self._book = clock, VisitBook(store, clock, EventLog(store, clock))
        self._tray = Desktray(store, clock, LiveEvents())
        shipped = Library.open().current.business
        people = tuple(Person(name=name) for name in PEOPLE)
        self._business: Business = shipped.model_copy(update={"people": people})
        self._read: list[float] = []
        self._looked: list[float] = []
        self._wrote: list[float] = []
        self._booked: list[float] = []

    async def rows(self, times: int, standing: int) -> list[Row]:
        for number in range(standing):
            await self._call(number, number % 15)
        self._read, self._looked, self._wrote, self._booked = [], [], [], []
        for number in range(times):
            await self._call(standing + number, number % 15)
        read, wrote = percentile(self._read, 95), percentile(self._wrote, 95)
        looked, booked = percentile(self._looked, 95), percentile(self._booked, 95)
        median = percentile(self._looked, 50), percentile(self._booked, 50)
        return [
            Row(
                "a caller's wish to the nearest free times, p95",
                looked, "ms", LOOK_MS, read, "what is taken, read alone, p95",
                f"{times} looks, five people, {standing} visits, median {median[0]:.1f} ms",
            ),
            Row(
                "a time the caller agreed to is booked, p95",
                booked, "ms", BOOK_MS, wrote, "one row written, p95",
                f"{times} visits, median {median[1]:.1f} ms",
            ),
        ]  # fmt: skip

    async def _call(self, number: int, days: int) -> None:
        """One caller's wish, some days ahead, and the visit that comes of it."""
        started = time.perf_counter()
        choice = await self._look(days)
        self._looked.append(_ms(started))
        plan = VisitPlan(choice.window, 90, PersonName("Mike", "Chen"))
        started = time.perf_counter()
        visit = await self._book.book(plan, choice.technicians, key=f"bench:{number}")
        self._booked.append(_ms(started))
        if visit is None:
            raise BenchError("A time that was free could not be booked.")
        started = time.perf_counter()
        await self._tray.problem(f"bench:{number}", "One row.")
        self._wrote.append(_ms(started))

    async def _look(self, days: int) -> Choice:
        now, zone = self._clock.now(), self._business.zone
        started = time.perf_counter()
        claims = await self._book.claims(now - timedelta(days=1), now + timedelta(days=24))
        self._read.append(_ms(started))
        begin = (now.astimezone(UTC) + timedelta(days=days)).astimezone(zone)
        wish = Window(begin, begin + timedelta(hours=2))
        found = Planner(self._business, claims, now.astimezone(zone)).choices(Wanted(wish=wish))
        if not found.choices:
            raise BenchError("Nobody was free any more; there were too many visits.")
        return found.choices[0]


def _ms(started: float) -> float:
    return (time.perf_counter() - started) * 1000
