"""Phone numbers, e-mail addresses, money, names and places: what is taken and what is refused."""

import string
from decimal import Decimal

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office.values import (
    Address,
    BadEmail,
    BadMoney,
    BadName,
    BadPhone,
    Email,
    Money,
    PersonName,
    Phone,
)

pytestmark = pytest.mark.unit

ten_digits = st.from_regex(r"[2-9][0-9]{2}[2-9][0-9]{6}", fullmatch=True)
words = st.text(string.ascii_letters + "éüñÉ", min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
cents = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    "text",
    [
        "6145550123",
        "614-555-0123",
        "(614) 555-0123",
        "+1 614 555 0123",
        "1.614.555.0123",
        " 6145550123 ",
    ],
)
def test_a_number_is_the_same_however_it_is_typed(text: str) -> None:
    assert Phone.parse(text) == Phone("+16145550123")


@settings(deadline=None)
@given(ten_digits)
def test_a_number_survives_being_printed_and_read(digits: str) -> None:
    phone = Phone.parse(digits)
    assert Phone.parse(phone.national) == phone
    assert "".join(phone.groups) == digits
    assert phone.last_four == digits[-4:]


def test_an_extension_is_kept_and_printed() -> None:
    phone = Phone.parse("614-555-0123 ext. 42")
    assert phone == Phone("+16145550123", "42")
    assert str(phone) == "(614) 555-0123 ext. 42"
    assert Phone.parse(str(phone)) == phone


@pytest.mark.parametrize(
    "text", ["", "call me", "555-0123", "614555012", "61455501234", "911", "+1 555 0123", "☎"]
)
def test_what_nobody_can_be_called_back_on_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadPhone, match=r"^That is not a phone number: .*\.$"):
        Phone.parse(text)


def test_a_number_nobody_was_given_is_taken_and_flagged() -> None:
    assert not Phone.parse("555-123-4567").is_valid
    assert Phone.parse("614-224-1234").is_valid


def test_a_number_of_another_country_is_read_in_threes() -> None:
    phone = Phone.parse("+44 20 7946 0958")
    assert phone.groups == ("442", "079", "460", "958")
    assert phonenumbers.is_possible_number(phonenumbers.parse(phone.e164))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mike@Email.com", "mike@email.com"),
        (" sarah.johnson+ac@mail.example.org ", "sarah.johnson+ac@mail.example.org"),
        ("mike@jc-plumbing.test", "mike@jc-plumbing.test"),
    ],
)
def test_an_address_is_kept_in_lower_case(typed: str, kept: str) -> None:
    email = Email.parse(typed)
    assert str(email) == kept
    assert Email.parse(str(email)) == email
    assert f"{email.local}@{email.domain}" == kept


@pytest.mark.parametrize(
    "text",
    ["", "mike", "mike@", "@email.com", "mike@email", "mike at email.com", "a@b@c.com",
     "m..c@x.org", "mike@email.com\nBcc: all@x.org", f"{'m' * 65}@email.com"],
)  # fmt: skip
def test_what_no_mail_server_takes_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadEmail, match=r"^That is not an e-mail address: .*\.$"):
        Email.parse(text)


@settings(deadline=None)
@given(cents)
def test_cents_go_in_and_come_out(number: int) -> None:
    amount = Money.from_cents(number)
    assert amount.cents == number
    assert Money.of(str(amount.amount)) == amount


@settings(deadline=None)
@given(cents, cents)
def test_sums_lose_no_cent(one: int, other: int) -> None:
    assert (Money.from_cents(one) + Money.from_cents(other)).cents == one + other


def test_half_a_cent_is_rounded_up() -> None:
    assert Money.of("147.505") == Money.of("147.51")
    assert Money.of("0.005").cents == 1
    assert Money.of("147.50") * 2 == Money.of(295)
    assert Money.of(100) * Decimal("0.075") == Money.of("7.50")


def test_amounts_are_printed_as_on_paper() -> None:
    assert str(Money.of("1234.5")) == "$1,234.50"
    assert str(Money.of("-5")) == "-$5.00"
    assert str(Money.of("-0.001")) == "$0.00"


@pytest.mark.parametrize("text", ["", "about fifty", "$445", "1,234.50", "NaN", "Infinity", "1e40"])
def test_what_is_no_amount_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadMoney, match=r"^That is not an amount of dollars: .*\.$"):
        Money.of(text)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mike chen", PersonName("Mike", "Chen")),
        ("LISA PARK", PersonName("Lisa", "Park")),
        ("mary ann o'brien", PersonName("Mary Ann", "O'Brien")),
        ("Ronald McDonald", PersonName("Ronald", "McDonald")),
        ("JC Penney", PersonName("JC", "Penney")),
        ("jean-luc d’angelo", PersonName("Jean-Luc", "D’Angelo")),
        ("  sarah ", PersonName("Sarah")),
        ("josé núñez", PersonName("José", "Núñez")),
        ("ronald mcdonald", PersonName("Ronald", "McDonald")),
        ("Maria de la Cruz", PersonName("Maria", "de la Cruz")),
        ("Mary Ann Van Dyke", PersonName("Mary Ann", "Van Dyke")),
        ("Mike Chen Jr.", PersonName("Mike", "Chen Jr.")),
        ("Di Chen", PersonName("Di", "Chen")),
        ("tess jones's", PersonName("Tess", "Jones's")),
    ],
)
def test_a_name_is_split_and_cased_as_written_on_an_estimate(typed: str, name: PersonName) -> None:
    assert PersonName.parse(typed) == name


@settings(deadline=None)
@given(names)
def test_a_name_survives_being_printed_and_read(text: str) -> None:
    name = PersonName.parse(text)
    assert PersonName.parse(str(name)) == name


@pytest.mark.parametrize(
    "text", ["", "   ", "12", "mike2", "-", "'", "mike@email.com", "mike_chen"]
)
def test_what_is_no_name_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadName, match=r"^That is not a name: .*\.$"):
        PersonName.parse(text)


def test_an_address_is_shown_in_the_parts_it_has() -> None:
    whole = Address("12 Oak Street", "Apt 4B", "Columbus", "OH", "43215")
    assert whole.display == str(whole) == "12 Oak Street, Apt 4B, Columbus, OH 43215"
    assert Address("12 Oak Street", postal_code="43215").display == "12 Oak Street, 43215"
    assert Address("12 Oak Street").display == "12 Oak Street"


@pytest.mark.parametrize("line", ["", "  "])
def test_a_place_without_a_street_is_refused_in_a_sentence(line: str) -> None:
    with pytest.raises(ValueError, match=r"^An address needs .*\.$"):
        Address(line, city="Columbus")
