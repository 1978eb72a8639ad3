"""What the company buys and the money it moves, each filled in and held against its rules."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.kind import Change
from qbo.sandbox.rules.checking import missing, number_of, plain, rounded
from qbo.sandbox.rules.lines import amount, lines, numbered, own_lines
from qbo.sandbox.rules.numbering import document_number
from qbo.sandbox.rules.records import HOME, Records
from qbo.sandbox.rules.sales import due_date

Body = dict[str, Any]
_PAYS_FROM = {"Cash": "Bank", "Check": "Bank", "CreditCard": "Credit Card"}
_DETAILS = {
    "AccountBasedExpenseLineDetail": "AccountRef",
    "ItemBasedExpenseLineDetail": "ItemRef",
    "JournalEntryLineDetail": "AccountRef",
}


class Spending:
    """Purchases and movements of money of one company."""

    def __init__(self, records: Records) -> None:
        """Look up what they name in the company's records."""
        self._records = records
        self.rules: dict[str, Callable[[Change], Body]] = {
            "Bill": self._bill,
            "VendorCredit": self._vendor_credit,
            "Purchase": self._purchase,
            "PurchaseOrder": self._order,
            "Deposit": self._deposit,
            "Transfer": self._transfer,
            "CreditCardPaymentTxn": self._card_payment,
            "JournalEntry": self._journal_entry,
            "TimeActivity": self._time,
        }
        """What each kind looks like when it is kept."""

    def _bill(self, change: Change) -> Body:
        whole = self._bought(change)
        if change.request.get("DueDate") is None and (
            "DueDate" not in whole or change.request.get("SalesTermRef")
        ):
            vendor = self._records.ledger.get("Vendor", whole["VendorRef"]["value"]) or {}
            if "SalesTermRef" not in whole and "TermRef" in vendor:
                whole["SalesTermRef"] = vendor["TermRef"]
            whole["DueDate"] = due_date(self._records, whole)
        return {**self._payable(), **whole, "Balance": whole["TotalAmt"]}

    def _vendor_credit(self, change: Change) -> Body:
        whole = self._bought(change)
        return {**self._payable(), **whole, "Balance": whole["TotalAmt"]}

    def _order(self, change: Change) -> Body:
        whole = self._bought(change)
        return {**self._payable(), "POStatus": "Open", "EmailStatus": "NotSet", **whole}

    def _purchase(self, change: Change) -> Body:
        # Wanted even in sparse updates (seen live).
        if change.request.get("PaymentType") is None:
            raise missing("PaymentType")
        whole = self._bought(change)
        account = self._account(whole["AccountRef"])
        if account.get("AccountType") != _PAYS_FROM[whole["PaymentType"]]:
            raise Refusal("6000", "The account does not fit the type of payment.", "AccountRef")
        return {"Credit": False, **whole}

    def _bought(self, change: Change) -> Body:
        """A purchase with its lines summed up."""
        own = self._lines(change)
        total = sum((amount(line) for line in own), Decimal(0))
        tax = (change.body.get("TxnTaxDetail") or {}).get("TotalTax", 0)
        whole = {
            **self._moved(change),
            "Line": own,
            "TotalAmt": plain(total + rounded(number_of(tax))),
        }
        whole.pop("GlobalTaxCalculation", None)
        return whole

    def _deposit(self, change: Change) -> Body:
        own = [{"DetailType": "DepositLineDetail", **line} for line in own_lines(change.body)]
        if not own:
            raise missing("Line")
        for line in own:
            detail = line.get("DepositLineDetail") or {}
            if "Amount" not in line:
                raise missing("Amount")
            if not line.get("LinkedTxn") and "AccountRef" not in detail:
                raise missing("AccountRef")
            for link in line.get("LinkedTxn") or []:
                self._there(link)
        cash = (change.body.get("CashBack") or {}).get("Amount", 0)
        total = sum((amount(line) for line in own), Decimal(0)) - rounded(number_of(cash))
        return {**self._moved(change), "Line": numbered(own), "TotalAmt": plain(total)}

    def _transfer(self, change: Change) -> Body:
        whole = self._moved(change)
        if whole["FromAccountRef"]["value"] == whole["ToAccountRef"]["value"]:
            raise Refusal("6000", "A transfer needs two different accounts.", "ToAccountRef")
        return whole

    def _card_payment(self, change: Change) -> Body:
        whole = self._moved(change)
        for name, kind in (("CreditCardAccountRef", "Credit Card"), ("BankAccountRef", "Bank")):
            if self._account(whole[name]).get("AccountType") != kind:
                raise Refusal("6000", f"{name} is no {kind.lower()} account.", name)
        return whole

    def _journal_entry(self, change: Change) -> Body:
        own = self._lines(change)
        sides = {"Debit": Decimal(0), "Credit": Decimal(0)}
        for line in own:
            detail = line.get("JournalEntryLineDetail")
            if detail is None:
                continue
            if "PostingType" not in detail:
                raise missing("PostingType")
            sides[detail["PostingType"]] += amount(line)
            kind = self._account(detail["AccountRef"]).get("AccountType")
            if kind in ("Accounts Receivable", "Accounts Payable") and "Entity" not in detail:
                raise Refusal("6000", "Lines on receivables and payables need an Entity.", "Entity")
        if sides["Debit"] != sides["Credit"]:
            raise Refusal(
                "6000",
                "Transaction is not in balance. Make sure the total amount in the debit column "
                "equals the total amount in the credit column.",
                "Line",
            )
        return {
            "Adjustment": False,
            **self._moved(change),
            "Line": own,
            "TotalAmt": plain(sides["Debit"]),
        }

    def _time(self, change: Change) -> Body:
        body = change.body
        who = f"{body['NameOf']}Ref"
        if who not in body:
            raise missing(who)
        whole = {
            "TxnDate": self._records.today(),
            "BillableStatus": "NotBillable",
            "Taxable": False,
            "HourlyRate": 0,
            **body,
        }
        if whole["BillableStatus"] == "Billable" and "CustomerRef" not in whole:
            raise missing("CustomerRef")
        if "StartTime" in whole and "EndTime" in whole:
            return {**whole, **_worked(whole)}
        if not ({"Hours", "Minutes", "Seconds"} & whole.keys()):
            raise missing("Hours")
        return {"Hours": 0, "Minutes": 0, **whole}

    def _lines(self, change: Change) -> list[Body]:
        own = own_lines(change.body)
        lines(change.kind, {"Line": own})
        for line in own:
            name = _DETAILS.get(line["DetailType"])
            if name and name not in (line.get(line["DetailType"]) or {}):
                raise missing(name)
            for link in line.get("LinkedTxn") or []:
                self._there(link)
        return numbered(own)

    def _moved(self, change: Change) -> Body:
        return {
            "TxnDate": self._records.today(),
            "CurrencyRef": dict(HOME),
            **change.body,
            **document_number(self._records, change),
        }

    def _payable(self) -> Body:
        account = self._records.account("Accounts Payable")
        return {"APAccountRef": {"value": account or "", "name": "Accounts Payable"}}

    def _account(self, reference: Body) -> Body:
        return self._records.ledger.get("Account", reference["value"]) or {}

    def _there(self, link: Body) -> None:
        found = self._records.ledger.get(str(link.get("TxnType")), str(link.get("TxnId")))
        if found is None:
            raise Refusal("2500", "Invalid Reference Id : the linked transaction.", "LinkedTxn")


def _worked(body: Body) -> Body:
    """Hours and minutes between two times, less the break."""
    try:
        begin, end = (datetime.fromisoformat(body[name]) for name in ("StartTime", "EndTime"))
        minutes = int((end - begin).total_seconds() // 60)
    except (ValueError, TypeError) as error:
        raise Refusal("2010", "StartTime and EndTime are not two times.", "StartTime") from error
    minutes -= int(body.get("BreakHours", 0)) * 60 + int(body.get("BreakMinutes", 0))
    if minutes < 0:
        raise Refusal("6000", "The end is before the start.", "EndTime")
    return {"Hours": minutes // 60, "Minutes": minutes % 60}
