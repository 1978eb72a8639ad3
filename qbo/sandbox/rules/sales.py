"""Sales forms: what the company fills in on an estimate, invoice, receipt or credit."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.kind import Change, Kind
from qbo.sandbox.rules.checking import missing, number_of, plain, rounded
from qbo.sandbox.rules.lines import (
    SUBTOTAL,
    counted,
    discount,
    lines,
    numbered,
    own_lines,
    sold,
)
from qbo.sandbox.rules.numbering import document_number
from qbo.sandbox.rules.records import HOME, SHIPPING, Records
from qbo.sandbox.rules.tax import mark, tax_detail

Body = dict[str, Any]
_DONE = ("Closed", "Converted")
_OPEN = ("Pending", "Accepted")


class Sales:
    """The sales forms of one company."""

    def __init__(self, records: Records) -> None:
        """Look up what they name in the company's records."""
        self._records = records

    def form(self, change: Change) -> Body:
        """A whole form from what was asked for.

        Raises:
            Refusal: whatever the company would not keep.
        """
        kind, body = change.kind, change.body
        customer = self._customer(kind, body)
        own = own_lines(body)
        lines(kind, {"Line": own})
        filled = [self._line(customer, line) for line in numbered(own)]
        before = sold(filled)
        off = discount(filled, before)
        whole = {
            **self._defaults(kind, customer),
            **body,
            **document_number(self._records, change),
            "Line": filled,
        }
        override = change.request.get("TxnTaxDetail")
        whole["TxnTaxDetail"] = tax_detail(self._records, customer, whole, off, override)
        total = before - off + rounded(number_of(whole["TxnTaxDetail"]["TotalTax"]))
        if total < 0:
            raise Refusal("6000", "The total of a document must not be negative.", "TotalAmt")
        whole["Line"] = [*filled, _subtotal(before)]
        whole["TotalAmt"] = plain(total)
        whole.pop("GlobalTaxCalculation", None)
        return self._of_its_kind(change, whole)

    def _customer(self, kind: Kind, body: Body) -> Body:
        reference = body.get("CustomerRef")
        if reference is None and "CustomerRef" not in kind.required:
            return {}
        if reference is None:
            raise missing("CustomerRef")
        found = self._records.ledger.get("Customer", reference["value"])
        return found or {}

    def _defaults(self, kind: Kind, customer: Body) -> Body:
        found: Body = {
            "TxnDate": self._records.today(),
            "EmailStatus": "NotSet",
            "PrintStatus": "NeedToPrint",
            "ApplyTaxAfterDiscount": False,
            "CustomField": [],
            "LinkedTxn": [],
            "CurrencyRef": dict(HOME),
        }
        for name in ("BillAddr", "ShipAddr"):
            if name in customer:
                found[name] = customer[name]
        if kind.name == "Invoice":
            default = self._records.preference("SalesFormsPrefs", "DefaultTerms")
            terms = customer.get("SalesTermRef") or default
            if terms and self._records.ledger.get("Term", terms["value"]):
                found["SalesTermRef"] = {"value": terms["value"]}
        return found

    def _of_its_kind(self, change: Change, whole: Body) -> Body:
        if change.kind.name == "Estimate":
            return self._estimate(change.request, whole, change.old)
        if change.kind.name == "Invoice":
            return self._invoice(change.request, whole)
        if change.kind.name == "CreditMemo":
            return {**whole, "Balance": whole["TotalAmt"], "RemainingCredit": whole["TotalAmt"]}
        into = whole.get("DepositToAccountRef") or self._undeposited()
        return {**whole, "DepositToAccountRef": into, "Balance": 0}

    def _estimate(self, request: Body, whole: Body, old: Body | None) -> Body:
        if old is None and self._records.preference("SalesFormsPrefs", "AllowEstimates") is False:
            raise Refusal(
                "6000",
                "Estimates are switched off in this company; the owner can switch them on under "
                "Account and settings, Sales, Sales form content.",
            )
        whole.setdefault("TxnStatus", "Pending")
        billed = any(link.get("TxnType") == "Invoice" for link in (old or {}).get("LinkedTxn", []))
        if billed:
            whole["LinkedTxn"] = (old or {})["LinkedTxn"]
            if whole["TxnStatus"] not in _DONE:
                if request.get("TxnStatus"):
                    raise Refusal("6000", "The estimate is billed already.", "TxnStatus")
                whole["TxnStatus"] = "Closed"
        if whole["TxnStatus"] == "Accepted":
            whole.setdefault("AcceptedDate", self._records.today())
        return whole

    def _invoice(self, request: Body, whole: Body) -> Body:
        if request.get("DueDate") is None and (
            "DueDate" not in whole or request.get("SalesTermRef") or request.get("TxnDate")
        ):
            whole["DueDate"] = due_date(self._records, whole)
        payable = {
            "Deposit": 0,
            "AllowIPNPayment": False,
            "AllowOnlinePayment": False,
            "AllowOnlineCreditCardPayment": False,
            "AllowOnlineACHPayment": False,
        }
        return {
            **payable,
            **whole,
            "LinkedTxn": self._billing(whole),
            "Balance": whole["TotalAmt"],
        }

    def _billing(self, whole: Body) -> list[Body]:
        """The links of an invoice: an open estimate, hours, and payments."""
        kept, estimates = [], 0
        for link in whole.get("LinkedTxn") or []:
            link = {"TxnId": str(link.get("TxnId")), "TxnType": str(link.get("TxnType"))}
            if link["TxnType"] == "Estimate":
                if not self._may_bill(link["TxnId"], whole.get("Id")):
                    continue
                estimates += 1
            elif self._records.ledger.get(link["TxnType"], link["TxnId"]) is None:
                raise _no_link()
            kept.append(link)
        if estimates > 1:
            raise Refusal("6000", "Only one estimate can be linked to an invoice.", "LinkedTxn")
        return kept

    def _may_bill(self, estimate: str, invoice: str | None) -> bool:
        """Only open estimates are linked; others are passed over in silence, as Intuit does."""
        found = self._records.ledger.get("Estimate", estimate)
        if found is None:
            raise _no_link()
        linked = {"TxnId": str(invoice), "TxnType": "Invoice"} in found["LinkedTxn"]
        return linked or found["TxnStatus"] in _OPEN

    def _line(self, customer: Body, line: Body) -> Body:
        if line["DetailType"] == "GroupLineDetail":
            return self._group(customer, line)
        detail = line.get("SalesItemLineDetail")
        if line["DetailType"] != "SalesItemLineDetail":
            return dict(line)
        detail = {} if detail is None else detail
        if not detail.get("ItemRef"):
            raise missing("ItemRef")
        item = self._sellable(detail["ItemRef"])
        if not counted(detail):
            detail = {
                name: value for name, value in detail.items() if name not in ("Qty", "UnitPrice")
            }
        told = {"Description": item["Description"]} if item.get("Description") else {}
        return {
            **told,
            **line,
            "SalesItemLineDetail": mark(self._records, customer, item, detail),
        }

    def _sellable(self, reference: Body) -> Body:
        if reference["value"] == SHIPPING:
            return {}
        item = self._records.ledger.get("Item", reference["value"]) or {}
        if item.get("Type") == "Category":
            raise Refusal("6000", "A category cannot be sold; choose an item in it.", "ItemRef")
        return item

    def _group(self, customer: Body, line: Body) -> Body:
        """A group with its parts: as they are sent, else as the group's item lists them."""
        detail = line.get("GroupLineDetail") or {}
        inside = detail.get("Line")
        if inside is None:
            inside = self._parts(detail)
        filled = [self._line(customer, part) for part in numbered(own_lines({"Line": inside}))]
        return {
            **line,
            "Amount": plain(sold(filled)),
            "GroupLineDetail": {**detail, "Line": filled},
        }

    def _parts(self, detail: Body) -> list[Body]:
        reference = detail.get("GroupItemRef") or {}
        group = self._records.ledger.get("Item", str(reference.get("value", ""))) or {}
        times = number_of(detail.get("Quantity", 1))
        found = []
        for part in (group.get("ItemGroupDetail") or {}).get("ItemGroupLine") or []:
            item = self._sellable(part["ItemRef"])
            quantity = times * number_of(part.get("Qty", 1))
            price = number_of(item.get("UnitPrice", 0))
            sold_as = {
                "ItemRef": part["ItemRef"],
                "Qty": plain(quantity),
                "UnitPrice": plain(price),
            }
            found.append(
                {
                    "Amount": plain(rounded(quantity * price)),
                    "DetailType": "SalesItemLineDetail",
                    "SalesItemLineDetail": sold_as,
                }
            )
        return found

    def _undeposited(self) -> Body:
        account = self._records.account("Other Current Asset", "UndepositedFunds")
        return {"value": account or "", "name": "Undeposited Funds"}


