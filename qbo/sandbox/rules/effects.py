"""What a change of one document does to others: links, balances, accounts, full names."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from qbo.sandbox.columns import links, owner
from qbo.sandbox.kinds.kind import Kind
from qbo.sandbox.rules.checking import number_of, plain
from qbo.sandbox.rules.postings import Postings
from qbo.sandbox.rules.records import Records
from qbo.sandbox.rules.settling import Settling

Body = dict[str, Any]
_OWED = {
    "Customer": (
        ("Invoice", "Balance", 1),
        ("CreditMemo", "Balance", -1),
        ("Payment", "UnappliedAmt", -1),
    ),
    "Vendor": (
        ("Bill", "Balance", 1),
        ("VendorCredit", "Balance", -1),
        ("BillPayment", "UnappliedAmt", -1),
    ),
}
"""Whose balance is made of what."""
_WHOSE = {sort: whose for whose, parts in _OWED.items() for sort, _, _ in parts}


class Effects:
    """Keeps one company's documents in step with each other."""

    def __init__(self, records: Records, settling: Settling) -> None:
        """Change them in the company's records."""
        self._records, self._settling = records, settling
        self._postings = Postings(records)
        self._links: dict[tuple[str, str], Callable[[str, str | None], None]] = {
            ("Invoice", "Estimate"): self._bill_estimate,
            ("Invoice", "TimeActivity"): self._bill_time,
            ("Bill", "PurchaseOrder"): self._receive_order,
            ("Purchase", "PurchaseOrder"): self._receive_order,
        }

    def followed(
        self, kind: Kind, body: Body | None, old: Body | None, *, void: bool = False
    ) -> Body | None:
        """Do to other documents what a change of one does; gives the changed one as it is now.

        Args:
            kind: of the document.
            body: as it is kept now, or None once it is deleted.
            old: as it was before, or None if it is new.
            void: whether it counts for nothing from now on.
        """
        number = (body or old or {})["Id"]
        self._relink(kind, number, body, old)
        owners = {owner(one) for one in (body, old) if one}
        if body is None or void:
            owners |= self._settling.release(kind.name, number)
        for sort, other in links(body or {}) | links(old or {}):
            self._settling.settle(sort, other)
        self._settling.settle(kind.name, number)
        self._postings.post(kind.name, number, body)
        if kind.name in _WHOSE:
            for one in filter(None, owners):
                self._sum_up(_WHOSE[kind.name], one)
        return None if body is None else self._records.ledger.get(kind.name, number)

    def rename(self, kind: Kind, body: Body, old: Body) -> None:
        """Give those below a name their new full names."""
        name = body.get("FullyQualifiedName")
        if name is None or name == old.get("FullyQualifiedName"):
            return
        for child in self._records.ledger.select(kind.name, ["owner=?"], [body["Id"]]):
            whole = f"{name}:{child.get('DisplayName') or child['Name']}"
            changed = {**child, "FullyQualifiedName": whole}
            self._records.ledger.put(kind.name, changed)
            self.rename(kind, changed, child)

    def rebuild(self) -> None:
        """Post everything anew, for a file from before there were accounts."""
        for kind in ("Invoice", "Payment"):
            for body in self._records.ledger.all(kind):
                self._postings.post(kind, body["Id"], body)

    def _relink(self, kind: Kind, number: str, body: Body | None, old: Body | None) -> None:
        now, before = links(body or {}), links(old or {})
        for (source, target), effect in self._links.items():
            if source != kind.name:
                continue
            for sort, other in now - before:
                if sort == target:
                    effect(other, number)
            for sort, other in before - now:
                if sort == target:
                    effect(other, None)

    def _bill_estimate(self, number: str, invoice: str | None) -> None:
        # What an estimate becomes when its invoice goes is documented nowhere: open again.
        status = "Closed" if invoice else "Pending"
        named = [{"TxnId": invoice, "TxnType": "Invoice"}] if invoice else []
        self._records.touch("Estimate", number, TxnStatus=status, LinkedTxn=named)

    def _bill_time(self, number: str, invoice: str | None) -> None:
        status = "HasBeenBilled" if invoice else "Billable"
        self._records.touch("TimeActivity", number, BillableStatus=status)

    def _receive_order(self, number: str, bill: str | None) -> None:
        self._records.touch("PurchaseOrder", number, POStatus="Closed" if bill else "Open")

    def _sum_up(self, kind: str, number: str) -> None:
        """What a customer owes, or a vendor is owed."""
        ledger = self._records.ledger
        owed = Decimal(0)
        for sort, name, sign in _OWED[kind]:
            for body in ledger.select(sort, ["owner=?"], [number]):
                owed += sign * number_of(body.get(name, 0))
        whose = ledger.get(kind, number)
        if whose is None or whose["Balance"] == plain(owed):
            return
        if kind == "Vendor":
            ledger.put(kind, {**whose, "Balance": plain(owed)})
            return
        self._with_jobs({**whose, "Balance": plain(owed)})

    def _with_jobs(self, customer: Body) -> None:
        """A customer's balance with those of the jobs below, and of those above."""
        ledger = self._records.ledger
        below = ledger.select("Customer", ["owner=?"], [customer["Id"]])
        whole = sum((number_of(job["BalanceWithJobs"]) for job in below), Decimal(0))
        whole += number_of(customer["Balance"])
        ledger.put("Customer", {**customer, "BalanceWithJobs": plain(whole)})
        if "ParentRef" in customer:
            above = ledger.get("Customer", customer["ParentRef"]["value"])
            if above is not None:
                self._with_jobs(above)
