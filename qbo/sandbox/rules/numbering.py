"""Document numbers: given by the company, or by hand where the owner wants that."""

from typing import Any

from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.kind import Change, Kind
from qbo.sandbox.rules.records import Records

Body = dict[str, Any]
AUTOMATIC = "AUTO_GENERATE"
TWICE = "allowduplicatedocnum"


def document_number(records: Records, change: Change) -> Body:
    """The number of a document, if it has one: given, counted on, or none.

    Raises:
        Refusal: 6140 for a number that is taken.
    """
    kind, wanted = change.kind, change.body.get("DocNumber")
    by_hand = records.preference("SalesFormsPrefs", "CustomTxnNumbers")
    if wanted == AUTOMATIC or (not wanted and kind.numbered and not by_hand):
        return {"DocNumber": _next(records, kind)}
    # A number that stays is not taken anew: who made it twice may change what has it.
    stays = change.old is not None and change.old.get("DocNumber") == wanted
    if wanted and not stays and TWICE not in change.options:
        _unused(records, kind, change.body)
    return {"DocNumber": wanted} if wanted else {}


def _next(records: Records, kind: Kind) -> str:
    top = int(records.ledger.fact("document", "1000")) + 1
    while records.ledger.count(kind.name, ["doc=?"], [str(top)]):
        top += 1
    records.ledger.remember("document", str(top))
    return str(top)


def _unused(records: Records, kind: Kind, body: Body) -> None:
    taken = records.ledger.select(kind.name, ["doc=?"], [body["DocNumber"].lower()])
    if any(other["Id"] != body.get("Id") for other in taken):
        raise Refusal(
            "6140", "Duplicate Document Number Error : You must specify a different number."
        )
