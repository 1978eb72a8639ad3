"""A desk's visit book and an owner's calendar, and what keeps the two in step."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from office.calendars.caldav import Access, OwnersCalendar
from office.calendars.keeping import CalendarKeeping
from office.calendars.rows import EntryRows
from office.clock import FixedClock
from office.followups import Desktray
from office.values import Window
from office.visits import Visit, VisitBook
from prompts.library import Library
from tests.visits import DAVE, Booking, at, plan
from tests.wire.radicale import Owner
from tools.agenda import keeper

BOOK = Library.open().current
TUESDAY = at(15, 14)


@dataclass
class Step:
    """A desk's visit book, an owner's calendar, and what keeps the two in step."""

    owner: Owner
    booked: Booking
    tray: Desktray
    keeping: CalendarKeeping

    @property
    def book(self) -> VisitBook:
        return self.booked.book

    @property
    def clock(self) -> FixedClock:
        return self.booked.clock

    def keeper_of(self, access: Access) -> CalendarKeeping:
        """Another process of the desk, or one with other settings."""
        rows = EntryRows(self.booked.store, self.clock)
        return CalendarKeeping(
            OwnersCalendar(access), self.book, rows, self.tray, self.clock, lambda: keeper(BOOK)
        )

    async def visit(
        self, window: Window = TUESDAY, key: str = "1", minutes: int = 90, **more: object
    ) -> Visit:
        visit = await self.book.book(plan(window, minutes, **more), [DAVE], key=key)
        assert visit is not None
        return visit

    async def now(self, visit: Visit) -> Visit:
        found = await self.book.find(visit.id)
        assert found is not None
        return found

    async def keep(self) -> None:
        self.clock.advance(1)
        assert await self.keeping.keep()

    async def notes(self) -> list[str]:
        return [one.note for one in await self.tray.open_follow_ups()]

    async def problems(self) -> list[str]:
        return [one.text for one in await self.tray.problems()]

    async def taken(self) -> list[str]:
        """What the owner's calendar takes of their time, by the clocks of Columbus."""
        claims = await self.book.claims(self.clock.now(), self.clock.now() + timedelta(days=90))
        return [
            f"{c.starts.astimezone(ZoneInfo('America/New_York')):%m-%d %H:%M}"
            for c in sorted(claims, key=lambda c: c.starts)
            if c.visit_id is None
        ]
