from decimal import Decimal
from itertools import islice
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.sheet import CallSheet, Confirmed, FieldName
from office.values import Address, Email, PersonName, Phone
from qbo.entries import EstimateLine, NewCustomer, NewEstimate
from qbo.naming import clean, display_names, free_names, latin
from qbo.sandbox.kinds.entities import CUSTOMER, ESTIMATE
from qbo.sandbox.rules.checking import check
from qbo.sandbox.rules.lines import lines
from qbo.writing.company import CompanyProfile
from qbo.writing.documents import estimate_payload
from qbo.writing.payloads import customer_payload, reference_in

pytestmark = pytest.mark.unit

T = TypeVar("T", PersonName, Phone, Email, Address)
COMPANY = CompanyProfile()
MIKE = PersonName("Mike", "Chen")
OAK = Address("12 Oak Street", city="Columbus", state="OH", postal_code="43215")
PHONE = Phone("+16145550123")


def confirmed(name: FieldName, value: T, kind: type[T]) -> Confirmed[T]:
    sheet = CallSheet().hear(name, value).read_back(name).confirm(name, value)
    minted = sheet.confirmed(name, kind)
    assert minted is not None
    return minted


def new_customer(name: PersonName = MIKE, notes: str = "AC not cooling") -> NewCustomer:
    return NewCustomer(
        name=confirmed(FieldName.NAME, name, PersonName),
        phone=confirmed(FieldName.PHONE, PHONE, Phone),
        email=confirmed(FieldName.EMAIL, Email("mike@email.com"), Email),
        address=confirmed(FieldName.ADDRESS, OAK, Address),
        urgency="urgent",
        trade="HVAC",
        customer_type="residential",
        notes=notes,
    )


def line(quantity: str = "2", price: str = "135") -> EstimateLine:
    return EstimateLine("5", "HVAC Repair - Hourly", "2 hours", Decimal(quantity), Decimal(price))


def test_customer_is_written_as_quickbooks_splits_it() -> None:
    assert customer_payload(new_customer(), "Mike Chen", "ABCDEFGH") == {
        "DisplayName": "Mike Chen",
        "GivenName": "Mike",
        "FamilyName": "Chen",
        "PrintOnCheckName": "Mike Chen",
        "PrimaryPhone": {"FreeFormNumber": "(614) 555-0123"},
        "PrimaryEmailAddr": {"Address": "mike@email.com"},
        "BillAddr": {
            "Line1": "12 Oak Street",
            "City": "Columbus",
            "CountrySubDivisionCode": "OH",
            "PostalCode": "43215",
        },
        "PreferredDeliveryMethod": "Email",
        "Notes": "[Frontdesk] Phone call, Urgent, HVAC, Residential, New customer\n"
        "AC not cooling (ref ABCDEFGH)",
    }


def test_estimate_has_whole_numbers_and_exact_amounts() -> None:
    body = estimate_payload(NewEstimate("7", [line(), line("1.5", "0.35")]), "ABCDEFGH", COMPANY)
    assert [entry["Amount"] for entry in body["Line"]] == [270, 0.53]
    assert body["Line"][0]["SalesItemLineDetail"]["Qty"] == 2
    assert "BillEmail" not in body


def test_reference_is_found_in_the_mark_alone() -> None:
    body = customer_payload(new_customer(notes="(ref ZZZZZZZZ)"), "Mike Chen", "ABCDEFGH")
    assert reference_in(body["Notes"]) == "ABCDEFGH"
    assert reference_in("owner's own note (ref ABCDEFGH)") == ""


@given(text=st.text(min_size=1, max_size=6000), name=st.text(min_size=1, max_size=700))
def test_any_words_fit_into_quickbooks(text: str, name: str) -> None:
    person = PersonName("Mike " + name, "Chen")
    check(CUSTOMER, customer_payload(new_customer(person, text), f"Mike {name}", "ABCDEFGH"))
    new = NewEstimate("7", [line()], memo=text, private_note=text)
    check(ESTIMATE, estimate_payload(new, "ABCDEFGH", COMPANY))


@given(quantity=st.decimals("0", "1000", places=2), price=st.decimals("0", "100000", places=2))
def test_amounts_always_agree_with_quickbooks(quantity: Decimal, price: Decimal) -> None:
    body = estimate_payload(
        NewEstimate("7", [line(str(quantity), str(price))]), "ABCDEFGH", COMPANY
    )
    lines(ESTIMATE, body)


def test_second_mike_chen_is_named_as_an_owner_would() -> None:
    assert list(islice(display_names(MIKE, "", OAK, PHONE), 5)) == [
        "Mike Chen",
        "Mike Chen (Oak St)",
        "Mike Chen (0123)",
        "Mike Chen 2",
        "Mike Chen 3",
    ]


def test_names_known_to_be_taken_are_not_tried() -> None:
    names = display_names(MIKE, "", OAK, PHONE)
    assert next(free_names(names, {"Mike Chen"}.__contains__)) == "Mike Chen (Oak St)"


def test_names_keep_accents_and_lose_what_is_forbidden() -> None:
    assert clean("José:\tŁukasz  Nguyễn", 100) == "José-Lukasz Nguyen"
    assert latin("O’Brien – “Joe”") == 'O\'Brien - "Joe"'
