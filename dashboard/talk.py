"""What was said on a call, and what the desk did meanwhile, in the order of time. Pure."""

from dataclasses import dataclass
from typing import Any

from office.calls import CallRecord
from office.store import Row

SLOW_MS = 1200
"""From here on a caller notices the wait."""

_DOING = {
    "lookup_customer": "looking the caller up",
    "map_service": "looking for the service",
    "check_address": "looking for the street",
    "create_customer": "entering the customer",
    "correct_customer": "correcting the customer",
    "create_estimate": "writing the estimate",
}
_DID = {
    "lookup_customer": {
        "found": "the caller is a customer already",
        "several": "several customers fit the caller",
        "unknown": "the caller is not a customer yet",
    },
    "check_address": {
        "found": "found the street",
        "did_you_mean": "found a street that sounds alike",
        "unknown": "the street is not in the data",
        "out_of_area": "the place is outside the area",
    },
    "map_service": {
        "priced": "found the service",
        "free": "found the service, free of charge",
        "quote_later": "found the service, to be quoted",
        "ambiguous": "more than one service fits",
        "none": "no service fits",
    },
    "create_customer": {
        "created": "entered the customer",
        "adopted": "found the customer in QuickBooks",
        "queued": "the customer waits for QuickBooks",
        "refused": "QuickBooks refused the customer",
    },
    "correct_customer": {
        "corrected": "corrected the customer",
        "queued": "the change waits for QuickBooks",
        "left": "left the change to a person",
    },
    "create_estimate": {
        "sent": "wrote and sent the estimate",
        "created": "wrote the estimate",
        "unsent": "wrote the estimate, not sent yet",
        "queued": "the estimate waits for QuickBooks",
        "refused": "QuickBooks refused the estimate",
    },
}


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of a call's page: `kind` is caller, desk or tool; a tool speaks for nobody."""

    kind: str
    words: str
    milliseconds: int | None

    @property
    def who(self) -> str:
        """Who speaks."""
        return "" if self.kind == "tool" else self.kind

    @property
    def slow(self) -> bool:
        """Whether the caller waited too long for it."""
        return self.kind == "desk" and (self.milliseconds or 0) > SLOW_MS


def happenings(record: CallRecord) -> list[Happening]:
    """Turns as they were spoken, and between them the tools that ran."""
    shown: list[Happening] = []
    runs = sorted(record.tools, key=lambda run: (run["at_ms"], run["id"]))
    after = [_turns_before(record.turns, run) for run in runs]
    for place in range(len(record.turns) + 1):
        shown += [_tool(run) for run, turns in zip(runs, after, strict=True) if turns == place]
        if place < len(record.turns):
            turn = record.turns[place]
            shown.append(Happening(turn["who"], turn["text"], turn["answer_ms"]))
    return shown


def _turns_before(turns: list[Row], run: Row) -> int:
    """How many turns came before a tool; it follows a caller's words of the same millisecond."""
    at = run["at_ms"]
    return max(
        (
            place
            for place, turn in enumerate(turns, 1)
            if turn["at_ms"] < at or (turn["who"] == "caller" and turn["at_ms"] == at)
        ),
        default=0,
    )


def _tool(run: Row) -> Happening:
    name, result = run["name"], run["result"]
    words = f"{_DOING.get(name, name)} …" if result is None else _did(name, result)
    return Happening("tool", words, run["ms"])


def _told(quote: dict[str, Any]) -> str | None:
    """The total of a quote, as it was said."""
    taxed = any(line.get("taxed") for line in quote.get("lines") or [])
    return f"{quote['total']} plus tax" if taxed and quote.get("total") else quote.get("total")


def _did(name: str, result: dict[str, Any]) -> str:
    """What a tool did, and with what: "wrote and sent the estimate: 1001 · $445.00"."""
    outcome = str(result.get("outcome") or "")
    did = _DID.get(name, {}).get(outcome) or f"{name}: {outcome}".replace("_", " ").rstrip(": ")
    quote = result.get("quote") or {}
    total = result.get("total") or (_told(quote) if outcome == "priced" else None)
    about = result.get("rule") or result.get("display_name") or result.get("number")
    parts = " · ".join(str(part) for part in (about, total) if part)
    return f"{did}: {parts}" if parts else did
