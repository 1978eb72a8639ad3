"""Calls as people read them: times in the business's zone, money to the cent, plain words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from office.calls import CallLine, CallRecord
from office.sheet import FieldName
from office.values import BadPhone, Money, Phone

SLOW_MS = 1200
NOTED = "noted"
_STATES = {
    "missing": "not asked yet",
    "heard": "heard, not confirmed",
    "read_back": "read back, waiting for a yes",
    "confirmed": "confirmed",
    "declined": "not given",
    "deferred": "left for a person",
}
_OUTCOMES = {
    None: "on the line",
    "finished": "finished",
    "hung_up": "caller hung up",
    "lost": "line lost",
    "voicemail": "left a message",
}
_TOOLS = {
    "lookup_customer": "looked the caller up",
    "map_service": "found the service",
    "create_customer": "entered the customer",
    "create_estimate": "wrote the estimate",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of a call's page: a turn of speech, or a tool that ran between."""

    kind: str
    who: str
    words: str
    milliseconds: int | None
    at: str

    @property
    def slow(self) -> bool:
        """Whether the caller waited too long for it."""
        return self.kind == "desk" and (self.milliseconds or 0) > SLOW_MS


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A field of the call sheet."""

    name: str
    value: str
    state: str
    words: str

    @property
    def noted(self) -> bool:
        """Whether it was taken down and needs no confirmation."""
        return self.words == NOTED


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """A line of the estimate."""

    item: str
    quantity: str
    rate: str
    amount: str


def money(amount: object) -> str:
    """An amount as on paper: "$445.00"."""
    return str(Money(Decimal(str(amount))))


def phone(number: str | None) -> str:
    """A number as people write it, or that it was withheld."""
    if not number:
        return "number withheld"
    try:
        return Phone.parse(number).national
    except BadPhone:
        return number


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A time of the business: "Mon 14 Sep, 3:15 PM"."""
    local = at.astimezone(zone)
    hour = local.hour % 12 or 12
    return f"{local:%a} {local.day} {local:%b}, {hour}:{local:%M %p}"


def caller(line: CallLine) -> str:
    """Who it was: the name on the sheet, else the number."""
    return line.name or phone(line.caller)


def outcome(value: str | None) -> str:
    """How a call ended, in plain words."""
    return _OUTCOMES.get(value, value or "")


def sentence(lines: Sequence[CallLine], now: datetime, zone: ZoneInfo) -> str:
    """What today was like, in one sentence."""
    today = [one for one in lines if one.started_at.astimezone(zone).date() == now.date()]
    live = sum(one.ended_at is None for one in today)
    estimates = [Decimal(one.total) for one in today if one.total]
    if not today:
        return "No calls yet today."
    calls = "1 call today" if len(today) == 1 else f"{len(today)} calls today"
    parts = [calls]
    if live:
        parts.append("one on the line now" if live == 1 else f"{live} on the line now")
    if estimates:
        count = "1 estimate" if len(estimates) == 1 else f"{len(estimates)} estimates"
        parts.append(f"{count} for {money(sum(estimates))}")
    return ", ".join(parts) + "."


def happenings(record: CallRecord) -> list[Happening]:
    """Turns and tools in the order of time."""
    rows: list[tuple[int, int, Happening]] = []
    for turn in record.turns:
        shown = Happening(
            turn["who"], turn["who"], turn["text"], turn["answer_ms"], clock(turn["at_ms"])
        )
        rows.append((turn["at_ms"], 1, shown))
    for run in record.tools:
        words = f"{_TOOLS.get(run['name'], run['name'])}{_result(run['result'])}"
        shown = Happening("tool", run["name"], words, run["ms"], clock(run["at_ms"]))
        rows.append((run["at_ms"], 0, shown))
    return [shown for _, _, shown in sorted(rows, key=lambda row: row[:2])]


def clock(milliseconds: int) -> str:
    """A place in the call: "1:05"."""
    seconds = milliseconds // 1000
    return f"{seconds // 60}:{seconds % 60:02d}"


def sheet(record: CallRecord) -> list[SheetLine]:
    """The fields that hold something, in the sheet's own order."""
    lines = []
    for name in FieldName:
        row = record.fields.get(name.value)
        if row is None:
            continue
        value = row["value"] or ""
        if name in (FieldName.PHONE, FieldName.ALTERNATE_PHONE) and value:
            value = phone(value)
        label = name.value.replace("_", " ").replace("email", "e-mail")
        words = _STATES[row["state"]]
        if name not in CONFIRMABLE and row["state"] == "heard":
            words = NOTED
        lines.append(SheetLine(label, value, row["state"], words))
    return lines


CONFIRMABLE = (
    FieldName.NAME,
    FieldName.COMPANY,
    FieldName.PHONE,
    FieldName.EMAIL,
    FieldName.ADDRESS,
)


def estimate_lines(estimate: dict[str, Any]) -> list[EstimateLine]:
    """The lines of an estimate as QuickBooks has them."""
    found = []
    for line in estimate.get("Line", []):
        detail = line.get("SalesItemLineDetail")
        if line.get("DetailType") != "SalesItemLineDetail" or not detail:
            continue
        item = detail["ItemRef"].get("name") or line.get("Description", "")
        found.append(
            EstimateLine(
                item,
                str(detail.get("Qty", 1)),
                money(detail.get("UnitPrice", 0)),
                money(line["Amount"]),
            )
        )
    return found


def _result(result: dict[str, Any] | None) -> str:
    if result is None:
        return " …"
    outcome = str(result.get("outcome", "")).replace("_", " ")
    about = result.get("rule") or result.get("display_name") or result.get("number") or ""
    return ": " + " · ".join(part for part in (outcome, str(about)) if part)
