"""Amounts as callers name them, and as the desk says them."""

import random

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from agent.evaluation.forms import money as forms
from agent.spoken.money import parse_money, say_money
from office.values import Money

pytestmark = pytest.mark.unit


def heard(text: str) -> str:
    readings = parse_money(text)
    return str(readings[0].value) if readings else ""


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("four forty-five", "$445.00"),
        ("four oh five", "$405.00"),
        ("twelve fifty", "$1,250.00"),
        ("a hundred and fifty", "$150.00"),
        ("two grand", "$2,000.00"),
        ("two and a half grand", "$2,500.00"),
        ("a grand and a half", "$1,500.00"),
        ("fifteen hundred", "$1,500.00"),
        ("$1,200.50", "$1,200.50"),
        ("$1.2k", "$1,200.00"),
        ("around five hundred", "$500.00"),
        ("five hundred bucks", "$500.00"),
        ("a couple hundred", "$200.00"),
        ("a couple of thousand dollars", "$2,000.00"),
        ("a buck fifty", "$1.50"),
        ("ninety-nine cents", "$0.99"),
        ("four dollars and ninety-nine cents", "$4.99"),
        ("twelve hundred fifty", "$1,250.00"),
        ("one thousand two hundred and thirty-four", "$1,234.00"),
        ("no more than two thousand", "$2,000.00"),
        ("for two rooms, about 800 dollars", "$800.00"),
        ("five hundred, no, make that six hundred", "$600.00"),
    ],
)
def test_amount_is_heard_however_it_is_named(said: str, amount: str) -> None:
    assert heard(said) == amount


@pytest.mark.parametrize(
    ("said", "upper", "lower"),
    [
        ("between two and three hundred", "$300.00", "$200.00"),
        ("between two hundred and three hundred", "$300.00", "$200.00"),
        ("between a hundred and fifty and two hundred", "$200.00", "$150.00"),
        ("two to three thousand", "$3,000.00", "$2,000.00"),
        ("from $500 to $800", "$800.00", "$500.00"),
        ("fifty to a hundred dollars", "$100.00", "$50.00"),
        ("five or six hundred", "$600.00", "$500.00"),
        ("fifteen hundred to two grand", "$2,000.00", "$1,500.00"),
    ],
)
def test_upper_end_of_a_range_comes_first_and_the_lower_is_kept(
    said: str, upper: str, lower: str
) -> None:
    assert [str(reading.value) for reading in parse_money(said)] == [upper, lower]


@pytest.mark.parametrize("said", ["", "I don't know", "as cheap as possible", "and to for a"])
def test_words_without_an_amount_name_none(said: str) -> None:
    assert parse_money(said) == ()


def test_a_rough_amount_is_less_sure_than_a_plain_one() -> None:
    assert parse_money("a few hundred")[0].confidence < parse_money("500")[0].confidence


@given(st.integers(0, 5_000_000))
@effort(max_examples=100)
def test_amount_the_desk_says_is_heard_as_the_same(cents: int) -> None:
    money = Money.from_cents(cents)
    assert heard(say_money(money)) == (str(money) if cents else "")


@pytest.mark.parametrize(
    ("cents", "spoken"), [(50, "fifty cents"), (101, "one dollar and one cent")]
)
def test_small_amounts_are_said_as_people_say_them(cents: int, spoken: str) -> None:
    assert say_money(Money.from_cents(cents)) == spoken


@given(st.text(max_size=60))
@effort(max_examples=150)
def test_any_text_is_read_without_an_error(text: str) -> None:
    parse_money(text)


def test_999_of_1000_named_amounts_are_read_exactly() -> None:
    wrong = []
    for seed in range(2_000):
        dice = random.Random(seed)  # noqa: S311 - a seed to replay from
        money = forms.some(dice)
        said = forms.say(money, dice)
        if heard(said) != str(money):
            wrong.append((seed, said, str(money)))
    assert len(wrong) <= 2, wrong[:10]
