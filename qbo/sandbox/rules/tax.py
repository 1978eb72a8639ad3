"""Sales tax as QuickBooks reckons it by itself: by state, on lines that are taxable.

A total of tax that the request names is honoured as an override (Intuit: automated sales tax).
"""

from decimal import Decimal
from typing import Any

from qbo.sandbox.rules.checking import number_of, plain, rounded
from qbo.sandbox.rules.lines import amount, flat
from qbo.sandbox.rules.records import Records

Body = dict[str, Any]
TAXED, UNTAXED = "TAX", "NON"


def is_on(records: Records) -> bool:
    """Whether the company charges sales tax."""
    return bool(records.preference("TaxPrefs", "UsingSalesTax"))


def mark(records: Records, customer: Body, item: Body, detail: Body) -> Body:
    """A line's detail with the tax code it has: its own, or what item and customer say."""
    if "TaxCodeRef" in detail:
        return detail
    due = is_on(records) and item.get("Taxable") and customer.get("Taxable", True)
    return {**detail, "TaxCodeRef": {"value": TAXED if due else UNTAXED}}


def tax_detail(
    records: Records, customer: Body, body: Body, off: Decimal, override: Body | None
) -> Body:
    """The tax of a document: its total, and how it came about.

    Args:
        records: the company's.
        customer: who pays; an exempt one pays none.
        body: the document, its lines checked.
        off: the discount on all of it.
        override: `TxnTaxDetail` as the request has it, or None.
    """
    if not is_on(records):
        return {"TotalTax": 0}
    net = _taxable(body) if customer.get("Taxable", True) else Decimal(0)
    if not body.get("ApplyTaxAfterDiscount") or not net:
        base = net
    else:
        whole = sum((amount(line) for line in _sold(body)), Decimal(0))
        base = net - rounded(off * net / whole)
    code = _code(records, body)
    percent = number_of(code["percent"])
    due = rounded(base * percent / 100)
    if override is not None and "TotalTax" in override:
        due = rounded(number_of(override["TotalTax"]))
    if not code["code"]:
        return {"TotalTax": plain(due)}
    line = {
        "Amount": plain(due),
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": code["rate"]},
            "PercentBased": True,
            "TaxPercent": plain(percent),
            "NetAmountTaxable": plain(base),
        },
    }
    return {"TxnTaxCodeRef": {"value": code["code"]}, "TotalTax": plain(due), "TaxLine": [line]}


def _sold(body: Body) -> list[Body]:
    return [line for line in flat(body["Line"]) if line["DetailType"] == "SalesItemLineDetail"]


def _taxable(body: Body) -> Decimal:
    return sum(
        (
            amount(line)
            for line in _sold(body)
            if line["SalesItemLineDetail"].get("TaxCodeRef", {}).get("value") != UNTAXED
        ),
        Decimal(0),
    )


def _code(records: Records, body: Body) -> Body:
    """The code and rate of the state the work is done in; nothing where none is collected."""
    places = (body.get("ShipAddr"), body.get("BillAddr"), records.info.get("CompanyAddr"))
    states = [(place or {}).get("CountrySubDivisionCode") for place in places]
    state = next((found for found in states if found), "")
    for code in records.ledger.all("TaxCode"):
        rates = (code.get("SalesTaxRateList") or {}).get("TaxRateDetail") or []
        if code["Name"] != state or not rates:
            continue
        number = rates[0]["TaxRateRef"]["value"]
        rate = records.ledger.get("TaxRate", number) or {"RateValue": 0}
        return {"code": code["Id"], "rate": number, "percent": rate["RateValue"]}
    return {"code": "", "rate": "", "percent": 0}
