"""How fast a caller is found among many customers, and how soon all of them are known."""

import asyncio
import contextlib
import gc
import http.client
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from agent.bench.rows import Row, percentile
from agent.bench.yard import BenchError, own_settings, process
from office.clock import SystemClock
from office.mirror_rows import MirrorRows
from office.settings import Settings
from office.store import Store
from office.values import Phone
from qbo.access.connection import Connection
from qbo.mirror.cards import read_card
from qbo.mirror.hearing import Hearing
from qbo.mirror.index import CustomerIndex
from qbo.mirror.mirror import Mirror
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.seed import plant
from qbo.statements import ACTIVE_OR_NOT, MOST, select, whether
from qbo.wire.session import MINOR_VERSION, Wire

FOUND_US = 1000.0
SYNCED_SECONDS = 20.0
LOOKS = 20_000
QUIET_SECONDS, TICK_SECONDS = 2.0, 0.01
_FIRST = ("Mike", "Sarah", "Grace", "Luis", "Ana", "Dave", "Lisa", "Omar", "June", "Pete")
_LAST = ("Chen", "Johnson", "Okafor", "Park", "Miller", "Wilson", "Garcia", "Novak", "Reed")


MANY = {"looked_up": 100_000, "synced": 10_000}
FEW = {"looked_up": 10_000, "synced": 2_000}


async def mirror(around: Settings, *, looked_up: int, synced: int) -> list[Row]:
    """A look by number among many, and the first reading of a company that is new to the desk."""
    looks = await asyncio.to_thread(_looks, looked_up)
    with TemporaryDirectory(prefix="frontdesk-bench-company-") as folder:
        settings = own_settings(around, Path(folder))
        ids = await asyncio.to_thread(_filled, settings.data / "sandbox", synced)
        url = f"http://127.0.0.1:{settings.sandbox_port}/"
        async with process(settings, url, "server", "sandbox"):
            return [*looks, *await _first_sync(settings, ids)]


def _looks(customers: int) -> list[Row]:
    """By number, in microseconds, and what all of it weighs."""
    gc.collect()
    before, index = _resident(), CustomerIndex()
    for start in range(0, customers, 1000):
        some = range(start, min(start + 1000, customers))
        index.put([read_card(body(number, str(number + 1))) for number in some])
    gc.collect()
    weight = (_resident() - before) / 1e6
    chance = random.Random(6145550100)  # noqa: S311 - which customers are looked up
    asked = [Phone(_e164(chance.randrange(customers))) for _ in range(LOOKS)]
    plain = {_e164(number): number for number in range(customers)}
    floor = _spent(asked, lambda phone: plain[phone.e164])
    found = _spent(asked, index.by_phone)
    if any(not index.by_phone(phone) for phone in asked[:100]):
        raise BenchError("Customers were not found under their own numbers.")
    p99 = percentile(floor, 99)
    return [
        Row(
            f"caller's number to customer among {customers:,}, p99",
            percentile(found, 99),
            "µs",
            FOUND_US,
            p99,
            "a look into a dict, p99",
            f"{LOOKS:,} looks, median {percentile(found, 50):.1f} µs",
        ),
        Row(
            f"memory for {customers:,} customers to be found in",
            weight,
            "MB",
            None,
            sum(len(str(body(number, "1"))) for number in range(1000)) * customers / 1e9,
            "what QuickBooks sends of them",
            "three numbers each",
        ),
    ]


async def _first_sync(settings: Settings, ids: Sequence[int]) -> list[Row]:
    """Everything read into store and index, beside bare requests for the same pages."""
    store, clock = await Store.open(settings.database), SystemClock()
    connection = Connection.of(settings, clock)
    wire = Wire(connection)
    try:
        token = await connection.token()
        bare = await asyncio.to_thread(_read_bare, connection.base, token, ids)
        mirrored = Mirror(MirrorRows(store, clock), area_code="614", clock=clock)
        async with _ticks() as quiet:
            await asyncio.sleep(QUIET_SECONDS)
        async with _ticks() as late:
            started = time.perf_counter()
            await Hearing(wire, mirrored).sync()
            spent = time.perf_counter() - started
    finally:
        wire.close()
        await store.close()
    if mirrored.counts[0] != len(ids):
        raise BenchError(f"Of {len(ids)} customers {mirrored.counts[0]} were read.")
    return [
        Row(
            f"first reading of {len(ids):,} customers into store and memory",
            spent,
            "s",
            SYNCED_SECONDS,
            bare,
            "bare requests for the same pages",
            f"{len(ids) / spent:,.0f} customers a second",
        ),
        Row(
            "lateness of everything else in the desk during that, p99",
            percentile(late, 99) * 1000,
            "ms",
            None,
            percentile(quiet, 99) * 1000,
            "the same while nothing is read, p99",
            f"{len(late)} looks, worst {max(late) * 1000:.0f} ms",
        ),
    ]


