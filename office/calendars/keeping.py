"""Keeps the visit book and the owner's own calendar in step, both ways.

What is booked is written into the calendar; what the owner has there keeps them busy. An entry
that the owner moved moves the visit; one that they deleted becomes something to do for them, since
the customer still waits. The visit book is the truth while the calendar does not answer.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog

from office.calendars import reading
from office.calendars.appointment import Appointment, Standing
from office.calendars.caldav import Entry, OwnersCalendar
from office.calendars.errors import CalendarDown, CalendarError, CalendarMisset, EntryChanged
from office.calendars.moving import Moving
from office.calendars.reading import BadCalendar, Kept
from office.calendars.rows import EntryRows, EntryState, Written
from office.calendars.standing import CalendarStanding
from office.calendars.writing import amended, entry
from office.clock import Clock
from office.followups import Button, Desktray
from office.visits import Visit, VisitBook, VisitState

log = structlog.get_logger()
T = TypeVar("T")

PROBLEM = "calendar"
SOURCE = "caldav"
LOOK_SECONDS = 5.0
"""How soon a change of the visit book is written."""
READ_SECONDS = 120.0
"""How soon a change of the owner's calendar is seen."""
AGAIN_SECONDS = 30.0
TELL_AFTER = 900.0
"""Seconds; an outage of the calendar that is shorter needs nobody."""
ONE_STEP = 45.0
BUTTON = Button("Calendar", "/calendar")
CONFIRMED = Standing.CONFIRMED.value
MEANWHILE = (
    "Visits are booked all the same and written into it as soon as it answers; what you block "
    "there meanwhile is not seen. If it goes on, check the calendar with your provider."
)


@dataclass(frozen=True, slots=True)
class Keeper:
    """Whose calendar it is, how visits look in it, and for how many days it is read.

    `trouble` says what is wrong with that in the owner's files or settings.
    """

    person: str
    zone: ZoneInfo
    days: int
    shown: Callable[[Visit], Appointment]
    emails: tuple[str, ...] = ()
    trouble: str = ""


