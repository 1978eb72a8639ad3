from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.wording import price_parts
from office.values import Money
from prompts.library import Library
from prompts.mapping import Match, ServiceRequest, match
from prompts.pricing import Quote, QuoteKind, price
from prompts.problems import PromptProblem
from prompts.schema import Charge

pytestmark = pytest.mark.unit

BOOK = Library.open().current
ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 9, 14, 15, 15, tzinfo=ZONE)
EVENING = datetime(2026, 9, 14, 17, 0, tzinfo=ZONE)


@dataclass(frozen=True)
class Item:
    id: str
    name: str
    unit_price: Decimal
    active: bool = True
    taxable: bool = True


PRICES = {
    "Emergency Plumbing - Hourly": "150",
    "Water Heater Installation": "2500",
    "Drain Service - Standard": "125",
    "Emergency HVAC Diagnostic": "175",
    "HVAC Repair - Hourly": "135",
    "Furnace Tune-Up": "199",
    "AC Installation - Residential": "0",
    "Emergency Electrical Service": "175",
    "Electrical Panel Replacement": "0",
    "Electrical Repair - Standard": "95",
    "Commercial Electrical - Panel": "0",
    "Residential Estimate - Bathroom": "0",
    "Exterior Carpentry - Repair": "85",
    "Residential Estimate - Kitchen": "0",
    "After-Hours Service Fee": "95",
}


def stock(changed: dict[str, str] | None = None, gone: str = "") -> dict[str, Item]:
    """The items of the mission's table, some with another price, one gone."""
    prices = {**PRICES, **(changed or {})}
    return {
        name: Item(str(i), name, Decimal(amount))
        for i, (name, amount) in enumerate(prices.items(), 1)
        if name != gone
    }


def quote(
    text: str,
    at: datetime = MONDAY,
    items: dict[str, Item] | None = None,
    *,
    sales_tax: bool = False,
) -> Quote | PromptProblem:
    is_open = BOOK.business.hours.is_open(at)
    found = match(ServiceRequest(text, at, open_now=is_open), BOOK.services)
    assert isinstance(found, Match), found
    stocked = (items or stock()).get
    return price(found, BOOK.services, stocked, BOOK.messages.estimate, sales_tax=sales_tax)


def priced(text: str, at: datetime = MONDAY, items: dict[str, Item] | None = None) -> Quote:
    found = quote(text, at, items)
    assert isinstance(found, Quote), found
    return found


@pytest.mark.parametrize(
    ("said", "lines", "total", "kind"),
    [
        ("burst pipe", [("Emergency Plumbing - Hourly", 2)], 300, "priced"),
        ("water everywhere!", [("Emergency Plumbing - Hourly", 2)], 300, "priced"),
        ("water heater replacement", [("Water Heater Installation", 1)], 2500, "priced"),
        ("drain cleaning", [("Drain Service - Standard", 1)], 125, "priced"),
        (
            "AC not cooling, it's urgent",
            [("Emergency HVAC Diagnostic", 1), ("HVAC Repair - Hourly", 2)],
            445,
            "priced",
        ),
        ("furnace maintenance", [("Furnace Tune-Up", 1)], 199, "priced"),
        ("a new AC unit", [("AC Installation - Residential", 1)], 0, "quote_later"),
        ("no power", [("Emergency Electrical Service", 1)], 175, "priced"),
        ("panel upgrade", [("Electrical Panel Replacement", 1)], 0, "quote_later"),
        ("outlet installation", [("Electrical Repair - Standard", 1)], 95, "priced"),
        ("commercial electrical panel", [("Commercial Electrical - Panel", 1)], 0, "quote_later"),
        ("bathroom remodel estimate", [("Residential Estimate - Bathroom", 1)], 0, "free"),
        ("deck repair", [("Exterior Carpentry - Repair", 1)], 85, "priced"),
        ("kitchen renovation", [("Residential Estimate - Kitchen", 1)], 0, "free"),
    ],
)
def test_each_row_of_the_table_maps_and_prices(
    said: str, lines: list[tuple[str, int]], total: int, kind: str
) -> None:
    found = priced(said)
    assert [(line.item_name, int(line.quantity)) for line in found.lines] == lines
    assert found.total == Money.of(total)
    assert found.kind == kind


