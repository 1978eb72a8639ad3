"""The visit book: who comes when. Nobody is ever in two places at once.

A visit takes every quarter hour it needs of one person, and the store has each quarter hour of a
person once. Booking, moving and cancelling are each one transaction, in which the event is stored
as well; a key that was booked before gives the visit it booked.
"""

import asyncio
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from office.clock import Clock
from office.events import EventLog
from office.kept import pack, pack_window
from office.store import Store, aware
from office.tables import busy_blocks, visits
from office.values import Email, Window
from office.visits.busy import in_the_way, replace_busy
from office.visits.claiming import HOLDING, Taken, any_taken, claim_for_calendars, free, take
from office.visits.rows import row_of, times_of, visit_of
from office.visits.slots import slots_of, taken_until
from office.visits.visit import Busy, Claim, Technician, Visit, VisitPlan, VisitState

# Any number will do, if no other program locks the same one in this database.
_BOOKING = 6145550109
_AT_ONCE = 4
"""So many look into the book at a time; more would wait for a connection until it gives up."""


class VisitChanged(Exception):
    """The visit was changed by somebody else meanwhile; look at it again."""


class VisitGone(Exception):
    """There is no such visit any more: it was cancelled."""


class VisitBook:
    """Keeps every visit, and what people's own calendars have taken."""

    def __init__(self, store: Store, clock: Clock, events: EventLog) -> None:
        """Keep the book in a store."""
        self._store, self._clock, self._events = store, clock, events
        self._door = asyncio.Semaphore(_AT_ONCE)

    async def book(
        self,
        plan: VisitPlan,
        technicians: Sequence[Technician],
        *,
        key: str,
        proposed: bool = False,
    ) -> Visit | None:
        """Book the first of the technicians who is free, once per key; None if nobody is.

        Args:
            plan: what is wanted.
            technicians: who could come, the likeliest first.
            key: makes it happen once; a second try gives the visit of the first.
            proposed: hold the time, but leave the yes to the owner.
        """
        async with self._door:
            known = await self._one(visits.c.key == key)
            if known is not None:
                return known
            needed = slots_of(plan.window.starts, taken_until(plan.window, plan.minutes))
            for technician in technicians:
                if await self._store.row(any_taken(technician.person, needed)):
                    continue
                try:
                    return await self._store.whole(self._book(plan, technician, key, proposed))
                except Taken:
                    continue
            return None

    async def move(
        self, visit: Visit, window: Window, technicians: Sequence[Technician]
    ) -> Visit | None:
        """Give a visit another window; None if nobody is free then, and it stays as it was.

        Raises:
            VisitChanged: it is no longer as the one given.
            VisitGone: it was cancelled.
        """
        async with self._door:
            for technician in technicians:
                try:
                    return await self._store.whole(self._move(visit, window, technician))
                except Taken:
                    continue
            return None

    async def cancel(self, visit: Visit, why: str = "") -> Visit:
        """Cancel a visit and free its time; once cancelled it stays so.

        Raises:
            VisitChanged: it is no longer as the one given.
        """
        async with self._door:
            return await self._store.whole(self._cancel(visit, why))

    async def confirm(self, visit: Visit) -> Visit:
        """The owner's yes to a proposed visit.

        Raises:
            VisitGone: it was cancelled.
        """
        async with self._door:
            return await self._store.whole(self._confirm(visit))

    async def write_to(self, visit: Visit, email: Email) -> Visit:
        """Keep another address for a visit's invitations; its time and its number stay."""
        async with self._door:
            return await self._store.whole(self._write_to(visit, email))

    async def keep_busy(
        self, source: str, person: str, blocks: Collection[Busy]
    ) -> tuple[Visit, ...]:
        """Put what a person's own calendar has taken in place of what it had before.

        Gives the visits that stand in those times all the same; a person must see to them.
        """
        async with self._door:
            return await self._store.whole(self._keep_busy(source, person, blocks))

    async def find(self, visit_id: int) -> Visit | None:
        """A visit by its number."""
        return await self._one(visits.c.id == visit_id)

    async def of_call(self, call_id: str) -> tuple[Visit, ...]:
        """The visits that were booked on a call, in the order they were booked."""
        rows = await self._store.rows(
            select(visits).where(visits.c.call_id == call_id).order_by(visits.c.id)
        )
        return tuple(visit_of(row) for row in rows)

    async def last_change(self) -> datetime | None:
        """When the book was changed last, cancelled visits included; None while it is empty."""
        rows = await self._store.rows(
            select(visits.c.changed_at).order_by(visits.c.changed_at.desc()).limit(1)
        )
        return rows[0]["changed_at"] if rows else None

    async def upcoming(self) -> tuple[Visit, ...]:
        """All visits that are still to come and stand, the next first."""
        return await self._standing(visits.c.ends_at > self._clock.now())

    async def between(self, starts: datetime, ends: datetime) -> tuple[Visit, ...]:
        """The visits that stand in a stretch of time, in order."""
        return await self._standing((visits.c.starts_at < ends) & (visits.c.ends_at > starts))

    async def claims(self, starts: datetime, ends: datetime) -> tuple[Claim, ...]:
        """All time that is taken between two times, of everybody."""
        booked = await self._store.rows(
            select(visits.c.person, visits.c.starts_at, visits.c.until_at, visits.c.id).where(
                visits.c.state.in_(HOLDING),
                visits.c.starts_at < ends,
                visits.c.until_at > starts,
            )
        )
        busy = await self._store.rows(
            select(busy_blocks.c.person, busy_blocks.c.starts_at, busy_blocks.c.ends_at).where(
                busy_blocks.c.starts_at < ends, busy_blocks.c.ends_at > starts
            )
        )
        return (
            *(Claim(r["person"], r["starts_at"], r["until_at"], r["id"]) for r in booked),
            *(Claim(r["person"], r["starts_at"], r["ends_at"]) for r in busy),
        )

    async def _book(
        self, plan: VisitPlan, technician: Technician, key: str, proposed: bool
    ) -> Visit:
        now = self._clock.now()
        state = VisitState.PROPOSED if proposed else VisitState.BOOKED
        values = {
            **row_of(plan),
            "key": key,
            "uid": f"{uuid.uuid4()}@frontdesk",
            "sequence": 0,
            "state": state,
            "person": technician.person,
            "booked_at": now,
            "changed_at": now,
        }
        async with self._store.alone(_BOOKING) as connection:
            made = await connection.execute(
                self._store.once(visits, values), execution_options={"preserve_rowcount": True}
            )
            visit = await _read(connection, visits.c.key == key)
            if made.rowcount:
                await take(connection, visit, technician)
                name = "visit_proposed" if proposed else "visit_booked"
                await self._tell(connection, name, visit)
            return visit

    async def _move(self, known: Visit, window: Window, technician: Technician) -> Visit:
        async with self._store.alone(_BOOKING) as connection:
            now = await _standing_as(connection, known, window)
            if now.window == window:
                return now
            await free(connection, now)
            state = now.state if now.state is VisitState.PROPOSED else VisitState.MOVED
            await connection.execute(
                update(visits)
                .where(visits.c.id == now.id)
                .values(
                    **times_of(window, now.minutes),
                    state=state,
                    person=technician.person,
                    sequence=now.sequence + 1,
                    changed_at=self._clock.now(),
                )
            )
            moved = await _read(connection, visits.c.id == now.id)
            await take(connection, moved, technician)
            await _give_back(connection, now)
            if state is VisitState.MOVED:
                await self._tell(connection, "visit_moved", moved, before=now)
            return moved

    async def _cancel(self, known: Visit, why: str) -> Visit:
        async with self._store.alone(_BOOKING) as connection:
            now = await _read(connection, visits.c.id == known.id)
            if now.state is VisitState.CANCELLED:
                return now
            now = await _standing_as(connection, known)
            await free(connection, now)
            await connection.execute(
                update(visits)
                .where(visits.c.id == now.id)
                .values(
                    state=VisitState.CANCELLED,
                    sequence=now.sequence + 1,
                    changed_at=self._clock.now(),
                )
            )
            await _give_back(connection, now)
            cancelled = await _read(connection, visits.c.id == now.id)
            if now.state is not VisitState.PROPOSED:
                await self._tell(connection, "visit_cancelled", cancelled, why=why)
            return cancelled

    async def _confirm(self, known: Visit) -> Visit:
        async with self._store.alone(_BOOKING) as connection:
            now = await _read(connection, visits.c.id == known.id)
            if not now.state.holds_time:
                raise VisitGone(VisitGone.__doc__)
            if now.state is not VisitState.PROPOSED:
                return now
            await connection.execute(
                update(visits)
                .where(visits.c.id == now.id)
                .values(state=VisitState.BOOKED, changed_at=self._clock.now())
            )
            booked = await _read(connection, visits.c.id == now.id)
            await self._tell(connection, "visit_booked", booked)
            return booked

    async def _write_to(self, known: Visit, email: Email) -> Visit:
        async with self._store.alone(_BOOKING) as connection:
            await connection.execute(
                update(visits).where(visits.c.id == known.id).values(email=pack(email))
            )
            return await _read(connection, visits.c.id == known.id)

    async def _keep_busy(
        self, source: str, person: str, blocks: Collection[Busy]
    ) -> tuple[Visit, ...]:
        async with self._store.alone(_BOOKING) as connection:
            await replace_busy(connection, source, person, blocks)
            return await in_the_way(connection, person, blocks, self._clock.now())

    async def _tell(
        self,
        connection: AsyncConnection,
        name: str,
        visit: Visit,
        *,
        before: Visit | None = None,
        why: str = "",
    ) -> None:
        body: dict[str, Any] = {"visit": visit.id, "sequence": visit.sequence}
        if before is not None:
            body["before"] = pack_window(before.window)
        if why:
            body["why"] = why
        key = f"{name}:{visit.uid}:{visit.sequence}"
        await self._events.happened(name, key, body, call_id=visit.call_id, within=connection)

    async def _one(self, which: ColumnElement[bool]) -> Visit | None:
        row = await self._store.row(select(visits).where(which))
        return None if row is None else visit_of(row)

    async def _standing(self, when: ColumnElement[bool]) -> tuple[Visit, ...]:
        rows = await self._store.rows(
            select(visits)
            .where(when, visits.c.state.in_(HOLDING))
            .order_by(visits.c.starts_at, visits.c.id)
        )
        return tuple(visit_of(row) for row in rows)


async def _read(connection: AsyncConnection, which: ColumnElement[bool]) -> Visit:
    found = await connection.execute(select(visits).where(which))
    row = found.mappings().first()
    if row is None:
        raise VisitGone(VisitGone.__doc__)
    return visit_of(aware(row))


async def _standing_as(
    connection: AsyncConnection, known: Visit, wanted: Window | None = None
) -> Visit:
    """The visit as it is now, if it is still the one known, or already where it is wanted."""
    now = await _read(connection, visits.c.id == known.id)
    if not now.state.holds_time:
        raise VisitGone(VisitGone.__doc__)
    if now.sequence != known.sequence and now.window != wanted:
        raise VisitChanged(VisitChanged.__doc__)
    return now


async def _give_back(connection: AsyncConnection, visit: Visit) -> None:
    """What a visit left may be taken by a calendar that had to stand back for it."""
    until = taken_until(visit.window, visit.minutes)
    await claim_for_calendars(connection, visit.person, visit.window.in_zone("UTC").starts, until)
