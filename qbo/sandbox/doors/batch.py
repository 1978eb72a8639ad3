"""Batches: up to thirty requests in one, each for itself; not a transaction (Intuit: Batch)."""

from typing import Any

from qbo.sandbox import faults
from qbo.sandbox.company import NO_OPTIONS, Company
from qbo.sandbox.doors.deeds import act
from qbo.sandbox.doors.wanted import Wanted
from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.entities import KINDS, Kind

Body = dict[str, Any]
MOST = 30
LONGEST_ID = 36
"""Ten by Intuit's page; the most used client sends a UUID of 36, and is served."""
LONGEST_REQUEST_ID = 36
_WORDS = {"bId", "operation", "Query", "optionsData"}


def batching(company: Company, wanted: Wanted) -> Body | None:
    """`POST /batch`."""
    if wanted.parts != ["batch"] or wanted.method != "POST":
        return None
    if len(wanted.request_id) > LONGEST_REQUEST_ID:
        raise Refusal("2050", f"Min:0 Max:{LONGEST_REQUEST_ID} supported. requestid is longer.")
    items = wanted.json().get("BatchItemRequest")
    if not isinstance(items, list):
        raise Refusal("2020", "Required parameter BatchItemRequest is missing in the request")
    if len(items) > MOST:
        raise Refusal("6000", f"A batch takes {MOST} items at most; this one has {len(items)}.")
    return {"BatchItemResponse": [_answered(company, item) for item in items]}


def _answered(company: Company, item: Body) -> Body:
    """The answer of one item; a fault in it undoes this item and no other."""
    number = {"bId": str(item.get("bId", ""))}
    try:
        with company.ledger.together():
            return {**number, **_item(company, item)}
    except faults.Refusal as refusal:
        return {**number, "Fault": faults.validation(refusal, "")["Fault"]}
    except faults.InDisguise:
        return {**number, "Fault": faults.in_disguise("")["Fault"]}
    except faults.NothingDone:
        return number


def _item(company: Company, item: Body) -> Body:
    if len(str(item.get("bId", ""))) > LONGEST_ID:
        raise Refusal("2050", f"Min:0 Max:{LONGEST_ID} supported. bId is longer.", "bId")
    if "Query" in item:
        return {"QueryResponse": company.query(str(item["Query"]))}
    kind, body = _entity(item)
    wanted = item.get("optionsData")
    options = frozenset(str(wanted).split(",")) if wanted else NO_OPTIONS
    if not item.get("operation"):
        raise Refusal("2020", "Required parameter operation is missing in the request")
    return {kind.name: act(company, kind, body, operation=item["operation"], options=options)}


def _entity(item: Body) -> tuple[Kind, Body]:
    named = [name for name in item if name not in _WORDS]
    if len(named) != 1 or named[0].lower() not in KINDS or not isinstance(item[named[0]], dict):
        raise Refusal("2010", "A batch item holds one entity or one Query.")
    return KINDS[named[0].lower()], item[named[0]]
