"""Taking and freeing quarter hours, inside a transaction of the visit book.

The primary key of `visit_slots` decides: whatever the code here believes, a quarter hour of a
person is there once.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from office.store import Row, aware
from office.tables import busy_blocks, visit_slots, visits
from office.visits.slots import slots_of, taken_until
from office.visits.visit import Technician, Visit, VisitState

_ROWS = 500
"""So many slots go into one statement; a week off is 672."""
HOLDING = tuple(state for state in VisitState if state.holds_time)


class Taken(Exception):
    """Somebody was quicker, or the day is full; what was begun is undone."""


def needed_by(visit: Visit) -> tuple[datetime, ...]:
    """The quarter hours a visit takes."""
    return slots_of(visit.window.starts, taken_until(visit.window, visit.minutes))


def any_taken(person: str, slots: Sequence[datetime]) -> Select[datetime]:
    """A query that finds something if any of these quarter hours is gone."""
    return (
        select(visit_slots.c.starts_at)
        .where(
            visit_slots.c.person == person,
            visit_slots.c.starts_at >= slots[0],
            visit_slots.c.starts_at <= slots[-1],
        )
        .limit(1)
    )


async def take(connection: AsyncConnection, visit: Visit, technician: Technician) -> None:
    """Claim all slots of a visit, or none.

    Raises:
        Taken: another has one of them, or the day is full.
    """
    if technician.a_day is not None:
        of_day = await connection.execute(_of_day(visit))
        if int(of_day.scalar_one()) > technician.a_day:
            raise Taken(Taken.__doc__)
    rows = [_slot(visit.person, at, visit_id=visit.id) for at in needed_by(visit)]
    if await _claim(connection, rows) < len(rows):
        raise Taken(Taken.__doc__)


async def free(connection: AsyncConnection, visit: Visit) -> None:
    """Let go of the slots of a visit."""
    await connection.execute(delete(visit_slots).where(visit_slots.c.visit_id == visit.id))


async def claim_for_calendars(
    connection: AsyncConnection, person: str, starts: datetime, ends: datetime
) -> None:
    """Let a person's own calendar take what is free of its times; visits that stand come first."""
    found = await connection.execute(
        select(busy_blocks).where(
            busy_blocks.c.person == person,
            busy_blocks.c.starts_at < ends,
            busy_blocks.c.ends_at > starts,
        )
    )
    for row in [aware(row) for row in found.mappings().all()]:
        slots = slots_of(row["starts_at"], row["ends_at"])
        await _claim(connection, [_slot(person, at, busy_id=row["id"]) for at in slots])


def _slot(
    person: str, at: datetime, *, visit_id: int | None = None, busy_id: int | None = None
) -> Row:
    return {"person": person, "starts_at": at, "visit_id": visit_id, "busy_id": busy_id}


async def _claim(connection: AsyncConnection, rows: list[Row]) -> int:
    """Take the slots that are free; gives how many were."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    taken = 0
    for begin in range(0, len(rows), _ROWS):
        statement = make(visit_slots).values(rows[begin : begin + _ROWS])
        made = await connection.execute(
            statement.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True}
        )
        taken += made.rowcount
    return taken


def _of_day(visit: Visit) -> Select[int]:
    """How many visits the visit's person has on its day, by the clocks of the business."""
    zone = visit.window.starts.tzinfo
    midnight = datetime.combine(visit.window.starts.date(), time(0), zone)
    next_one = datetime.combine(visit.window.starts.date() + timedelta(days=1), time(0), zone)
    return select(func.count()).where(
        visits.c.person == visit.person,
        visits.c.state.in_(HOLDING),
        visits.c.starts_at >= midnight,
        visits.c.starts_at < next_one,
    )
