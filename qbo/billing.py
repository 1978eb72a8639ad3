"""From an estimate to its invoice and its payments, each once.

QuickBooks has no conversion: an invoice is a new document that names the estimate (Intuit: linked
transactions). The owner may have billed it by hand, so the estimate is looked at first.
"""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any

from office.values import Email, Money
from office.writes import Write, WriteState, request_id
from qbo.entries import EstimateLine, InvoiceMade, PaymentMade
from qbo.faults import Refused
from qbo.payloads import invoice_payload, payment_payload
from qbo.posting import Posting
from qbo.session import Wire
from qbo.tracing import Tracing

Body = dict[str, Any]
Planned = Callable[[str, str, Body, str | None], Awaitable[Write]]
LINKABLE = ("Pending", "Accepted")


class Billing:
    """Writes invoices and payments; `Books` sees to it that one key is worked on once at a time."""

    def __init__(self, wire: Wire, posting: Posting, tracing: Tracing, planned: Planned) -> None:
        """Write over a wire; `planned` puts a write into the ledger under its key."""
        self._wire, self._posting, self._tracing = wire, posting, tracing
        self._planned = planned

    async def invoice(
        self,
        estimate_id: str,
        lines: Sequence[EstimateLine],
        to: Email | None,
        key: str,
        call_id: str | None,
    ) -> InvoiceMade:
        """The invoice of an estimate: ours, or the one that somebody else made."""
        estimate = await self._wire.read("Estimate", estimate_id)
        reference = request_id(self._wire.connection.realm, key)[:8]
        payload = invoice_payload(estimate, lines, to, reference)
        billed = [link for link in estimate.get("LinkedTxn") or [] if link["TxnType"] == "Invoice"]
        if not billed and estimate.get("TxnStatus") not in LINKABLE:
            raise Refused(
                f"The estimate is {str(estimate.get('TxnStatus')).lower()}; "
                "only a pending or accepted one can be billed."
            )
        write = await self._planned(key, "Invoice", payload, call_id)
        if write.state is WriteState.DONE:
            return _made(await self._wire.read("Invoice", str(write.qbo_id)), adopted=False)
        if billed:
            found = await self._wire.read("Invoice", str(billed[0]["TxnId"]))
            await self._posting.found(write, found)
            return _made(found, adopted=reference not in str(found.get("PrivateNote", "")))
        write = await self._posting.post(self._tracing.step("Invoice"), write)
        return _made(write.answer or {}, adopted=False)

    async def payment(
        self, invoice_id: str, amount: Money, key: str, call_id: str | None
    ) -> PaymentMade:
        """A payment for an invoice; what it owes afterwards is QuickBooks' own figure."""
        invoice = await self._wire.read("Invoice", invoice_id)
        reference = request_id(self._wire.connection.realm, key)[:8]
        payload = payment_payload(invoice, amount, reference)
        write = await self._planned(key, "Payment", payload, call_id)
        if write.state is not WriteState.DONE:
            write = await self._posting.post(self._tracing.step("Payment"), write)
            invoice = await self._wire.read("Invoice", invoice_id)
        return PaymentMade(str(write.qbo_id), _money(invoice, "Balance"))


def _made(body: Body, *, adopted: bool) -> InvoiceMade:
    return InvoiceMade(
        id=str(body["Id"]),
        doc_number=str(body.get("DocNumber") or ""),
        total=_money(body, "TotalAmt"),
        balance=_money(body, "Balance"),
        adopted=adopted,
        link=str(body.get("InvoiceLink") or ""),
    )


def _money(body: Body, name: str) -> Money:
    return Money(Decimal(str(body.get(name, 0))))
