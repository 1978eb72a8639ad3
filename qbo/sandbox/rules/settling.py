"""Payments, and what is left to pay: balances follow from the documents there are."""

from decimal import Decimal
from typing import Any

from qbo.sandbox.columns import links
from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.kind import Change
from qbo.sandbox.rules.checking import number_of, plain, rounded
from qbo.sandbox.rules.numbering import document_number
from qbo.sandbox.rules.records import HOME, Records

Body = dict[str, Any]
_OWED = {"Payment": "Invoice", "BillPayment": "Bill"}
_CREDIT = {"Payment": "CreditMemo", "BillPayment": "VendorCredit"}
_OTHERS = ("Deposit", "JournalEntry", "Expense")
PAID_BY = {
    "Invoice": "Payment",
    "CreditMemo": "Payment",
    "Bill": "BillPayment",
    "VendorCredit": "BillPayment",
}
"""Which kind settles which."""


class Settling:
    """Payments to and by one company."""

    def __init__(self, records: Records) -> None:
        """Look up what they pay in the company's records."""
        self._records = records

    def payment(self, change: Change) -> Body:
        """A customer's payment, spread over invoices and credits.

        Raises:
            Refusal: 2500 and 6000 for lines that do not fit.
        """
        body = change.body
        left = number_of(body["TotalAmt"]) - self._applied(change, "CustomerRef")
        if left < 0:
            raise Refusal("6000", "The lines of a payment are more than the payment.", "Line")
        into = self._records.account("Other Current Asset", "UndepositedFunds")
        return {
            "TxnDate": self._records.today(),
            "ProcessPayment": False,
            "CurrencyRef": dict(HOME),
            "DepositToAccountRef": {"value": into or ""},
            "Line": [],
            **body,
            "TotalAmt": plain(number_of(body["TotalAmt"])),
            "UnappliedAmt": plain(left),
        }

    def bill_payment(self, change: Change) -> Body:
        """A payment to a vendor.

        Raises:
            Refusal: 2020, 2500 and 6000 for what does not fit.
        """
        body = change.body
        how, account, kind = (
            ("CheckPayment", "BankAccountRef", "Bank")
            if body["PayType"] == "Check"
            else ("CreditCardPayment", "CCAccountRef", "Credit Card")
        )
        reference = (body.get(how) or {}).get(account)
        found = self._records.referred("Account", reference, account)
        if found["AccountType"] != kind:
            raise Refusal("6000", f"{account} is no {kind.lower()} account.", account)
        left = number_of(body["TotalAmt"]) - self._applied(change, "VendorRef")
        if left < 0:
            raise Refusal("6000", "The lines of a payment are more than the payment.", "Line")
        return {
            "TxnDate": self._records.today(),
            "CurrencyRef": dict(HOME),
            **body,
            **document_number(self._records, change),
            "UnappliedAmt": plain(left),
        }

    def settle(self, kind: str, number: str) -> None:
        """The balance of a document, from what pays it."""
        body = self._records.ledger.get(kind, number)
        if body is None or kind not in PAID_BY:
            return
        by = PAID_BY[kind]
        paying = self._records.ledger.linking(kind, number, by)
        named = [link for link in body.get("LinkedTxn") or [] if link["TxnType"] != by]
        named += [{"TxnId": one["Id"], "TxnType": by} for one in paying]
        used = sum((paid(one, kind, number) for one in paying), Decimal(0))
        left = plain(number_of(body["TotalAmt"]) - used)
        if (left, named) == (body["Balance"], body.get("LinkedTxn") or []):
            return
        credit = {"RemainingCredit": left} if kind == "CreditMemo" else {}
        self._records.touch(kind, number, Balance=left, LinkedTxn=named, **credit)

    def release(self, kind: str, number: str) -> set[str]:
        """Free what paid a document that is gone; gives whose payments those were."""
        by = PAID_BY.get(kind)
        if by is None:
            return set()
        owners = set()
        for one in self._records.ledger.linking(kind, number, by):
            kept = [line for line in one["Line"] if (kind, number) not in links({"Line": [line]})]
            freed = sum((_signed(line) for line in one["Line"] if line not in kept), Decimal(0))
            left = plain(number_of(one.get("UnappliedAmt", 0)) + freed)
            self._records.touch(by, one["Id"], Line=kept, UnappliedAmt=left)
            owners.add(str((one.get("CustomerRef") or one.get("VendorRef") or {}).get("value")))
        return owners

    def _applied(self, change: Change, who: str) -> Decimal:
        """What the lines pay, if each document is theirs and owes so much."""
        payer = change.body[who]["value"]
        kind = change.kind.name
        total = Decimal(0)
        for line in change.body.get("Line") or []:
            worth = rounded(number_of(line.get("Amount", 0)))
            for link in line.get("LinkedTxn") or []:
                self._fits(change, link, worth, who, payer)
            if line.get("LinkedTxn"):
                credit = line["LinkedTxn"][0].get("TxnType") == _CREDIT[kind]
                total += -worth if credit else worth
        return total

    def _fits(self, change: Change, link: Body, worth: Decimal, who: str, payer: str) -> None:
        sort, number = str(link.get("TxnType")), str(link.get("TxnId"))
        by = change.kind.name
        if sort not in (_OWED[by], _CREDIT[by]):
            if sort not in _OTHERS:
                raise _no_link()
            return
        owed = self._records.ledger.get(sort, number)
        if owed is None:
            raise _no_link()
        if payer not in self._chain(who, owed[who]["value"]):
            whose = "customer" if who == "CustomerRef" else "vendor"
            raise Refusal("6000", f"The {_word(sort)} is another {whose}'s.", "LinkedTxn")
        others = [
            one
            for one in self._records.ledger.linking(sort, number, by)
            if one["Id"] != change.body.get("Id")
        ]
        used = sum((paid(one, sort, number) for one in others), Decimal(0))
        if worth > number_of(owed["TotalAmt"]) - used:
            raise Refusal("6000", f"The amount is more than the {_word(sort)}'s balance.", "Amount")

    def _chain(self, who: str, number: str) -> set[str]:
        """A customer and those above: who may pay a job's invoice."""
        found, up = {number}, number
        while who == "CustomerRef":
            body = self._records.ledger.get("Customer", up) or {}
            if "ParentRef" not in body:
                break
            up = body["ParentRef"]["value"]
            found.add(up)
        return found


def paid(payment: Body, kind: str, number: str) -> Decimal:
    """What a payment's lines put on one document."""
    return sum(
        (
            rounded(number_of(line.get("Amount", 0)))
            for line in payment["Line"]
            if (kind, number) in links({"Line": [line]})
        ),
        Decimal(0),
    )


def _signed(line: Body) -> Decimal:
    worth = rounded(number_of(line.get("Amount", 0)))
    sorts = {link.get("TxnType") for link in line.get("LinkedTxn") or []}
    return -worth if sorts & set(_CREDIT.values()) else worth


def _word(kind: str) -> str:
    return {"CreditMemo": "credit memo", "VendorCredit": "credit"}.get(kind, kind.lower())


def _no_link() -> Refusal:
    return Refusal("2500", "Invalid Reference Id : the linked transaction.", "LinkedTxn")
