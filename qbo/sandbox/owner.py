"""What the owner does by hand in QuickBooks: the deeds behind the pages and the side door."""

from decimal import Decimal
from typing import Any

from qbo.sandbox.company import Company
from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.entities import CUSTOMER, ESTIMATE, INVOICE, KINDS, PAYMENT, Kind
from qbo.sandbox.rules.checking import plain
from qbo.sandbox.rules.lines import own_lines
from qbo.sandbox.webhooks.happenings import Happenings

Body = dict[str, Any]
OPEN = ("Pending", "Accepted")
_COPIED = ("CustomerRef", "BillEmail", "BillAddr", "ShipAddr", "CustomerMemo", "TxnTaxDetail")


class Owner:
    """Changes the books as their owner would; each deed is kept whole or not at all."""

    def __init__(self, company: Company, happenings: Happenings) -> None:
        """Act in a company; merges are told to those who listen to its happenings."""
        self._company, self._happenings = company, happenings

    def change(self, kind: Kind, number: str, token: str = "", **fields: Any) -> Body:
        """Change some fields by the company's rules; `token` is what the owner was looking at.

        Raises:
            Refusal: 610 if it is gone, 5010 if somebody was faster, and as the API refuses.
        """
        with self._company.ledger.together():
            now = self._company.read(kind, number)
            key = {"Id": number, "SyncToken": token or now["SyncToken"], "sparse": True}
            return self._company.write(kind, key | fields)

    def edit(self, kind: Kind, number: str, changes: Body) -> Body:
        """Set fields whatever the API would say: for what tests need to find."""
        with self._company.ledger.together():
            return self._company.owner_edit(number, changes, kind)

    def decide(self, estimate: str, status: str, by: str = "") -> Body:
        """Accept or reject an estimate, as its customer told.

        Raises:
            Refusal: 6000 for one that is billed already.
        """
        now = self._company.read(ESTIMATE, estimate)
        if now["TxnStatus"] not in (*OPEN, "Rejected"):
            raise Refusal("6000", "This estimate is billed already.")
        day = self._company.ledger.now().date().isoformat()
        signed = {"AcceptedBy": by, "AcceptedDate": day} if status == "Accepted" and by else {}
        return self.change(ESTIMATE, estimate, TxnStatus=status, **signed)

    def bill(self, estimate: str) -> Body:
        """Turn an estimate into an invoice with the same lines.

        Raises:
            Refusal: 6000 for one that is billed or rejected.
        """
        with self._company.ledger.together():
            now = self._company.read(ESTIMATE, estimate)
            if now["TxnStatus"] not in OPEN or now.get("LinkedTxn"):
                raise Refusal("6000", "Only an open estimate can become an invoice.")
            copied = {name: now[name] for name in _COPIED if name in now}
            lines = [
                {name: part for name, part in line.items() if name not in ("Id", "LineNum")}
                for line in own_lines(now)
            ]
            link = [{"TxnId": estimate, "TxnType": "Estimate"}]
            return self._company.write(INVOICE, {**copied, "Line": lines, "LinkedTxn": link})

    def pay(self, invoice: str, amount: Decimal, *, method: str = "", check: str = "") -> Body:
        """Record that an invoice was paid, whole or in part.

        Raises:
            Refusal: 6000 for more than is left to pay.
        """
        with self._company.ledger.together():
            now = self._company.read(INVOICE, invoice)
            line = {
                "Amount": plain(amount),
                "LinkedTxn": [{"TxnId": invoice, "TxnType": "Invoice"}],
            }
            body: Body = {
                "CustomerRef": now["CustomerRef"],
                "TotalAmt": plain(amount),
                "Line": [line],
            }
            if method:
                body["PaymentMethodRef"] = {"value": method}
            if check:
                body["PaymentRefNum"] = check
            return self._company.write(PAYMENT, body)

    def void(self, kind: Kind, number: str) -> Body:
        """Let a document count for nothing; it stays to be seen."""
        with self._company.ledger.together():
            now = self._company.read(kind, number)
            return self._company.void(kind, {"Id": number, "SyncToken": now["SyncToken"]})

    def send(self, kind: Kind, number: str, to: str) -> Body:
        """E-mail a document."""
        with self._company.ledger.together():
            return self._company.send(kind, number, to or None)

    def merge(self, keep: str, gone: str) -> Body:
        """Make one customer of two: everything of the second is the first's, the second is gone.

        Raises:
            Refusal: 6000 for a customer and itself, 610 for one there is not.
        """
        if keep == gone:
            raise Refusal("6000", "A customer cannot be merged with itself.")
        company = self._company
        with company.ledger.together():
            kept = company.read(CUSTOMER, keep)
            company.read(CUSTOMER, gone)
            ref = {"value": keep, "name": kept["DisplayName"]}
            for kind in KINDS.values():
                for body in company.ledger.select(kind.name, ["owner=?"], [gone]):
                    self._handed(kind, body, gone, ref)
            company.ledger.remove(CUSTOMER.name, gone)
            whole = company.records.touch(CUSTOMER.name, keep) or kept
        self._happenings.note("Customer", keep, "merged", company.ledger.stamp(), gone)
        return whole

    def _handed(self, kind: Kind, body: Body, gone: str, ref: Body) -> None:
        names = [
            name
            for name in ("CustomerRef", "ParentRef")
            if (body.get(name) or {}).get("value") == gone
        ]
        if names:
            new = self._company.records.touch(kind.name, body["Id"], **dict.fromkeys(names, ref))
            self._company.effects.followed(kind, new, body)
