"""What the company says of its changes: CloudEvents or the older envelope, signed."""

import base64
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

Style = Literal["cloudevents", "legacy"]
Verb = Literal["created", "updated", "deleted", "merged", "voided", "emailed"]
TOLD = frozenset(
    {
        "Account", "Bill", "BillPayment", "Class", "CreditMemo", "Customer", "Department",
        "Deposit", "Employee", "Estimate", "Invoice", "Item", "JournalEntry", "Payment",
        "PaymentMethod", "Preferences", "Purchase", "PurchaseOrder", "RefundReceipt",
        "SalesReceipt", "Term", "TimeActivity", "Transfer", "Vendor", "VendorCredit",
    }
)  # fmt: skip
"""The kinds that webhooks speak of; others are only found by asking."""

CONTENT_TYPES = {"cloudevents": "application/cloudevents+json", "legacy": "application/json"}
_OPERATIONS = {
    "created": "Create",
    "updated": "Update",
    "deleted": "Delete",
    "merged": "Merge",
    "voided": "Void",
    "emailed": "Emailed",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that changed: what became of which entity, when, in which company."""

    number: int
    kind: str
    id: str
    verb: Verb
    at: datetime
    realm: str
    gone: str = ""
    """Of a merge: the id that is no more."""


def envelope(style: Style, happenings: Sequence[Happening]) -> bytes:
    """The body of one post."""
    found: Any = (
        [_cloud_event(one) for one in happenings] if style == "cloudevents" else _older(happenings)
    )
    return json.dumps(found, separators=(",", ":")).encode()


def signature(body: bytes, token: str) -> str:
    """The `intuit-signature` of a body: HMAC-SHA256 by the verifier token, in base64."""
    return base64.b64encode(hmac.digest(token.encode(), body, "sha256")).decode()


def _cloud_event(one: Happening) -> dict[str, Any]:
    # The same happening keeps its id however often it is told: receivers know it by that.
    name = f"{one.realm}/{one.number}/{one.kind}/{one.id}/{one.at.isoformat()}"
    return {
        "specversion": "1.0",
        "id": str(uuid5(NAMESPACE_URL, name)),
        "source": "intuit.embedded",
        "type": f"qbo.{one.kind.lower()}.{one.verb}.v1",
        "datacontenttype": "application/json",
        "time": _utc(one.at),
        "intuitentityid": one.id,
        "intuitaccountid": one.realm,
        "data": {"deletedId": one.gone} if one.gone else {},
    }


def _older(happenings: Sequence[Happening]) -> dict[str, Any]:
    told: dict[str, list[dict[str, Any]]] = {}
    for one in happenings:
        entity = {
            "name": one.kind,
            "id": one.id,
            "operation": _OPERATIONS[one.verb],
            "lastUpdated": _utc(one.at),
            **({"deletedId": one.gone} if one.gone else {}),
        }
        told.setdefault(one.realm, []).append(entity)
    return {
        "eventNotifications": [
            {"realmId": realm, "dataChangeEvent": {"entities": entities}}
            for realm, entities in told.items()
        ]
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
