"""Sales documents: what the company fills in, and what one document does to another.

An invoice that names an estimate closes it; a payment lowers the balance of the invoices it names.
Balances are never kept by hand: they follow from the invoices and payments there are.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from qbo.sandbox.entities import (
    CUSTOMER,
    ESTIMATE,
    INVOICE,
    ITEM,
    PAYMENT,
    Body,
    Kind,
    lines,
    number_of,
    total,
)
from qbo.sandbox.faults import Refusal
from qbo.sandbox.ledger import Ledger

_FROM_ITEM = ("Description",)
_OPEN = ("Pending", "Accepted")
_TERM = timedelta(days=30)
"""An invoice without a term or a due date is due after so long."""


class Sales:
    """Estimates, invoices and payments of one company."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep them in a ledger."""
        self._ledger = ledger
        self.rules: dict[str, Callable[[Body], Body]] = {
            ESTIMATE.name: self._estimate,
            INVOICE.name: self._invoice,
            PAYMENT.name: self._payment,
        }
        """What each kind looks like when it is kept."""

    def followed(self, kind: Kind, body: Body | None, old: Body | None) -> Body | None:
        """Do to other documents what a change of one does; gives the changed one as it is now.

        Args:
            kind: of the document.
            body: as it is kept now, or None once it is deleted.
            old: as it was before, or None if it is new.
        """
        if kind is INVOICE:
            self._link_estimates(body, old)
        for number in _linked(body, "Invoice") | _linked(old, "Invoice"):
            self._settle(number)
        if kind is INVOICE and body is not None:
            self._settle(body["Id"])
        for customer in {one["CustomerRef"]["value"] for one in (body, old) if one}:
            self._sum_up(customer)
        return None if body is None else self._ledger.get(kind.name, body["Id"])

    def voided(self, kind: Kind, body: Body) -> Body:
        """A document that counts for nothing but stays.

        Raises:
            Refusal: 500 for what cannot be voided.
        """
        if kind not in (INVOICE, PAYMENT):
            raise Refusal("500", "Operation void is not supported.")
        note = " ".join(filter(None, ("Voided", body.get("PrivateNote", ""))))
        nothing: Body = {"TotalAmt": 0, "PrivateNote": note}
        if kind is PAYMENT:
            return {**body, **nothing, "Line": [], "UnappliedAmt": 0}
        flat = [_emptied(line) for line in body["Line"]]
        return {**body, **nothing, "Line": flat, "Balance": 0}

    def _estimate(self, body: Body) -> Body:
        return {"TxnStatus": "Pending", **self._document(ESTIMATE, body)}

    def _invoice(self, body: Body) -> Body:
        whole = self._document(INVOICE, body)
        day = date.fromisoformat(whole["TxnDate"])
        payable = {
            "DueDate": (day + _TERM).isoformat(),
            "Deposit": 0,
            "AllowIPNPayment": False,
            "AllowOnlinePayment": False,
            "AllowOnlineCreditCardPayment": False,
            "AllowOnlineACHPayment": False,
        }
        wanted = [link for link in body.get("LinkedTxn") or [] if link["TxnType"] == "Estimate"]
        ours = [link for link in wanted if self._may_bill(link["TxnId"], body.get("Id"))]
        if len(ours) > 1:
            raise Refusal("6000", "Only one estimate can be linked to an invoice.", "LinkedTxn")
        paid = [link for link in body.get("LinkedTxn") or [] if link["TxnType"] == "Payment"]
        return {**payable, **whole, "LinkedTxn": [*ours, *paid], "Balance": whole["TotalAmt"]}

    def _payment(self, body: Body) -> Body:
        customer = self.reference(CUSTOMER, body.get("CustomerRef"), "CustomerRef")
        if "TotalAmt" not in body:
            raise Refusal("2020", "Required parameter TotalAmt is missing in the request")
        applied = Decimal(0)
        for line in body.get("Line") or []:
            applied += self._applied(line, customer["Id"], body.get("Id"))
        left = number_of(body["TotalAmt"]) - applied
        if left < 0:
            raise Refusal("6000", "The lines of a payment are more than the payment.", "Line")
        return {
            "TxnDate": self._ledger.now().date().isoformat(),
            "ProcessPayment": False,
            "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
            "Line": [],
            **body,
            "CustomerRef": {"value": customer["Id"], "name": customer["DisplayName"]},
            "TotalAmt": plain(number_of(body["TotalAmt"])),
            "UnappliedAmt": plain(left),
        }

    def _applied(self, line: Body, customer: str, own: str | None) -> Decimal:
        """The amount of one line, if its invoice is this customer's and owes so much."""
        amount = number_of(line.get("Amount", 0))
        for link in line.get("LinkedTxn") or []:
            invoice = self._ledger.get(INVOICE.name, str(link.get("TxnId", "")))
            if link.get("TxnType") != "Invoice" or invoice is None:
                raise Refusal("2500", "Invalid Reference Id : the linked transaction.", "LinkedTxn")
            if invoice["CustomerRef"]["value"] != customer:
                raise Refusal("6000", "The invoice is another customer's.", "LinkedTxn")
            if amount > number_of(invoice["TotalAmt"]) - self._paid(invoice["Id"], but=own):
                raise Refusal("6000", "The amount is more than the invoice's balance.", "Amount")
        return amount

    def _document(self, kind: Kind, body: Body) -> Body:
        """An estimate or an invoice with its lines numbered and summed up."""
        customer = self.reference(CUSTOMER, body.get("CustomerRef"), "CustomerRef")
        own = own_lines(body)
        body = {**body, "Line": own}
        lines(kind, body)
        numbered = [self._numbered(number, line) for number, line in enumerate(own, 1)]
        amount = plain(total(body))
        subtotal: Body = {
            "Amount": amount,
            "DetailType": "SubTotalLineDetail",
            "SubTotalLineDetail": {},
        }
        self._number_document(kind, body)
        return {
            "TxnDate": self._ledger.now().date().isoformat(),
            "EmailStatus": "NotSet",
            "PrintStatus": "NeedToPrint",
            "ApplyTaxAfterDiscount": False,
            "TxnTaxDetail": {"TotalTax": 0},
            "CustomField": [],
            "LinkedTxn": [],
            "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
            **({"BillAddr": customer["BillAddr"]} if "BillAddr" in customer else {}),
            **body,
            "CustomerRef": {"value": customer["Id"], "name": customer["DisplayName"]},
            "Line": [*numbered, subtotal],
            "TotalAmt": amount,
        }

    def _numbered(self, number: int, line: Body) -> Body:
        whole = {"Id": str(number), "LineNum": number, **line}
        detail = whole.get("SalesItemLineDetail")
        if detail is not None:
            item = self.reference(ITEM, detail.get("ItemRef"), "ItemRef")
            whole["SalesItemLineDetail"] = {
                "TaxCodeRef": {"value": "NON"},
                **detail,
                "ItemRef": {"value": item["Id"], "name": item["Name"]},
            }
            for name in _FROM_ITEM:
                whole.setdefault(name, item.get(name, ""))
        return whole

    def reference(self, kind: Kind, reference: Body | None, element: str) -> Body:
        """What a reference names.

        Raises:
            Refusal: 2020 without one, 2500 for nothing, 610 for what is inactive.
        """
        if not reference:
            raise Refusal(
                "2020", f"Required parameter {element} is missing in the request", element
            )
        found = self._ledger.get(kind.name, str(reference.get("value", "")))
        if found is None:
            raise Refusal(
                "2500",
                f"Invalid Reference Id : {kind.name} assigned to this transaction is invalid.",
                element,
            )
        if found.get("Active") is False:
            raise Refusal("610", f"Object Not Found : {kind.name} has been made inactive.", element)
        return found

    def _number_document(self, kind: Kind, body: Body) -> None:
        given = body.get("DocNumber")
        if not given:
            top = int(self._ledger.fact("document", "1000")) + 1
            self._ledger.remember("document", str(top))
            body["DocNumber"] = str(top)
            return
        for other in self._ledger.all(kind.name):
            if other.get("DocNumber") == given and other["Id"] != body.get("Id"):
                raise Refusal(
                    "6140", "Duplicate Document Number Error : You must specify a different number."
                )

    def _may_bill(self, estimate: str, invoice: str | None) -> bool:
        """Only open estimates are linked; others are passed over in silence, as Intuit does."""
        found = self._ledger.get(ESTIMATE.name, str(estimate))
        if found is None:
            raise Refusal("2500", "Invalid Reference Id : the linked transaction.", "LinkedTxn")
        linked = {"TxnId": str(invoice), "TxnType": "Invoice"} in found["LinkedTxn"]
        return linked or found["TxnStatus"] in _OPEN

    def _link_estimates(self, body: Body | None, old: Body | None) -> None:
        now, before = _linked(body, "Estimate"), _linked(old, "Estimate")
        if body is not None and body.get("PrivateNote", "").startswith("Voided"):
            now = set()
        invoice = body or old or {}
        for number in now - before:
            link = {"TxnId": invoice["Id"], "TxnType": "Invoice"}
            self._change(ESTIMATE, number, TxnStatus="Closed", LinkedTxn=[link])
        for number in before - now:
            self._change(ESTIMATE, number, TxnStatus="Pending", LinkedTxn=[])

    def _settle(self, number: str) -> None:
        """The balance of an invoice, from its payments."""
        invoice = self._ledger.get(INVOICE.name, number)
        if invoice is None:
            return
        paying = [body["Id"] for body in self._payments() if number in _linked(body, "Invoice")]
        links = [link for link in invoice["LinkedTxn"] if link["TxnType"] != "Payment"]
        links += [{"TxnId": one, "TxnType": "Payment"} for one in paying]
        left = plain(number_of(invoice["TotalAmt"]) - self._paid(number))
        if (left, links) != (invoice["Balance"], invoice["LinkedTxn"]):
            self._change(INVOICE, number, Balance=left, LinkedTxn=links)

    def _sum_up(self, number: str) -> None:
        """What a customer owes."""
        owed = sum(
            (_of(body, "Balance", number) for body in self._ledger.all(INVOICE.name)), Decimal(0)
        )
        owed -= sum((_of(body, "UnappliedAmt", number) for body in self._payments()), Decimal(0))
        customer = self._ledger.get(CUSTOMER.name, number)
        if customer is not None and customer["Balance"] != plain(owed):
            amounts = {"Balance": plain(owed), "BalanceWithJobs": plain(owed)}
            self._ledger.put(CUSTOMER.name, {**customer, **amounts})

    def _paid(self, invoice: str, *, but: str | None = None) -> Decimal:
        return sum(
            (
                number_of(line["Amount"])
                for body in self._payments()
                if body["Id"] != but
                for line in body["Line"]
                if invoice in _linked({"Line": [line]}, "Invoice")
            ),
            Decimal(0),
        )

    def _payments(self) -> list[Body]:
        return self._ledger.all(PAYMENT.name)

    def _change(self, kind: Kind, number: str, **changes: Any) -> None:
        body = self._ledger.get(kind.name, number)
        if body is None:
            return
        body |= changes
        body["SyncToken"] = str(int(body["SyncToken"]) + 1)
        body["MetaData"] = {**body["MetaData"], "LastUpdatedTime": self._ledger.stamp()}
        self._ledger.put(kind.name, body)


def own_lines(body: Body) -> list[Body]:
    """The lines without the subtotal, which the company appends by itself."""
    given = body.get("Line") or []
    return [line for line in given if line.get("DetailType") != "SubTotalLineDetail"]


def plain(amount: Decimal) -> int | float:
    """Amounts as JSON numbers, whole ones without a point, as Intuit writes them."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _of(body: Body, name: str, customer: str) -> Decimal:
    """An amount of a document, if it is this customer's."""
    ours = body["CustomerRef"]["value"] == customer
    return number_of(body.get(name, 0)) if ours else Decimal(0)


def _linked(body: Body | None, kind: str) -> set[str]:
    """The ids of a kind that a document or its lines name."""
    if body is None:
        return set()
    links = [*(body.get("LinkedTxn") or [])]
    for line in body.get("Line") or []:
        links += line.get("LinkedTxn") or []
    return {str(link["TxnId"]) for link in links if link.get("TxnType") == kind}


def _emptied(line: Body) -> Body:
    detail = line.get("SalesItemLineDetail")
    if detail is None:
        return {**line, "Amount": 0}
    return {**line, "Amount": 0, "SalesItemLineDetail": {**detail, "Qty": 0}}
