"""Shares with their uncertainty. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.959964
"""For intervals that hold in 95 of 100 runs."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with Wilson's interval."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share, from 0 to 1; 0 where nothing was counted."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, with 95 % confidence (E. B. Wilson, 1927)."""
        if not self.of:
            return 0.0, 1.0
        n, p = self.of, self.value
        middle = p + Z * Z / (2 * n)
        spread = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        whole = 1 + Z * Z / n
        return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


@dataclass(frozen=True, slots=True)
class Spread:
    """Counts of something: how many, their mean, their largest, and how often it was exceeded."""

    of: int
    mean: float
    most: int

    @classmethod
    def over(cls, values: Sequence[int]) -> "Spread":
        """The spread of counts; of none it is all zero."""
        if not values:
            return cls(0, 0.0, 0)
        return cls(len(values), sum(values) / len(values), max(values))
