"""Upkeep of the books while the desk runs: heard at start, then what changed, as it is known."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from office.announcements import Announced, Announcements
from office.followups import Button
from qbo.access.standing import BooksKnown
from qbo.faults import BooksDown, NotConnected, QboError, Throttled
from qbo.mirror.hearing import Difference, Heard
from tools.check_company import check_company
from tools.desk import Desk

log = structlog.get_logger()

SOON_SECONDS = 5.0
AGAIN_SECONDS = 30.0
ASKED_SECONDS = 300.0
ANNOUNCED_SECONDS = 3600.0
"""How often changes are asked for while QuickBooks announces them (facts: calls are counted)."""
TOGETHER_SECONDS = 1.0
"""Announcements come in bundles, one bundle is one question."""
TRUSTED = timedelta(days=1)
"""So long after an announcement others are taken to come by themselves too."""
ONE_BY_ONE = 30
"""With more to look at singly everything is read."""
NIGHT_HOUR = 3
COUNTS = "quickbooks_count"


class Bookkeeping:
    """Hears QuickBooks: at start, when it announces something, now and then, and every night."""

    def __init__(
        self,
        desk: Desk,
        announcements: Announcements,
        zone: Callable[[], ZoneInfo],
        subscribe: Callable[[], Awaitable[bool]],
        *,
        resettable: bool = False,
    ) -> None:
        """Keep a desk's books; nights are those of the business's time zone.

        `subscribe` asks QuickBooks to announce its changes, until it gives True. A company that is
        `resettable`, as the embedded one is, can begin anew without a word: it is counted often.
        """
        self._desk, self._announcements, self._zone = desk, announcements, zone
        self._subscribe, self._subscribed = subscribe, False
        self._resettable = resettable
        self._rung, self._failed, self._anew = asyncio.Event(), False, False
        self.begun = asyncio.Event()
        """Set once QuickBooks was heard, or could not be, for the first time."""

    async def run(self) -> None:
        """Hear what is due, for ever."""
        while True:
            await self._hear()
            self.begun.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause()):
                    await self._rung.wait()
                await asyncio.sleep(TOGETHER_SECONDS)

    def ring(self) -> None:
        """QuickBooks announced something."""
        self._rung.set()

    async def changed(self) -> None:
        """The owner connected a company, or none: what was known of another is put away first."""
        connection, self._subscribed = self._desk.books.connection, False
        await self._desk.tray.solved(COUNTS)
        if connection.is_connected:
            await self._desk.books.load()
        # A reading that was cut off belonged to the company before.
        self.read_soon()

    async def known(self) -> BooksKnown:
        """What is known of the company's books, and what waits to be entered there."""
        mirror, here = self._desk.books.mirror, self._desk.books.connection.last_company
        waiting = await self._desk.writes.unsettled()
        ours = [one for one in waiting if here and one.key.endswith(f"@{here[0]}")]
        customers, items = mirror.counts
        return BooksKnown(
            customers,
            items,
            mirror.heard_at,
            len(ours),
            len(waiting) - len(ours),
            int(mirror.progress * 100),
        )

    async def read_anew(self) -> tuple[int, int]:
        """Read all customers and items now; gives how many there are."""
        await self._hear(whole=True)
        return self._desk.books.mirror.counts

    def read_soon(self) -> None:
        """Read all customers and items anew, without anybody waiting for it."""
        self._anew = True
        self._rung.set()

    async def settle(self) -> None:
        """Finish what is left open, for ever: at start, and every five minutes."""
        await self.begun.wait()
        while True:
            if not self._failed:
                await self._settle_writes()
            await asyncio.sleep(ASKED_SECONDS)

    async def _hear(self, *, whole: bool = False) -> None:
        """One round; what cannot be heard is the owner's problem, and tried again."""
        books, tray, failed = self._desk.books, self._desk.tray, self._failed
        self._rung.clear()
        anew, self._anew = whole or self._anew, False
        try:
            await books.connection.fresh()
            await books.load()
            await check_company(self._desk, now=whole)
            self._subscribed = self._subscribed or await self._subscribe()
            waiting = await self._announcements.waiting(books.connection.realm)
            heard = await (books.hearing.whole() if anew else books.hearing.sync())
            await self._look_closer(waiting, heard)
            if self._count_is_due():
                await books.hearing.count()
        except NotConnected:
            # What only the owner can mend is told by whoever tends the connection. They may be
            # away for long, or connect another company.
            self._failed = self._anew = True
            await tray.solved("quickbooks")
            return
        except QboError as error:
            self._failed, self._anew = True, self._anew or anew
            await tray.problem("quickbooks", str(error))
            return
        self._failed = False
        await self._announcements.heard(waiting)
        await self._trust(waiting, heard)
        await self._tell_of_counts()
        await tray.solved("quickbooks")
        if anew or failed:
            await self._settle_writes()

    async def _look_closer(self, waiting: Sequence[Announced], heard: Heard) -> None:
        """What was announced and not told is read by itself: a merged customer is in no answer."""
        if heard.everything:
            return
        left = [one for one in waiting if (one.entity, one.number) not in heard.told]
        if len(left) > ONE_BY_ONE:
            await self._desk.books.hearing.whole()
            return
        for entity, number in dict.fromkeys((one.entity, one.number) for one in left):
            await self._desk.books.hearing.look_at(entity, [number])

    async def _tell_of_counts(self) -> None:
        """Who could not be read is the owner's to know, until the counts agree."""
        differing = self._desk.books.hearing.differing
        if differing:
            button = Button("Look at QuickBooks", "/quickbooks")
            await self._desk.tray.problem(COUNTS, _counts_differ(differing), button)
        elif differing is not None:
            await self._desk.tray.solved(COUNTS)

    async def _trust(self, waiting: Sequence[Announced], heard: Heard) -> None:
        """Announcements that come make questions rare; news that nobody announced ends that."""
        mirror = self._desk.books.mirror
        if waiting:
            announced_at: datetime | None = self._desk.clock.now()
        elif heard.news and self.begun.is_set():
            announced_at = None
        else:
            return
        if mirror.mark.announced_at != announced_at:
            await mirror.marked(replace(mirror.mark, announced_at=announced_at))

    def _pause(self) -> float:
        mirror, now = self._desk.books.mirror, self._desk.clock.now()
        if self._failed:
            return SOON_SECONDS if mirror.counts == (0, 0) else AGAIN_SECONDS
        announced_at = mirror.mark.announced_at
        if announced_at is not None and now - announced_at < TRUSTED and not self._resettable:
            return ANNOUNCED_SECONDS
        return ASKED_SECONDS

    def _count_is_due(self) -> bool:
        """Whether a night has begun since the last count."""
        counted_at, now = self._desk.books.mirror.mark.counted_at, self._desk.clock.now()
        if counted_at is None:
            return False
        often = self._resettable and now - counted_at >= timedelta(seconds=ASKED_SECONDS)
        return often or counted_at < night_before(now, self._zone())

    async def _settle_writes(self) -> None:
        """Finish what an earlier process left behind, without ever doing it twice."""
        for write in await self._desk.writes.unsettled():
            try:
                await self._desk.books.settle(write)
            except QboError as error:
                log.warning("write_not_settled", entity=write.entity, code=error.code)
                if isinstance(error, NotConnected | BooksDown | Throttled):
                    # It would be the same with every other one; the next round tries again.
                    return


def _counts_differ(found: Sequence[Difference]) -> str:
    kinds = {"Customer": "customers", "Item": "products and services"}
    told = [
        f"QuickBooks counts {one.counted:,} {kinds[one.entity]}, and Frontdesk could read "
        f"{one.read:,}, also the second time."
        for one in found
    ]
    return (
        f"{' '.join(told)} Callers may not be recognised, or prices may be missing. Press Read "
        "everything again on the QuickBooks page; it also happens by itself every night."
    )


def night_before(now: datetime, zone: ZoneInfo) -> datetime:
    """When it was last three in the morning."""
    here = now.astimezone(zone)
    night = here.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return night if night <= here else night - timedelta(days=1)
