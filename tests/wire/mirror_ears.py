"""A mirror that hears the embedded company, for tests of what it hears."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from office.clock import FixedClock
from office.mirror_rows import MirrorRows
from office.ports import free_ports
from office.settings import Settings
from office.store import Store
from qbo.access.connection import Connection
from qbo.mirror.hearing import Hearing
from qbo.mirror.mirror import Mirror
from qbo.sandbox.app import sandbox_app
from qbo.sandbox.company import Company
from qbo.sandbox.trouble import Fault, Sort, Troubles
from qbo.wire.session import Wire
from tests.serving import served
from tests.wire.odd_company import OddCompany
from tests.wire.test_sandbox_company import StepClock

MONDAY = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
Body = dict[str, Any]


@dataclass
class Ears:
    """A mirror that hears the embedded company, and can be opened again like after a restart."""

    company: Company
    odd: OddCompany
    clock: StepClock
    ours: FixedClock
    wire: Wire
    store: Store
    troubles: Troubles

    def open(self, most: int = 1000) -> None:
        self.mirror = Mirror(MirrorRows(self.store, self.ours), area_code="614", clock=self.ours)
        self.hearing = Hearing(self.wire, self.mirror, most)
        self.odd.asked.clear()

    def pass_time(self, **span: float) -> None:
        """Time goes by for both sides."""
        seconds = timedelta(**span).total_seconds()
        self.clock.advance(seconds)
        self.ours.advance(seconds)

    def add(self, name: str, *, ago: float = 0, **more: Any) -> str:
        """The owner enters a customer; `ago` seconds back, if it comes to light only now."""
        ledger = self.company.ledger
        stamp = (ledger.now() - timedelta(seconds=ago)).isoformat(timespec="milliseconds")
        made = {"CreateTime": stamp, "LastUpdatedTime": stamp}
        body = {"Id": ledger.next_id(), "SyncToken": "0", "DisplayName": name, "Active": True}
        ledger.put("Customer", {**body, "MetaData": made, **more})
        return str(body["Id"])

    def edit(self, name: str, **changes: Any) -> str:
        """The owner changes a customer."""
        (known,) = [one for one in self.rows() if one["DisplayName"] == name]
        self.company.owner_edit(known["Id"], changes)
        return str(known["Id"])

    def refuse(self, sort: Sort, **more: Any) -> None:
        """The company refuses something from now on, whatever it does otherwise."""
        self.troubles.faults.append(Fault(sort=sort, count=1000, **more))

    def rows(self) -> list[Body]:
        """All customers the company has."""
        return self.company.ledger.all("Customer")

    def missed(self) -> set[str]:
        """Customers only one side knows, or knows by another name."""
        theirs = {(one["Id"], one["DisplayName"]) for one in self.rows()}
        known = [self.mirror.customer(number) for number, _ in theirs]
        ours = {(one.id, one.display_name) for one in known if one is not None}
        extra = self.mirror.counts[0] - len(ours)
        return {name for _, name in theirs ^ ours} | ({"unknown to them"} if extra else set())


@asynccontextmanager
async def hearing(folder: Path) -> AsyncIterator[Ears]:
    (port,) = free_ports(1)
    clock, ours = StepClock(MONDAY), FixedClock(MONDAY)
    app = sandbox_app(folder / "company", clock=clock)
    odd = OddCompany(app)
    base = f"http://127.0.0.1:{port}"
    settings = Settings(data=folder, qbo_environment="embedded", qbo_api_base=base)
    async with served(odd, port):
        store = await Store.open(f"sqlite+aiosqlite:///{folder / 'desk.db'}")
        wire = Wire(Connection.of(settings, ours))
        await wire.connection.fresh()
        sandbox = app.state.sandbox
        ears = Ears(sandbox.company, odd, clock, ours, wire, store, sandbox.troubles)
        ears.open()
        yield ears
        wire.close()
        await store.close()
