"""Change data capture: what was created, changed and deleted since a time (Intuit: CDC)."""

from datetime import datetime, timedelta

from qbo.sandbox.entities import KINDS, Body
from qbo.sandbox.faults import Refusal
from qbo.sandbox.ledger import Ledger

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
        if kind is None:
            raise Refusal("2010", f"Entity {name} is not supported by change data capture.")
        rows = [*_changed(ledger, kind.name, moment), *ledger.removed(kind.name, moment)][:room]
        room -= len(rows)
        page = {kind.name: rows, "startPosition": 1, "maxResults": len(rows)}
        answers.append(page if rows else {})
    if not answers:
        raise Refusal("2020", "Required parameter entities is missing in the request", "entities")
    return [{"QueryResponse": answers}]


def _changed(ledger: Ledger, kind: str, since: datetime) -> list[Body]:
    return [
        body
        for body in ledger.all(kind)
        if datetime.fromisoformat(body["MetaData"]["LastUpdatedTime"]) >= since
    ]


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal("2010", f"{text} is not a time", "changedSince") from error
    if found.tzinfo is None:
        raise Refusal("2010", f"{text} has no offset", "changedSince")
    return found
