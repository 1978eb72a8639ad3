"""How strong a line must be so that a plain reading of answers is right in a given share. Pure.

The procedure is fixed: the same `PER_FIELD` true names, numbers, e-mails and addresses are said
once each over the line, and the parsers' first reading, without any confirmation, is compared with
the truth. The strength at which the mean of the four fields' shares is the wanted one is found by
halving. What it gives on answers never used for this is measured with it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from statistics import mean
from typing import Any

from agent.brain.understanding import parse_field
from agent.evaluation.channel.line import ACCENTS, Line
from agent.evaluation.forms import addresses, emails, names, phones
from agent.evaluation.outcomes import same
from office.sheet import FieldName
from office.values import Address, Email, PersonName

PER_FIELD = 300
CHECKED_PER_FIELD = 500
HALVINGS = 8
STRONGEST = 6.0

SAID: dict[FieldName, Any] = {
    FieldName.NAME: names,
    FieldName.PHONE: phones,
    FieldName.EMAIL: emails,
    FieldName.ADDRESS: addresses,
}


@dataclass(frozen=True, slots=True)
class Strength:
    """A strength, the share that was wanted, and what it gives on other answers."""

    wanted: float
    value: float
    reached: float
    by_field: dict[str, float]
    taken_from: int


@cache
def calibrated(wanted: float) -> Strength:
    """The strength at which a plain reading is right in the wanted share; 1 or more is no line."""
    if wanted >= 1:
        return Strength(wanted, 0.0, *_checked(0.0))
    weak, strong = 0.0, STRONGEST
    for _ in range(HALVINGS):
        middle = (weak + strong) / 2
        if mean(_shares(middle, "calibration", PER_FIELD).values()) > wanted:
            weak = middle
        else:
            strong = middle
    value = round((weak + strong) / 2, 3)
    return Strength(wanted, value, *_checked(value))


def _checked(strength: float) -> tuple[float, dict[str, float], int]:
    shares = _shares(strength, "check", CHECKED_PER_FIELD)
    return mean(shares.values()), shares, CHECKED_PER_FIELD * len(SAID)


def _shares(strength: float, purpose: str, each: int) -> dict[str, float]:
    return {
        name.value: _share(name, forms, strength, purpose, each) for name, forms in SAID.items()
    }


def _share(name: FieldName, forms: Any, strength: float, purpose: str, each: int) -> float:
    right = 0
    for number in range(each):
        dice = random.Random(f"{purpose} {name} {number}")  # noqa: S311 - repeatable
        value = forms.some(dice)
        said = forms.say(value, dice)
        accent = dice.choice(ACCENTS) if dice.random() < 0.4 else ""
        line = Line(strength, dice, accent=accent, rare=rare_words(value))
        right += is_read(name, value, line.hear(said))
    return right / each


def is_read(name: FieldName, value: Any, words: str) -> bool:
    """Whether the parsers' first reading of an answer is the true value."""
    readings = parse_field(name, words)
    return bool(readings) and same(readings[0].value, value)


def rare_words(value: object) -> tuple[str, ...]:
    """The words of a value that recognisers have learnt badly."""
    split: Callable[[str], list[str]] = str.split
    match value:
        case PersonName():
            return tuple(split(value.display.replace("-", " ")))
        case Email():
            local = value.local
            for sign in "._-+":
                local = local.replace(sign, " ")
            return tuple(split(local))
        case Address():
            return tuple(split(value.line1)[1:-1])
        case _:
            return ()
