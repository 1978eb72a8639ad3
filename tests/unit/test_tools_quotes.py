from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.values import Money
from prompts.pricing import Quote, QuoteKind, QuoteLine
from prompts.schema import Charge
from tools import quotes

pytestmark = pytest.mark.unit

amounts = st.decimals("0", "9999", places=2)


def line(quantity: Decimal, unit_price: Decimal) -> QuoteLine:
    return QuoteLine(
        item_id="7",
        item_name="HVAC Repair - Hourly",
        description="Repair",
        quantity=quantity,
        unit_price=unit_price,
        amount=Money(quantity * unit_price),
        charge=Charge.HOURLY,
        say="repair",
    )


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=4))
def test_kept_quote_comes_back_the_same(pairs: list[tuple[Decimal, Decimal]]) -> None:
    lines = tuple(line(quantity, unit) for quantity, unit in pairs)
    total = sum((one.amount for one in lines), Money.of(0))
    quote = Quote(lines, total, QuoteKind.PRICED)
    assert quotes.unwritten(quotes.written(quote)) == quote


def test_kept_amounts_are_computed_again() -> None:
    kept = quotes.written(Quote((line(Decimal(2), Decimal(135)),), Money.of(1), QuoteKind.PRICED))
    assert quotes.unwritten(kept).total == Money.of(270)


def test_what_made_a_quote_is_kept_with_it() -> None:
    made = Quote((), Money.of(0), QuoteKind.FREE, rule="Leak", rules_version="ab12")
    assert quotes.unwritten(quotes.written(made)) == made
