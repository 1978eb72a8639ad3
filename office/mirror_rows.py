"""The rows behind qbo's mirror: customers and items as QuickBooks last sent them."""

from typing import Any

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.sql import Executable

from office.clock import Clock
from office.store import Store
from office.tables import customers, items


class MirrorRows:
    """Bodies of one kind, kept per realm and id."""

    def __init__(self, store: Store, clock: Clock, table: Table) -> None:
        """Keep the bodies in one table; use `of_customers` or `of_items`."""
        self._store, self._clock, self._table = store, clock, table

    @classmethod
    def of_customers(cls, store: Store, clock: Clock) -> "MirrorRows":
        """The customers' rows."""
        return cls(store, clock, customers)

    @classmethod
    def of_items(cls, store: Store, clock: Clock) -> "MirrorRows":
        """The items' rows."""
        return cls(store, clock, items)

    async def load(self, realm: str) -> list[dict[str, Any]]:
        """All bodies of a realm."""
        rows = await self._store.rows(
            select(self._table.c.body).where(self._table.c.realm == realm)
        )
        return [row["body"] for row in rows]

    async def upsert(self, realm: str, body: dict[str, Any]) -> None:
        """Keep the newest body of one entity; its key is its `Id`."""
        table = self._table
        old = delete(table).where(table.c.realm == realm, table.c.id == body["Id"])
        await self._store.whole(self._swap(old, self._values(realm, [body])))

    async def replace_all(self, realm: str, bodies: list[dict[str, Any]]) -> None:
        """Replace a realm's rows by the result of a full sync."""
        old = delete(self._table).where(self._table.c.realm == realm)
        await self._store.whole(self._swap(old, self._values(realm, bodies)))

    async def _swap(self, old: Executable, values: list[dict[str, Any]]) -> None:
        async with self._store.transaction() as connection:
            await connection.execute(old)
            if values:
                await connection.execute(insert(self._table), values)

    def _values(self, realm: str, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        now = self._clock.now()
        return [{"realm": realm, "id": body["Id"], "body": body, "seen_at": now} for body in bodies]
