"""Changes of what exists: only of ours, documents with all lines, and never over a newer one.

A change is looked at before it is made: where the document is already as wanted, nothing is sent,
so a lost answer costs nothing. A stale `SyncToken` means that somebody was quicker: the document is
read again and judged again, twice at most.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from office.writes import Write, request_id
from qbo.faults import NotOurs, Refused, Stale
from qbo.wire.session import Wire
from qbo.writing import correcting
from qbo.writing.company import Company, CompanyProfile
from qbo.writing.documents import (
    Body,
    invoice_state,
    is_ours,
    is_voided,
    kept_lines,
    linked,
    money,
    sold,
)
from qbo.writing.posting import Step

AGAIN = 2
"""How often a change is applied to a newer document before it waits for the next round."""
BILLED = ("Closed", "Converted")


@dataclass(frozen=True, slots=True)
class Change:
    """A kind of change: when it is made already, why it may not be, and what it sends.

    `reached`, `ours` and `sent` get what is there and what is wanted; `forbidden` gives a reason
    or "". `kept` names the parts that QuickBooks wants to be told again.
    """

    entity: str
    reached: Callable[[Body, Body], bool]
    forbidden: Callable[[Body, Body, CompanyProfile], str]
    sent: Callable[[Body, Body], Body]
    voids: bool = False
    ours: Callable[[Body, Body], bool] = lambda document, _wanted: is_ours(document)
    kept: tuple[str, ...] = ("CustomerRef",)


class Changing:
    """Applies changes over a wire."""

    def __init__(self, wire: Wire, company: Company) -> None:
        """Change through a wire; the company says which days are closed."""
        self._wire, self._company = wire, company

    def steps(self) -> dict[str, Step]:
        """The kinds of writes that change a document."""
        return {kind: self._step(change) for kind, change in CHANGES.items()}

    def _step(self, change: Change) -> Step:
        async def send(write: Write) -> Body:
            return await self._apply(change, write)

        async def trace(write: Write) -> Body | None:
            body = await self._read(change, write)
            return body if change.reached(body, write.payload) else None

        return Step(change.entity, send, trace)

    async def _apply(self, change: Change, write: Write) -> Body:
        for left in range(AGAIN, -1, -1):
            body = await self._read(change, write)
            if change.reached(body, write.payload):
                return body
            if not change.ours(body, write.payload):
                raise NotOurs
            if why := change.forbidden(body, write.payload, self._company.profile):
                raise Refused(why)
            try:
                return await self._post(change, body, write)
            except Stale:
                if not left:
                    raise
        raise AssertionError("The last turn returns or raises.")

    async def _post(self, change: Change, body: Body, write: Write) -> Body:
        # Another document, so another id; the same one for the same document (facts: requestid).
        again = request_id(self._wire.connection.realm, f"{write.key}|{body['SyncToken']}")
        to_send = {"Id": body["Id"], "SyncToken": body["SyncToken"]}
        if change.voids:
            return await self._wire.void(change.entity, to_send, again)
        to_send |= {"sparse": True, **{name: body[name] for name in change.kept}}
        return await self._wire.create(
            change.entity, to_send | change.sent(body, write.payload), again
        )

    async def _read(self, change: Change, write: Write) -> Body:
        return await self._wire.read(change.entity, str(write.payload["id"]))


def _status_reached(estimate: Body, wanted: Body) -> bool:
    return bool(estimate.get("TxnStatus") == wanted["changes"]["TxnStatus"])


def _status_sent(estimate: Body, wanted: Body) -> Body:
    changes: Body = wanted["changes"]
    return {**changes, "Line": kept_lines(estimate)}


def _billed(estimate: Body, _wanted: Body, _company: CompanyProfile) -> str:
    if linked(estimate, "Invoice"):
        return "The estimate was billed already, so its status stays."
    if estimate.get("TxnStatus") in BILLED:
        status = str(estimate["TxnStatus"]).lower()
        return f"The estimate is {status} in QuickBooks, so its status stays."
    return ""


def _lines_reached(invoice: Body, wanted: Body) -> bool:
    return sold(kept_lines(invoice)) == sold(wanted["lines"])


def _lines_sent(_invoice: Body, wanted: Body) -> Body:
    changes: Body = wanted["changes"]
    return {**changes, "Line": wanted["lines"]}


def _void_reached(invoice: Body, _wanted: Body) -> bool:
    return is_voided(invoice)


def _nothing(_invoice: Body, _wanted: Body) -> Body:
    return {}


def _settled(invoice: Body, _wanted: Body, company: CompanyProfile) -> str:
    """Why an invoice may not be changed any more (Intuit refuses only some of these itself)."""
    if invoice_state(invoice).voided:
        return "The invoice is void, so it stays as it is."
    if money(invoice, "Balance") != money(invoice, "TotalAmt"):
        return "A payment is applied to the invoice, so it stays as it is; correct it by hand."
    closed = company.closed_until
    if closed is not None and date.fromisoformat(str(invoice["TxnDate"])[:10]) <= closed:
        return f"The books are closed up to {closed:%B %-d, %Y}, so the invoice stays as it is."
    return ""


CHANGES = {
    "EstimateStatus": Change("Estimate", _status_reached, _billed, _status_sent),
    "InvoiceLines": Change("Invoice", _lines_reached, _settled, _lines_sent),
    "InvoiceVoid": Change("Invoice", _void_reached, _settled, _nothing, voids=True),
    correcting.KIND: Change(
        "Customer",
        correcting.reached,
        correcting.forbidden,
        correcting.sent,
        ours=correcting.is_of_call,
        kept=(),
    ),
}
