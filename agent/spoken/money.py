"""Amounts by voice."""

import re
from decimal import Decimal

from num2words import num2words

from agent.spoken.reading import Reading
from office.values import Money

_AMOUNT = re.compile(r"\$?\s*(\d[\d,]*(?:\.\d{1,2})?)\s*(k|thousand|hundred)?\b", re.IGNORECASE)
_TIMES = {"k": 1000, "thousand": 1000, "hundred": 100}


def parse_money(text: str) -> tuple[Reading[Money], ...]:
    """The first amount in a text."""
    found = _AMOUNT.search(text)
    if found is None:
        return ()
    amount = Decimal(found[1].replace(",", "")) * _TIMES.get((found[2] or "").lower(), 1)
    return (Reading(Money(amount), 0.8),)


def say_money(money: Money) -> str:
    """An amount in words: "four hundred and forty-five dollars"."""
    dollars, cents = divmod(money.cents, 100)
    words = num2words(dollars).replace(",", "")
    spoken = f"{words} dollar" if dollars == 1 else f"{words} dollars"
    if cents:
        spoken += f" and {num2words(cents)} cent" + ("" if cents == 1 else "s")
    return spoken
