"""The lines of a document: what each needs, its arithmetic, and what they come to."""

from decimal import Decimal
from typing import Any

from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.kind import Kind
from qbo.sandbox.rules.checking import missing, number_of, plain, rounded, unsupported

Body = dict[str, Any]
SUBTOTAL = "SubTotalLineDetail"
_COUNTED = ("SalesItemLineDetail", "ItemBasedExpenseLineDetail")
_NO_AMOUNT = ("DescriptionOnly", "DiscountLineDetail", "GroupLineDetail")


def own_lines(body: Body) -> list[Body]:
    """The lines without the subtotal, which the company appends by itself."""
    given = body.get("Line") or []
    return [line for line in given if line.get("DetailType") != SUBTOTAL]


def lines(kind: Kind, body: Body) -> None:
    """Check the lines of a transaction.

    Raises:
        Refusal: 2020 without lines, 2010 for unknown sorts, 6070 for wrong arithmetic.
    """
    given = body.get("Line")
    if not isinstance(given, list) or not given:
        raise missing("Line")
    for line in given:
        _line(kind, line)


def numbered(given: list[Body]) -> list[Body]:
    """The lines with an Id and a number each."""
    found = []
    for place, line in enumerate(given, 1):
        number = int(line.get("LineNum") or place)
        found.append({**line, "Id": line.get("Id") or str(place), "LineNum": number})
    return found


def counted(detail: Body) -> bool:
    """Whether a detail has a quantity and a price; clients send two noughts for neither."""
    quantity, price = detail.get("Qty"), detail.get("UnitPrice")
    return quantity is not None and price is not None and not (quantity == 0 and price == 0)


def amount(line: Body) -> Decimal:
    """What a line comes to."""
    return rounded(number_of(line.get("Amount") or 0))


def sold(given: list[Body]) -> Decimal:
    """The sum of the lines that sell, groups included, before discount and tax."""
    return sum(
        (
            amount(line)
            for line in given
            if line["DetailType"] in ("SalesItemLineDetail", "GroupLineDetail")
        ),
        Decimal(0),
    )


def discount(given: list[Body], of: Decimal) -> Decimal:
    """What is taken off, by amount or by percent; the line gets its amount."""
    off = Decimal(0)
    for line in given:
        if line["DetailType"] != "DiscountLineDetail":
            continue
        detail = line.get("DiscountLineDetail") or {}
        if detail.get("PercentBased"):
            share = number_of(detail.get("DiscountPercent", 0)) / 100
            line["Amount"] = plain(rounded(of * share))
        off += amount(line)
    return off


def flat(given: list[Body]) -> list[Body]:
    """The lines with those inside groups beside the others."""
    found = []
    for line in given:
        inside = (line.get("GroupLineDetail") or {}).get("Line") or []
        found += [line, *inside]
    return [line for line in found if line["DetailType"] != "GroupLineDetail"]


def _line(kind: Kind, line: Body) -> None:
    sort = line.get("DetailType")
    if not sort:
        raise missing("DetailType")
    if sort not in kind.details:
        raise unsupported(f"DetailType {sort}")
    if sort not in _NO_AMOUNT and "Amount" not in line:
        raise missing("Amount")
    detail = line.get(sort) or {}
    if sort in _COUNTED and counted(detail):
        exact = number_of(detail["Qty"]) * number_of(detail["UnitPrice"])
        if rounded(exact) != amount(line):
            raise Refusal("6070", "Amount is not equal to UnitPrice * Qty.", "Amount")
    if sort == "GroupLineDetail":
        for inside in detail.get("Line") or []:
            _line(kind, inside)
