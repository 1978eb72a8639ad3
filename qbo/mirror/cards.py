"""Customers and items as the desk reads them from QuickBooks' bodies. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from office.values import Address, Email, Phone
from office.values.email import BadEmail
from qbo.mirror.phonebook import numbers_in

Body = dict[str, Any]
PHONE_FIELDS = ("PrimaryPhone", "Mobile", "AlternatePhone", "Fax")
"""In the order in which a number is most likely its owner's; a fax is nobody's voice."""
FAX = PHONE_FIELDS.index("Fax")
FORM = "1"
"""Another one makes the desk read kept bodies anew."""


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
    taxable: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A number of a customer: in which of `PHONE_FIELDS`, and whether its area code was guessed."""

    field: int
    e164: str
    extension: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What a customer is looked up by; packed, 100,000 of them take a few dozen megabytes.

    `version` says which of two bodies is newer: when QuickBooks changed it last (milliseconds of
    the epoch; it writes whole seconds), then its `SyncToken`.
    """

    id: str
    display_name: str
    given_name: str
    family_name: str
    company: str
    lines: tuple[Line, ...]
    emails: tuple[str, ...]
    address: tuple[str, ...]
    active: bool
    version: tuple[int, int]

    def packed(self) -> str:
        """The card as one short text, as it is kept in memory and store."""
        lines = [[one.field, one.e164, one.extension, int(one.weak)] for one in self.lines]
        names = [self.id, self.display_name, self.given_name, self.family_name, self.company]
        rest = [lines, self.emails, self.address, int(self.active), *self.version]
        return json.dumps([*names, *rest], separators=(",", ":"))

    @classmethod
    def unpacked(cls, text: str) -> "Card":
        """The card that `packed` packed."""
        number, display, given, family, company, lines, *rest = json.loads(text)
        emails, address, active, updated, token = rest
        return cls(
            number,
            display,
            given,
            family,
            company,
            lines=tuple(Line(field, e164, more, bool(weak)) for field, e164, more, weak in lines),
            emails=tuple(emails),
            address=tuple(address),
            active=bool(active),
            version=(updated, token),
        )

    @property
    def customer(self) -> MirroredCustomer:
        """The customer as the other rooms know them; a fax number is not one to be called on."""
        phones = [Phone(one.e164, one.extension) for one in self.lines if one.field != FAX]
        return MirroredCustomer(
            id=self.id,
            display_name=self.display_name,
            given_name=self.given_name,
            family_name=self.family_name,
            company=self.company,
            phones=tuple(dict.fromkeys(phones)),
            emails=tuple(Email(address) for address in self.emails),
            address=Address(*self.address) if self.address else None,
            active=self.active,
        )


def read_card(body: Body, area_code: str = "", region: str = "US") -> Card:
    """The card of a customer's body; the area code completes numbers of seven digits."""
    return Card(
        id=str(body["Id"]),
        display_name=str(body.get("DisplayName", "")),
        given_name=str(body.get("GivenName", "")),
        family_name=str(body.get("FamilyName", "")),
        company=str(body.get("CompanyName", "")),
        lines=tuple(dict.fromkeys(_lines(body, area_code, region))),
        emails=_emails(str((body.get("PrimaryEmailAddr") or {}).get("Address", ""))),
        address=_address(body.get("BillAddr") or {}),
        active=body.get("Active", True) is True,
        version=version_of(body),
    )


def card_kind(area_code: str, region: str) -> str:
    """What a card depends on beside its body: with another kind it must be read anew."""
    return f"{FORM}/{region}/{area_code}"


def version_of(body: Body) -> tuple[int, int]:
    """How new a body is; see `Card.version`."""
    text = str((body.get("MetaData") or {}).get("LastUpdatedTime", ""))
    try:
        updated = int(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError:
        updated = 0
    token = str(body.get("SyncToken", ""))
    return updated, int(token) if token.isdecimal() else 0


def item_of(body: Body) -> MirroredItem:
    """An item from its body."""
    return MirroredItem(
        id=str(body["Id"]),
        name=str(body.get("Name", "")),
        unit_price=Decimal(str(body.get("UnitPrice", 0))),
        active=body.get("Active", True) is True and body.get("Type") != "Category",
        description=str(body.get("Description", "")),
        taxable=body.get("Taxable", True) is True,
    )


def _lines(body: Body, area_code: str, region: str) -> Iterator[Line]:
    for field, name in enumerate(PHONE_FIELDS):
        text = str((body.get(name) or {}).get("FreeFormNumber", ""))
        for typed in numbers_in(text, area_code, region) if text else ():
            weak = typed.weak or field == FAX
            yield Line(field, typed.phone.e164, typed.phone.extension, weak)


def _emails(text: str) -> tuple[str, ...]:
    """QuickBooks lets owners type several addresses with commas between."""
    found = []
    for part in text.replace(";", ",").split(",") if text else ():
        try:
            found.append(Email.parse(part).address)
        except BadEmail:
            continue
    return tuple(dict.fromkeys(found))


def _address(body: Body) -> tuple[str, ...]:
    parts = ("Line1", "Line2", "City", "CountrySubDivisionCode", "PostalCode")
    typed = tuple(str(body.get(name, "")) for name in parts)
    return (typed[0].strip(), *typed[1:]) if typed[0].strip() else ()
