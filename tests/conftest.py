"""A desk as far as pages and API look at it, on a real server."""

import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
from loguru import logger as voice_framework

from dashboard.app import desk_app
from office.calendars.feed import FeedSecret
from office.calendars.standing import CalendarStanding
from office.clock import Clock, SystemClock
from office.consents import Consents
from office.events import EventLog
from office.followups import Desktray
from office.journal import Journal, OpenCall
from office.live import LiveEvents
from office.mirror_rows import MirrorRows
from office.sealing import Seal
from office.settings import Settings
from office.sheet import CallSheet, FieldName
from office.store import Store
from office.values import Address, Email, PersonName, Phone
from office.visits import VisitBook
from office.writes import WriteLedger
from prompts.library import Library
from qbo.access.connection import Connection
from qbo.access.consent import Consent, redirect_address
from qbo.access.standing import BooksKnown
from tests.migrated import up_to_date
from tests.serving import served
from tools.visit_feed import VisitFeed

_configure = structlog.configure


def _configure_afresh(**settings: Any) -> None:
    """As a program does, but for the loggers that it would keep for every test after it."""
    _configure(**settings | {"cache_logger_on_first_use": False})


setattr(structlog, "configure", _configure_afresh)  # noqa: B010  # mypy knows it by its names

# A hundred desks are opened here; tests of what is meant load the sentence model themselves.
os.environ.setdefault("FRONTDESK_MEANING", "false")


@dataclass
class ShownDesk:
    """A desk as far as the pages look at it: the real office, no phone."""

    settings: Settings
    clock: Clock
    store: Store
    live: LiveEvents
    tray: Desktray
    journal: Journal
    writes: WriteLedger
    consent: Consent
    feed: VisitFeed
    port: int = 0
    ready: bool = True
    customers_known: int = 100
    business_name: str = "ABC Plumbing"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/New_York"))
    calendar_standing: CalendarStanding = field(default_factory=CalendarStanding)

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def open_to_visitors(self) -> AsyncIterator[None]:
        """Its server, on the same port each time."""
        async with served(desk_app(self), self.port) as self.port:
            yield

    async def books_known(self) -> BooksKnown:
        """Nothing is heard for the pages."""
        return BooksKnown(0, 0, None, 0, 0)

    def read_books_soon(self) -> None:
        """No books are read for the pages."""

    async def refresh_books(self) -> tuple[int, int]:
        """No books are read for the pages."""
        return 0, 0

    async def ring(self, number: str | None = "+16145550188") -> OpenCall:
        """A call that has just been answered."""
        call = await self.journal.open_call(
            f"CA{id(self)}{number}", caller=number, called="+16145550100", attestation="A"
        )
        await self.journal.turn(
            call, "desk", "Thanks for calling ABC Plumbing. How can I help you today?"
        )
        return call

    async def talk(self, call: OpenCall) -> None:
        """A whole conversation, up to the estimate."""
        sheet = CallSheet()
        turn = await self.journal.turn(call, "caller", "My AC is running but not cooling.")
        run = await self.journal.tool_started(call, "map_service", {"service": "AC not cooling"})
        found = {"outcome": "priced", "rule": "AC not cooling"}
        await self.journal.tool_ended(call, run, found, 3)
        turn = await self.journal.turn(call, "desk", "What's your name?")
        await self.journal.answered(call, turn, 640)
        await self.journal.turn(call, "caller", "My name is Mike Chen.")
        values = (
            (FieldName.SERVICE, "AC running but not cooling"),
            (FieldName.NAME, PersonName("Mike", "Chen")),
            (FieldName.PHONE, Phone("+15551234567")),
            (FieldName.EMAIL, Email("mike@email.com")),
            (FieldName.ADDRESS, Address("12 Oak Street", "", "Columbus", "OH", "43215")),
        )
        for name, value in values:
            sheet = sheet.hear(name, value, confidence=0.9)
            if name is not FieldName.SERVICE:
                sheet = sheet.read_back(name).confirm(name, value)
            await self.journal.fields(call, [sheet[name]])
        turn = await self.journal.turn(call, "desk", "I have your name as: Mike Chen.")
        await self.journal.answered(call, turn, 1350)

    async def estimate(self, call: OpenCall) -> None:
        """The estimate is in QuickBooks."""
        lines = [
            ("HVAC Diagnostic", 1, Decimal(150)),
            ("HVAC Repair - Standard", 2, Decimal("147.5")),
        ]
        answer = {
            "Id": "145",
            "DocNumber": "1001",
            "TotalAmt": 445.00,
            "Line": [
                {
                    "DetailType": "SalesItemLineDetail",
                    "Amount": float(rate * quantity),
                    "SalesItemLineDetail": {
                        "ItemRef": {"value": "1", "name": name},
                        "Qty": quantity,
                        "UnitPrice": float(rate),
                    },
                }
                for name, quantity, rate in lines
            ],
        }
        write = await self.writes.plan(
            key=f"estimate:{call.id}", entity="Estimate", realm="1", payload={}, call_id=call.id
        )
        await self.writes.claim(write)
        await self.writes.done(write.key, "145", answer)


async def _nothing() -> None:
    """Nobody has to hear of another company."""


@pytest.fixture
async def closed_desk(tmp_path: Path) -> AsyncIterator[ShownDesk]:
    clock, live = SystemClock(), LiveEvents()
    store = await Store.open(await up_to_date(tmp_path / "desk.db"))
    settings = Settings(data=tmp_path)
    shown = ShownDesk(
        settings,
        clock,
        store,
        live,
        Desktray(store, clock, live),
        Journal(store, clock, live),
        WriteLedger(store, clock, live),
        Consent(
            Connection.of(settings, clock),
            Consents(store, clock),
            redirect_address(settings),
            realms=MirrorRows(store, clock).realms,
            changed=_nothing,
        ),
        VisitFeed(
            VisitBook(store, clock, EventLog(store, clock)),
            Library.open(),
            clock,
            FeedSecret(store, Seal.of(settings), clock),
        ),
    )
    yield shown
    await store.close()


@pytest.fixture
async def shown_desk(closed_desk: ShownDesk) -> AsyncIterator[ShownDesk]:
    async with closed_desk.open_to_visitors():
        yield closed_desk


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits comes first, so that what computes fills the gaps and the end."""
    items.sort(key=_turn_of)


def _turn_of(item: pytest.Item) -> int:
    order = ("tests/wire", "tests/browser", "tests/acceptance", "tests/unit")
    return next((turn for turn, part in enumerate(order) if part in item.nodeid), len(order))


@pytest.fixture
def own_logs() -> Iterator[None]:
    """What a test does to the logs of the process is undone after it."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    voice_framework.remove()
