"""What a QuickBooks company is and how it is set up, as it last said: one row per company."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from office.clock import Clock
from office.store import Store
from office.tables import companies

Body = dict[str, Any]


class CompanyRows:
    """Bodies per realm."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep the rows in a store."""
        self._store, self._clock = store, clock

    async def load(self, realm: str) -> tuple[Body, datetime] | None:
        """What was kept of a company and when, or None."""
        wanted = select(companies).where(companies.c.realm == realm)
        row = await self._store.row(wanted)
        return (row["body"], row["seen_at"]) if row else None

    async def keep(self, realm: str, body: Body) -> None:
        """Keep what a company said last."""
        await self._store.whole(self._put(realm, body))

    async def _put(self, realm: str, body: Body) -> None:
        row = {"realm": realm, "body": body, "seen_at": self._clock.now()}
        async with self._store.transaction() as connection:
            await connection.execute(delete(companies).where(companies.c.realm == realm))
            await connection.execute(insert(companies), row)
