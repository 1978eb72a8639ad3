"""What a printed document says, line by line, before it is laid out on pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

Body = dict[str, Any]
TITLES = {
    "Estimate": "Estimate",
    "Invoice": "Invoice",
    "SalesReceipt": "Sales receipt",
    "CreditMemo": "Credit memo",
    "RefundReceipt": "Refund receipt",
    "Payment": "Payment receipt",
    "PurchaseOrder": "Purchase order",
}
"""The kinds QuickBooks prints, and what their pages are called."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is printed."""

    what: str
    about: str
    quantity: str
    rate: str
    amount: str


def number(body: Body) -> str:
    """What a document is called by, or nothing."""
    return str(body.get("DocNumber") or body.get("PaymentRefNum") or "")


def dates(kind: str, body: Body) -> list[tuple[str, str]]:
    """Number, days and state, as far as the document has them."""
    found = [
        ("Number", number(body)),
        ("Date", day(body.get("TxnDate", ""))),
        ("Valid until", day(body.get("ExpirationDate", ""))),
        ("Due", day(body.get("DueDate", "")) if kind == "Invoice" else ""),
        ("Terms", (body.get("SalesTermRef") or {}).get("name", "")),
        ("Method", (body.get("PaymentMethodRef") or {}).get("name", "")),
        ("Status", _state(kind, body)),
    ]
    return [(name, value) for name, value in found if value]


def _state(kind: str, body: Body) -> str:
    if kind == "Estimate":
        return str(body.get("TxnStatus", ""))
    if str(body.get("PrivateNote", "")).startswith("Voided"):
        return "Voided"
    if kind == "Invoice" and not _money(body, "Balance"):
        return "Paid"
    return ""


def rows(kind: str, body: Body, numbers: Mapping[str, str]) -> Iterator[Row]:
    """The lines as they are printed; `numbers` are those of what a payment pays, by id."""
    for line in body.get("Line") or []:
        if kind == "Payment":
            paid = ", ".join(
                f"{link['TxnType']} {numbers.get(link['TxnId'], '')}"
                for link in line.get("LinkedTxn") or []
            )
            yield Row(paid, "", "", "", dollars(_money(line, "Amount")))
            continue
        yield from _printed(line)


def _printed(line: Body) -> Iterator[Row]:
    """A line, or the lines of a group; sums are printed below the table."""
    about, amount = str(line.get("Description") or ""), dollars(_money(line, "Amount"))
    match line.get("DetailType"):
        case "SubTotalLineDetail" | "DiscountLineDetail" | "TaxLineDetail":
            return
        case "DescriptionOnly":
            yield Row("", about, "", "", "")
        case "GroupLineDetail":
            group = line.get("GroupLineDetail") or {}
            name = (group.get("GroupItemRef") or {}).get("name", "")
            yield Row(name, about, _figure(group.get("Quantity")), "", "")
            for part in group.get("Line") or []:
                yield from _printed(part)
        case kind:
            detail = line.get(str(kind)) or {}
            what = detail.get("ItemRef") or detail.get("AccountRef") or {}
            rate = detail.get("UnitPrice")
            yield Row(
                what.get("name", ""),
                "" if about == what.get("name") else about,
                _figure(detail.get("Qty")),
                "" if rate is None else dollars(Decimal(str(rate))),
                amount,
            )


def parts(kind: str, body: Body) -> Iterator[tuple[str, Decimal]]:
    """What the sum in bold is made of; nothing where it is the only one."""
    total, tax = _money(body, "TotalAmt"), _money(body.get("TxnTaxDetail") or {}, "TotalTax")
    off = sum(
        (
            _money(line, "Amount")
            for line in body.get("Line") or []
            if line.get("DetailType") == "DiscountLineDetail"
        ),
        Decimal(0),
    )
    if tax or off:
        yield "Subtotal", total - tax + off
    if off:
        yield "Discount", -off
    if tax:
        yield "Sales tax", tax
    if kind == "Payment" and _money(body, "UnappliedAmt"):
        yield "Not applied yet", _money(body, "UnappliedAmt")
    if kind == "Invoice":
        yield "Total", total
        if total != _money(body, "Balance"):
            yield "Paid", _money(body, "Balance") - total


def grand(kind: str, body: Body) -> tuple[str, Decimal]:
    """The sum in bold, and what it is called."""
    if kind == "Invoice":
        return "Balance due", _money(body, "Balance")
    return "Amount received" if kind == "Payment" else "Total", _money(body, "TotalAmt")


def address(given: Body) -> list[str]:
    """An address in the lines of an envelope."""
    town = " ".join(
        str(given[name]) for name in ("CountrySubDivisionCode", "PostalCode") if given.get(name)
    )
    last = ", ".join(part for part in (str(given.get("City") or ""), town) if part)
    streets = [str(given.get(f"Line{number}") or "") for number in range(1, 6)]
    return [line for line in [*streets, last] if line]


def _money(body: Body, name: str) -> Decimal:
    return Decimal(str(body.get(name) or 0))


def dollars(amount: Decimal) -> str:
    """An amount to the cent, with thousands set off."""
    sign = "-" if amount < 0 else ""
    return f"{sign}${abs(amount):,.2f}"


def _figure(value: Any) -> str:
    return "" if value is None else f"{Decimal(str(value)).normalize():f}"


def day(text: str) -> str:
    """A date as Americans write it."""
    return f"{date.fromisoformat(text[:10]):%m/%d/%Y}" if text else ""
