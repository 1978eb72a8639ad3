import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.values import Email, Phone
from qbo.mirror.cards import Card, read_card
from qbo.mirror.index import CustomerIndex, ItemIndex
from qbo.mirror.phonebook import numbers_in

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


def indexed(*bodies: dict[str, Any]) -> CustomerIndex:
    index = CustomerIndex()
    index.put(read_card(body, "614") for body in bodies)
    return index


def ids(found: Any) -> list[str]:
    return [customer.id for customer in found]


@given(a=area, b=exchange, c=last, style=st.sampled_from(STYLES))
def test_a_number_is_found_however_it_was_typed(a: str, b: str, c: str, style: str) -> None:
    index = indexed(customer("1", Mobile=phone(style.format(a=a, b=b, c=c))))
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
    card = read_card(customer("1", PrimaryPhone=phone(text)), "614")
    assert Card.unpacked(card.packed()) == card


def test_guessed_area_code_counts_only_if_nobody_has_the_whole_number() -> None:
    index = indexed(customer("1", PrimaryPhone=phone("555-0190")))
    assert ids(index.by_phone(Phone("+16145550190"))) == ["1"]
    index.put([read_card(customer("2", Mobile=phone("614-555-0190")))])
    assert ids(index.by_phone(Phone("+16145550190"))) == ["2"]


def test_fax_is_found_only_if_nobody_speaks_on_its_number() -> None:
    index = indexed(customer("1", Fax=phone("614-555-0190")))
    (found,) = index.by_phone(Phone("+16145550190"))
    assert (found.id, found.phones) == ("1", ())
    index.put([read_card(customer("2", AlternatePhone=phone("614-555-0190")))])
    assert ids(index.by_phone(Phone("+16145550190"))) == ["2"]


def changed_at(minute: int) -> dict[str, Any]:
    stamp = f"2026-09-14T15:{minute:02}:00-04:00"
    return {"SyncToken": "1", "MetaData": {"LastUpdatedTime": stamp}}


def test_several_on_one_number_are_told_in_the_order_of_likelihood() -> None:
    number = phone("614-555-0190")
    index = indexed(
        customer("1", PrimaryPhone=number, Active=False, **changed_at(50)),
        customer("2", AlternatePhone=number, **changed_at(40)),
        customer("3", PrimaryPhone=number, **changed_at(10)),
        customer("4", PrimaryPhone=number, **changed_at(30)),
        customer("5", Mobile=number, **changed_at(45)),
    )
    assert ids(index.by_phone(Phone("+16145550190"))) == ["4", "3", "5", "2", "1"]


def test_same_extension_goes_before_another_on_one_number() -> None:
    index = indexed(
        customer("1", PrimaryPhone=phone("614-555-0190 x12")),
        customer("2", Mobile=phone("614-555-0190 x14")),
    )
    assert ids(index.by_phone(Phone("+16145550190", "14"))) == ["2", "1"]


def test_changed_customer_is_found_under_the_new_number_alone() -> None:
    index = indexed(customer("1", PrimaryPhone=phone("614-555-0101")))
    index.put([read_card(customer("1", PrimaryPhone=phone("614-555-0102")))])
    assert index.by_phone(Phone("+16145550101")) == ()
    assert len(index.by_phone(Phone("+16145550102"))) == 1


def test_older_body_does_not_take_the_place_of_a_newer_one() -> None:
    index = indexed({**customer("1"), "DisplayName": "Mike Chen", **changed_at(30)})
    old = read_card({**customer("1"), "DisplayName": "Mike Chan", **changed_at(20)})
    assert index.put([old]) == []
    assert index.by_name("Mike Chan") == ()
    assert ids(index.by_name("Mike Chen")) == ["1"]


def test_dropped_customer_is_found_nowhere() -> None:
    body = customer("1", Mobile=phone("614-555-0101"), PrimaryEmailAddr={"Address": "m@email.com"})
    index = indexed(body, customer("2", Mobile=phone("614-555-0101")))
    index.drop("1")
    assert ids(index.by_phone(Phone("+16145550101"))) == ["2"]
    assert index.by_email(Email("m@email.com")) == index.by_name("Customer 1") == ()
    assert (index.card("1"), len(index)) == (None, 1)


def test_email_and_name_are_found_in_any_case() -> None:
    index = indexed(customer("1", PrimaryEmailAddr={"Address": "Mike@Email.com, x"}))
    assert len(index.by_email(Email("mike@email.com"))) == 1
    assert len(index.by_name("CUSTOMER  1")) == 1


def test_beginning_of_any_name_finds_also_without_accents() -> None:
    index = indexed(
        {"Id": "1", "DisplayName": "Mike Chen", "FamilyName": "Chen"},
        {"Id": "2", "DisplayName": "Chen Plumbing (Oak St)", "CompanyName": "Chen Plumbing"},
        {"Id": "3", "DisplayName": "Ana Chénier", "FamilyName": "Chénier", "Active": False},
        {"Id": "4", "DisplayName": "Ach Ench"},
    )
    assert set(ids(index.by_beginning("Chen"))) == {"1", "2", "3"}
    assert ids(index.by_beginning("chen"))[-1] == "3"
    assert index.by_beginning("") == ()
    assert index.by_name("Chen") == ()


def test_many_put_at_once_are_found_like_those_put_singly() -> None:
    bodies = [customer(str(number), Mobile=phone(f"61455501{number:02}")) for number in range(60)]
    index = indexed(*bodies[:30])
    for body in bodies[30:]:
        index.put([read_card(body)])
    assert len(index.by_beginning("Customer", 100)) == 60
    assert all(ids(index.by_name(body["DisplayName"])) == [body["Id"]] for body in bodies)


def test_active_item_goes_before_an_inactive_one_of_the_same_name() -> None:
    index = ItemIndex()
    index.put(
        [
            {"Id": "1", "Name": "Drain", "UnitPrice": "125.5", "Active": True},
            {"Id": "2", "Name": "DRAIN", "UnitPrice": 99, "Active": False},
        ]
    )
    found = index.by_name("drain")
    assert found is not None
    assert (found.id, str(found.unit_price)) == ("1", "125.5")


def test_renamed_item_is_found_under_its_new_name_alone() -> None:
    index = ItemIndex()
    index.put([{"Id": "1", "Name": "Drain", "FullyQualifiedName": "Plumbing:Drain"}])
    assert index.by_name("plumbing:drain") is not None
    index.put([{"Id": "1", "Name": "Drain Cleaning"}])
    assert (index.by_name("Drain"), index.by_name("Plumbing:Drain")) == (None, None)
    assert index.by_name("drain cleaning") is not None
    index.drop("1")
    assert (index.by_name("drain cleaning"), len(index)) == (None, 0)
