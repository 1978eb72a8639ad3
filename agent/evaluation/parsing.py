"""The parser level: values said in words without a mistake; the first reading must be the value."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agent.brain.understanding import parse_field
from agent.evaluation.channel.strength import SAID
from agent.evaluation.forms import money
from agent.evaluation.outcomes import same
from agent.evaluation.statistics import Share
from agent.spoken.money import parse_money
from office.sheet import FieldName
from office.values import Address

WORST = 10


@dataclass(frozen=True, slots=True)
class Misread:
    """One form that was read as something else."""

    field: str
    seed: int
    said: str
    value: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """The share of forms read right, by field, and some that were not."""

    by_field: dict[str, Share]
    misread: tuple[Misread, ...]

    @property
    def total(self) -> Share:
        """All fields together."""
        shares = self.by_field.values()
        return Share(sum(one.count for one in shares), sum(one.of for one in shares))


def parse_forms(number: int, *, held_out: bool = False, tick: Callable[[int], None]) -> Parsed:
    """Read so many forms over all fields; held-out ones come from seeds of their own."""
    part = "held out" if held_out else "tuning"
    readers = _readers()
    each = -(-number // len(readers))
    shares: dict[str, Share] = {}
    misread: list[Misread] = []
    for field, (forms, right) in readers.items():
        count = 0
        for seed in range(each):
            dice = random.Random(f"form {part} {field} {seed}")  # noqa: S311 - repeatable
            value = forms.some(dice)
            said = forms.say(value, dice)
            if right(value, said):
                count += 1
            elif sum(one.field == field for one in misread) < WORST:
                misread.append(Misread(field, seed, said, str(value)))
            if seed % 100 == 0:
                tick(100)
        shares[field] = Share(count, each)
    return Parsed(shares, tuple(misread))


Right = Callable[[Any, str], bool]


def _readers() -> dict[str, tuple[Any, Right]]:
    readers: dict[str, tuple[Any, Right]] = {
        name.value: (forms, _reads(name)) for name, forms in SAID.items()
    }
    return readers | {"money": (money, _reads_money)}


def _reads(name: FieldName) -> Right:
    def right(value: Any, said: str) -> bool:
        readings = parse_field(name, said)
        return bool(readings) and whole(readings[0].value, value)

    return right


def _reads_money(value: Any, said: str) -> bool:
    readings = parse_money(said)
    return bool(readings) and readings[0].value == value


def whole(value: Any, truth: Any) -> bool:
    """Whether a reading is the value with nothing left out; capitals in names do not count."""
    if isinstance(value, Address) and isinstance(truth, Address):
        parts = ("line2", "city", "state", "postal_code")
        if any(bool(getattr(value, part)) != bool(getattr(truth, part)) for part in parts):
            return False
    return same(value, truth)
