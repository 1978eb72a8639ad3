"""Which of our visits stand in the owner's calendar, as we last wrote or saw them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from office.clock import Clock
from office.store import Row, Store
from office.tables import calendar_entries

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class EntryState(StrEnum):
    """Whether an entry stands in the calendar; `removed` by its owner, and not by us."""

    WRITTEN = "written"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as we know it: the visit's `sequence` it shows, and the times it was given."""

    uid: str
    address: str
    etag: str
    sequence: int
    starts: datetime
    ends: datetime
    state: EntryState = EntryState.WRITTEN
    changed_at: datetime = NEVER


class EntryRows:
    """Keeps what was written into the owner's calendar."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep it in a store."""
        self._store, self._clock = store, clock

    async def all(self) -> Mapping[str, Written]:
        """Every entry by its name."""
        rows = await self._store.rows(select(calendar_entries))
        return {row["uid"]: _written(row) for row in rows}

    async def keep(self, entry: Written) -> None:
        """Commit how an entry stands."""
        values = {
            "address": entry.address,
            "etag": entry.etag,
            "sequence": entry.sequence,
            "starts_at": entry.starts.astimezone(UTC),
            "ends_at": entry.ends.astimezone(UTC),
            "state": entry.state,
            "changed_at": self._clock.now(),
        }
        known = update(calendar_entries).where(calendar_entries.c.uid == entry.uid).values(**values)
        if await self._store.run(known):
            return
        try:
            await self._store.run(insert(calendar_entries).values(uid=entry.uid, **values))
        except IntegrityError:
            await self._store.run(known)  # another process was quicker

    async def forget(self, uid: str) -> None:
        """Nothing of ours is in the calendar under this name any more."""
        await self._store.run(delete(calendar_entries).where(calendar_entries.c.uid == uid))


def _written(row: Row) -> Written:
    return Written(
        row["uid"],
        row["address"],
        row["etag"],
        row["sequence"],
        row["starts_at"],
        row["ends_at"],
        EntryState(row["state"]),
        row["changed_at"],
    )
