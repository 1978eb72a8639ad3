"""What the companies said, side by side."""

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Seen:
    """What one company said to one check, in `ms` milliseconds; unmade ones say why."""

    words: str
    made: bool = True
    intuit_tid: str = ""
    ms: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One check; without a real company `intuit` is None."""

    check: str
    embedded: Seen
    intuit: Seen | None = None

    @property
    def verdict(self) -> str:
        """same or DIFFERENT; ok where there is nothing to compare; "not made" if it failed."""
        if not self.made:
            return "not made"
        if self.intuit is None:
            return "ok"
        return "same" if self.intuit.words == self.embedded.words else "DIFFERENT"

    @property
    def made(self) -> bool:
        """Whether every company that was asked could be asked."""
        return self.embedded.made and (self.intuit is None or self.intuit.made)


@dataclass(frozen=True, slots=True)
class Report:
    """All rows, and how many requests each company was asked."""

    rows: tuple[Row, ...]
    requests: int

    @property
    def whole(self) -> bool:
        """Whether every check could be made; differences do not matter here."""
        return all(row.made for row in self.rows)

    def table(self) -> str:
        """The rows for people; the id of the exchange is what Intuit's support asks for."""
        live = any(row.intuit for row in self.rows)
        titles = ["check", "embedded company says"]
        titles += ["Intuit says", "", "intuit_tid"] if live else [""]
        lines = [titles, *(_cells(row) for row in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(titles))]
        shown = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        return "\n".join([*shown, "", self._sum()])

    def as_json(self) -> str:
        """The rows for programs."""
        rows: list[dict[str, Any]] = [{**asdict(row), "verdict": row.verdict} for row in self.rows]
        return json.dumps({"requests": self.requests, "whole": self.whole, "rows": rows}, indent=2)

    def _sum(self) -> str:
        counted = dict.fromkeys(("same", "ok", "DIFFERENT", "not made"), 0)
        for row in self.rows:
            counted[row.verdict] += 1
        told = ", ".join(f"{count} {name.lower()}" for name, count in counted.items() if count)
        return f"{told}; {self.requests} requests."


def _cells(row: Row) -> list[str]:
    if row.intuit is None:
        return [row.check, row.embedded.words, row.verdict]
    words, tid = row.intuit.words, row.intuit.intuit_tid
    return [row.check, row.embedded.words, words, row.verdict, tid]