@asynccontextmanager
async def _ticks() -> AsyncIterator[list[float]]:
    """How many seconds late each tick of the loop came."""
    late: list[float] = []

    async def tick() -> None:
        while True:
            due = time.perf_counter() + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            late.append(max(0.0, time.perf_counter() - due))

    ticking = asyncio.create_task(tick())
    try:
        yield late
    finally:
        ticking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await ticking


def _read_bare(base: str, token: str, ids: Sequence[int]) -> float:
    """Seconds for the same pages with nothing but the protocol."""
    where = urlsplit(base)
    line = http.client.HTTPConnection(str(where.hostname), where.port)
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        "Content-Type": "application/text",
    }
    spent = 0.0
    for last in (0, *ids[MOST - 1 :: MOST]):
        after = whether("Id", ">", str(last))
        statement = select("Customer", ACTIVE_OR_NOT, after, order="Id")
        spent += _page_seconds(line, statement, headers)
    line.close()
    return spent


def _page_seconds(
    line: http.client.HTTPConnection, statement: str, headers: dict[str, str]
) -> float:
    """Seconds for one page; pauses that the company's own limit asks for do not count."""
    while True:
        started = time.perf_counter()
        path = f"/v3/company/1/query?minorversion={MINOR_VERSION}"
        line.request("POST", path, statement, headers)
        answer = line.getresponse()
        answer.read()
        if answer.status == 200:
            return time.perf_counter() - started
        if answer.status != 429:
            raise BenchError(f"The embedded company answered with {answer.status}.")
        time.sleep(1.0)


def _filled(folder: Path, customers: int) -> list[int]:
    """A company with so many customers, made before it opens; gives their ids in order."""
    ledger = Ledger(folder, SystemClock())
    plant(ledger, None)
    missing = customers - len(ledger.all("Customer"))
    with ledger.together():
        for number in range(missing):
            ledger.put("Customer", body(number, ledger.next_id(), ledger.stamp()))
    ids = sorted(int(one["Id"]) for one in ledger.all("Customer"))
    ledger.close()
    return ids


def body(number: int, own: str, stamp: str = "2026-09-14T15:15:00.000-04:00") -> dict[str, Any]:
    """A customer as QuickBooks sends one, with three numbers."""
    first, last = _FIRST[number % 10], f"{_LAST[number % 9]}{number}"
    digits = _e164(number)[2:]
    return {
        "Id": own,
        "SyncToken": "0",
        "domain": "QBO",
        "sparse": False,
        "MetaData": {"CreateTime": stamp, "LastUpdatedTime": stamp},
        "DisplayName": f"{first} {last}",
        "FullyQualifiedName": f"{first} {last}",
        "PrintOnCheckName": f"{first} {last}",
        "GivenName": first,
        "FamilyName": last,
        "PrimaryPhone": {"FreeFormNumber": f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"},
        "Mobile": {"FreeFormNumber": f"740-{digits[3:6]}-{digits[6:]}"},
        "AlternatePhone": {"FreeFormNumber": f"937.{digits[3:6]}.{digits[6:]}"},
        "PrimaryEmailAddr": {"Address": f"customer{number}@email.com"},
        "BillAddr": {
            "Id": own,
            "Line1": f"{number} Oak Street",
            "City": "Columbus",
            "CountrySubDivisionCode": "OH",
            "PostalCode": "43215",
        },
        "Active": True,
        "Taxable": True,
        "Job": False,
        "BillWithParent": False,
        "Balance": 0,
        "BalanceWithJobs": 0,
        "PreferredDeliveryMethod": "Print",
        "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
    }


def _e164(number: int) -> str:
    return f"+1614{2_000_000 + number * 7}"


def _spent(asked: Sequence[Phone], look: Callable[[Phone], object]) -> list[float]:
    """Microseconds of each look; the reading of the clock is part of them."""
    times = [time.perf_counter_ns()]
    for phone in asked:
        look(phone)
        times.append(time.perf_counter_ns())
    return [(after - before) / 1000 for before, after in pairwise(times)]


def _resident() -> int:
    """Bytes of this process in memory (Linux: proc(5)), or none where that is not told."""
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
    return 0
