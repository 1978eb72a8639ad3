"""Names: who may be called what, who belongs below whom, and how accounts are sorted."""

from typing import Any

from qbo.sandbox.columns import folded
from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.kind import Kind
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.rules.checking import missing

Body = dict[str, Any]
DEEPEST = 4
"""Levels under the top one (Intuit: five with it)."""
PEOPLE = ("Customer", "Vendor", "Employee")
_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
_SUBS = {
    "Item": "SubItem",
    "Account": "SubAccount",
    "Class": "SubClass",
    "Department": "SubDepartment",
}
_DELETED = " (deleted)"
CLASSIFICATIONS = {
    "Bank": "Asset", "Other Current Asset": "Asset", "Fixed Asset": "Asset",
    "Other Asset": "Asset", "Accounts Receivable": "Asset", "Accounts Payable": "Liability",
    "Credit Card": "Liability", "Long Term Liability": "Liability",
    "Other Current Liability": "Liability", "Equity": "Equity", "Income": "Revenue",
    "Other Income": "Revenue", "Expense": "Expense", "Other Expense": "Expense",
    "Cost of Goods Sold": "Expense",
}  # fmt: skip
_SUBTYPES = {
    "Bank": ("Checking", "CashOnHand", "Savings", "MoneyMarket", "TrustAccounts"),
    "Other Current Asset": ("UndepositedFunds", "Inventory", "PrepaidExpenses"),
    "Fixed Asset": ("Vehicles", "MachineryAndEquipment", "FurnitureAndFixtures"),
    "Accounts Receivable": ("AccountsReceivable",),
    "Accounts Payable": ("AccountsPayable",),
    "Credit Card": ("CreditCard",),
    "Other Current Liability": ("SalesTaxPayable", "LineOfCredit", "PayrollClearing"),
    "Long Term Liability": ("NotesPayable",),
    "Equity": ("OpeningBalanceEquity", "OwnersEquity", "RetainedEarnings"),
    "Income": ("ServiceFeeIncome", "SalesOfProductIncome", "DiscountsRefundsGiven"),
    "Other Income": ("InterestEarned",),
    "Expense": (
        "SuppliesMaterials",
        "Auto",
        "AdvertisingPromotional",
        "RepairMaintenance",
        "Utilities",
    ),
    "Other Expense": ("Depreciation",),
    "Cost of Goods Sold": ("SuppliesMaterialsCogs",),
    "Other Asset": ("OtherLongTermAssets",),
}


class Names:
    """The rules for names of one company."""

    def __init__(self, ledger: Ledger) -> None:
        """Look in a ledger for who is there."""
        self._ledger = ledger

    def person(self, kind: Kind, body: Body) -> Body:
        """A customer, vendor or employee with all that follows from the name.

        Raises:
            Refusal: 2020 without a name, 6240 for one that is taken, 6000 for a wrong parent.
        """
        parts = [str(body[name]) for name in _PARTS if body.get(name)]
        display = body.get("DisplayName") or " ".join(parts)
        if not display:
            raise missing("DisplayName")
        for other in PEOPLE:
            self._unused(other, folded(display), body.get("Id"))
        whole = {**kind.defaults, **body, "DisplayName": display}
        whole.setdefault("PrintOnCheckName", body.get("CompanyName") or display)
        if kind.name == "Customer":
            self._below(whole)
        for name in ("BillAddr", "ShipAddr"):
            if name in whole and "Id" not in whole[name]:
                whole[name] = {"Id": self._ledger.next_id(), **whole[name]}
        return whole

    def listed(self, kind: Kind, body: Body) -> Body:
        """An entry of a list, with its full name.

        Raises:
            Refusal: 2020 without what is required, 6240 for a name that is taken.
        """
        for name in kind.required:
            if body.get(name) in (None, ""):
                raise missing(name)
        whole = {**kind.defaults, **body}
        if kind.name == "Account":
            whole["Name"] = str(whole["Name"]).removesuffix(_DELETED)
        if kind.name in _SUBS:
            self._nested(kind, whole)
        if kind.name == "Account":
            _sort(whole)
        called = whole.get("DisplayName") or whole.get("FullyQualifiedName") or whole.get("Name")
        if called:
            self._unused(kind.name, folded(str(called)), body.get("Id"))
        return whole

    def _below(self, customer: Body) -> None:
        """A job stands below its customer; who is no job has no parent."""
        own = customer["DisplayName"]
        customer["FullyQualifiedName"] = own
        customer.pop("Level", None)
        if not customer.get("Job"):
            customer.pop("ParentRef", None)
            return
        if "ParentRef" not in customer:
            raise Refusal("6000", "A job needs the customer it belongs to.", "ParentRef")
        above = self._above("Customer", customer)
        customer["FullyQualifiedName"] = f"{above['FullyQualifiedName']}:{own}"
        customer["Level"] = int(above.get("Level", 0)) + 1

    def _nested(self, kind: Kind, body: Body) -> None:
        sub, own = _SUBS[kind.name], body["Name"]
        body["FullyQualifiedName"] = own
        body.pop("Level", None)
        if not body.get(sub):
            body.pop("ParentRef", None)
            return
        if "ParentRef" not in body:
            raise Refusal("6000", f"{sub} needs a parent.", "ParentRef")
        above = self._above(kind.name, body)
        body["FullyQualifiedName"] = f"{above['FullyQualifiedName']}:{own}"
        body["Level"] = int(above.get("Level", 0)) + 1

    def _above(self, kind: str, body: Body) -> Body:
        above = self._ledger.get(kind, body["ParentRef"]["value"])
        if above is None:
            raise Refusal("2500", f"Invalid Reference Id : {kind} is not there.", "ParentRef")
        up: Body | None = above
        for _ in range(DEEPEST):
            if up is None:
                return above
            if up["Id"] == body.get("Id"):
                raise Refusal("6000", "Nobody can stand below himself.", "ParentRef")
            up = self._ledger.get(kind, up["ParentRef"]["value"]) if "ParentRef" in up else None
        if up is not None:
            raise Refusal("6000", "No more than five levels can stand below each other.")
        return above

    def _unused(self, kind: str, name: str, own: str | None) -> None:
        holder = self._ledger.named(kind, name)
        if holder is not None and holder != own:
            raise Refusal(
                "6240",
                "The name supplied already exists. : Another "
                f"{kind.lower()} is already using this name. Please use a different name.",
            )


def _sort(account: Body) -> None:
    """The type of an account from its subtype, its class from its type, its name when it ends."""
    sub = account.get("AccountSubType")
    if "AccountType" not in account:
        found = next((kind for kind, subs in _SUBTYPES.items() if sub in subs), None)
        if found is None:
            raise missing("AccountType")
        account["AccountType"] = found
    kind = account["AccountType"]
    if kind not in CLASSIFICATIONS:
        raise Refusal("2010", f"{kind} is not a type of account.", "AccountType")
    account.setdefault("AccountSubType", _SUBTYPES[kind][0])
    account["Classification"] = CLASSIFICATIONS[kind]
    if not account["Active"]:
        for name in ("Name", "FullyQualifiedName"):
            account[name] = f"{account[name]}{_DELETED}"