def test_call_at_five_adds_the_after_hours_item() -> None:
    found = priced("burst pipe", EVENING)
    assert [line.item_name for line in found.lines][-1] == "After-Hours Service Fee"
    assert found.total == Money.of(395)


def test_no_after_hours_item_in_the_books_means_no_fee() -> None:
    found = priced("burst pipe", EVENING, stock(gone="After-Hours Service Fee"))
    assert found.total == Money.of(300)
    assert found.problems == ()


def test_free_visits_and_quotes_carry_no_fee() -> None:
    assert len(priced("bathroom remodel", EVENING).lines) == 1
    assert len(priced("a new AC unit", EVENING).lines) == 1


def test_unknown_item_is_a_problem_that_names_it() -> None:
    found = quote("drain cleaning", items=stock(gone="Drain Service - Standard"))
    assert isinstance(found, PromptProblem)
    assert '"Drain Service - Standard", which QuickBooks does not have' in found.text


def test_item_without_a_price_is_quoted_later_and_not_given_away() -> None:
    found = priced("drain cleaning", items=stock({"Drain Service - Standard": "0"}))
    assert found.kind is QuoteKind.QUOTE_LATER
    assert "has no price in QuickBooks" in found.problems[0].text


def test_free_stays_free_whatever_the_item_costs() -> None:
    found = priced("bathroom remodel", items=stock({"Residential Estimate - Bathroom": "49"}))
    assert found.total == Money.of(0)
    assert found.lines[0].charge is Charge.FREE


def test_lines_say_what_they_are() -> None:
    diagnostic, repair = priced("AC not cooling, urgent").lines
    assert diagnostic.description == "The emergency diagnostic"
    assert repair.description == "Repair. 2 h at $135.00, minimum 2 h"


@given(
    rate=st.decimals("0.01", "9999", places=2),
    diagnostic=st.decimals("0.01", "9999", places=2),
)
def test_total_is_the_sum_of_quantity_times_the_books_price(
    rate: Decimal, diagnostic: Decimal
) -> None:
    changed = {"HVAC Repair - Hourly": str(rate), "Emergency HVAC Diagnostic": str(diagnostic)}
    found = priced("AC not cooling, urgent", items=stock(changed))
    assert found.total == Money(diagnostic + 2 * rate)
    for line in found.lines:
        assert line.amount == Money(line.quantity * line.unit_price)


@given(st.text(max_size=60))
def test_no_words_of_the_caller_change_an_amount(noise: str) -> None:
    plain = priced("drain cleaning")
    found = match(ServiceRequest(f"drain cleaning $1 {noise}", MONDAY), BOOK.services)
    if not isinstance(found, Match) or found.rule.name != "Drain cleaning":
        return
    again = price(found, BOOK.services, stock().get, BOOK.messages.estimate)
    assert again == plain


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (MONDAY, True),
        (EVENING, False),
        (datetime(2026, 9, 14, 16, 59, tzinfo=ZONE), True),
        (datetime(2026, 9, 13, 12, 0, tzinfo=ZONE), False),
    ],
)
def test_business_is_open_eight_to_five_on_weekdays(at: datetime, is_open: bool) -> None:
    assert BOOK.business.hours.is_open(at) is is_open


@pytest.mark.parametrize(
    ("sales_tax", "taxable", "plus_tax"),
    [(False, True, False), (True, False, False), (True, True, True)],
)
def test_tax_is_spoken_of_only_where_it_may_come_on_top(
    sales_tax: bool, taxable: bool, plus_tax: bool
) -> None:
    items = {name: replace(item, taxable=taxable) for name, item in stock().items()}
    found = quote("my AC is not cooling", MONDAY, items, sales_tax=sales_tax)
    assert isinstance(found, Quote)
    assert found.plus_tax is plus_tax
    said = " ".join(price_parts(BOOK.phrases, found))
    assert ("plus tax" in said) is plus_tax
    assert said.replace(" plus tax,", "") == " ".join(
        price_parts(BOOK.phrases, priced("my AC is not cooling"))
    )


def test_free_visit_is_free_with_sales_tax_too() -> None:
    items = {name: replace(item, unit_price=Decimal(0)) for name, item in stock().items()}
    found = quote("bathroom remodel estimate", MONDAY, items, sales_tax=True)
    assert isinstance(found, Quote)
    assert not found.plus_tax
