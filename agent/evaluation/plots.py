"""Plots as inline SVG, drawn from numbers alone; colours come from the page's tokens. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

LEFT, RIGHT, TOP, ROW = 150, 136, 12, 30
WIDTH = 640


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a plot; `low` and `high` draw the interval, `before` a second mark."""

    label: str
    value: float
    shown: str
    low: float | None = None
    high: float | None = None
    before: float | None = None


def bars(rows: Sequence[Bar], *, most: float, goal: float | None = None, unit: str = "") -> str:
    """Horizontal bars with intervals, and a dashed line where the goal is."""
    drawn = [_bar(row, place, most) for place, row in enumerate(rows)]
    return _frame(len(rows), drawn, _goal(goal, most, len(rows), unit), most, unit)


def pairs(rows: Sequence[Bar], *, most: float, goal: float | None = None, unit: str = "") -> str:
    """From a value before (hollow) to one after (filled), row by row."""
    drawn = [_pair(row, place, most) for place, row in enumerate(rows)]
    return _frame(len(rows), drawn, _goal(goal, most, len(rows), unit), most, unit)


def _x(value: float, most: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * min(value, most) / most if most else LEFT


def _bar(row: Bar, place: int, most: float) -> str:
    y, end = TOP + place * ROW, _x(row.value, most)
    whisker = ""
    if row.low is not None and row.high is not None:
        a, b = _x(row.low, most), _x(row.high, most)
        whisker = (
            f'<path class="whisker" d="M{a:.1f} {y + 11}H{b:.1f}M{a:.1f} {y + 7}v8'
            f'M{b:.1f} {y + 7}v8"/>'
        )
    return (
        f'{_label(row.label, y)}<rect class="bar" x="{LEFT}" y="{y + 2}" rx="2" '
        f'width="{max(end - LEFT, 0):.1f}" height="18"/>{whisker}{_number(row.shown, y)}'
    )


def _pair(row: Bar, place: int, most: float) -> str:
    y = TOP + place * ROW
    a, b = _x(row.before or 0, most), _x(row.value, most)
    return (
        f'{_label(row.label, y)}<path class="link" d="M{a:.1f} {y + 11}H{b:.1f}"/>'
        f'<circle class="before" cx="{a:.1f}" cy="{y + 11}" r="5"/>'
        f'<circle class="after" cx="{b:.1f}" cy="{y + 11}" r="6"/>{_number(row.shown, y)}'
    )


def _label(text: str, y: int) -> str:
    return f'<text class="label" x="{LEFT - 10}" y="{y + 16}">{escape(text)}</text>'


def _number(text: str, y: int) -> str:
    return f'<text class="number" x="{WIDTH - RIGHT + 10}" y="{y + 16}">{escape(text)}</text>'


def _goal(goal: float | None, most: float, rows: int, unit: str) -> str:
    if goal is None:
        return ""
    x, bottom = _x(goal, most), TOP + rows * ROW
    return (
        f'<path class="goal" d="M{x:.1f} {TOP - 6}V{bottom}"/>'
        f'<text class="goal-text" x="{x:.1f}" y="{bottom + 32}">goal {goal:g}{unit}</text>'
    )


def _frame(rows: int, drawn: list[str], goal: str, most: float, unit: str) -> str:
    bottom = TOP + rows * ROW
    ticks = "".join(
        f'<path class="grid" d="M{_x(at, most):.1f} {TOP - 6}V{bottom}"/>'
        f'<text class="tick" x="{_x(at, most):.1f}" y="{bottom + 16}">{at:g}{unit}</text>'
        for at in (0, most / 4, most / 2, most * 3 / 4, most)
    )
    height = bottom + 40
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img">{ticks}{"".join(drawn)}{goal}</svg>'
