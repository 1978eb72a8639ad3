"""What the desk enters in QuickBooks, and what it gets back. Plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from office.sheet import Confirmed
from office.values import Address, Email, Money, PersonName, Phone


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
class EstimateLine:
    """One item at its price; for hourly items the quantity is hours."""

    item_id: str
    item_name: str
    description: str
    quantity: Decimal
    unit_price: Decimal

    @property
    def amount(self) -> Money:
        """Quantity times price, rounded half up to the cent as QuickBooks checks it."""
        return Money(self.quantity * self.unit_price)


@dataclass(frozen=True, slots=True)
class NewEstimate:
    """Lines for a customer; `memo` is printed for the customer, `private_note` is the owner's."""

    customer_id: str
    lines: Sequence[EstimateLine]
    bill_email: Email | None = None
    memo: str = ""
    private_note: str = ""


@dataclass(frozen=True, slots=True)
class EstimateCreated:
    """An estimate in QuickBooks, with the number and the total QuickBooks gave it."""

    id: str
    doc_number: str
    total: Money


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


@dataclass(frozen=True, slots=True)
class PaymentMade:
    """A payment in QuickBooks, and what its invoice still owes."""

    id: str
    balance: Money
