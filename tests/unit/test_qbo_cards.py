import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.values import Email, Phone
from qbo.cards import CustomerIndex, items_by_name
from qbo.phonebook import numbers_in

pytestmark = pytest.mark.unit

STYLES = (
    "({a}) {b}-{c}", "{a}-{b}-{c}", "{a}.{b}.{c}", "{a} {b} {c}", "{a}{b}{c}", "+1 {a} {b} {c}",
    "1-{a}-{b}-{c}", "1{a}{b}{c}", "({a}){b}-{c}", "{a}/{b}/{c}", "+1{a}{b}{c}", "{a}-{b}-{c} x12",
    "{a}.{b}.{c} ext. 3", "cell {a}-{b}-{c}", "Cell: ({a}) {b}-{c}", " {a}  {b}-{c} ",
)  # fmt: skip
digit = st.sampled_from(string.digits)
first = st.sampled_from("23456789")
area = st.builds(lambda a, b, c: a + b + c, first, digit, digit)
exchange = st.builds(lambda a, b, c: a + b + c, first, digit, digit)
last = st.text(string.digits, min_size=4, max_size=4)


def customer(number: str, **more: Any) -> dict[str, Any]:
    return {"Id": number, "DisplayName": f"Customer {number}", **more}


def phone(text: str) -> dict[str, str]:
    return {"FreeFormNumber": text}


@given(a=area, b=exchange, c=last, style=st.sampled_from(STYLES))
def test_a_number_is_found_however_it_was_typed(a: str, b: str, c: str, style: str) -> None:
    index = CustomerIndex.of(
        [customer("1", Mobile=phone(style.format(a=a, b=b, c=c)))], area_code="614"
    )
    assert [card.id for card in index.by_phone(Phone(f"+1{a}{b}{c}"))] == ["1"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("614-555-0191 / 0192", ["+16145550191", "+16145550192"]),
        ("614-555-0191/614-555-0192", ["+16145550191", "+16145550192"]),
        ("614-555-0191 or 740-555-0101", ["+16145550191", "+17405550101"]),
        ("555-0100 / 555-0101", ["+16145550100", "+16145550101"]),
        ("call Joe at 614 555 0101 after five", ["+16145550101"]),
        ("614/555/0185", ["+16145550185"]),
        ("+49 30 901820", ["+4930901820"]),
        ("none", []),
        ("", []),
        ("123", []),
    ],
)
def test_several_numbers_in_one_field_are_all_found(text: str, found: list[str]) -> None:
    assert [one.phone.e164 for one in numbers_in(text, "614")] == found


@given(st.text(max_size=40))
def test_nothing_typed_into_a_phone_field_breaks_the_mirror(text: str) -> None:
    CustomerIndex.of([customer("1", PrimaryPhone=phone(text))], area_code="614")


def test_guessed_area_code_counts_only_if_nobody_has_the_whole_number() -> None:
    index = CustomerIndex.of([customer("1", PrimaryPhone=phone("555-0190"))], area_code="614")
    assert [card.id for card in index.by_phone(Phone("+16145550190"))] == ["1"]
    index.put(customer("2", Mobile=phone("614-555-0190")))
    assert [card.id for card in index.by_phone(Phone("+16145550190"))] == ["2"]


def test_changed_customer_is_found_under_the_new_number_alone() -> None:
    index = CustomerIndex.of([customer("1", PrimaryPhone=phone("614-555-0101"))], area_code="614")
    index.put(customer("1", PrimaryPhone=phone("614-555-0102")))
    assert index.by_phone(Phone("+16145550101")) == ()
    assert len(index.by_phone(Phone("+16145550102"))) == 1


def test_email_and_name_are_found_in_any_case() -> None:
    body = customer("1", PrimaryEmailAddr={"Address": "Mike@Email.com, x"})
    index = CustomerIndex.of([body], area_code="")
    assert len(index.by_email(Email("mike@email.com"))) == 1
    assert len(index.by_name("CUSTOMER  1")) == 1


def test_active_item_goes_before_an_inactive_one_of_the_same_name() -> None:
    found = items_by_name(
        [
            {"Id": "1", "Name": "Drain", "UnitPrice": "125.5", "Active": True},
            {"Id": "2", "Name": "DRAIN", "UnitPrice": 99, "Active": False},
        ]
    )
    assert (found["drain"].id, str(found["drain"].unit_price)) == ("1", "125.5")
