"""The figures of an evaluation as data: what was reached beside what it must reach. Pure."""

from dataclasses import asdict, dataclass, field
from typing import Any

from agent.evaluation.figures import FieldFigures
from agent.evaluation.parsing import Parsed
from agent.evaluation.run import TextRun
from agent.evaluation.statistics import Share


@dataclass(frozen=True, slots=True)
class Row:
    """One figure beside its goal; `low` and `high` bound it with 95 % confidence."""

    what: str
    value: float
    unit: str
    goal: float | None
    at_least: bool
    taken: str
    low: float | None = None
    high: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the figure itself reaches the goal; None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal


@dataclass
class Report:
    """Everything one run of `frontdesk evaluate` measured."""

    part: str
    rows: list[Row] = field(default_factory=list)
    text: list[TextRun] = field(default_factory=list)
    parsed: Parsed | None = None
    more: dict[str, Any] = field(default_factory=dict)
    """What other levels add, by level: they put their figures into `rows` too."""

    def add_text(self, run: TextRun) -> None:
        """Take up the calls over one line."""
        self.text.append(run)
        self.rows += text_rows(run)

    def add_parsed(self, parsed: Parsed) -> None:
        """Take up the forms read."""
        self.parsed = parsed
        total = parsed.total
        what = "parser: forms on correct text read right"
        self.rows.append(share_row(what, total, 0.999, f"{total.of:,} forms"))

    def as_json(self) -> dict[str, Any]:
        """All of it as data."""
        return {
            "part": self.part,
            "rows": [asdict(row) | {"reached": row.reached} for row in self.rows],
            "text": [text_json(run) for run in self.text],
            "parser": parsed_json(self.parsed) if self.parsed else None,
            **self.more,
        }


def share_row(
    what: str, share: Share, goal: float | None, taken: str, *, at_least: bool = True
) -> Row:
    """A share in percent with its interval."""
    low, high = share.interval
    percent = None if goal is None else round(goal * 100, 6)
    return Row(what, share.value * 100, "%", percent, at_least, taken, low * 100, high * 100)


def text_rows(run: TextRun) -> list[Row]:
    """The rows of the table of goals that calls over a line give."""
    found, line = run.figures, f"line {run.strength.wanted:.0%}"
    if run.attention < 1:
        line += f", attention {run.attention:.0%}"
    if not run.texts:
        line += ", no texts"
    if run.streets:
        line += ", streets"
    whole, calls = found.every_field, found.calls
    phone = next(one for one in found.fields if one.field == "phone")
    taken = f"{whole.exact.of:,} fields in {run.calls:,} calls"
    goal = run.strength.wanted >= 0.73
    rows = [
        share_row(f"{line}: fields exact after confirmation", whole.exact, 0.99, taken),
        share_row(f"{line}: phones exact", phone.exact, 0.998, f"{phone.exact.of:,} phones"),
        share_row(
            f"{line}: stored as confirmed but wrong", whole.wrong, 0.001, taken, at_least=False
        ),
        _number(f"{line}: extra turns per field, mean", whole.extra_turns.mean, 1.3, taken),
        _number(f"{line}: extra turns per field, most", whole.extra_turns.most, 3, taken),
        share_row(f"{line}: calls with the right end state", calls.right, 0.98, _calls(run)),
    ]
    if calls.all_repeats.of:
        what = f"{line}: callers right in {calls.repeats} of {calls.repeats} repeats"
        rows.append(share_row(what, calls.all_repeats, 0.95, f"{calls.all_repeats.of} callers"))
    speed = Row(
        f"{line}: times real time on one core", run.times_real, "x", 1000, True, _calls(run)
    )
    kept = [*rows, speed]
    return kept if goal else [_without_goal(row) for row in kept]


def _without_goal(row: Row) -> Row:
    return Row(row.what, row.value, row.unit, None, row.at_least, row.taken, row.low, row.high)


def _number(what: str, value: float, goal: float, taken: str) -> Row:
    return Row(what, value, "turns", goal, False, taken)


def _calls(run: TextRun) -> str:
    return f"{run.calls:,} calls of {run.callers:,} callers"


def text_json(run: TextRun) -> dict[str, Any]:
    """Calls over one line as data."""
    found, strength = run.figures, run.strength
    return {
        "line": strength.wanted,
        "calibration": {
            "strength": strength.value,
            "wanted": strength.wanted,
            "reached_on_other_answers": round(strength.reached, 4),
            "by_field": strength.by_field,
            "answers": strength.taken_from,
        },
        "attention": run.attention,
        "held_out": run.held_out,
        "texts": run.texts,
        "streets": run.streets,
        "calls": run.calls,
        "callers": run.callers,
        "calls_a_minute_and_core": round(run.calls / run.busy_seconds * 60) if run.calls else 0,
        "times_real_time": round(run.times_real),
        "wall_seconds": round(run.wall_seconds, 1),
        "simulated_seconds": round(found.calls.seconds),
        "turns_a_call": round(found.calls.turns, 2),
        "fields": [field_json(one) for one in (*found.fields, found.every_field)],
        "ends": {
            name: share_json(getattr(found.calls, name))
            for name in ("right", "whole", "ended", "wrong_field", "wrong_rule", "stale_write")
        }
        | {"all_repeats": share_json(found.calls.all_repeats) | {"repeats": found.calls.repeats}},
        "worst": [asdict(one) for one in found.worst],
    }


def field_json(found: FieldFigures) -> dict[str, Any]:
    """One field as data."""
    shares = ("first_try", "exact", "wrong", "deferred", "dropped")
    told = {name: share_json(getattr(found, name)) for name in shares}
    return {"field": found.field, **told, "extra_turns": asdict(found.extra_turns)}


def share_json(share: Share) -> dict[str, Any]:
    """A share as data, from 0 to 1."""
    low, high = share.interval
    return {
        "count": share.count,
        "of": share.of,
        "value": round(share.value, 5),
        "low": round(low, 5),
        "high": round(high, 5),
    }


def parsed_json(parsed: Parsed) -> dict[str, Any]:
    """The parser level as data."""
    return {
        "all": share_json(parsed.total),
        "by_field": {name: share_json(share) for name, share in parsed.by_field.items()},
        "misread": [asdict(one) for one in parsed.misread],
    }
