"""The rows behind qbo's mirror: customers and items as QuickBooks last sent them, and how far."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Table, case, delete, func, null, select
from sqlalchemy.dialects import postgresql, sqlite

from office.clock import Clock
from office.store import Row, Store
from office.tables import customers, items, mirror_marks

Body = dict[str, Any]
T = TypeVar("T")
AT_ONCE = 100
"""Rows that are written in one go, so that a call in progress never waits for more."""
LOADED_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Begun:
    """How far a first reading of an entity came: up to which id, and when it began.

    `began` is a time like `Mark.cursor`.
    """

    last: int
    began: str


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a company was heard; None where it never was.

    `begun` holds what is half read, by entity. `cursor` is a time by QuickBooks' own clock, with
    its offset: what changed since is not known.
    """

    cursor: str | None = None
    whole_at: datetime | None = None
    counted_at: datetime | None = None
    announced_at: datetime | None = None
    begun: dict[str, Begun] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptCustomer:
    """A customer's row: with its card, or with the body to make a card of."""

    id: str
    card: str | None
    body: Body | None


class MirrorRows:
    """Bodies per realm and id. A card is what qbo looks a customer up by; only it can read one."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep the rows in a store."""
        self._store, self._clock = store, clock

    async def customers(self, realm: str, card_of: str) -> AsyncIterator[list[KeptCustomer]]:
        """All customers of a realm, some at a time; cards of another kind are left out."""
        table, last = customers, ""
        fits = table.c.card_of == card_of
        while True:
            wanted = (
                select(
                    table.c.id,
                    case((fits, table.c.card), else_=null()).label("card"),
                    case((fits, null()), else_=table.c.body).label("body"),
                )
                .where(table.c.realm == realm, table.c.id > last)
                .order_by(table.c.id)
                .limit(LOADED_AT_ONCE)
            )
            rows = await self._store.rows(wanted)
            if not rows:
                return
            yield [KeptCustomer(row["id"], row["card"], row["body"]) for row in rows]
            last = rows[-1]["id"]

    async def count(self, realm: str) -> int:
        """How many customers of a realm are kept."""
        table = customers
        counted = select(func.count().label("n")).where(table.c.realm == realm)
        row = await self._store.row(counted.select_from(table))
        return int(row["n"]) if row else 0

    async def realms(self) -> set[str]:
        """The companies that customers or items are kept of."""
        kept = [select(table.c.realm).distinct() for table in (customers, items)]
        return {row["realm"] for one in kept for row in await self._store.rows(one)}

    async def items(self, realm: str) -> list[Body]:
        """All items of a realm."""
        rows = await self._store.rows(select(items.c.body).where(items.c.realm == realm))
        return [row["body"] for row in rows]

    async def keep_customers(
        self, realm: str, rows: Sequence[tuple[Body, str]], card_of: str
    ) -> None:
        """Keep the newest bodies of customers, each with its card."""
        await self._upsert(
            customers, realm, [{"body": b, "card": card, "card_of": card_of} for b, card in rows]
        )

    async def keep_items(self, realm: str, bodies: Sequence[Body]) -> None:
        """Keep the newest bodies of items."""
        await self._upsert(items, realm, [{"body": body} for body in bodies])

    async def drop_customers(self, realm: str, numbers: Sequence[str]) -> None:
        """Forget customers that QuickBooks has no longer."""
        await self._drop(customers, realm, numbers)

    async def drop_items(self, realm: str, numbers: Sequence[str]) -> None:
        """Forget items that QuickBooks has no longer."""
        await self._drop(items, realm, numbers)

    async def mark(self, realm: str) -> Mark:
        """How far a realm was heard."""
        table = mirror_marks
        row = await self._store.row(select(table).where(table.c.realm == realm))
        if row is None:
            return Mark()
        begun = {name: Begun(**found) for name, found in (row["begun"] or {}).items()}
        return Mark(**{name: row[name] for name in Mark.__dataclass_fields__} | {"begun": begun})

    async def keep_mark(self, realm: str, mark: Mark) -> None:
        """Keep how far a realm was heard."""
        await self._put(mirror_marks, [{"realm": realm, **asdict(mark)}], ("realm",))

    async def _upsert(self, table: Table, realm: str, rows: Sequence[Row]) -> None:
        now = self._clock.now()
        for some in _portions(rows):
            more = {"realm": realm, "seen_at": now}
            whole = [{**more, "id": str(row["body"]["Id"]), **row} for row in some]
            await self._put(table, whole, ("realm", "id"))

    async def _put(self, table: Table, rows: list[Row], keys: tuple[str, ...]) -> None:
        make = postgresql.insert if self._store.dialect == "postgresql" else sqlite.insert
        added = make(table)
        new = {name: added.excluded[name] for name in rows[0] if name not in keys}
        statement = added.on_conflict_do_update(index_elements=keys, set_=new)
        await self._store.run(statement, rows)

    async def _drop(self, table: Table, realm: str, numbers: Sequence[str]) -> None:
        for some in _portions(numbers):
            await self._store.run(delete(table).where(table.c.realm == realm, table.c.id.in_(some)))


def _portions(whole: Sequence[T]) -> Iterator[list[T]]:
    for start in range(0, len(whole), AT_ONCE):
        yield list(whole[start : start + AT_ONCE])
