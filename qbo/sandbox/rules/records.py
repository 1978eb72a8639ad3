"""What every rule of the company looks up: references, preferences, accounts, the day."""

import json
from datetime import date
from typing import Any

from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.kind import ANY_KIND, CURRENCY, Field, Kind
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.rules.checking import missing
from qbo.sandbox.rules.preferences import DEFAULTS, changed

Body = dict[str, Any]
SHIPPING = "SHIPPING_ITEM_ID"
"""The item of a shipping line (Intuit: it is in no list)."""
HOME = {"value": "USD", "name": "United States Dollar"}


class Records:
    """One company's ledger, asked the questions that rules have."""

    def __init__(self, ledger: Ledger, info: Body) -> None:
        """Ask a ledger; `info` is the company's CompanyInfo."""
        self.ledger, self.info = ledger, info
        self._accounts: dict[str, str | None] = {}

    @property
    def preferences(self) -> Body:
        """The company's preferences."""
        kept = self.ledger.fact("preferences")
        if kept:
            found: Body = json.loads(kept)
            return found
        made = self.info["MetaData"]["CreateTime"]
        return {**DEFAULTS, "MetaData": {"CreateTime": made, "LastUpdatedTime": made}}

    def prefer(self, request: Body, *, by_owner: bool = False) -> Body:
        """Change preferences; the owner may change what the API does not."""
        new = changed(self.preferences, request, self.ledger.stamp(), by_owner=by_owner)
        self.ledger.remember("preferences", json.dumps(new))
        return new

    def preference(self, group: str, name: str) -> Any:
        """One preference, or None."""
        return (self.preferences.get(group) or {}).get(name)

    def today(self) -> str:
        """The company's day."""
        return self.ledger.now().date().isoformat()

    def open_on(self, day: str | None) -> None:
        """Whether the books are open on a day.

        Raises:
            Refusal: 6210 on and before the day on which they were closed.
        """
        closed = self.preference("AccountingInfoPrefs", "BookCloseDate")
        if day and closed and date.fromisoformat(day) <= date.fromisoformat(closed):
            raise Refusal(
                "6210",
                "Account Period Closed, Cannot Update Through Services API : The account period "
                f"has closed on {closed}; the owner can open it again in QuickBooks.",
                "TxnDate",
            )

    def resolved(self, kind: Kind, request: Body) -> Body:
        """A request whose references are known to exist and carry their names.

        Raises:
            Refusal: 2500 for nothing, 610 for what is inactive.
        """
        return {
            name: value if value is None else self._resolved(kind.fields[name], name, value)
            for name, value in request.items()
        }

    def referred(self, kind: str, reference: Body | None, element: str) -> Body:
        """What a reference names.

        Raises:
            Refusal: 2020 without one, 2500 for nothing, 610 for what is inactive.
        """
        if not reference:
            raise missing(element)
        return self._named((kind,), reference, element)

    def currency(self, value: Body) -> Body:
        """A reference to one of the company's currencies.

        Raises:
            Refusal: 2500 for any other.
        """
        if value["value"] == HOME["value"]:
            return dict(HOME)
        for known in self.ledger.all("CompanyCurrency"):
            if known["Code"] == value["value"]:
                return {"value": known["Code"], "name": known.get("Name", known["Code"])}
        raise Refusal(
            "2500", "Invalid Reference Id : The currency is not among the company's.", "CurrencyRef"
        )

    def touch(self, kind: str, number: str, **changes: Any) -> Body | None:
        """Change an entity as the company does by itself; gives it as it is now."""
        body = self.ledger.get(kind, number)
        if body is None:
            return None
        body |= changes
        body["SyncToken"] = str(int(body["SyncToken"]) + 1)
        body["MetaData"] = {**body["MetaData"], "LastUpdatedTime": self.ledger.stamp()}
        self.ledger.put(kind, body)
        return body

    def account(self, kind: str, sub: str = "") -> str | None:
        """The first account of a type and, if given, subtype."""
        key = f"{kind}/{sub}"
        known = self._accounts.get(key)
        if known is not None and self.ledger.get("Account", known) is not None:
            return known
        for body in self.ledger.all("Account"):
            if body["AccountType"] == kind and sub in ("", body.get("AccountSubType")):
                self._accounts[key] = str(body["Id"])
                return str(body["Id"])
        return None

    def _resolved(self, field: Field, path: str, value: Any) -> Any:
        if field.sort == "reference" and field.to:
            return self._reference(field, path, value)
        if field.sort == "parts":
            return {
                name: self._resolved(field.parts[name], name, part) for name, part in value.items()
            }
        if field.sort == "list" and field.of is not None:
            return [self._resolved(field.of, path, one) for one in value]
        return value

    def _reference(self, field: Field, path: str, value: Body) -> Body:
        if field.to == (CURRENCY,):
            return self.currency(value)
        if value["value"] == SHIPPING:
            return value
        found = self._named(field.to, value, path)
        typed = {"type": value["type"]} if "type" in value else {}
        name = found.get("DisplayName") or found.get("FullyQualifiedName") or found.get("Name")
        return {"value": found["Id"], **({"name": name} if name else {}), **typed}

    def _named(self, kinds: tuple[str, ...], reference: Body, element: str) -> Body:
        wanted = str(reference.get("value", ""))
        if "type" in reference and (kinds == (ANY_KIND,) or reference["type"] in kinds):
            kinds = (str(reference["type"]),)
        for kind in kinds:
            found = self.ledger.get(kind, wanted)
            if found is None:
                continue
            if found.get("Active") is False:
                inactive = f"Object Not Found : {kind} has been made inactive."
                raise Refusal("610", inactive, element)
            return found
        raise Refusal(
            "2500",
            f"Invalid Reference Id : {kinds[0]} assigned to this transaction is invalid.",
            element,
        )
