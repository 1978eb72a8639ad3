"""Corrections of a customer by the very call that entered it: what is sent, and why it may not be.

Nobody else's entry is touched: the customer must carry the mark of the call's own write, and what
is there must still be what that call wrote. Whatever the owner has changed meanwhile stays.
"""

from typing import Any

from qbo.entries import CustomerCorrection
from qbo.naming import LONGEST_DISPLAY, LONGEST_NAME, clean, readable
from qbo.writing.company import CompanyProfile
from qbo.writing.payloads import mail, postal, reference_in, telephone

Body = dict[str, Any]

KIND = "CustomerCorrection"
"""What the ledger calls such a write."""

ADDRESS_PARTS = ("Line1", "Line2", "City", "CountrySubDivisionCode", "PostalCode")
CALLED = {
    "PrimaryPhone": "phone",
    "PrimaryEmailAddr": "e-mail",
    "BillAddr": "address",
    "DisplayName": "name",
    "GivenName": "name",
    "FamilyName": "name",
    "PrintOnCheckName": "name",
}
"""A key of the body in a person's words."""


def corrected_parts(wanted: CustomerCorrection, display_name: str, company: str) -> Body:
    """The parts of a customer's body as the caller wants them now.

    A family name that is gone is sent as an empty text, which clears it.
    """
    parts: Body = {}
    if wanted.name is not None:
        person = wanted.name.value
        parts["DisplayName"] = clean(display_name, LONGEST_DISPLAY)
        parts["GivenName"] = readable(clean(person.given, LONGEST_NAME))
        parts["FamilyName"] = readable(clean(person.family, LONGEST_NAME))
        if not company:
            parts["PrintOnCheckName"] = readable(clean(person.display, 110))
    if wanted.phone is not None:
        parts["PrimaryPhone"] = telephone(wanted.phone.value).body
    if wanted.email is not None and (address := mail(wanted.email.value)) is not None:
        parts["PrimaryEmailAddr"] = address.body
    if wanted.address is not None:
        parts["BillAddr"] = postal(wanted.address.value).body
    return parts


def differing(parts: Body, body: Body) -> Body:
    """Those parts that a customer's body has otherwise."""
    return {key: part for key, part in parts.items() if told(part) != told(body.get(key))}


def before(parts: Body, body: Body) -> Body:
    """What a body has in the place of these parts."""
    return {key: body.get(key) for key in parts}


def told(part: Any) -> tuple[str, ...]:
    """A part of a body by what it says; QuickBooks adds ids and coordinates of its own."""
    if not isinstance(part, dict):
        return (str(part or ""),)
    if "FreeFormNumber" in part or "Address" in part:
        return (str(part.get("FreeFormNumber") or part.get("Address") or ""),)
    said = tuple(str(part.get(key) or "") for key in ADDRESS_PARTS)
    return said if any(said) else ("",)


def is_of_call(customer: Body, wanted: Body) -> bool:
    """Whether a customer carries the mark of the write that entered it in this call."""
    return reference_in(str(customer.get("Notes") or "")) == str(wanted["reference"])


def reached(customer: Body, wanted: Body) -> bool:
    """Whether the customer is as wanted already."""
    return not differing(wanted["changes"], customer)


def forbidden(customer: Body, wanted: Body, _company: CompanyProfile) -> str:
    """Why a customer of ours may not be corrected any more, or nothing."""
    if customer.get("Active") is False:
        return "The customer was made inactive in QuickBooks, so it stays as it is."
    for key in differing(wanted["changes"], customer):
        if told(customer.get(key)) != told(wanted["was"].get(key)):
            return f"The {CALLED[key]} was changed in QuickBooks meanwhile, so it stays."
    return ""


def sent(_customer: Body, wanted: Body) -> Body:
    """The parts to send; a sparse update leaves everything else as it is."""
    changes: Body = wanted["changes"]
    return changes
