"""What callers say, as recognisers write it, and what must be taken down."""

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from agent.spoken import say_address, say_email, say_money, say_phone
from agent.spoken.addresses import parse_address
from agent.spoken.emails import parse_email
from agent.spoken.money import parse_money
from agent.spoken.phones import parse_phone
from office.values import Address, Email, Money, Phone

pytestmark = pytest.mark.unit

local = st.from_regex(r"[a-z]{3,8}([._][a-z]{2,6})?[0-9]{0,2}", fullmatch=True)
domain = st.sampled_from(["gmail.com", "email.com", "yahoo.com", "outlook.com"])
numbers = st.from_regex(r"[2-9][0-8][0-9][2-9][0-9]{6}", fullmatch=True)


def first(readings: tuple[object, ...]) -> str:
    return str(readings[0].value) if readings else ""  # type: ignore[attr-defined]  # a Reading


@given(numbers)
@effort(max_examples=60)
def test_number_the_desk_says_is_heard_as_the_same(digits: str) -> None:
    phone = Phone(f"+1{digits}")
    assert first(parse_phone(say_phone(phone))) == str(phone)


@given(local, domain)
@effort(max_examples=60)
def test_address_of_mail_the_desk_says_is_heard_as_the_same(name: str, host: str) -> None:
    email = Email(f"{name}@{host}")
    assert first(parse_email(say_email(email))) == str(email)


@given(st.integers(100, 999_999))
@effort(max_examples=60)
def test_amount_the_desk_says_is_heard_as_the_same(cents: int) -> None:
    money = Money.from_cents(cents)
    assert first(parse_money(say_money(money))) == str(money)


@given(st.integers(1, 9999))
@effort(max_examples=60)
def test_house_number_the_desk_says_is_heard_as_the_same(number: int) -> None:
    place = Address(f"{number} Oak Street", "", "Columbus", "OH", "43215")
    assert first(parse_address(say_address(place))).startswith(f"{number} Oak Street")


@pytest.mark.parametrize(
    "said",
    [
        "It's 614-555-0171.",
        "(614) 555 0171",
        "6145550171",
        "six one four, five five five, zero one seven one",
        "Six one four. Five five five. Zero one seven one.",
        "six one four five five five oh one seven one",
        "six one four, uh, five five five, um, zero one seven one",
        "614 triple five 0171",
        "It's 614 555 01 71",
    ],
)
def test_number_is_heard_however_it_is_said(said: str) -> None:
    assert first(parse_phone(said)) == str(Phone("+16145550171"))


@pytest.mark.parametrize(
    "said", ["614-555-143", "614 555", "It's 43215.", "one two three", "70 River Road", "2026"]
)
def test_too_few_digits_are_no_number(said: str) -> None:
    assert parse_phone(said) == ()


@pytest.mark.parametrize(
    "said",
    [
        "mike@email.com",
        "It's mike at email dot com.",
        "Mike at email.com.",
        "M-I-K-E at email.com",
        "MIKE at email.com",
        "M.I.K.E. at email dot com",
        "Mike, at, email.com",
        "Mike at e-mail.com",
        "My e-mail is mike at email dot com",
    ],
)
def test_address_of_mail_is_heard_however_it_is_written(said: str) -> None:
    assert first(parse_email(said)) == "mike@email.com"


@pytest.mark.parametrize("said", ["I don't have one.", "Mike.", "at the house", "dot com", ""])
def test_what_is_no_address_of_mail_is_not_taken_for_one(said: str) -> None:
    assert parse_email(said) == ()


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("It's 12 Oak Street, Columbus, Ohio 43215.", "12 Oak Street, Columbus, OH 43215"),
        ("12 Oak Street Columbus Ohio 4 3 2 1 5", "12 Oak Street, Columbus, OH 43215"),
        ("seventy River Road, Columbus, Ohio, 43215", "70 River Road, Columbus, OH 43215"),
        ("two hundred Main Street, Columbus", "200 Main Street, Columbus"),
    ],
)
def test_place_is_heard_with_all_its_parts(said: str, place: str) -> None:
    assert first(parse_address(said)) == place


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("Mike.Chain.Agmail.com", "mike.chain@gmail.com"),
        ("mike.chen@gmail.com, thank you.", "mike.chen@gmail.com"),
        ("mike dot chen, that's C H E N, at gmail dot com", "mike.chen@gmail.com"),
        ("mike dot chan, that's C H E N, at gmail dot com", "mike.chen@gmail.com"),
        ("mike at gmail", "mike@gmail.com"),
        ("mike chen at gmail dot calm", "mikechen@gmail.com"),
        ("sarah dot johnson at o s u dot edu", "sarah.johnson@osu.edu"),
    ],
)
def test_address_of_mail_is_read_through_what_recognisers_write(said: str, address: str) -> None:
    assert first(parse_email(said)) == address


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("No, C H E N.", "chen@email.com"),
        ("M-I-K-E-C", "mikec@email.com"),
        ("No, dot com is wrong.", ""),
        ("That's not right.", ""),
    ],
)
def test_only_letters_correct_the_first_part_of_an_address(said: str, address: str) -> None:
    assert first(parse_email(said, Email("mike@email.com"))) == address
