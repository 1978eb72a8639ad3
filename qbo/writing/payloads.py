"""The body of a customer and the parts of all bodies.

Intuit's lengths are checked here, so that QuickBooks need not refuse.

Limits: Intuit, "Customer" and "Estimate" in the API explorer. A key without a value is left out,
since an empty text would clear a field.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from office.values import Address, Email, Phone
from qbo.entries import NewCustomer
from qbo.naming import LONGEST_DISPLAY, LONGEST_NAME, clean, latin, readable

MARK = "[Frontdesk]"
"""What everything the desk adds begins with, so that the owner can find it."""

LONGEST_EMAIL = 100
LONGEST_SHOWN = 200
"""Letters of a value that a person is shown of what could not be kept."""
REGION = "US"
"""The edition of QuickBooks whose lengths and characters stand here."""

_REFERENCE = re.compile(r"\(ref ([A-Z2-7]{8})\)")


def number(value: Decimal) -> int | float:
    """A JSON number; the shortest text of a float is the decimal that was meant."""
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[Decimal, PlainSerializer(number)]


class Payload(BaseModel):
    """A body or a part of one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @property
    def body(self) -> dict[str, Any]:
        """The JSON to send."""
        return self.model_dump(mode="json", exclude_none=True)


class Reference(Payload):
    """A link to another entity."""

    value: str
    name: str | None = None


class Telephone(Payload):
    """A number as typed; Intuit's schema allows 21 characters."""

    FreeFormNumber: str = Field(max_length=21)


class Mail(Payload):
    """An e-mail address."""

    Address: str = Field(max_length=LONGEST_EMAIL)


class PostalAddress(Payload):
    """An address in the parts QuickBooks has."""

    Line1: str = Field(max_length=500)
    Line2: str | None = Field(None, max_length=500)
    City: str | None = Field(None, max_length=255)
    CountrySubDivisionCode: str | None = Field(None, max_length=255)
    PostalCode: str | None = Field(None, max_length=30)


class Customer(Payload):
    """A new customer."""

    DisplayName: str = Field(min_length=1, max_length=LONGEST_DISPLAY)
    GivenName: str | None = Field(None, max_length=LONGEST_NAME)
    FamilyName: str | None = Field(None, max_length=LONGEST_NAME)
    PrintOnCheckName: str | None = Field(None, max_length=110)
    CompanyName: str | None = Field(None, max_length=100)
    PrimaryPhone: Telephone | None = None
    PrimaryEmailAddr: Mail | None = None
    BillAddr: PostalAddress | None = None
    PreferredDeliveryMethod: str | None = None
    CustomerTypeRef: Reference | None = None
    Notes: str = Field(max_length=2000)


def customer_payload(
    new: NewCustomer, display_name: str, reference: str, customer_type: str = ""
) -> dict[str, Any]:
    """The body of a new customer; name parts stay clean, so that print says "Mike Chen".

    `customer_type` is the id of a type that QuickBooks has.
    """
    person = new.name.value
    company = readable(latin(" ".join(new.company.split()))[:100])
    return Customer(
        DisplayName=clean(display_name, LONGEST_DISPLAY),
        GivenName=readable(clean(person.given, LONGEST_NAME)) or None,
        FamilyName=readable(clean(person.family, LONGEST_NAME)) or None,
        PrintOnCheckName=clean(company, 110) or readable(clean(person.display, 110)) or None,
        CompanyName=company or None,
        PrimaryPhone=telephone(new.phone.value) if new.phone else None,
        PrimaryEmailAddr=mail(new.email.value if new.email else None),
        BillAddr=postal(new.address.value) if new.address else None,
        PreferredDeliveryMethod="Email" if new.email else None,
        CustomerTypeRef=Reference(value=customer_type) if customer_type else None,
        Notes=noted(_about(new), reference, 2000),
    ).body


def kept_otherwise(new: NewCustomer) -> tuple[str, ...]:
    """What QuickBooks cannot keep as it was told, a few words each; empty if it keeps everything.

    Lengths and characters are Intuit's; whoever enters a customer tells a person about these.
    """
    body = customer_payload(new, new.name.value.display, "")
    phone = (body.get("PrimaryPhone") or {}).get("FreeFormNumber", "")
    address = body.get("BillAddr") or {}
    pairs = [
        ("name", new.name.value.given, body.get("GivenName", "")),
        ("name", new.name.value.family, body.get("FamilyName", "")),
        ("company", new.company, body.get("CompanyName", "")),
    ]
    if new.email is not None:
        mail = (body.get("PrimaryEmailAddr") or {}).get("Address", "")
        pairs.append(("e-mail", new.email.value.address, mail))
    if new.phone is not None and new.phone.value.extension not in phone:
        pairs.append(("phone", new.phone.value.national, phone))
    if new.address is not None:
        given = new.address.value
        pairs.append(("street", given.line1, address.get("Line1", "")))
        pairs.append(("second line", given.line2, address.get("Line2", "")))
        pairs.append(("city", given.city, address.get("City", "")))
        pairs.append(("state", given.state, address.get("CountrySubDivisionCode", "")))
        pairs.append(("postal code", given.postal_code, address.get("PostalCode", "")))
    notes = body["Notes"].removeprefix(MARK).rpartition(" (ref ")[0].partition("\n")[2]
    pairs.append(("request", new.notes.strip(), notes))
    return differences(pairs)


def differences(pairs: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    """A few words for each value that is kept otherwise than it was told: what, told, kept."""
    return tuple(
        f'{what} "{_short(told)}" ' + (f'is "{_short(kept)}" there' if kept else "is not there")
        for what, told, kept in pairs
        if told and told != kept
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}… ({len(text)} letters)"


def reference_in(note: str) -> str:
    """The reference of a mark, or nothing; it ties an entry to the write that made it."""
    found = _REFERENCE.findall(note) if MARK in note else []
    return found[-1] if found else ""


def noted(text: str, reference: str, longest: int) -> str:
    """A text of ours with its mark: what begins so was made by Frontdesk."""
    tail = f"(ref {reference})"
    room = longest - len(MARK) - len(tail) - 2
    return " ".join(part for part in (MARK, latin(text)[:room].strip(), tail) if part)


def _about(new: NewCustomer) -> str:
    """The marks on one line and the request on the next: QuickBooks has no tags by API."""
    tags = [tag[:1].upper() + tag[1:] for tag in (new.urgency, new.trade, new.customer_type) if tag]
    marks = ", ".join(["Phone call", *tags, "New customer"])
    return f"{marks}\n{new.notes}" if new.notes else marks


def telephone(phone: Phone) -> Telephone:
    """A number as it would be typed in the company's country."""
    # In the form of the company's country; one from abroad would be another number without its own.
    text = phone.dialled_from(REGION).replace("ext. ", "x")
    return Telephone(FreeFormNumber=text if len(text) <= 21 else phone.e164)


def mail(email: Email | None) -> Mail | None:
    """Longer addresses than QuickBooks keeps stay on the call sheet alone."""
    if email is None or len(email.address) > LONGEST_EMAIL:
        return None
    return Mail(Address=email.address)


def postal(address: Address) -> PostalAddress:
    """An address, cut to what QuickBooks keeps."""
    return PostalAddress(
        Line1=latin(address.line1)[:500],
        Line2=latin(address.line2)[:500] or None,
        City=latin(address.city)[:255] or None,
        CountrySubDivisionCode=latin(address.state)[:255] or None,
        PostalCode=address.postal_code[:30] or None,
    )
