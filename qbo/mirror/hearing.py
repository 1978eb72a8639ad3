"""Hearing QuickBooks: everything at first, then what changed, so that the mirror stays true.

What changed is asked for with two minutes of overlap, by QuickBooks' own clock. Change data
capture looks back 30 days and tells 1000 objects at most (Intuit: CDC); where either could have
cut something off, more is read.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from office.mirror_rows import Begun
from office.values import Email, PersonName
from qbo.faults import CompanyChanged, ReferenceGone, Refused
from qbo.mirror.mirror import Mirror
from qbo.mirror.reading import CHANGED, Changes, Reading, changes_in
from qbo.naming import display_names
from qbo.statements import ACTIVE_OR_NOT, MOST, select, whether
from qbo.wire.session import Wire, one_company

log = structlog.get_logger()

Body = dict[str, Any]
ENTITIES = ("Customer", "Item")
OVERLAP = timedelta(minutes=2)
"""QuickBooks may still be committing what it does not tell yet."""
REACH = timedelta(days=29)
"""Intuit tells changes of 30 days; what it does with an older question is documented nowhere."""
WEEK = timedelta(days=7)
NARROWEST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a reading brought: which entities it told of by name and id, and how many were news."""

    told: frozenset[tuple[str, str]] = frozenset()
    news: int = 0
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """QuickBooks counts another number of an entity than could be read, also the second time."""

    entity: str
    counted: int
    read: int


@dataclass(slots=True)
class _Part:
    """How much of an entity was read, so that a reading that is cut off can go on."""

    seen: set[str] = field(default_factory=set)
    last: int = 0
    began: datetime | None = None


