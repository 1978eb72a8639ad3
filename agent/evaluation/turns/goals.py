"""What turn-taking must reach, beside what was measured. Pure."""

from collections.abc import Sequence

from agent.evaluation.report import Row
from agent.evaluation.turns.figures import Figure
from agent.evaluation.turns.outcomes import BEFORE

GOALS: dict[str, tuple[float, bool]] = {
    "dictations cut off": (1.0, False),
    f"ordinary turns heard whole, later than{BEFORE}, mean": (0.03, False),
    "yields to an interruption": (99.0, True),
    "ignores mhm, okay, coughs": (95.0, True),
}
"""By the figure's name: what to reach, and whether at least or at most so much."""


def turns_rows(found: Sequence[Figure]) -> list[Row]:
    """The figures as rows of the table of goals; most have none of their own."""
    return [_row(one) for one in found]


def _row(one: Figure) -> Row:
    goal, at_least = GOALS.get(one.what, (None, False))
    taken = f"{one.number} turns in sound"
    return Row(f"turns: {one.what}", one.value, one.unit, goal, at_least, taken, one.low, one.high)
