"""Calls as people read them: times in the business's zone, money to the cent, plain words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from office.calls import CallLine, CallRecord, Day
from office.followups import FollowUp
from office.sheet import FieldName
from office.values import BadPhone, Money, Phone

NOTED = "noted"
_STATES = {
    "missing": "asked, no answer yet",
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
_WRITES = {
    "planned": "waiting",
    "in_flight": "on its way",
    "done": "in QuickBooks",
    "rejected": "refused",
    "unknown": "being checked",
}
_ENTITIES = {"EstimateEmail": "Estimate by e-mail", "CustomerCorrection": "Customer, corrected"}
_MESSAGES = {
    "planned": "waiting",
    "in_flight": "on its way",
    "sent": "sent",
    "failed": "not delivered",
    "unknown": "perhaps sent",
}
TODOS_AT_MOST = 20


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


@dataclass(frozen=True, slots=True)
class WriteLine:
    """A change in QuickBooks, and why it was refused if it was."""

    what: str
    state: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Todo:
    """Something a person must do, and for whom."""

    who: str
    note: str
    due: str
    late: bool
    call_id: str | None


def money(amount: object) -> str:
    """An amount as on paper: "$445.00"."""
    return str(Money(Decimal(str(amount))))


def phone(number: str | None) -> str:
    """A number as people write it, or that it was withheld."""
    if not number:
        return "Number withheld"
    try:
        return Phone.parse(number).national
    except BadPhone:
        return number


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A time of the business: "Mon 14 Sep, 3:15 PM"."""
    return f"{date(at, zone)}, {hour(at, zone)}"


def date(at: datetime, zone: ZoneInfo) -> str:
    """A day of the business: "Mon 14 Sep"."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}"


def hour(at: datetime, zone: ZoneInfo) -> str:
    """A time of day: "3:15 PM"."""
    local = at.astimezone(zone)
    return f"{local.hour % 12 or 12}:{local:%M %p}"


def sandbox(embedded_phone: bool, embedded_books: bool) -> str:
    """What is not real here, or nothing."""
    missing = ["no real phone"] * embedded_phone + ["no real QuickBooks company"] * embedded_books
    return f"Sandbox: {', '.join(missing)}." if missing else ""


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """When the business's day began."""
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def days(
    lines: Sequence[CallLine], now: datetime, zone: ZoneInfo
) -> list[tuple[str, list[CallLine]]]:
    """Calls by day, under "Today", "Yesterday" or the date."""
    today = now.astimezone(zone).date()
    names = {today: "Today", today - timedelta(days=1): "Yesterday"}
    return [
        (names.get(day) or date(group[0].started_at, zone), group)
        for day, group in (
            (day, list(found))
            for day, found in groupby(lines, lambda line: line.started_at.astimezone(zone).date())
        )
    ]


def caller(line: CallLine) -> str:
    """Who it was: the name on the sheet, else the number."""
    return line.name or phone(line.caller)


def outcome(value: str | None) -> str:
    """How a call ended, in plain words."""
    return _OUTCOMES.get(value, value or "")


def sentence(day: Day) -> str:
    """What today was like, in one sentence."""
    parts = [_count(day.calls, "call") + " today" if day.calls else "No calls yet today"]
    if day.live:
        parts.append("one on the line now" if day.live == 1 else f"{day.live} on the line now")
    if day.estimates:
        total = sum(day.estimates[1:], day.estimates[0])
        parts.append(f"{_count(len(day.estimates), 'estimate')} for {total}")
    return ", ".join(parts) + "."


def pressing(open_ones: Sequence[FollowUp]) -> list[FollowUp]:
    """What is to be done by when, the soonest first; what has no time comes last."""
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(open_ones, key=lambda one: one.due_at or never)


def todo(one: FollowUp, call: CallLine | None, now: datetime, zone: ZoneInfo) -> Todo:
    """A follow-up with whom it is about and by when."""
    late = one.due_at is not None and one.due_at < now
    due = moment(one.due_at, zone) if one.due_at else ""
    who = caller(call) if call else ""
    return Todo(who, one.note, due and f"{'was due' if late else 'by'} {due}", late, one.call_id)


def writes(record: CallRecord) -> list[WriteLine]:
    """What the call changes in QuickBooks."""
    found = []
    for row in record.writes:
        words = _WRITES[row["state"]]
        if row["entity"] == "EstimateEmail" and row["state"] == "done":
            words = "sent"
        what: str = _ENTITIES.get(row["entity"]) or row["entity"]
        why = (row["error"] or "") if row["state"] == "rejected" else ""
        found.append(WriteLine(what, row["state"], words, why))
    return found


def delivery(state: str) -> str:
    """How far a text has come, in plain words."""
    return _MESSAGES[state]


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


def estimate_lines(estimate: Mapping[str, Any]) -> list[EstimateLine]:
    """The lines of an estimate as QuickBooks has them."""
    found = []
    for line in estimate.get("Line", []):
        detail = line.get("SalesItemLineDetail")
        if line.get("DetailType") != "SalesItemLineDetail" or not detail:
            continue
        item = detail.get("ItemRef", {}).get("name") or line.get("Description", "")
        quantity = Decimal(str(detail.get("Qty", 1))).normalize()
        rate = money(detail.get("UnitPrice", 0))
        found.append(EstimateLine(item, f"{quantity:f}", rate, money(line.get("Amount", 0))))
    return found


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
