"""Books over the wire, and what the embedded company keeps of what they enter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from office.clock import SystemClock
from office.live import LiveEvents
from office.ports import free_ports
from office.settings import Settings
from office.sheet import CallSheet, Confirmed, FieldName
from office.store import Store
from office.values import Address, Email, PersonName, Phone
from office.writes import WriteLedger
from qbo.books import Books, CustomerCreated, NewCustomer
from qbo.sandbox.app import sandbox_app
from qbo.statements import ACTIVE_OR_NOT, select, whether
from qbo.wire.session import Wire
from tests.serving import served
from tests.wire.test_sandbox_company import StepClock

T = TypeVar("T", PersonName, Phone, Email, Address)


def confirmed(name: FieldName, value: T, kind: type[T]) -> Confirmed[T]:
    minted = CallSheet().hear(name, value).read_back(name).confirm(name, value)
    made = minted.confirmed(name, kind)
    assert made is not None
    return made


def caller(name: PersonName | None = None, **more: Any) -> NewCustomer:
    person = name or PersonName("Mike", "Chen")
    return NewCustomer(name=confirmed(FieldName.NAME, person, PersonName), **more)


class Office:
    """Books over the wire, and the company's own word for what it keeps."""

    def __init__(self, books: Books, wire: Wire) -> None:
        self.books, self.wire, self.entries = books, wire, 0

    async def enter(self, new: NewCustomer) -> tuple[CustomerCreated, dict[str, Any]]:
        self.entries += 1
        made = await self.books.customers.create(new, key=f"customer:{self.entries}", call_id=None)
        return made, await self.wire.read("Customer", made.id)

    async def type_in(self, **fields: Any) -> dict[str, Any]:
        """What the owner types into QuickBooks."""
        self.entries += 1
        return await self.wire.create("Customer", fields, f"owner-{self.entries}")

    async def trouble(self, sort: str, **more: Any) -> None:
        """What goes wrong with the next request."""
        await self._faults("POST", [{"sort": sort, **more}])

    async def troubles(self) -> list[dict[str, Any]]:
        """What still is to go wrong."""
        left: list[dict[str, Any]] = (await self._faults("GET")).json()
        return left

    async def calm(self) -> None:
        """Nothing goes wrong any more."""
        await self._faults("DELETE")

    async def _faults(self, method: str, body: Any = None) -> httpx2.Response:
        async with httpx2.AsyncClient() as http:
            address = f"{self.books.connection.base}/_sandbox/faults"
            return (await http.request(method, address, json=body)).raise_for_status()

    async def named(self, name: str) -> list[str]:
        wanted = select("Customer", whether("DisplayName", "=", name), ACTIVE_OR_NOT, order="Id")
        return [row["Id"] for row in (await self.wire.query(wanted)).get("Customer", [])]


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Office]:
    (port,) = free_ports(1)
    clock = SystemClock()
    app = sandbox_app(folder / "company", clock=StepClock(clock.now()))
    settings = Settings(
        data=folder, qbo_environment="embedded", qbo_api_base=f"http://127.0.0.1:{port}"
    )
    async with served(app, port):
        store = await Store.open(f"sqlite+aiosqlite:///{folder / 'desk.db'}")
        books = await Books.open(settings, store, clock, WriteLedger(store, clock, LiveEvents()))
        wire = Wire(books.connection)
        yield Office(books, wire)
        await books.close()
        wire.close()
        await store.close()
