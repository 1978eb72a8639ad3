"""Customers and items as the desk reads them from QuickBooks' bodies, and where they are found."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from office.values import Address, Email, Phone
from office.values.email import BadEmail
from qbo.naming import folded
from qbo.phonebook import Typed, numbers_in

Body = dict[str, Any]
PHONE_FIELDS = ("PrimaryPhone", "Mobile", "AlternatePhone")


@dataclass(frozen=True, slots=True)
class MirroredCustomer:
    """A customer of QuickBooks; what is not on file is empty."""

    id: str
    display_name: str
    given_name: str = ""
    family_name: str = ""
    company: str = ""
    phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    address: Address | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class MirroredItem:
    """An item of QuickBooks; categories cannot be sold and count as inactive."""

    id: str
    name: str
    unit_price: Decimal
    active: bool = True
    description: str = ""


@dataclass
class CustomerIndex:
    """Customers by id, number, e-mail and name; every look is one step in memory."""

    area_code: str = ""
    region: str = "US"
    cards: dict[str, MirroredCustomer] = field(default_factory=dict)
    _strong: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    _weak: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    _emails: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    _names: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    _keys: dict[str, list[tuple[dict[str, dict[str, None]], str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, bodies: Iterable[Body], area_code: str, region: str = "US") -> "CustomerIndex":
        """An index of many customers."""
        index = cls(area_code, region)
        for body in bodies:
            index.put(body)
        return index

    def put(self, body: Body) -> None:
        """Take in a customer, in place of what was known of it."""
        typed = _typed(body, self.area_code, self.region)
        card = _customer(body, typed)
        for table, key in self._keys.pop(card.id, []):
            table[key].pop(card.id, None)
        keys = [(self._weak if one.weak else self._strong, one.phone.e164) for one in typed]
        keys += [(self._emails, email.address) for email in card.emails]
        keys.append((self._names, folded(card.display_name)))
        for table, key in keys:
            table[key][card.id] = None
        self.cards[card.id], self._keys[card.id] = card, keys

    def by_phone(self, phone: Phone) -> tuple[MirroredCustomer, ...]:
        """Who has a number; guessed area codes count only if nobody has it in full."""
        return self._cards(self._strong, phone.e164) or self._cards(self._weak, phone.e164)

    def by_email(self, email: Email) -> tuple[MirroredCustomer, ...]:
        """Who has an address."""
        return self._cards(self._emails, email.address.lower())

    def by_name(self, name: str) -> tuple[MirroredCustomer, ...]:
        """Who is called so in QuickBooks, in any case and with any spaces."""
        return self._cards(self._names, folded(name))

    def _cards(self, table: dict[str, dict[str, None]], key: str) -> tuple[MirroredCustomer, ...]:
        return tuple(self.cards[number] for number in table.get(key, ()))


def item_of(body: Body) -> MirroredItem:
    """An item from its body."""
    return MirroredItem(
        id=str(body["Id"]),
        name=str(body.get("Name", "")),
        unit_price=Decimal(str(body.get("UnitPrice", 0))),
        active=body.get("Active", True) is True and body.get("Type") != "Category",
        description=str(body.get("Description", "")),
    )


def items_by_name(bodies: Iterable[Body]) -> dict[str, MirroredItem]:
    """Items under their folded names, also with their category; active ones go first."""
    found: dict[str, MirroredItem] = {}
    for body in sorted(bodies, key=lambda body: body.get("Active", True) is True):
        item = item_of(body)
        for name in (str(body.get("FullyQualifiedName", "")), item.name):
            if name:
                found[folded(name)] = item
    return found


def _customer(body: Body, typed: tuple[Typed, ...]) -> MirroredCustomer:
    return MirroredCustomer(
        id=str(body["Id"]),
        display_name=str(body.get("DisplayName", "")),
        given_name=str(body.get("GivenName", "")),
        family_name=str(body.get("FamilyName", "")),
        company=str(body.get("CompanyName", "")),
        phones=tuple(dict.fromkeys(one.phone for one in typed)),
        emails=_emails(str((body.get("PrimaryEmailAddr") or {}).get("Address", ""))),
        address=_address(body.get("BillAddr") or {}),
        active=body.get("Active", True) is True,
    )


def _typed(body: Body, area_code: str, region: str) -> tuple[Typed, ...]:
    texts = [str((body.get(name) or {}).get("FreeFormNumber", "")) for name in PHONE_FIELDS]
    found = [one for text in texts if text for one in numbers_in(text, area_code, region)]
    return tuple(dict.fromkeys(found))


def _emails(text: str) -> tuple[Email, ...]:
    """QuickBooks lets owners type several addresses with commas between."""
    found = []
    for part in text.replace(";", ",").split(","):
        try:
            found.append(Email.parse(part))
        except BadEmail:
            continue
    return tuple(dict.fromkeys(found))


def _address(body: Body) -> Address | None:
    line1 = str(body.get("Line1", "")).strip()
    if not line1:
        return None
    return Address(
        line1,
        str(body.get("Line2", "")),
        str(body.get("City", "")),
        str(body.get("CountrySubDivisionCode", "")),
        str(body.get("PostalCode", "")),
    )
