"""The books of one company: the only path on which anything is written to QuickBooks.

Every write is in the ledger before the first byte leaves, goes out under a key of its own, and is
done once, however often it is asked for and whatever happens to the answer. Nothing that exists
in QuickBooks is changed, but for what Frontdesk made itself: documents, and customers by the very
call that entered them.
"""

from datetime import timedelta

from office.clock import Clock
from office.company_rows import CompanyRows
from office.mirror_rows import MirrorRows
from office.settings import Settings
from office.store import Store
from office.values import Phone
from office.values.phone import BadPhone
from office.writes import Write, WriteLedger
from qbo.access.connection import Connection
from qbo.entries import (
    CustomerCorrection,
    CustomerCreated,
    EstimateCreated,
    EstimateLine,
    EstimateState,
    HoursWorked,
    InvoiceMade,
    InvoiceState,
    NewCustomer,
    NewEstimate,
    PaymentMade,
)
from qbo.mirror.hearing import Hearing
from qbo.mirror.mirror import Mirror
from qbo.wire.session import Wire
from qbo.writing.clerk import Clerk
from qbo.writing.company import Company, CompanyProfile
from qbo.writing.customers import Customers
from qbo.writing.estimates import Estimates
from qbo.writing.files import Files
from qbo.writing.hours import Hours
from qbo.writing.invoices import Invoices
from qbo.writing.tracing import Tracing

__all__ = [
    "Books",
    "CompanyProfile",
    "CustomerCorrection",
    "CustomerCreated",
    "EstimateCreated",
    "EstimateLine",
    "EstimateState",
    "HoursWorked",
    "InvoiceMade",
    "InvoiceState",
    "NewCustomer",
    "NewEstimate",
    "PaymentMade",
]

REFRESH_EVERY = timedelta(minutes=5)


class Books:
    """The books, by what stands in them; reading customers and items goes through `mirror`."""

    def __init__(self, wire: Wire, mirror: Mirror, writes: WriteLedger, company: Company) -> None:
        """Write over a wire, by a ledger, keeping the mirror true."""
        self.mirror, self.hearing = mirror, Hearing(wire, mirror)
        self._wire, self._company = wire, company
        self._clerk = clerk = Clerk(wire, writes, Tracing(wire, company))
        self.customers = Customers(clerk, mirror, company)
        self.estimates = Estimates(clerk, self.hearing, mirror, company)
        self.invoices = Invoices(clerk, company)
        self.files, self.hours = Files(clerk), Hours(clerk)

    @classmethod
    async def open(
        cls, settings: Settings, store: Store, clock: Clock, writes: WriteLedger
    ) -> "Books":
        """Open the books the settings name; nothing is asked of QuickBooks yet.

        Raises:
            KeyMissing: a setting is missing; the message names it.
        """
        wire = Wire(Connection.of(settings, clock))
        rows = MirrorRows(store, clock)
        mirror = Mirror(rows, area_code=_area_code(settings), clock=clock)
        books = cls(wire, mirror, writes, Company(wire, CompanyRows(store, clock), clock))
        if wire.connection.is_connected:
            await books.load()
        return books

    @property
    def connection(self) -> Connection:
        """The connection to the company."""
        return self._wire.connection

    @property
    def company(self) -> CompanyProfile:
        """What the company is and how it is set up, as it was last heard of."""
        return self._company.profile

    async def close(self) -> None:
        """Let what is under way end, then give connections and threads back."""
        await self._clerk.close()
        await self.connection.close()
        self._wire.close()

    async def upkeep(self) -> None:
        """Keep token, mirror and company fresh, where no bookkeeping of a running desk does it.

        Raises:
            QboError: QuickBooks does not answer; the next round tries again.
        """
        await self.connection.fresh()
        await self.load()
        await self._company.fresh()
        if self.mirror.age is None or self.mirror.age >= REFRESH_EVERY:
            await self.hearing.sync()

    async def read_company(self, *, now: bool = False) -> CompanyProfile:
        """Read the company's settings where they are a day old, or `now`.

        Raises:
            QboError: QuickBooks does not answer; the profile stays as it was.
        """
        return await (self._company.refresh() if now else self._company.fresh())

    async def settle(self, write: Write) -> Write:
        """Finish a write that an earlier run left open: find its trace, else send it.

        Raises:
            QboError: it is not done; a name that was taken meanwhile needs its call again.
        """
        done = await self._clerk.settle(write)
        self.customers.learn(done)
        return done

    async def load(self) -> None:
        """Take up what an earlier run kept of the company, its customers and its items.

        Raises:
            NotConnected: no company was connected yet.
        """
        await self.mirror.load(self.connection.realm)
        await self._company.load(self.connection.realm)


def _area_code(settings: Settings) -> str:
    """The business's own area code, for numbers typed without one."""
    number = settings.twilio_phone_number or settings.account.number
    try:
        return Phone.parse(number).groups[0]
    except BadPhone:
        return ""
