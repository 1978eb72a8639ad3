"""What a measurement gives, and how it is shown. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import ceil
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure beside its limit and the floor it is compared with.

    `value` and `floor` are in `unit`; `ratio` is value over floor. `limit` is what the figure
    must not exceed, or None where it is only told.
    """

    what: str
    value: float
    unit: str
    limit: float | None
    floor: float
    floor_of: str
    taken: str

    @property
    def ratio(self) -> float | None:
        """How many times the floor; None where there is no floor to divide by."""
        return self.value / self.floor if self.floor else None

    @property
    def ok(self) -> bool:
        """Whether it is within its limit."""
        return self.limit is None or self.value <= self.limit


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` percent of the values do not exceed.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("Nothing was measured.")
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share / 100) - 1)]


def as_json(rows: Sequence[Row], machine: dict[str, Any]) -> dict[str, Any]:
    """The rows as data."""
    shown = [
        asdict(row) | {"ratio": row.ratio and round(row.ratio, 3), "ok": row.ok} for row in rows
    ]
    return {"machine": machine, "rows": shown}


def line(row: Row) -> str:
    """One row on the terminal."""
    limit = "" if row.limit is None else f"limit {_figure(row.limit, row.unit)}"
    verdict = "" if row.limit is None else ("ok" if row.ok else "FALLS SHORT")
    return (
        f"  {row.what:<74} {_figure(row.value, row.unit):>10}  {limit:<15} {verdict:<12}"
        f"{_ratio(row):>8} x {row.floor_of} ({_figure(row.floor, row.unit)}); {row.taken}"
    )


def markdown(rows: Sequence[Row], machine: dict[str, Any]) -> str:
    """The table of docs/benchmarks.md."""
    head = [
        taken_on(machine).strip(),
        "",
        "| what | measured | limit | verdict | ratio | floor | taken from |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join(head + [_table_row(row) for row in rows]) + "\n"


def taken_on(machine: dict[str, Any]) -> str:
    """Where and under which load the rows were measured."""
    told = ", ".join(f"{name} {value}" for name, value in machine.items())
    return f"\n  Measured on: {told}."


def _table_row(row: Row) -> str:
    limit = "" if row.limit is None else _figure(row.limit, row.unit)
    verdict = "" if row.limit is None else ("ok" if row.ok else "falls short")
    cells = (
        row.what,
        _figure(row.value, row.unit),
        limit,
        verdict,
        _ratio(row),
        f"{_figure(row.floor, row.unit)}: {row.floor_of}",
        row.taken,
    )
    return f"| {' | '.join(cells)} |"


def _ratio(row: Row) -> str:
    return "" if row.ratio is None else f"{row.ratio:.2f}"


def _figure(value: float, unit: str) -> str:
    digits = 0 if unit in ("calls", "%") or value >= 100 else 1
    return f"{value:.{digits}f} {unit}"
