"""The company: creates, changes, finds and sends, by the real one's rules."""

import re
from datetime import timedelta
from typing import Any

from qbo.sandbox import query as language
from qbo.sandbox.entities import CUSTOMER, ITEM, Kind, check
from qbo.sandbox.faults import Refusal
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.sales import Sales, own_lines

Body = dict[str, Any]
REALM = "1"
MAILS_A_DAY = 40
_NAMED = ("Customer", "Vendor", "Employee")
_FORBIDDEN = re.compile(r"[:\t\n]")


class Company:
    """One QuickBooks company."""

    def __init__(self, ledger: Ledger, info: Body) -> None:
        """Keep the company's entities in a ledger; `info` is its CompanyInfo."""
        self.ledger, self.info, self._sales = ledger, info, Sales(ledger)

    def read(self, kind: Kind, number: str) -> Body:
        """An entity.

        Raises:
            Refusal: 610 if there is none.
        """
        body = self.ledger.get(kind.name, number)
        if body is None:
            raise Refusal(
                "610", "Object Not Found : Something you're trying to use has been made inactive."
            )
        return body

    def write(self, kind: Kind, body: Body) -> Body:
        """Create an entity, or change the one whose Id is given."""
        if "Id" in body:
            return self._update(kind, body)
        return self._create(kind, body)

    def delete(self, kind: Kind, body: Body) -> Body:
        """Delete a transaction; names can only be made inactive."""
        if not kind.transaction:
            raise Refusal("500", "Operation delete is not supported.")
        number = str(body.get("Id", ""))
        old = self.read(kind, number)
        self._fresh(old, body)
        self.ledger.remove(kind.name, number)
        self._sales.followed(kind, None, old)
        return {"status": "Deleted", "domain": "QBO", "Id": number}

    def void(self, kind: Kind, body: Body) -> Body:
        """Let a transaction count for nothing; it stays to be seen."""
        old = self.read(kind, str(body.get("Id", "")))
        self._fresh(old, body)
        return self._kept(kind, self._sales.voided(kind, old), old)

    def send(self, kind: Kind, number: str, to: str | None) -> Body:
        """E-mail a transaction; sending twice mails twice, as the real one does."""
        body = self.read(kind, number)
        address = to or body.get("BillEmail", {}).get("Address")
        if not address:
            raise Refusal("6000", "An e-mail address is needed to send this.", "BillEmail")
        today = self.ledger.stamp()[:10]
        if sum(mail["time"][:10] == today for mail in self.ledger.outbox()) >= MAILS_A_DAY:
            raise Refusal("6000", "The daily limit of e-mails is reached.")
        body["BillEmail"] = {"Address": address}
        body["EmailStatus"] = "EmailSent"
        body["DeliveryInfo"] = {"DeliveryType": "Email", "DeliveryTime": self.ledger.stamp()}
        self.ledger.put(kind.name, body)
        self.ledger.mail(
            {
                "to": address,
                "subject": f"{kind.name} {body.get('DocNumber')} from {self.info['CompanyName']}",
                "document": body.get("DocNumber"),
                "entity": kind.name,
                "id": number,
                "lines": own_lines(body),
                "total": body["TotalAmt"],
                "memo": body.get("CustomerMemo", {}).get("value", ""),
                "time": self.ledger.stamp(),
            }
        )
        return body

    def query(self, text: str) -> Body:
        """Answer a statement, one page of it."""
        asked = language.parse(text)
        rows = [self.info] if asked.kind == "CompanyInfo" else self.ledger.all(asked.kind)
        found = language.run(asked, rows)
        if asked.count:
            return {"totalCount": len(found)}
        page = found[asked.start - 1 : asked.start - 1 + asked.most]
        if not page:
            return {}
        return {asked.kind: page, "startPosition": asked.start, "maxResults": len(page)}

    def _create(self, kind: Kind, body: Body) -> Body:
        kept = check(kind, body)
        if kind.name in self._sales.rules:
            kept = self._sales.rules[kind.name](kept)
        elif kind.name in _NAMED:
            kept = self._named(kind, kept)
        elif kind is ITEM:
            self._item(kept)
        now = self.ledger.stamp()
        made = {
            **kept,
            "Id": self.ledger.next_id(),
            "SyncToken": "0",
            "domain": "QBO",
            "sparse": False,
            "MetaData": {"CreateTime": now, "LastUpdatedTime": now},
        }
        self.ledger.put(kind.name, made)
        return self._followed(kind, made, None)

    def _update(self, kind: Kind, body: Body) -> Body:
        old = self.read(kind, str(body["Id"]))
        self._fresh(old, body)
        kept = check(kind, body)
        if body.get("sparse"):
            base = dict(old)
        else:
            # What a full update leaves out is cleared; what only the company writes stays.
            base = {name: value for name, value in old.items() if name not in kind.writable}
        changed = {**base, **kept}
        if kind.name in self._sales.rules:
            changed = self._sales.rules[kind.name](changed)
        elif kind.name in _NAMED:
            changed = self._named(kind, changed)
        return self._kept(kind, changed, old)

    def _kept(self, kind: Kind, changed: Body, old: Body) -> Body:
        changed["SyncToken"] = str(int(old["SyncToken"]) + 1)
        changed["sparse"] = False
        changed["MetaData"] = {**old["MetaData"], "LastUpdatedTime": self.ledger.stamp()}
        self.ledger.put(kind.name, changed)
        return self._followed(kind, changed, old)

    def _followed(self, kind: Kind, body: Body, old: Body | None) -> Body:
        if not kind.transaction:
            return body
        return self._sales.followed(kind, body, old) or body

    def _fresh(self, old: Body, body: Body) -> None:
        if str(body.get("SyncToken", "")) != old["SyncToken"]:
            raise Refusal(
                "5010",
                f"Stale Object Error : You and {old['Id']} were working on this at the same time.",
            )

    def _named(self, kind: Kind, body: Body) -> Body:
        parts = [body.get(name, "") for name in ("GivenName", "MiddleName", "FamilyName")]
        display = body.get("DisplayName") or " ".join(part for part in parts if part)
        if not display:
            raise Refusal("2020", "Required parameter DisplayName is missing in the request")
        for name in ("DisplayName", "GivenName", "MiddleName", "FamilyName", "PrintOnCheckName"):
            if _FORBIDDEN.search(str(body.get(name, ""))):
                raise Refusal("6000", "A name must not hold a colon, tab or new line.", name)
        self._unused(display, body.get("Id"))
        whole = {
            "Active": True,
            "Taxable": True,
            "Job": False,
            "BillWithParent": False,
            "Balance": 0,
            "BalanceWithJobs": 0,
            "PreferredDeliveryMethod": "Print",
            "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
            **body,
            "DisplayName": display,
            "FullyQualifiedName": display,
        }
        whole.setdefault("PrintOnCheckName", body.get("CompanyName") or display)
        if kind is CUSTOMER:
            self._address_ids(whole)
        return whole

    def _address_ids(self, body: Body) -> None:
        for name in ("BillAddr", "ShipAddr"):
            if isinstance(body.get(name), dict) and "Id" not in body[name]:
                body[name] = {"Id": self.ledger.next_id(), **body[name]}

    def _unused(self, display: str, own: str | None) -> None:
        folded = " ".join(display.casefold().split())
        for name in _NAMED:
            for other in self.ledger.all(name):
                taken = " ".join(other["DisplayName"].casefold().split()) == folded
                if taken and other["Id"] != own:
                    raise Refusal(
                        "6240",
                        "The name supplied already exists. : Another "
                        f"{name.lower()} is already using this name. Please use a different name.",
                    )

    def _item(self, body: Body) -> None:
        if not body.get("Name"):
            raise Refusal("2020", "Required parameter Name is missing in the request")
        if "IncomeAccountRef" not in body and body.get("Type") == "Service":
            raise Refusal("2020", "Required parameter IncomeAccountRef is missing in the request")
        body.setdefault("Active", True)
        body.setdefault("FullyQualifiedName", body["Name"])

    def owner_edit(self, number: str, changes: Body) -> Body:
        """What the owner does in QuickBooks' own pages: a change that nobody announced."""
        body = self.read(CUSTOMER, number)
        body.update(changes)
        body["SyncToken"] = str(int(body["SyncToken"]) + 1)
        body["MetaData"]["LastUpdatedTime"] = self.ledger.stamp()
        self.ledger.put("Customer", body)
        return body

    def move_clock(self, seconds: float) -> None:
        """Let time pass for the company."""
        self.ledger.ahead += timedelta(seconds=seconds)