def due_date(records: Records, whole: Body) -> str:
    """When a document has to be paid: by its term, else at once."""
    day = date.fromisoformat(whole["TxnDate"])
    reference = whole.get("SalesTermRef")
    term = records.ledger.get("Term", reference["value"]) if reference else None
    if term is None:
        return day.isoformat()
    if "DueDays" in term:
        return (day + timedelta(days=int(term["DueDays"]))).isoformat()
    wanted = int(term.get("DayOfMonthDue", day.day))
    month = day.replace(day=1)
    near = timedelta(days=int(term.get("DueNextMonthDays", 0)))
    if wanted <= day.day or _on(month, wanted) - day < near:
        month = (month + timedelta(days=32)).replace(day=1)
    return _on(month, wanted).isoformat()


def _on(month: date, day: int) -> date:
    """A day of a month, or its last one."""
    following = (month + timedelta(days=32)).replace(day=1)
    return min(month + timedelta(days=max(day, 1) - 1), following - timedelta(days=1))


def _subtotal(amount: Decimal) -> Body:
    return {"Amount": plain(amount), "DetailType": SUBTOTAL, SUBTOTAL: {}}


def _no_link() -> Refusal:
    return Refusal("2500", "Invalid Reference Id : the linked transaction.", "LinkedTxn")
