"""Amounts by voice."""

import re
from decimal import Decimal

from num2words import num2words

from agent.spoken.digits import ONES, TEENS, TENS
from agent.spoken.reading import Reading
from office.values import Money

_AMOUNT = re.compile(r"\$?\s*(\d[\d,]*(?:\.\d{1,2})?)\s*(k|thousand|hundred)?\b", re.IGNORECASE)
_VALUES = {
    **{word: int(digits) for word, digits in (ONES | TEENS).items() if word not in ("oh", "o")},
    **{word: int(digit) * 10 for word, digit in TENS.items()},
}
_TIMES = {"k": 1000, "thousand": 1000, "hundred": 100}


def parse_money(text: str) -> tuple[Reading[Money], ...]:
    """The first amount in a text, in figures or in words."""
    found = _AMOUNT.search(text)
    if found is not None:
        amount = Decimal(found[1].replace(",", "")) * _TIMES.get((found[2] or "").lower(), 1)
        return (Reading(Money(amount), 0.8),)
    dollars, rest = _number(re.findall(r"[a-z]+", text.lower()))
    if dollars is None:
        return ()
    cents, behind = _number(rest[1:]) if rest[:1] in (["dollar"], ["dollars"]) else (None, [])
    is_cents = cents is not None and cents < 100 and behind[:1] in (["cent"], ["cents"])
    return (Reading(Money.from_cents(dollars * 100 + ((cents or 0) if is_cents else 0)), 0.8),)


def _number(words: list[str]) -> tuple[int | None, list[str]]:
    """The first number said in words, and the words behind it."""
    start = next((place for place, word in enumerate(words) if word in _VALUES), None)
    if start is None:
        return None, []
    whole = part = place = 0
    for place, word in enumerate(words[start:], start):
        if word == "hundred":
            part = (part or 1) * 100
        elif word == "thousand":
            whole, part = whole + (part or 1) * 1000, 0
        elif word in _VALUES:
            part += _VALUES[word]
        elif word != "and":
            return whole + part, words[place:]
    return whole + part, []


def say_money(money: Money) -> str:
    """An amount in words: "four hundred and forty-five dollars"."""
    dollars, cents = divmod(money.cents, 100)
    words = num2words(dollars).replace(",", "")
    spoken = f"{words} dollar" if dollars == 1 else f"{words} dollars"
    if cents:
        spoken += f" and {num2words(cents)} cent" + ("" if cents == 1 else "s")
    return spoken