class CalendarKeeping:
    """Goes over one calendar and the visit book, again and again."""

    def __init__(
        self,
        calendar: OwnersCalendar,
        book: VisitBook,
        rows: EntryRows,
        tray: Desktray,
        clock: Clock,
        keeper: Callable[[], Keeper],
        *,
        whose: str = "",
        others: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """Keep a calendar in step; the keeper is asked each time, as the owner's files change.

        Args:
            calendar: on its server.
            book: the visits.
            rows: what was written into calendars.
            tray: for what the owner must see to.
            clock: the time.
            keeper: whose it is, and how visits look in it.
            whose: the name of somebody other than the owner.
            others: the addresses of the other calendars that are kept, empty where not yet found.
        """
        self._whose, self._others = whose, others
        self._calendar, self._book, self._rows = calendar, book, rows
        self._tray, self._clock, self._keeper = tray, clock, keeper
        self._moving = Moving(book, tray, clock, whose)
        # One thread: the library's connection is used by one at a time.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="calendar")
        self._going: asyncio.Task[bool] | None = None
        self._taken: object = None
        self._read_at: float | None = None
        self._down_since: float | None = None
        self.standing = CalendarStanding(connected=True)

    async def run(self) -> None:
        """Go over both whenever something is due, until cancelled."""
        while True:
            pause = LOOK_SECONDS
            if (self._is_old(READ_SECONDS) or await self.waiting()) and not await self.keep():
                pause = AGAIN_SECONDS
            await asyncio.sleep(pause)

    async def close(self) -> None:
        """Let go of the server; what the thread still waits for is not waited for."""
        if self._going is not None:
            self._going.cancel()
            await asyncio.gather(self._going, return_exceptions=True)
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._calendar.close()

    async def freshen(self, seconds: float, *, newer_than: float = 20.0) -> bool:
        """See what the owner has blocked by now, if that takes no longer than this.

        For right before a booking: a calendar that is slow or down is not waited for.
        """
        if self._down_since is not None or not self._is_old(newer_than):
            return self._down_since is None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self.keep()
        return False

    @property
    def person(self) -> str:
        """Whose calendar it is."""
        return self._keeper().person

    @property
    def place(self) -> str:
        """The address of the calendar, empty before it was found."""
        return self._calendar.known_place

    async def waiting(self) -> bool:
        """Whether the visit book has something the calendar was not told yet."""
        keeper, every = self._keeper(), await self._rows.all()
        rows = self._mine(every)
        visits = await self._visits(keeper)
        visits = {uid: one for uid, one in visits.items() if not self._is_elsewhere(every.get(uid))}
        now = self._clock.now()
        told = {uid: row for uid, row in rows.items() if row.state is EntryState.WRITTEN}
        return any(_is_due(rows.get(uid), visit) for uid, visit in visits.items()) or any(
            uid not in visits and row.ends > now for uid, row in told.items()
        )

    async def keep(self) -> bool:
        """Go over both once; False if the calendar could not be used.

        Who asks while somebody else does gets the same answer, and who stops waiting stops nothing.
        """
        if self._going is None or self._going.done():
            self._going = asyncio.create_task(self._kept(), name="calendar")
        return await asyncio.shield(self._going)

    async def _kept(self) -> bool:
        try:
            await self._pass()
        except CalendarError as error:
            await self._failed(error)
            return False
        self._read_at, self._down_since = self._clock.monotonic(), None
        self.standing = CalendarStanding(connected=True, read_at=self._clock.now())
        await self._tray.solved(self._problem)
        return True

    async def _pass(self) -> None:
        keeper, now = self._keeper(), self._clock.now()
        if keeper.trouble:
            raise CalendarMisset(keeper.trouble)
        first, last = now - timedelta(days=1), now + timedelta(days=keeper.days)
        entries = await self._asked(lambda: self._calendar.between(first, last))
        rows, visits = self._mine(await self._rows.all()), await self._visits(keeper)
        found = _ours(entries, rows)
        for uid, row in rows.items():
            with contextlib.suppress(EntryChanged):  # the owner is at it: looked at next time
                await self._look(keeper, row, found.get(uid), visits.get(uid))
        every, visits = await self._rows.all(), await self._visits(keeper)
        rows = self._mine(every)
        for uid, visit in visits.items():
            known = rows.get(uid)
            if self._is_elsewhere(every.get(uid)):
                continue  # it is still to be taken out of the calendar it stands in
            if known is None or (known.state is EntryState.REMOVED and _is_due(known, visit)):
                await self._add(keeper, visit)
        await self._take_busy(keeper, entries, {*rows, *visits})

    def _mine(self, rows: Mapping[str, Written]) -> Mapping[str, Written]:
        """What stands in this calendar, where there are others."""
        if not self._others():
            return rows
        return {uid: row for uid, row in rows.items() if self._holds(self.place, row)}

    def _is_elsewhere(self, row: Written | None) -> bool:
        """Whether an entry stands in another calendar, or may do so."""
        if row is None or self._holds(self.place, row):
            return False
        return any(not place or self._holds(place, row) for place in self._others())

    @staticmethod
    def _holds(place: str, row: Written) -> bool:
        return bool(place) and row.address.startswith(f"{place.rstrip('/')}/")

    async def _look(
        self, keeper: Keeper, row: Written, now: Entry | None, visit: Visit | None
    ) -> None:
        """See what became of one entry, and bring it or the visit up to date."""
        if row.state is EntryState.REMOVED:
            if visit is None:
                await self._rows.forget(row.uid)
            return
        if now is None:
            # Not among those of these days: moved far away, or gone.
            now = await self._asked(lambda: self._calendar.read(row.address))
        try:
            seen = None if now is None else reading.kept(now.source, keeper.zone)
        except BadCalendar:
            log.warning("calendar_entry_unreadable", sequence=row.sequence)
            return
        if now is None or seen is None or seen.cancelled:
            await self._gone(row, visit)
        elif visit is None:
            await self._take_out(row, now)
        elif visit.state is VisitState.PROPOSED and seen.status == CONFIRMED:
            # The owner's yes, given in their own calendar.
            booked = await self._book.confirm(visit)
            await self._rows.keep(_row(now, booked, row.starts, seen.ends))
        elif seen.starts != row.starts:
            await self._was_moved(keeper, row, now, seen, visit)
        else:
            await self._bring_up(keeper, row, now, seen, visit)

    async def _gone(self, row: Written, visit: Visit | None) -> None:
        """The owner took it out: it stays out, and the visit stays in the book."""
        if visit is None:
            await self._rows.forget(row.uid)
            return
        if visit.sequence == row.sequence:
            await self._moving.deleted(visit)
        await self._rows.keep(replace(row, state=EntryState.REMOVED))

    async def _take_out(self, row: Written, now: Entry) -> None:
        """The visit was cancelled, or is somebody else's; one that is over stays as it was."""
        if row.ends > self._clock.now():
            await self._asked(lambda: self._calendar.remove(now))
        await self._rows.forget(row.uid)

    async def _was_moved(
        self, keeper: Keeper, row: Written, now: Entry, seen: Kept, visit: Visit
    ) -> None:
        if visit.sequence > row.sequence:
            # The customer has moved it too, and was told so: that time stands.
            await self._moving.both_moved(visit, seen.starts)
            await self._amend(keeper, now, visit)
            return
        moved = await self._moving.follow(visit, seen.starts)
        if moved is not None:
            await self._rows.keep(_row(now, moved, seen.starts, seen.ends))

    async def _bring_up(
        self, keeper: Keeper, row: Written, now: Entry, seen: Kept, visit: Visit
    ) -> None:
        if _is_due(row, visit):
            await self._amend(keeper, now, visit)
        elif now.etag != row.etag or seen.ends != row.ends:
            await self._rows.keep(replace(row, etag=now.etag, ends=seen.ends))

    async def _amend(self, keeper: Keeper, now: Entry, visit: Visit) -> None:
        wanted = keeper.shown(visit)
        text = amended(now.source, wanted)
        made = await self._asked(lambda: self._calendar.replace(now, text))
        await self._rows.keep(_row(made, visit, wanted.starts, wanted.ends))
        log.info("calendar_entry_changed", visit=visit.id)

    async def _add(self, keeper: Keeper, visit: Visit) -> None:
        wanted = keeper.shown(visit)
        try:
            made = await self._asked(lambda: self._calendar.add(wanted.uid, entry(wanted)))
        except EntryChanged:
            # Written before a crash, or by another process: the next look goes over it.
            address = self._calendar.address_of(wanted.uid)
            there = await self._asked(lambda: self._calendar.read(address))
            if there is None:
                return
            made = there
        await self._rows.keep(_row(made, visit, wanted.starts, wanted.ends))
        log.info("calendar_entry_written", visit=visit.id)

    async def _take_busy(self, keeper: Keeper, entries: Sequence[Entry], ours: set[str]) -> None:
        now = self._clock.now()
        standing = (keeper.person, keeper.days, keeper.zone, keeper.emails, _etags(entries))
        if self._taken == (*standing, f"{now:%d%H}"):
            return  # counting it out would only give the same again, beside running calls
        blocks = await self._asked(
            lambda: reading.busy(
                [one.source for one in entries],
                now,
                now + timedelta(days=keeper.days),
                keeper.zone,
                ours=ours,
                me=keeper.emails,
            )
        )
        for visit in await self._book.keep_busy(SOURCE, keeper.person, blocks):
            await self._moving.in_the_way(visit)
        self._taken = (*standing, f"{now:%d%H}") if _etags(entries) else None

    async def _visits(self, keeper: Keeper) -> Mapping[str, Visit]:
        visits = await self._book.upcoming()
        return {visit.uid: visit for visit in visits if visit.person == keeper.person}

    async def _asked(self, question: Callable[[], T]) -> T:
        """Ask the server, or count something out, away from calls."""
        running = asyncio.get_running_loop().run_in_executor(self._thread, question)
        try:
            async with asyncio.timeout(ONE_STEP):
                return await running
        except TimeoutError as error:
            raise CalendarDown(CalendarDown.__doc__ or "") from error

    async def _failed(self, error: CalendarError) -> None:
        now = self._clock.monotonic()
        self._down_since = now if self._down_since is None else self._down_since
        self.standing = replace(self.standing, trouble=str(error))
        log.info("calendar_not_kept", kind=type(error).__name__, code=error.code)
        about = f"{self._whose}'s calendar: " if self._whose else ""
        if isinstance(error, CalendarMisset):
            await self._tray.problem(self._problem, f"{about}{error}", BUTTON)
        elif now - self._down_since >= TELL_AFTER:
            await self._tray.problem(self._problem, f"{about}{error} {MEANWHILE}", BUTTON)

    @property
    def _problem(self) -> str:
        return f"{PROBLEM}:{self._whose}" if self._whose else PROBLEM

    def _is_old(self, seconds: float) -> bool:
        return self._read_at is None or self._clock.monotonic() - self._read_at >= seconds


def _is_due(row: Written | None, visit: Visit) -> bool:
    """Whether the calendar was not told of a visit as it is now.

    One that its owner took out is written again only once it has another time.
    """
    if row is None or row.sequence < visit.sequence:
        return True
    return row.state is EntryState.WRITTEN and row.changed_at < visit.changed_at


def _ours(entries: Sequence[Entry], rows: Mapping[str, Written]) -> dict[str, Entry]:
    """The entries of our visits; only what may be one is taken apart."""
    likely = [one for one in entries if any(uid in one.source for uid in rows)]
    return {reading.uid_of(one.source): one for one in likely}


def _etags(entries: Sequence[Entry]) -> frozenset[tuple[str, str]] | None:
    """What the calendar has, by its marks of change; None if it has no such marks."""
    marks = frozenset((one.address, one.etag) for one in entries)
    return marks if all(etag for _, etag in marks) else None


def _row(entry: Entry, visit: Visit, starts: datetime, ends: datetime) -> Written:
    return Written(visit.uid, entry.address, entry.etag, visit.sequence, starts, ends)
