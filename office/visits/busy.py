"""What a person's own calendar has taken, kept in place of what it had before."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from office.store import aware
from office.tables import busy_blocks, visit_slots, visits
from office.visits.claiming import HOLDING, claim_for_calendars
from office.visits.rows import visit_of
from office.visits.visit import Busy, Visit


async def replace_busy(
    connection: AsyncConnection, source: str, person: str, blocks: Collection[Busy]
) -> None:
    """Take the times of a calendar; what it no longer has is free again."""
    mine = (busy_blocks.c.source == source) & (busy_blocks.c.person == person)
    if await _kept(connection, mine) == {(b.uid, b.starts, b.ends) for b in blocks}:
        return
    old = select(busy_blocks.c.id).where(mine)
    await connection.execute(delete(visit_slots).where(visit_slots.c.busy_id.in_(old)))
    await connection.execute(delete(busy_blocks).where(mine))
    rows = [
        {"person": person, "source": source, "uid": b.uid, "starts_at": b.starts, "ends_at": b.ends}
        for b in blocks
    ]
    if rows:
        await connection.execute(insert(busy_blocks), rows)
    every = await connection.execute(
        select(busy_blocks.c.starts_at, busy_blocks.c.ends_at).where(busy_blocks.c.person == person)
    )
    times = [aware(row) for row in every.mappings().all()]
    if times:
        first, last = min(t["starts_at"] for t in times), max(t["ends_at"] for t in times)
        await claim_for_calendars(connection, person, first, last)


async def in_the_way(
    connection: AsyncConnection, person: str, blocks: Collection[Busy], now: datetime
) -> tuple[Visit, ...]:
    """The visits still to come that stand in times a calendar has taken."""
    found = await connection.execute(
        select(visits)
        .where(visits.c.person == person, visits.c.state.in_(HOLDING), visits.c.until_at > now)
        .order_by(visits.c.starts_at)
    )
    rows = [aware(row) for row in found.mappings().all()]
    return tuple(
        visit_of(row)
        for row in rows
        if any(b.starts < row["until_at"] and row["starts_at"] < b.ends for b in blocks)
    )


async def _kept(
    connection: AsyncConnection, mine: ColumnElement[bool]
) -> set[tuple[str, datetime, datetime]]:
    found = await connection.execute(select(busy_blocks).where(mine))
    rows = [aware(row) for row in found.mappings().all()]
    return {(row["uid"], row["starts_at"], row["ends_at"]) for row in rows}
