"""How much the desk adds to QuickBooks' own time when it enters a customer."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from agent.bench.rows import Row, percentile
from agent.bench.yard import BenchError, Yard
from office.clock import SystemClock
from office.events import EventLog
from office.followups import Desktray
from office.journal import Journal
from office.live import LiveEvents
from office.mail.mailing import Mailing
from office.messages import MessageLedger
from office.settings import Settings
from office.sheet import CallSheet, Confirmed, FieldName
from office.store import Store
from office.texts import TextLedger
from office.values import BadPhone, PersonName, Phone
from office.visits import VisitBook
from office.writes import WriteLedger
from prompts.library import Library
from qbo.access.connection import Connection
from qbo.books import Books
from qbo.statements import select
from qbo.wire.session import Wire
from telephony.rest import CarrierRest
from telephony.sms import Texting as CarrierTexting
from tools.create_customer import Entered, NewCustomer, create_customer
from tools.desk import Desk
from tools.texting import Texting

ADDED_MS = 30.0
PAUSE_SECONDS = 0.3
"""Intuit's limit on requests a second must not be part of the figure."""


@dataclass(frozen=True, slots=True)
class Office:
    """The desk's way to the books, in the measuring process."""

    desk: Desk
    journal: Journal
    wire: Wire


@asynccontextmanager
async def office(settings: Settings) -> AsyncIterator[Office]:
    """Open books on the embedded company of a yard, with a ledger of their own."""
    clock = SystemClock()
    store = await Store.open(f"sqlite+aiosqlite:///{settings.data / 'bench.db'}")
    writes = WriteLedger(store, clock, LiveEvents())
    books = await Books.open(settings, store, clock, writes)
    wire = Wire(Connection.of(settings, clock))
    tray, messages = Desktray(store, clock, LiveEvents()), MessageLedger(store, clock)
    account = settings.account
    line = CarrierTexting(CarrierRest(account.sid, account.token, account.number), "")
    try:
        # The desk of the yard has just asked for as much as Intuit allows in a second.
        await asyncio.sleep(1)
        await books.upkeep()
        yield Office(
            Desk(
                books=books,
                library=Library.open(),
                clock=clock,
                tray=tray,
                writes=writes,
                messages=messages,
                events=EventLog(store, clock),
                texting=Texting(messages, TextLedger(store, clock), tray, line),
                mailing=Mailing(messages, tray, clock, None),
                visits=VisitBook(store, clock, EventLog(store, clock)),
            ),
            Journal(store, clock, LiveEvents()),
            wire,
        )
    finally:
        wire.close()
        await books.close()
        await store.close()


async def customers(yard: Yard, times: int) -> list[Row]:
    """Confirmed callers entered by the tool, each beside a bare request of the same kind."""
    bare, whole = [], []
    async with office(yard.settings) as open_office:
        for number in range(times):
            started = time.perf_counter()
            payload = {"DisplayName": f"Floor {number}", "FamilyName": "Floor"}
            await open_office.wire.create("Customer", payload, f"bench-floor-{number}")
            bare.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(PAUSE_SECONDS)
            call = await open_office.journal.open_call(f"CA{number}", caller=None, called="")
            started = time.perf_counter()
            entered = await create_customer(open_office.desk, call.id, caller(number))
            whole.append((time.perf_counter() - started) * 1000)
            if entered.outcome is not Entered.CREATED:
                raise BenchError(f"The customer was not entered: {entered.outcome}.")
            await asyncio.sleep(PAUSE_SECONDS)
    floor = percentile(bare, 50)
    return [
        Row(
            "customer confirmed to customer in QuickBooks, beyond its own time, p95",
            percentile(whole, 95) - floor,
            "ms",
            ADDED_MS,
            floor,
            "QuickBooks' own answer, median",
            f"{times} customers, median {percentile(whole, 50) - floor:.1f} ms beyond it",
        )
    ]


def caller(number: int) -> NewCustomer:
    """A caller nobody knows yet, name and number confirmed."""
    name = PersonName(f"Given{'abcdefghij'[number % 10]}", f"Family{chr(97 + number // 10)}")
    phone = Phone(f"+1614555{2000 + number}")
    sheet = CallSheet().hear(FieldName.NAME, name).hear(FieldName.PHONE, phone)
    for field, value in ((FieldName.NAME, name), (FieldName.PHONE, phone)):
        sheet = sheet.read_back(field).confirm(field, value)
    confirmed: Confirmed[PersonName] | None = sheet.confirmed(FieldName.NAME, PersonName)
    if confirmed is None:
        raise BenchError("The name was not confirmed.")
    return NewCustomer(confirmed, phone=sheet.confirmed(FieldName.PHONE, Phone))


async def known_numbers(yard: Yard) -> list[str]:
    """Numbers that belong to exactly one customer with a first name."""
    async with office(yard.settings) as open_office:
        found = await open_office.wire.query(select("Customer", order="Id"))
        numbers = []
        for body in found.get("Customer", []):
            try:
                phone = Phone.parse(body.get("PrimaryPhone", {}).get("FreeFormNumber", ""))
            except BadPhone:
                continue
            holders = open_office.desk.books.mirror.by_phone(phone)
            if len(holders) == 1 and holders[0].given_name:
                numbers.append(phone.e164)
        return numbers