class Hearing:
    """Keeps one mirror true over one wire; one reading at a time."""

    def __init__(self, wire: Wire, mirror: Mirror, most: int = MOST) -> None:
        """Hear over a wire, in pages of `most` rows."""
        self._wire, self._mirror, self._most = wire, mirror, most
        self._clock = mirror.clock
        self._alone = asyncio.Lock()
        self._begun: dict[str, _Part] = {}
        self._realm = ""
        self.differing: tuple[Difference, ...] | None = None
        """Where counts differed when they were last compared; None if they never were here."""

    async def sync(self) -> Heard:
        """Hear what is due: what changed, or everything.

        Raises:
            QboError: QuickBooks did not answer; what was heard until then is kept.
        """
        async with self._alone, self._company():
            return await (self._whole() if self._whole_is_due() else self._changes())

    async def whole(self) -> Heard:
        """Hear all customers and items anew; a first reading that was cut off goes on.

        Raises:
            QboError: QuickBooks did not answer; what was heard until then is kept.
        """
        async with self._alone, self._company():
            if self._mirror.complete:
                self._begun.clear()
            return await self._whole()

    async def count(self) -> None:
        """Compare how many there are with how many are known, and hear everything if they differ.

        Raises:
            QboError: QuickBooks did not answer.
        """
        async with self._alone, self._company():
            for entity, known in zip(ENTITIES, self._mirror.counts, strict=True):
                counted = await Reading(self._wire, entity).count()
                if counted != known:
                    log.warning(
                        "mirror_count_differed", entity=entity, found=known, counted=counted
                    )
                    await self._whole()
                    return
            self.differing = ()
            await self._mirror.marked(replace(self._mirror.mark, counted_at=self._clock.now()))

    async def look_at(self, entity: str, numbers: Iterable[str]) -> None:
        """Read single entities; one that is gone or merged into another is forgotten.

        Raises:
            QboError: QuickBooks did not answer.
        """
        for number in numbers:
            try:
                body = await self._wire.read(entity, number)
            except ReferenceGone:
                await self._mirror.shelf(entity).drop([number])
            else:
                await self._mirror.shelf(entity).take([body])

    async def ask(self, name: PersonName | None, email: Email | None) -> None:
        """Ask QuickBooks for a caller nobody knows here: by name, and by e-mail.

        A number cannot be asked for. Whoever is found is in the mirror from then on.

        Raises:
            QboError: QuickBooks did not answer.
        """
        wanted = []
        if name is not None:
            called = next(display_names(name, "", None, None))
            wanted.append(whether("DisplayName", "LIKE", f"{called}%"))
        if email is not None:
            wanted.append(whether("PrimaryEmailAddr", "=", email.address))
        await self._mirror.load(self._wire.connection.realm)
        for condition in wanted:
            found = await self._wire.query(select("Customer", condition, ACTIVE_OR_NOT, order="Id"))
            for body in found.get("Customer", []):
                self._mirror.put(body)

    @asynccontextmanager
    async def _company(self) -> AsyncIterator[None]:
        """One company from here to the end, and its own mirror."""
        realm = self._wire.connection.realm
        with one_company(self._wire.connection):
            await self._mirror.load(realm)
            if realm != self._realm:
                self._realm, self.differing = realm, None
                self._begun.clear()
            yield

    def _whole_is_due(self) -> bool:
        """At first, weekly, and when changes could have been missed."""
        mark, now = self._mirror.mark, self._clock.now()
        if mark.cursor is None or mark.whole_at is None or now - mark.whole_at > WEEK:
            return True
        return now - datetime.fromisoformat(mark.cursor) > REACH

    async def _whole(self) -> Heard:
        read = [await self._all(entity) for entity in ENTITIES]
        self._begun.clear()
        self.differing = tuple(found for _, found in read if found is not None)
        if self._mirror.realm != self._realm:
            raise CompanyChanged
        now = self._clock.now()
        times = [time for time, _ in read if time is not None]
        cursor = (min(times, default=now) - OVERLAP).isoformat()
        await self._mirror.marked(
            replace(self._mirror.mark, cursor=cursor, whole_at=now, counted_at=now, begun={})
        )
        customers, items = self._mirror.counts
        log.info("mirror_refreshed", customers=customers, items=items)
        return Heard(everything=True)

    async def _all(self, entity: str) -> tuple[datetime | None, Difference | None]:
        """Read an entity whole, and once more if QuickBooks counts another number.

        Gives when that began, and how it differed to the end.
        """
        shelf, part = self._mirror.shelf(entity), self._part(entity)
        for again in (True, False):
            reading, differing = await self._pages(entity, part), None
            held = len(part.seen | shelf.own)
            if reading.counted is None or (counted := await reading.count()) == held:
                break
            differing = Difference(entity, counted, held)
            log.warning(
                "mirror_count_differed",
                entity=entity,
                found=held,
                counted=counted,
                again=again,
            )
            if again:
                part.seen.clear()
                part.last = 0
        await shelf.keep_only(part.seen)
        return part.began, differing

    def _part(self, entity: str) -> _Part:
        """What was read before: in this run or, of a first reading, in an earlier one.

        Of a first reading everybody known up to an id was read; what changed since it began is
        told afterwards, if that is not too long ago.
        """
        if known := self._begun.get(entity):
            return known
        shelf, mark = self._mirror.shelf(entity), self._mirror.mark
        shelf.begin()
        begun = mark.begun.get(entity)
        if begun is None or self._clock.now() - datetime.fromisoformat(begun.began) > REACH:
            return _Part()
        seen = {one for one in shelf.ids if one.isdecimal() and int(one) <= begun.last}
        log.info("reading_taken_up", entity=entity, known=len(seen))
        return _Part(seen, begun.last, datetime.fromisoformat(begun.began))

    async def _pages(self, entity: str, part: _Part) -> Reading:
        """Read what is missing of a part."""
        shelf, seen = self._mirror.shelf(entity), part.seen
        reading = Reading(
            self._wire,
            entity,
            self._most,
            last=part.last,
            found=len(seen) if part.last else 0,
        )
        try:
            async for page in reading.pages():
                part.began = part.began or reading.began
                if entity == "Customer" and reading.counted:
                    self._mirror.expect(reading.counted)
                await shelf.take(page, over=True)
                seen.update(str(body["Id"]) for body in page)
                await self._came_to(entity, part, reading.last)
            await self._came_to(entity, part, reading.last)
        finally:
            part.last = reading.last
            self._begun[entity] = part
        return reading

    async def _came_to(self, entity: str, part: _Part, last: int) -> None:
        """Keep how far a first reading came; one that is read by time begins anew."""
        if last and part.began and not self._mirror.complete:
            begun = Begun(last, part.began.isoformat())
            await self._mirror.came_to(self._realm, entity, begun)

    async def _changes(self) -> Heard:
        since = datetime.fromisoformat(str(self._mirror.mark.cursor))
        try:
            told = await self._told(since)
        except Refused as error:
            log.warning("changes_refused", code=error.code)
            return await self._whole()
        if told.at < since:
            # Its clock was set back: what changed meanwhile bears times before our cursor.
            return await self._whole()
        news = await self._take(told)
        if told.size >= MOST:
            if not await self._narrowed(since, told.at):
                return await self._whole()
            log.info("changes_read_in_parts", told=told.size)
        # Nothing may have been lost up to here; a cursor never goes back.
        cursor = max(told.at - OVERLAP, since)
        await self._mirror.marked(replace(self._mirror.mark, cursor=cursor.isoformat()))
        if news:
            log.info("mirror_changed", entities=news)
        return Heard(told.named, news)

    async def _narrowed(self, since: datetime, until: datetime) -> bool:
        """More changed than one answer holds: halve the time until the newest part fits.

        What changed before that part is read by query, which has no end. False if a moment holds
        too much; the cursor stays where it is until all of it is heard.
        """
        edge, told = since, None
        while told is None or told.size >= MOST:
            edge += (until - edge) / 2
            if until - edge < NARROWEST:
                return False
            told = await self._told(edge)
            await self._take(told)
        for entity in ENTITIES:
            reading = Reading(self._wire, entity, self._most)
            async for page in reading.by_time(CHANGED, _stamp(since), _stamp(edge)):
                await self._mirror.shelf(entity).take(page)
        return True

    async def _told(self, since: datetime) -> Changes:
        answer = await self._wire.changes(ENTITIES, _stamp(since))
        return changes_in(answer, ENTITIES, self._clock.now())

    async def _take(self, told: Changes) -> int:
        news = 0
        for entity in ENTITIES:
            shelf = self._mirror.shelf(entity)
            news += await shelf.take(told.changed[entity])
            news += await shelf.drop(told.gone[entity])
        return news


def _stamp(time: datetime) -> str:
    """A time as Intuit writes it; the offset stays the company's own."""
    return time.isoformat(timespec="milliseconds")
