"""What an item needs: the accounts of its type, and whom it belongs below."""

from typing import Any

from qbo.sandbox.faults import Refusal
from qbo.sandbox.rules.checking import missing

Body = dict[str, Any]
_NEEDED = {
    "Service": ("IncomeAccountRef",),
    "Inventory": (
        "IncomeAccountRef",
        "ExpenseAccountRef",
        "AssetAccountRef",
        "QtyOnHand",
        "InvStartDate",
    ),
}
_EITHER = ("IncomeAccountRef", "ExpenseAccountRef")


def complete_item(body: Body) -> None:
    """Hold an item against its type.

    Raises:
        Refusal: 2020 for a missing account, 6000 for a quantity nobody counts.
    """
    kind = body["Type"]
    if kind == "Bundle":
        kind = body["Type"] = "Group"
    for name in _NEEDED.get(kind, ()):
        if name not in body:
            raise missing(name)
    if kind == "NonInventory" and not any(name in body for name in _EITHER):
        raise missing("IncomeAccountRef")
    if kind == "Inventory" and not body.get("TrackQtyOnHand"):
        raise Refusal("6000", "An inventory item needs TrackQtyOnHand.", "TrackQtyOnHand")
