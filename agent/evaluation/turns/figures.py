"""Figures with the numbers behind them."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

Z = 1.96
"""Of the 95 % interval."""

SHOWN_SEEDS = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: a share in per cent or seconds, its interval, and the seeds of failures."""

    what: str
    value: float
    unit: str
    number: int
    low: float
    high: float
    failed: tuple[str, ...] = ()


def share(what: str, count: int, number: int, failed: Sequence[str] = ()) -> Figure:
    """A share in per cent with its Wilson interval."""
    low, high = wilson(count, number)
    value = 100 * count / number if number else 0.0
    return Figure(what, value, "%", number, 100 * low, 100 * high, tuple(failed[:SHOWN_SEEDS]))


def seconds(what: str, values: Sequence[float]) -> list[Figure]:
    """Mean with its interval, and the 95th percentile."""
    if not values:
        return []
    mean = statistics.fmean(values)
    half = Z * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    ordered = sorted(values)
    late = ordered[min(len(ordered) - 1, math.ceil(0.95 * len(ordered)) - 1)]
    return [
        Figure(f"{what}, mean", mean, "s", len(values), mean - half, mean + half),
        Figure(f"{what}, p95", late, "s", len(values), ordered[0], ordered[-1]),
    ]


def wilson(count: int, number: int) -> tuple[float, float]:
    """The 95 % interval of a share, which is right for shares near 0 and 1 too."""
    if not number:
        return 0.0, 1.0
    part = count / number
    middle = (part + Z**2 / (2 * number)) / (1 + Z**2 / number)
    half = Z / (1 + Z**2 / number) * math.sqrt(part * (1 - part) / number + Z**2 / (4 * number**2))
    return max(0.0, middle - half), min(1.0, middle + half)
