"""Invoices and their payments: from an estimate to its last cent, each step once.

QuickBooks has no conversion: an invoice is a new document that names the estimate (Intuit: linked
transactions). The owner may have billed it by hand, so the estimate is looked at first.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from office.values import Email, Money
from office.writes import Write, WriteState
from qbo.entries import EstimateLine, InvoiceMade, InvoiceState, PaymentMade
from qbo.faults import QboError, Refused
from qbo.writing.clerk import Clerk, Found, Instead
from qbo.writing.company import Company
from qbo.writing.documents import (
    invoice_payload,
    invoice_state,
    is_ours,
    is_voided,
    linked,
    money,
    payment_payload,
    sales_lines,
    tax_of,
)
from qbo.writing.numbering import next_number, renumbered
from qbo.writing.payloads import reference_in
from qbo.writing.posting import Body

LINKABLE = ("Pending", "Accepted")


class Invoices:
    """Writes invoices and payments; an existing invoice is changed only if it is ours."""

    def __init__(self, clerk: Clerk, company: Company) -> None:
        """Write through the clerk, by the company's settings."""
        self._clerk, self._company = clerk, company

    async def create(
        self,
        estimate_id: str,
        *,
        lines: Sequence[EstimateLine] = (),
        to: Email | None = None,
        terms: str = "",
        call_id: str | None = None,
    ) -> InvoiceMade:
        """Bill an estimate once, whoever asks: with its own lines, or with what was really done.

        `terms` is the name of a payment term; without it the estimate's or the company's apply.
        An estimate whose invoice was voided can be billed again.

        Raises:
            QboError: refused (`permanent`), or not done yet; then asking again continues it.
        """
        work = partial(self._bill, estimate_id, lines, to, self._term(terms), call_id)
        return await self._clerk.alone(f"invoice:{estimate_id}", work)

    async def correct(
        self,
        invoice_id: str,
        lines: Sequence[EstimateLine],
        *,
        key: str,
        to: Email | None = None,
        call_id: str | None = None,
    ) -> InvoiceState:
        """Put what was really done into an unpaid invoice of ours, in place of all its lines.

        Raises:
            Refused: it is not ours, is void, has a payment, or is in a closed period.
            QboError: not done yet; then the same key continues it.
        """
        changes = {"BillEmail": {"Address": to.address}} if to else {}
        wanted = sales_lines(lines, self._company.profile)
        payload = {"id": invoice_id, "lines": wanted, "changes": changes}
        return await self._change("InvoiceLines", payload, key, call_id)

    async def void(self, invoice_id: str, *, key: str, call_id: str | None = None) -> InvoiceState:
        """Let an unpaid invoice of ours count for nothing; it stays to be seen.

        Raises:
            Refused: it is not ours, has a payment, or is in a closed period.
            QboError: not done yet; then the same key continues it.
        """
        return await self._change("InvoiceVoid", {"id": invoice_id}, key, call_id)

    async def send(
        self, invoice_id: str, *, to: Email, key: str, call_id: str | None = None
    ) -> None:
        """Let QuickBooks e-mail an invoice once per key; if unsure, QuickBooks is asked first.

        Raises:
            QboError: refused (`permanent`), or not done yet; then the same key continues it.
        """
        payload = {"id": invoice_id, "to": to.address}
        await self._clerk.alone(
            key, lambda full: self._clerk.once("InvoiceEmail", full, payload, call_id)
        )

    async def pay(
        self, invoice_id: str, amount: Money, *, key: str, call_id: str | None = None
    ) -> PaymentMade:
        """Record a payment for an invoice once per key; what is too much is the customer's credit.

        Raises:
            QboError: refused (`permanent`), or not done yet; then the same key continues it.
        """
        return await self._clerk.alone(key, partial(self._pay, invoice_id, amount, call_id))

    async def read(self, invoice_id: str) -> InvoiceState:
        """An invoice as QuickBooks has it now.

        Raises:
            QboError: there is none, or QuickBooks does not answer.
        """
        return invoice_state(await self._clerk.wire.read("Invoice", invoice_id))

    async def link(self, invoice_id: str) -> str:
        """Where an invoice can be paid online; "" without QuickBooks Payments or an e-mail.

        Raises:
            QboError: there is no such invoice, or QuickBooks does not answer.
        """
        if not self._company.profile.takes_payments_online:
            return ""
        body = await self._clerk.wire.read("Invoice", invoice_id, include="invoiceLink")
        return str(body.get("InvoiceLink") or "")

    async def _bill(
        self,
        estimate_id: str,
        lines: Sequence[EstimateLine],
        to: Email | None,
        term: str,
        call_id: str | None,
        key: str,
    ) -> InvoiceMade:
        estimate = await self._clerk.wire.read("Estimate", estimate_id)
        key, known = await self._unspent(key)
        if known is not None and known.state is WriteState.DONE:
            return _made(known.answer or {}, adopted=False)
        payload = known.payload if known is not None else {}
        if known is None or known.state is WriteState.REJECTED:
            reference, company = self._clerk.reference(key), self._company.profile
            payload = invoice_payload(estimate, lines, to, reference, company, term)
        if billed := linked(estimate, "Invoice"):
            write = await self._clerk.planned("Invoice", key, payload, call_id)
            return await self._taken(write, billed[0])
        if estimate.get("TxnStatus") not in LINKABLE:
            raise Refused(
                f"The estimate is {str(estimate.get('TxnStatus')).lower()}; "
                "only a pending or accepted one can be billed."
            )
        if self._company.profile.custom_numbers and "DocNumber" not in payload:
            payload["DocNumber"] = await next_number(self._clerk.wire, "Invoice")
        write = await self._clerk.once("Invoice", key, payload, call_id, self._amended)
        return _made(write.answer or {}, adopted=False)

    async def _unspent(self, key: str) -> tuple[str, Write | None]:
        """The key and what is known of it, or its successor if its invoice was voided.

        A write that is done comes back with the invoice as it is now.
        """
        while True:
            write = await self._clerk.ledger.find(key)
            if write is None or write.state is not WriteState.DONE:
                return key, write
            body = await self._clerk.wire.read("Invoice", str(write.qbo_id))
            if not is_voided(body):
                return key, replace(write, answer=body)
            key = f"{key.removesuffix(f'@{self._clerk.realm}')}:again@{self._clerk.realm}"

    async def _taken(self, write: Write, invoice_id: str) -> InvoiceMade:
        """The invoice that is there already: ours, or one that somebody else made."""
        body = await self._clerk.wire.read("Invoice", invoice_id)
        await self._clerk.ledger.done(write.key, str(body["Id"]), body)
        mark = reference_in(str(write.payload["PrivateNote"]))
        ours = is_ours(body) and reference_in(str(body["PrivateNote"])) == mark
        return _made(body, adopted=not ours)

    async def _amended(self, write: Write, error: QboError) -> Found | Instead | None:
        return await renumbered(self._clerk.wire, self._clerk.tracing, write, error)

    async def _pay(
        self, invoice_id: str, amount: Money, call_id: str | None, key: str
    ) -> PaymentMade:
        known = await self._clerk.ledger.find(key)
        payload = known.payload if known is not None else {}
        if known is None or known.state is WriteState.REJECTED:
            invoice = await self._clerk.wire.read("Invoice", invoice_id)
            if not money(invoice, "Balance").cents:
                raise Refused(
                    "The invoice owes nothing any more. If this is another payment, record it "
                    "in QuickBooks."
                )
            reference = self._clerk.reference(key)
            payload = payment_payload(invoice, amount, reference, self._company.profile)
        write = await self._clerk.once("Payment", key, payload, call_id)
        invoice = await self._clerk.wire.read("Invoice", invoice_id)
        unapplied = money(write.answer or {}, "UnappliedAmt")
        return PaymentMade(str(write.qbo_id), money(invoice, "Balance"), unapplied)

    async def _change(
        self, kind: str, payload: Body, key: str, call_id: str | None
    ) -> InvoiceState:
        write = await self._clerk.alone(
            key, lambda full: self._clerk.once(kind, full, payload, call_id)
        )
        return invoice_state(write.answer or {})

    def _term(self, name: str) -> str:
        """The id of a payment term that the owner names.

        Raises:
            Refused: QuickBooks has no such term.
        """
        if not name:
            return ""
        if found := self._company.profile.term(name):
            return found
        raise Refused(f'QuickBooks has no payment term "{name}"; add it there, or name another.')


def _made(body: Body, *, adopted: bool) -> InvoiceMade:
    return InvoiceMade(
        id=str(body["Id"]),
        doc_number=str(body.get("DocNumber") or ""),
        total=money(body, "TotalAmt"),
        balance=money(body, "Balance"),
        adopted=adopted,
        link=str(body.get("InvoiceLink") or ""),
        tax=tax_of(body),
    )
