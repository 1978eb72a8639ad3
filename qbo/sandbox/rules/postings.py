"""Double entry: what each transaction posts to which account, so that balances follow."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from qbo.sandbox.rules.checking import number_of, plain, rounded
from qbo.sandbox.rules.lines import amount, flat
from qbo.sandbox.rules.records import Records

Body = dict[str, Any]
Entries = defaultdict[str, Decimal]
SHOWN = ("Asset", "Liability", "Equity")
"""Classes whose accounts show a balance; income and expense begin anew each year."""


class Postings:
    """The accounts of one company, debits counted as positive."""

    def __init__(self, records: Records) -> None:
        """Post to the company's accounts."""
        self._records = records
        self._sorts: dict[str, Callable[[Body, Entries], None]] = {
            "Invoice": lambda body, to: self._sale(body, to, self._receivable(body), 1),
            "CreditMemo": lambda body, to: self._sale(body, to, self._receivable(body), -1),
            "SalesReceipt": lambda body, to: self._sale(
                body, to, _value(body, "DepositToAccountRef"), 1
            ),
            "RefundReceipt": lambda body, to: self._sale(
                body, to, _value(body, "DepositToAccountRef"), -1
            ),
            "Payment": self._payment,
            "Bill": lambda body, to: self._expense(body, to, _value(body, "APAccountRef"), 1),
            "VendorCredit": lambda body, to: self._expense(
                body, to, _value(body, "APAccountRef"), -1
            ),
            "Purchase": lambda body, to: self._expense(
                body, to, _value(body, "AccountRef"), -1 if body.get("Credit") else 1
            ),
            "BillPayment": self._bill_payment,
            "Deposit": self._deposit,
            "Transfer": lambda body, to: _move(body, to, "FromAccountRef", "ToAccountRef"),
            "CreditCardPaymentTxn": lambda body, to: _move(
                body, to, "BankAccountRef", "CreditCardAccountRef"
            ),
            "JournalEntry": self._journal,
        }

    def post(self, kind: str, number: str, body: Body | None) -> None:
        """Post a transaction as it is now; None once it is gone."""
        if kind not in self._sorts:
            return
        to: Entries = defaultdict(Decimal)
        if body is not None:
            self._sorts[kind](body, to)
        cents = {
            account: int(rounded(value) * 100) for account, value in to.items() if account and value
        }
        for account, balance in self._records.ledger.post(kind, number, cents).items():
            self._show(account, balance)

    def _show(self, account: str, cents: int) -> None:
        """Write a balance into its account, and the sum into those above."""
        body = self._records.ledger.get("Account", account)
        if body is None or body["Classification"] not in SHOWN:
            return
        sign = 1 if body["Classification"] == "Asset" else -1
        before = number_of(body["CurrentBalance"])
        now = Decimal(sign * cents) / 100 + number_of(body.get("OpeningBalance", 0))
        moved, first = now - before, True
        while body is not None:
            if first:
                body["CurrentBalance"] = plain(now)
                first = False
            whole = number_of(body["CurrentBalanceWithSubAccounts"]) + moved
            body["CurrentBalanceWithSubAccounts"] = plain(whole)
            self._records.ledger.put("Account", body)
            above = (body.get("ParentRef") or {}).get("value")
            body = self._records.ledger.get("Account", above) if above else None

    def _sale(self, body: Body, to: Entries, money: str, sign: int) -> None:
        to[money] += sign * number_of(body["TotalAmt"])
        for line in flat(body["Line"]):
            if line["DetailType"] == "SalesItemLineDetail":
                to[self._income(line)] -= sign * amount(line)
            elif line["DetailType"] == "DiscountLineDetail":
                detail = line.get("DiscountLineDetail") or {}
                account = _value(detail, "DiscountAccountRef") or self._find(
                    "Income", "DiscountsRefundsGiven"
                )
                to[account] += sign * amount(line)
        tax = rounded(number_of((body.get("TxnTaxDetail") or {}).get("TotalTax", 0)))
        to[self._find("Other Current Liability", "SalesTaxPayable")] -= sign * tax

    def _expense(self, body: Body, to: Entries, money: str, sign: int) -> None:
        to[money] -= sign * number_of(body["TotalAmt"])
        for line in body["Line"]:
            detail = line.get(line["DetailType"]) or {}
            account = _value(detail, "AccountRef") or self._bought(detail)
            to[account] += sign * amount(line)

    def _payment(self, body: Body, to: Entries) -> None:
        total = number_of(body["TotalAmt"])
        to[_value(body, "DepositToAccountRef")] += total
        to[self._receivable(body)] -= total

    def _bill_payment(self, body: Body, to: Entries) -> None:
        total = number_of(body["TotalAmt"])
        to[_value(body, "APAccountRef") or self._find("Accounts Payable")] += total
        paid = _value(body.get("CheckPayment") or {}, "BankAccountRef")
        to[paid or _value(body.get("CreditCardPayment") or {}, "CCAccountRef")] -= total

    def _deposit(self, body: Body, to: Entries) -> None:
        to[_value(body, "DepositToAccountRef")] += number_of(body["TotalAmt"])
        back = body.get("CashBack") or {}
        to[_value(back, "AccountRef")] += rounded(number_of(back.get("Amount", 0)))
        for line in body["Line"]:
            account = _value(line.get("DepositLineDetail") or {}, "AccountRef")
            undeposited = self._find("Other Current Asset", "UndepositedFunds")
            to[undeposited if line.get("LinkedTxn") else account] -= amount(line)

    def _journal(self, body: Body, to: Entries) -> None:
        for line in body["Line"]:
            detail = line.get("JournalEntryLineDetail")
            if detail is not None:
                sign = 1 if detail["PostingType"] == "Debit" else -1
                to[_value(detail, "AccountRef")] += sign * amount(line)

    def _receivable(self, body: Body) -> str:
        return _value(body, "ARAccountRef") or self._find("Accounts Receivable")

    def _income(self, line: Body) -> str:
        detail = line["SalesItemLineDetail"]
        item = self._records.ledger.get("Item", _value(detail, "ItemRef")) or {}
        return _value(detail, "ItemAccountRef") or _value(item, "IncomeAccountRef") or "1"

    def _bought(self, detail: Body) -> str:
        item = self._records.ledger.get("Item", _value(detail, "ItemRef")) or {}
        asset = _value(item, "AssetAccountRef") if item.get("TrackQtyOnHand") else ""
        return asset or _value(item, "ExpenseAccountRef") or self._find("Expense")

    def _find(self, kind: str, sub: str = "") -> str:
        return self._records.account(kind, sub) or ""


def _value(body: Body, name: str) -> str:
    return str((body.get(name) or {}).get("value", ""))


def _move(body: Body, to: Entries, source: str, target: str) -> None:
    worth = rounded(number_of(body["Amount"]))
    to[_value(body, source)] -= worth
    to[_value(body, target)] += worth
