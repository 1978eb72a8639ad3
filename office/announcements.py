"""What QuickBooks announced by webhook, kept until it was heard; the news itself is fetched."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from office.clock import Clock
from office.store import Store
from office.tables import announcements

KEPT = timedelta(days=7)
"""So long a repetition is known as one; Intuit repeats for less than a day."""

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Announced:
    """Something of a company changed: which, and how. `key` is the same for a repetition."""

    key: str
    realm: str
    entity: str
    number: str
    operation: str


class Announcements:
    """The announcements of all companies; each counts once."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep them in a store."""
        self._store, self._clock = store, clock

    async def note(self, heard: Sequence[Announced]) -> int:
        """Keep announcements for later; gives how many are no repetitions."""
        make = postgresql.insert if self._store.dialect == "postgresql" else sqlite.insert
        once = {one.key: one for one in heard}
        now = self._clock.now()
        rows = [{**asdict(one), "noted_at": now} for one in once.values()]
        statement = make(announcements).on_conflict_do_nothing(index_elements=["key"])
        fresh = 0
        for start in range(0, len(rows), AT_ONCE):
            fresh += await self._store.run(statement.values(rows[start : start + AT_ONCE]))
        return fresh

    async def waiting(self, realm: str) -> list[Announced]:
        """What was announced of a company and not heard yet, in the order it came."""
        table = announcements
        rows = await self._store.rows(
            select(table)
            .where(table.c.realm == realm, table.c.heard_at.is_(None))
            .order_by(table.c.noted_at)
        )
        fields = Announced.__dataclass_fields__
        return [Announced(**{name: row[name] for name in fields}) for row in rows]

    async def heard(self, those: Sequence[Announced]) -> None:
        """Those need not be heard again; what is a week old is forgotten."""
        now, table = self._clock.now(), announcements
        keys = [one.key for one in those]
        for start in range(0, len(keys), AT_ONCE):
            some = table.c.key.in_(keys[start : start + AT_ONCE])
            await self._store.run(update(table).where(some).values(heard_at=now))
        await self._store.run(delete(table).where(table.c.heard_at < now - KEPT))
