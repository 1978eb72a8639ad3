"""A quote as it is kept while the books are away, so that the price told on the phone stays."""

from decimal import Decimal
from typing import Any

from office.values import Money
from prompts.pricing import Quote, QuoteKind, QuoteLine
from prompts.schema import Charge

MAYBE = ("minimum", "upper_quantity", "upper_price")
"""What only some lines have."""


def written(quote: Quote) -> dict[str, Any]:
    """The quote as JSON."""
    lines = [
        {
            "item_id": line.item_id,
            "item_name": line.item_name,
            "description": line.description,
            "quantity": str(line.quantity),
            "unit_price": str(line.unit_price),
            "charge": line.charge.value,
            "say": line.say,
            "taxed": line.taxed,
            **{name: str(value) for name in MAYBE if (value := getattr(line, name)) is not None},
        }
        for line in quote.lines
    ]
    return {
        "kind": quote.kind.value,
        "lines": lines,
        "told": quote.told,
        "rule": quote.rule,
        "rules_version": quote.rules_version,
    }


def unwritten(kept: dict[str, Any]) -> Quote:
    """The quote that `written` wrote; amounts are computed again, never read."""
    lines = tuple(_line(line) for line in kept["lines"])
    total = sum((line.amount for line in lines), Money.of(0))
    return Quote(
        lines,
        total,
        QuoteKind(kept["kind"]),
        told=kept.get("told", True),
        rule=kept.get("rule", ""),
        rules_version=kept.get("rules_version", ""),
    )


def _line(kept: dict[str, Any]) -> QuoteLine:
    quantity, unit_price = Decimal(kept["quantity"]), Decimal(kept["unit_price"])
    return QuoteLine(
        item_id=kept["item_id"],
        item_name=kept["item_name"],
        description=kept["description"],
        quantity=quantity,
        unit_price=unit_price,
        amount=Money(quantity * unit_price),
        charge=Charge(kept["charge"]),
        say=kept["say"],
        taxed=kept.get("taxed", False),
        **{name: Decimal(kept[name]) for name in MAYBE if name in kept},
    )
