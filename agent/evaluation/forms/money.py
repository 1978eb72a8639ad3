"""Amounts as callers say what they would spend."""

import random
from functools import cache

from num2words import num2words

from office.values import Money

_LEADS = (
    "", "", "", "about ", "around ", "maybe ", "My budget is ", "my budget's around ", "I'd say ",
    "no more than ", "up to ", "under ", "I can do ", "we were hoping for ", "not over ",
    "Probably about ", "I was quoted ", "At most ", "Let's say ", "I don't know, maybe ", "Um, ",
    "I don't want to spend more than ", "somewhere around ", "It's ", "We have ", "like ",
    "less than ", "roughly ", "I'd like to stay under ", "hopefully not more than ",
)  # fmt: skip
_TAILS = ("", "", "", ".", ".", ", tops.", " or so.", " max.", ", I think.", " at the most.")
_REPAIRS = (", no, ", ", sorry, ", ", I mean ", ", actually ", ", make that ", ", no wait, ")


def some(dice: random.Random) -> Money:
    """An amount somebody would spend on their house, mostly round, now and then with cents."""
    amount = dice.choice(
        (
            dice.randint(2, 19) * 5, dice.randint(1, 9) * 100, dice.randint(4, 40) * 25,
            dice.randint(10, 99) * 10, dice.randint(1, 20) * 1000, dice.randint(11, 99) * 100,
            dice.randint(101, 999), dice.randint(1000, 9999), dice.randint(2, 60) * 500,
        )
    )  # fmt: skip
    cents = dice.choice((50, 99, 25, 95, dice.randint(1, 99))) if dice.random() < 0.1 else 0
    return Money.from_cents(amount * 100 + cents)


def say(money: Money, dice: random.Random) -> str:
    """One way to name an amount, as a perfect recogniser writes it."""
    turn = dice.random()
    if turn < 0.08 and money.cents % 10000 == 0:
        spoken = _range(money, dice)
    elif turn < 0.12:
        other = Money.from_cents(money.cents + dice.choice((10000, 5000, 20000)))
        spoken = f"{_amount(other, dice)}{dice.choice(_REPAIRS)}{_amount(money, dice)}"
    else:
        spoken = _amount(money, dice)
    text = dice.choice(_LEADS) + spoken
    text += dice.choice(_TAILS)
    return text[0].upper() + text[1:] if dice.random() < 0.6 else text


def _amount(money: Money, dice: random.Random) -> str:
    dollars, cents = divmod(money.cents, 100)
    if cents:
        return dice.choice(
            (
                f"${dollars:,}.{cents:02d}", f"${dollars}.{cents:02d}",
                f"{_words(dollars)} dollars and {_words(cents)} cents",
                f"{dollars} dollars and {cents} cents", f"{dollars:,}.{cents:02d} dollars",
            )
        )  # fmt: skip
    ways = [f"${dollars:,}", f"${dollars}", f"{dollars} dollars", f"{dollars:,} bucks",
            f"{_words(dollars)} dollars", _words(dollars), f"{_american(dollars)} dollars",
            _american(dollars), f"${dollars:,}.00"]  # fmt: skip
    ways += _shorthand(dollars)
    return dice.choice(ways)


def _shorthand(dollars: int) -> list[str]:
    """ "four forty-five", "fifteen hundred", "two grand", "two and a half thousand"."""
    ways: list[str] = []
    head, tail = divmod(dollars, 100)
    if 1 <= head <= 9 and tail >= 10:
        ways += [f"{_words(head)} {_words(tail)}", f"{_words(head)} {_words(tail)} bucks"] * 2
    if 11 <= head <= 99 and head % 10 and tail >= 10:
        ways += [f"{_words(head)} {_words(tail)}"]
    if 11 <= head <= 99 and head % 10 and not tail:
        ways += [f"{_words(head)} hundred", f"{_words(head)} hundred dollars"] * 2
    if dollars % 1000 == 0:
        thousands = dollars // 1000
        ways += [f"{_words(thousands)} grand"] * 2
        ways += [f"{thousands}k", f"${thousands}k", f"{thousands} thousand"]
        ways += ["a thousand", "a grand", "a thousand bucks"] if thousands == 1 else []
    elif dollars % 500 == 0:
        ways += [f"{_words(dollars // 1000)} and a half thousand"] if dollars > 1000 else []
        ways += [f"{_words(dollars // 1000)} and a half grand", f"{dollars / 1000}k"] * (
            dollars > 1000
        )
    if dollars == 100:
        ways += ["a hundred", "a hundred bucks"] * 2
    elif head == 1 and tail:
        ways += [f"a hundred and {_words(tail)}", f"a hundred {_words(tail)} dollars"] * 2
    if dollars == 200:
        ways += ["a couple hundred", "a couple of hundred bucks"]
    return ways


def _range(money: Money, dice: random.Random) -> str:
    """Two ends, of which the upper is meant: "between two and three hundred"."""
    high = money.cents // 100
    step = 1000 if high % 1000 == 0 else 100
    low = high - step * dice.randint(1, 3)
    if low <= 0:
        return _amount(money, dice)
    ways = [f"between ${low:,} and ${high:,}", f"{low} to {high}", f"from {low} to {high} dollars",
            f"between {_words(low)} and {_words(high)} dollars", f"${low}-${high}",
            f"{_american(low)} to {_american(high)}"]  # fmt: skip
    unit = "thousand" if step == 1000 else "hundred"
    if high // step <= 20:
        small, large = _words(low // step), _words(high // step)
        ways += [f"between {small} and {large} {unit}", f"{small} to {large} {unit} dollars",
                 f"{small} or {large} {unit}"] * 2  # fmt: skip
    return dice.choice(ways)


@cache
def _words(number: int) -> str:
    return str(num2words(number)).replace(",", "")


def _american(number: int) -> str:
    """Without the "and" of the schoolbook."""
    return _words(number).replace(" and ", " ")
