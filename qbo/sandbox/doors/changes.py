"""Change data capture: what was created, changed and deleted since a time (Intuit: CDC)."""

from datetime import datetime, timedelta

from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.answers import answered
from qbo.sandbox.kinds.entities import KINDS
from qbo.sandbox.ledger import ZONE, Ledger
from qbo.sandbox.rules.checking import Body, missing

REACH = timedelta(days=30)
MOST = 1000
"""Rows in one answer; who gets exactly so many must ask for a shorter time."""


def changes(ledger: Ledger, entities: str, since: str) -> list[Body]:
    """The `CDCResponse` for entities (their names with commas between) since a time.

    Raises:
        Refusal: 2010 for an unknown entity or a time that is none, 6000 for one too long ago.
    """
    moment = _moment(since)
    if ledger.now() - moment > REACH:
        raise Refusal("6000", "changedSince must lie within the last 30 days.", "changedSince")
    room, answers = MOST, []
    for name in filter(None, (part.strip() for part in entities.split(","))):
        kind = KINDS.get(name.lower())
        if kind is None or not kind.told:
            raise Refusal("2010", f"Entity {name} is not supported by change data capture.")
        rows = [answered(kind, one) for one in _changed(ledger, kind.name, moment, room)]
        rows += ledger.removed(kind.name, moment, room - len(rows))
        room -= len(rows)
        page = {kind.name: rows, "startPosition": 1, "maxResults": len(rows)}
        answers.append(page if rows else {})
    if not answers:
        raise missing("entities")
    return [{"QueryResponse": answers}]


def _changed(ledger: Ledger, kind: str, since: datetime, most: int) -> list[Body]:
    return ledger.select(
        kind, ["updated>=?"], [since.timestamp()], order="updated, id", page=(most, 0)
    )


def _moment(text: str) -> datetime:
    """A time; without an offset it is the company's own, as client libraries send it."""
    # A plus sign in an address that nobody quoted arrives as a space.
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise Refusal("2010", f"{text} is not a time", "changedSince") from error
    return found if found.tzinfo else found.replace(tzinfo=ZONE)
