"""What the desk enters in QuickBooks, and what it gets back. Plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office.sheet import Confirmed
from office.values import Address, Email, Money, PersonName, Phone

NOTHING = Money.of(0)


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A caller; contact facts are confirmed ones, the texts only mark the entry for the owner."""

    name: Confirmed[PersonName]
    phone: Confirmed[Phone] | None = None
    email: Confirmed[Email] | None = None
    address: Confirmed[Address] | None = None
    company: str = ""
    customer_type: str = ""
    urgency: str = ""
    trade: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class CustomerCreated:
    """A customer in QuickBooks; `adopted` means that somebody else had entered it before."""

    id: str
    display_name: str
    adopted: bool


@dataclass(frozen=True, slots=True)
class CustomerCorrection:
    """What the caller who was entered a moment ago has confirmed since; what is None stays."""

    name: Confirmed[PersonName] | None = None
    phone: Confirmed[Phone] | None = None
    email: Confirmed[Email] | None = None
    address: Confirmed[Address] | None = None


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """One item at its price; for hourly items the quantity is hours.

    `taxable` is what QuickBooks says of the item; it counts only where the company uses sales tax,
    which QuickBooks computes and nobody else. `done_on` is the day of the visit, if there is one.
    """

    item_id: str
    item_name: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    taxable: bool = True
    done_on: date | None = None

    @property
    def amount(self) -> Money:
        """Quantity times price, rounded half up to the cent as QuickBooks checks it."""
        return Money(self.quantity * self.unit_price)


@dataclass(frozen=True, slots=True)
class NewEstimate:
    """Lines for a customer; `memo` is printed for the customer, `private_note` is the owner's.

    `expires` is the last day on which the price holds; without it the estimate does not expire.
    """

    customer_id: str
    lines: Sequence[EstimateLine]
    bill_email: Email | None = None
    memo: str = ""
    private_note: str = ""
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class EstimateCreated:
    """An estimate in QuickBooks, with the number, total and tax that QuickBooks gave it."""

    id: str
    doc_number: str
    total: Money
    tax: Money = NOTHING


@dataclass(frozen=True, slots=True)
class EstimateState:
    """An estimate as QuickBooks has it now.

    `status` is Pending, Accepted, Rejected, Closed or Converted; `invoice_id` is the invoice that
    bills it, if there is one; `ours` means that Frontdesk made it and may change it.
    """

    id: str
    doc_number: str
    customer_id: str
    status: str
    total: Money
    tax: Money
    expires: date | None
    accepted_by: str
    accepted_on: date | None
    invoice_id: str
    mailed: bool
    ours: bool

    @property
    def is_done(self) -> bool:
        """Whether it was billed: what the status says then is documented nowhere."""
        return self.status in ("Closed", "Converted") or bool(self.invoice_id)


@dataclass(frozen=True, slots=True)
class InvoiceMade:
    """An invoice in QuickBooks; `adopted` means that somebody else had billed the estimate.

    `link` is where it can be paid online; empty where the company has no QuickBooks Payments.
    """

    id: str
    doc_number: str
    total: Money
    balance: Money
    adopted: bool
    link: str = ""
    tax: Money = NOTHING


@dataclass(frozen=True, slots=True)
class InvoiceState:
    """An invoice as QuickBooks has it now; `due` is when it has to be paid."""

    id: str
    doc_number: str
    customer_id: str
    total: Money
    tax: Money
    balance: Money
    due: date | None
    mailed: bool
    voided: bool
    ours: bool

    @property
    def is_paid(self) -> bool:
        """Whether nothing is owed any more; QuickBooks has no status for it."""
        return not self.voided and not self.balance.cents


@dataclass(frozen=True, slots=True)
class PaymentMade:
    """A payment in QuickBooks, and what its invoice still owes.

    `unapplied` is what was paid beyond the invoice; QuickBooks keeps it as the customer's credit.
    """

    id: str
    balance: Money
    unapplied: Money = NOTHING


@dataclass(frozen=True, slots=True)
class HoursWorked:
    """Time somebody spent on a customer's job; `person` is an employee or a vendor by name."""

    customer_id: str
    person: str
    hours: Decimal
    day: date
    item_id: str = ""
    hourly_rate: Decimal | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A note or a file beside a document or a customer."""

    id: str
    name: str = ""
