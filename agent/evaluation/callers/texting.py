"""A caller's phone, as far as texts go: whether it can text, and when an answer comes. Seeded.

The shares are assumptions, stated in docs/evaluation.md: one caller in seven phones from a line
that cannot text; of the others most answer within a turn or two, some only when reminded, and
some never. What is typed is exact.
"""

import random
from typing import Literal

from agent.evaluation.callers.person import Truth
from agent.evaluation.callers.words import true_value
from office.sheet import FieldName
from office.values import Email

CANNOT = 0.15
"""Landlines, withheld numbers, and people who do not text."""

NEVER, LATE = 0.08, 0.15
"""Of those who can: the text never comes, or only after a reminder."""

SOONEST, LATEST = 1, 3
"""Turns until an answer that is not late is there."""

Comes = Literal["soon", "late", "never"]


class Texting:
    """The texts of one caller in one call."""

    def __init__(self, dice: random.Random) -> None:
        """Take the phone in hand; the dice decide once for the whole call."""
        self.can = dice.random() >= CANNOT
        chance = dice.random()
        self.comes: Comes = "never" if chance < NEVER else "soon"
        if NEVER <= chance < NEVER + LATE:
            self.comes = "late"
        self._after = dice.randint(SOONEST, LATEST)
        self._field: FieldName | None = None
        self._due: int | None = None

    def asked(self, field: FieldName | None, turn: int) -> None:
        """The desk's text is there, while the call stands at this turn."""
        self._field = field
        self._due = turn + self._after if self.comes == "soon" else None

    def reminded(self, turn: int) -> None:
        """The desk asked for the text once more."""
        if self.comes == "late":
            self._due = turn + 1

    def due(self, turn: int, truth: Truth) -> str:
        """What the caller sends now, if anything; each answer is sent once."""
        if self._field is None or self._due is None or turn < self._due:
            return ""
        value = true_value(self._field, truth)
        self._field = None
        if value is None:
            return ""
        return value.address if isinstance(value, Email) else str(value)
