"""The company: creates, changes, finds and sends, by the real one's rules."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from qbo.sandbox.faults import InDisguise, NothingDone, Refusal
from qbo.sandbox.kinds.entities import CUSTOMER, Kind
from qbo.sandbox.kinds.kind import Change, Deed
from qbo.sandbox.kinds.setup import COMPANY_INFO
from qbo.sandbox.language.search import found
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.rules.checking import check, given, mailable, missing
from qbo.sandbox.rules.effects import Effects
from qbo.sandbox.rules.items import complete_item
from qbo.sandbox.rules.lines import own_lines
from qbo.sandbox.rules.naming import Names
from qbo.sandbox.rules.records import Records
from qbo.sandbox.rules.recurring import as_template
from qbo.sandbox.rules.sales import Sales
from qbo.sandbox.rules.settling import Settling
from qbo.sandbox.rules.spending import Spending

Body = dict[str, Any]
REALM = "1"
MAILS_A_DAY = 40
NO_OPTIONS: frozenset[str] = frozenset()
_PAYABLE_ONLINE = "ETransactionPaymentEnabled"


class Company:
    """One QuickBooks company."""

    def __init__(self, ledger: Ledger, info: Body) -> None:
        """Keep the company's entities in a ledger; `info` is its CompanyInfo."""
        self.ledger, self.info = ledger, info
        self.records = Records(ledger, info)
        self._names, self._sales = Names(ledger), Sales(self.records)
        settling = Settling(self.records)
        self.effects = Effects(self.records, settling)
        self._rules = {
            **Spending(self.records).rules,
            "Payment": settling.payment,
            "BillPayment": settling.bill_payment,
        }

    def read(self, kind: Kind, number: str, options: frozenset[str] = NO_OPTIONS) -> Body:
        """An entity.

        Raises:
            Refusal: 610 if there is none.
        """
        body = self.ledger.get(kind.name, number)
        if body is None:
            raise Refusal(
                "610", "Object Not Found : Something you're trying to use has been made inactive."
            )
        return self._with_link(kind, body) if "invoiceLink" in options else body

    def write(
        self,
        kind: Kind,
        body: Body,
        options: frozenset[str] = NO_OPTIONS,
        *,
        extra: Body | None = None,
    ) -> Body:
        """Create an entity, or change the one whose Id is given.

        Args:
            kind: of the entity.
            body: the request.
            options: the words of `include`.
            extra: fields that only the company writes, to be kept along.
        """
        whole = self._update if body.get("Id") else self._create
        made = whole(kind, body, options, extra or {})
        return self._with_link(kind, made) if "invoiceLink" in options else made

    def plant(self, kind: Kind, number: str, body: Body) -> None:
        """Set up an entity under an id of its own, without asking whether the API may."""
        now = self.ledger.stamp()
        meta = {"CreateTime": now, "LastUpdatedTime": now}
        head = {"Id": number, "SyncToken": "0", "domain": "QBO", "sparse": False}
        kept = given(self.records.resolved(kind, check(kind, body)))
        whole = self._names.listed(kind, {"Id": number, **kept})
        self.ledger.put(kind.name, {**whole, **head, "MetaData": meta})

    def delete(self, kind: Kind, body: Body) -> Body:
        """Delete a transaction; names can only be made inactive.

        Raises:
            Refusal: 500 for what cannot be deleted, 610, 5010, 6210.
        """
        self._may(kind, "delete")
        number = str(body.get("Id", ""))
        old = self.read(kind, number)
        self._fresh(old, body)
        self.records.open_on(old.get("TxnDate"))
        self.ledger.remove(kind.name, number)
        self.effects.followed(kind, None, old)
        return {"status": "Deleted", "domain": "QBO", "Id": number}

    def void(self, kind: Kind, body: Body) -> Body:
        """Let a transaction count for nothing; it stays to be seen.

        Raises:
            Refusal: 500 for what cannot be voided.
            InDisguise: a bill (a fault inside HTTP 200, seen live).
            NothingDone: a journal entry (an empty batch answer, seen live).
        """
        old = self.read(kind, str(body.get("Id", "")))
        if kind.name == "Bill":
            raise InDisguise
        if kind.name == "JournalEntry":
            raise NothingDone
        self._may(kind, "void")
        self._fresh(old, body)
        self.records.open_on(old.get("TxnDate"))
        return self._kept(kind, _voided(kind, old), old, void=True)

    def send(self, kind: Kind, number: str, to: str | None) -> Body:
        """E-mail a transaction; sending twice mails twice, as the real one does."""
        self._may(kind, "send")
        body = self.read(kind, number)
        address = to or body.get("BillEmail", {}).get("Address")
        if not address:
            raise Refusal("6000", "An e-mail address is needed to send this.", "BillEmail")
        mailable("BillEmail", address)
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
                "attachments": self._sent_along(kind, number),
                "time": self.ledger.stamp(),
            }
        )
        return body

    def _sent_along(self, kind: Kind, number: str) -> list[str]:
        """The names of the files that go out with a document."""
        return [
            attached.get("FileName") or attached.get("Note", "")
            for attached in self.ledger.all("Attachable")
            for ref in attached.get("AttachableRef") or []
            if ref.get("IncludeOnSend")
            and (ref.get("EntityRef") or {}).get("type") == kind.name
            and (ref.get("EntityRef") or {}).get("value") == number
        ]

    def query(self, text: str) -> Body:
        """Answer a statement, one page of it."""
        single = {"CompanyInfo": self.info, "Preferences": self.records.preferences}
        return found(self.ledger, text, single)

    def describe(self, body: Body) -> Body:
        """Change the CompanyInfo.

        Raises:
            Refusal: 5010 for an old SyncToken, 2010 and 2050 as for every entity.
        """
        self._fresh(self.info, body)
        kept = check(COMPANY_INFO, body)
        self.info.update(given(kept))
        for name in [name for name, value in kept.items() if value is None]:
            self.info.pop(name, None)
        self.info["SyncToken"] = str(int(self.info["SyncToken"]) + 1)
        self.info["MetaData"] = {
            **self.info["MetaData"],
            "LastUpdatedTime": self.ledger.stamp(),
        }
        self.ledger.remember("companyinfo", json.dumps(self.info))
        return self.info

    def owner_edit(self, number: str, changes: Body, kind: Kind = CUSTOMER) -> Body:
        """What the owner does in QuickBooks' own pages: a change that nobody announced."""
        old = self.read(kind, number)
        new = self.records.touch(kind.name, number, **changes) or {}
        self.effects.rename(kind, new, old)
        return new

    def move_clock(self, seconds: float) -> None:
        """Let time pass for the company."""
        self.ledger.ahead += timedelta(seconds=seconds)

    def _create(self, kind: Kind, body: Body, options: frozenset[str], extra: Body) -> Body:
        self._may(kind, "create")
        request = self.records.resolved(kind, check(kind, body))
        whole = self._whole(Change(kind, request, given(request), None, options), extra)
        now = self.ledger.stamp()
        made = {
            **whole,
            "Id": self.ledger.next_id(),
            "SyncToken": "0",
            "domain": "QBO",
            "sparse": False,
            "MetaData": {"CreateTime": now, "LastUpdatedTime": now},
        }
        self.ledger.put(kind.name, made)
        return self.effects.followed(kind, made, None) or made

    def _update(self, kind: Kind, body: Body, options: frozenset[str], extra: Body) -> Body:
        self._may(kind, "update")
        old = self.read(kind, str(body["Id"]))
        self._fresh(old, body)
        request = self.records.resolved(kind, check(kind, body))
        if body.get("sparse"):
            base = {name: old[name] for name in old if name not in request or _lasting(kind, name)}
        else:
            # What a full update leaves out is cleared; what only the company writes stays.
            base = {name: value for name, value in old.items() if name not in kind.fields}
        self.records.open_on(old.get("TxnDate"))
        laid = {**base, **given(request)}
        return self._kept(kind, self._whole(Change(kind, request, laid, old, options), extra), old)

    def _whole(self, change: Change, extra: Body) -> Body:
        """An entity as it is kept, by the rules of its kind; a template by those of its form."""
        kind, body = change.kind, {**change.body, **extra}
        for name in kind.required:
            if body.get(name) in (None, "", []):
                raise missing(name)
        if kind.form:
            form = replace(change, kind=replace(kind, name=kind.form, form=""))
            return as_template(self.ledger, kind.form, self._whole(form, extra))
        if kind.family == "people":
            return self._names.person(kind, body)
        if kind.family == "list":
            whole = self._names.listed(kind, body)
            if kind.name == "Item":
                complete_item(whole)
            if kind.name == "Budget" and whole["EndDate"] <= whole["StartDate"]:
                raise Refusal("6000", "A budget ends after it starts.", "EndDate")
            return whole
        self.records.open_on(body.get("TxnDate") or self.records.today())
        if kind.family == "sale":
            return self._sales.form(change)
        if kind.name in self._rules:
            return self._rules[kind.name](change)
        if not body.get("Note") and not body.get("Size"):
            raise Refusal("6000", "You must have at least a note string or file attachment")
        return body

    def _kept(self, kind: Kind, changed: Body, old: Body, *, void: bool = False) -> Body:
        changed["SyncToken"] = str(int(old["SyncToken"]) + 1)
        changed["sparse"] = False
        changed["MetaData"] = {**old["MetaData"], "LastUpdatedTime": self.ledger.stamp()}
        self.ledger.put(kind.name, changed)
        self.effects.rename(kind, changed, old)
        return self.effects.followed(kind, changed, old, void=void) or changed

    def _may(self, kind: Kind, deed: Deed) -> None:
        if deed not in kind.can:
            raise Refusal("500", f"Operation {deed} is not supported.")

    def _fresh(self, old: Body, body: Body) -> None:
        if str(body.get("SyncToken", "")) != old["SyncToken"]:
            raise Refusal(
                "5010",
                f"Stale Object Error : You and {old['Id']} were working on this at the same time.",
            )

    def _with_link(self, kind: Kind, body: Body) -> Body:
        """An invoice with the address at which it is paid, where the company has payments."""
        online = self.records.preference("SalesFormsPrefs", _PAYABLE_ONLINE)
        if kind.name != "Invoice" or not online or "BillEmail" not in body:
            return body
        address = f"https://connect.intuit.example/portal/asei/{REALM}-{body['Id']}"
        return {**body, "InvoiceLink": address}


def _lasting(kind: Kind, name: str) -> bool:
    """Whether a sparse update cannot take a field away (Intuit: DisplayName)."""
    return name in ("DisplayName", "Name") or name in kind.required


def _voided(kind: Kind, body: Body) -> Body:
    note = " ".join(filter(None, ("Voided", body.get("PrivateNote", ""))))
    nothing: Body = {**body, "TotalAmt": 0, "PrivateNote": note}
    if kind.name == "Payment":
        return {**nothing, "Line": [], "UnappliedAmt": 0}
    named = [link for link in body.get("LinkedTxn") or [] if link["TxnType"] == "Payment"]
    return {
        **nothing,
        "Line": [_emptied(line) for line in body["Line"]],
        "LinkedTxn": named,
        "TxnTaxDetail": {"TotalTax": 0},
        "Balance": 0,
    }


def _emptied(line: Body) -> Body:
    detail = line.get("SalesItemLineDetail")
    if detail is None:
        return {**line, "Amount": 0}
    return {**line, "Amount": 0, "SalesItemLineDetail": {**detail, "Qty": 0}}
