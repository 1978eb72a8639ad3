"""Two processes on one database and one company: whatever they do at once is done once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from office.clock import SystemClock
from office.live import LiveEvents
from office.ports import free_ports
from office.settings import Settings
from office.sheet import FieldName
from office.store import Store
from office.values import Email, Phone
from office.writes import WriteLedger
from qbo.books import Books, EstimateLine, NewCustomer, NewEstimate
from qbo.sandbox.app import sandbox_app
from qbo.statements import select
from qbo.wire import pace
from qbo.wire.session import Wire
from qbo.writing import posting
from tests.serving import served
from tests.stores import store_url
from tests.wire.front_office import caller, confirmed
from tests.wire.test_sandbox_company import StepClock

pytestmark = pytest.mark.wire

MAIL = Email("mike@example.com")


class Desks:
    """Two desks, each with memory, connections and locks of its own."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder, self.base = folder, base
        self.books: list[Books] = []

    async def open(self, stack: AsyncExitStack) -> Books:
        clock = SystemClock()
        settings = Settings(data=self.folder, qbo_environment="embedded", qbo_api_base=self.base)
        store = await Store.open(await store_url(self.folder))
        stack.push_async_callback(store.close)
        books = await Books.open(settings, store, clock, WriteLedger(store, clock, LiveEvents()))
        stack.push_async_callback(books.close)
        self.books.append(books)
        return books

    async def trouble(self, sort: str, **more: Any) -> None:
        async with httpx2.AsyncClient() as http:
            await http.post(f"{self.base}/_sandbox/faults", json=[{"sort": sort, **more}])

    async def mails(self) -> list[dict[str, Any]]:
        async with httpx2.AsyncClient() as http:
            found: list[dict[str, Any]] = (await http.get(f"{self.base}/_sandbox/outbox")).json()
        return found

    async def all_of(self, entity: str) -> list[dict[str, Any]]:
        wire = Wire(self.books[0].connection)
        found = await wire.query(select(entity, order="Id"))
        wire.close()
        rows: list[dict[str, Any]] = found.get(entity, [])
        return rows


@pytest.fixture
async def desks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desks]:
    monkeypatch.setattr(pace, "PER_SECOND", 1000)
    (port,) = free_ports(1)
    clock = StepClock(SystemClock().now())
    async with served(sandbox_app(tmp_path / "company", clock=clock), port), AsyncExitStack() as on:
        desks = Desks(tmp_path, f"http://127.0.0.1:{port}")
        for _ in range(2):
            await desks.open(on)
        yield desks


def mike() -> NewCustomer:
    return caller(phone=confirmed(FieldName.PHONE, Phone("+16145550123"), Phone))


async def named_mike(desks: Desks) -> list[str]:
    customers = await desks.all_of("Customer")
    return [body["Id"] for body in customers if body["DisplayName"].startswith("Mike Chen")]


@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.3])
async def test_two_calls_from_one_number_make_one_customer(desks: Desks, seconds: float) -> None:
    await desks.trouble("slow", entity="customer", operation="write", seconds=seconds, count=2)
    made = await asyncio.gather(
        *(
            books.customers.create(mike(), key="customer:+16145550123", call_id=None)
            for books in desks.books
        )
    )
    assert [one.id for one in made] == [made[0].id] * 2
    assert await named_mike(desks) == [made[0].id]


async def test_name_taken_meanwhile_is_stepped_around_by_both_alike(desks: Desks) -> None:
    wire = Wire(desks.books[0].connection)
    await wire.create("Customer", {"DisplayName": "Mike Chen"}, "owner-1")
    wire.close()
    made = await asyncio.gather(
        *(
            books.customers.create(mike(), key="customer:+16145550123", call_id=None)
            for books in desks.books
        )
    )
    assert {one.display_name for one in made} == {"Mike Chen (0123)"}
    assert len(await named_mike(desks)) == 2


async def test_estimate_and_its_mail_go_out_once(desks: Desks) -> None:
    first, second = desks.books
    customer = await first.customers.create(mike(), key="customer:1", call_id=None)
    item = (await desks.all_of("Item"))[0]
    line = EstimateLine(item["Id"], item["Name"], "Repair", Decimal(2), Decimal(95))

    async def quote(books: Books) -> str:
        new = NewEstimate(customer.id, [line], MAIL)
        made = await books.estimates.create(new, key="estimate:1", call_id=None)
        await books.estimates.send(made.id, to=MAIL, key="estimate:1:send", call_id=None)
        return made.id

    await desks.trouble("slow", operation="send", seconds=0.2)
    made = await asyncio.gather(quote(first), quote(second))
    assert made[0] == made[1]
    assert [body["Id"] for body in await desks.all_of("Estimate")] == [made[0]]
    assert len(await desks.mails()) == 1


async def test_what_a_dead_process_had_in_hand_is_taken_up(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "JOINING", 0.1)
    first, second = desks.books
    await desks.trouble("slow", entity="customer", operation="write", seconds=0.3)
    dying = asyncio.create_task(
        first.customers.create(mike(), key="customer:+16145550123", call_id=None)
    )
    await asyncio.sleep(0.1)
    dying.cancel()
    for task in first._clerk._tasks:
        task.cancel()
    made = await second.customers.create(mike(), key="customer:+16145550123", call_id=None)
    await asyncio.sleep(0.3)
    assert await named_mike(desks) == [made.id]
