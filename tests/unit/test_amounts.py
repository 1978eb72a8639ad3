"""No amount is spoken, texted or written that the calculation did not produce."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agent.brain.speech_check import Backing, objection
from agent.offer import amounts_told
from agent.spoken import say_money
from agent.wording import price_parts
from office.values import Money
from prompts.library import Library
from prompts.mapping import Match
from prompts.pricing import Quote, QuoteKind, price
from prompts.problems import PromptProblem
from prompts.schema import Charge, Line, Rule, Services, Urgency
from prompts.schema.rules import RangeWritten
from prompts.wording import fill
from tools import quotes

pytestmark = pytest.mark.unit

BOOK = Library.open().current
WORDS = BOOK.messages.estimate
SHIPPED = Path(__file__).parents[2] / "prompts"
ITEMS = ("A", "B", "C", "Dispatch", "Night")
SAYS = ("repair", "the visit", "new outlets", "a 200 amp panel", "half a day's work")


@dataclass(frozen=True)
class Item:
    id: str
    name: str
    unit_price: Decimal
    active: bool = True
    taxable: bool = True


hours = st.decimals("0.25", "12", places=2)
prices = st.one_of(
    st.just(Decimal(0)), st.decimals("0.01", "9999.99", places=2), st.integers(1, 5000).map(Decimal)
)
items = st.fixed_dictionaries(dict.fromkeys(ITEMS, prices)).map(
    lambda found: {
        name: Item(str(i), name, amount) for i, (name, amount) in enumerate(found.items(), 1)
    }
)


@st.composite
def lines(draw: st.DrawFn, names: tuple[str, ...] = ("A", "B", "C")) -> Line:
    """A line as an owner may write one."""
    charge = draw(st.sampled_from(Charge))
    body: dict[str, Any] = {
        "item": draw(st.sampled_from(names)),
        "say": draw(st.sampled_from(SAYS)),
        "charge": charge,
    }
    if charge is Charge.HOURLY:
        found: list[Decimal] = draw(st.lists(hours, min_size=3, max_size=3, unique=True))
        least, more, most = sorted(found)
        shown = draw(st.sets(st.sampled_from(("minimum_hours", "estimated_hours", "up_to_hours"))))
        told = {
            "minimum_hours": least,
            "estimated_hours": more,
            "up_to_hours": most + Decimal(1),
        }
        body |= {name: told[name] for name in shown}
    elif charge in (Charge.FLAT, Charge.EACH):
        body["quantity"] = draw(st.integers(1, 9).map(Decimal))
        if charge is Charge.EACH and draw(st.booleans()):
            body["up_to_quantity"] = body["quantity"] + draw(st.integers(1, 5))
    if charge in (Charge.FLAT, Charge.HOURLY, Charge.EACH) and draw(st.booleans()):
        body["up_to_item"] = draw(st.sampled_from(names))
    return Line.model_validate(body)


@st.composite
def matches(draw: st.DrawFn) -> tuple[Match, Services]:
    """A rule that won, and the rules it stands among."""
    own = draw(st.lists(lines(), min_size=1, max_size=3))
    rule = Rule.model_validate(
        {
            "name": "x",
            "trade": "plumbing",
            "says": {"any": ["x"]},
            "lines": own,
            "range_written": draw(st.sampled_from(["lower", "quote"])),
            "say_price": draw(st.sampled_from([None, True, False])),
        }
    )
    fees = {
        name: draw(st.none() | st.builds(_fee, st.just(item), st.sampled_from(["flat", "hourly"])))
        for name, item in (("dispatch_fee", "Dispatch"), ("after_hours", "Night"))
    }
    services = BOOK.services.model_copy(
        update={**fees, "rules": (rule,), "say_prices": draw(st.booleans())}
    )
    counted = tuple(
        draw(st.none() | st.integers(1, 99).map(Decimal)) if line.charge is Charge.EACH else None
        for line in own
    )
    after_hours = draw(st.booleans())
    return Match(rule, "", (), Urgency.ROUTINE, after_hours, (), counted), services


def _fee(item: str, charge: str) -> Line:
    return Line.model_validate({"item": item, "say": "the fee", "charge": charge})


def quoted(found: Match, services: Services, stock: dict[str, Item], tax: bool) -> Quote:
    quote = price(found, services, stock.get, WORDS, sales_tax=tax)
    assert not isinstance(quote, PromptProblem)
    return quote


def without(text: str, amounts: list[str]) -> str:
    """A text less the amounts it may name, the longest first."""
    for amount in sorted(amounts, key=len, reverse=True):
        text = text.replace(amount, "")
    return text


def produced(quote: Quote, stock: dict[str, Item]) -> list[Money]:
    """The amounts of a quote, reckoned here anew from the books' prices."""
    by_id = {item.id: item for item in stock.values()}
    found: list[Money] = []
    lower = upper = Money.of(0)
    for line in quote.lines:
        assert line.unit_price in (Decimal(0), by_id[line.item_id].unit_price)
        assert line.upper_price is None or line.upper_price in {
            i.unit_price for i in stock.values()
        }
        low = Money(line.quantity * line.unit_price)
        top_price = line.unit_price if line.upper_price is None else line.upper_price
        top_count = line.quantity if line.upper_quantity is None else line.upper_quantity
        high = Money(top_count * top_price)
        assert high >= low
        lower, upper = lower + low, upper + high
        found += [low, high, Money(line.unit_price)]
    assert quote.total == lower
    assert quote.upper in (None, upper)
    return [*found, lower, upper]


@settings(max_examples=60, deadline=None)
@given(matches(), items, st.booleans())
def test_every_amount_said_or_written_comes_from_the_books(
    chosen: tuple[Match, Services], stock: dict[str, Item], tax: bool
) -> None:
    quote = quoted(*chosen, stock, tax)
    amounts = produced(quote, stock)
    counts = {f"{n:f}" for line in quote.lines for n in (line.quantity, line.minimum) if n} | {
        "200"
    }
    plain = {count.rstrip("0").rstrip(".") if "." in count else count for count in counts}
    spoken = without(" ".join(price_parts(BOOK.phrases, quote)), [say_money(m) for m in amounts])
    assert not re.search(r"dollar|cent\b|cents|\$", spoken)
    assert set(re.findall(r"\d+(?:\.\d+)?", spoken)) <= plain
    for line in quote.lines:
        written = without(line.description, [str(money) for money in amounts])
        assert "$" not in written
        assert set(re.findall(r"\d+(?:\.\d+)?", written)) <= plain
    assert quotes.unwritten(quotes.written(quote)).total == quote.total


@settings(max_examples=30, deadline=None)
@given(matches(), items, st.booleans())
def test_price_the_owner_keeps_back_is_never_spoken(
    chosen: tuple[Match, Services], stock: dict[str, Item], tax: bool
) -> None:
    found, services = chosen
    silent = found.rule.model_copy(update={"say_price": False})
    quote = quoted(
        Match(silent, "", (), found.urgency, found.after_hours, (), found.counts),
        services,
        stock,
        tax,
    )
    said = " ".join(price_parts(BOOK.phrases, quote))
    assert not re.search(r"dollar|cents?\b|\$|\d", said)
    assert amounts_told(quote) == frozenset()


@settings(max_examples=30, deadline=None)
@given(matches(), items, st.decimals("1", "99999", places=2))
def test_model_cannot_name_another_amount(
    chosen: tuple[Match, Services], stock: dict[str, Item], invented: Decimal
) -> None:
    quote = quoted(*chosen, stock, tax=False)
    told = amounts_told(quote)
    assume(str(invented) not in told and str(int(invented)) not in told)
    sentence = f"That comes to ${invented} as an estimate."
    assert objection(sentence, Backing(amounts=told))


@settings(max_examples=20, deadline=None)
@given(matches(), items)
def test_text_after_the_call_names_the_books_total_and_nothing_else(
    chosen: tuple[Match, Services], stock: dict[str, Item]
) -> None:
    quote = quoted(*chosen, stock, tax=False)
    texts = BOOK.messages.caller
    for template in (texts.priced, texts.with_tax, texts.ranged, texts.untold, texts.free):
        body = fill(template, {"total": str(quote.total), "estimate": "1001"})
        assert "$" not in without(body, [str(quote.total)])


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("phrases.yaml", "{what}, {amount}", "{what}, {amount} and $25"),
        ("phrases.yaml", "visit for that is free.", "visit is fifty dollars."),
        ("messages.yaml", "comes to {total}.", "comes to $99.00."),
        ("messages.yaml", "Free estimate visit", "Worth $89.00"),
    ],
)
def test_words_around_a_price_may_not_bring_one_of_their_own(
    tmp_path: Path, file: str, old: str, new: str
) -> None:
    text = (SHIPPED / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1))
    (problem,) = Library.open(tmp_path).problems
    assert "names an amount; write it without, prices come from QuickBooks" in problem.text


def test_hours_count_as_the_owner_writes_them() -> None:
    body = {"item": "A", "say": "repair", "charge": "hourly", "minimum_hours": 2}
    for estimated, wanted in ((None, 300), (3, 450)):
        line = Line.model_validate(body | ({"estimated_hours": estimated} if estimated else {}))
        assert line_total(line) == Money.of(wanted)


def line_total(line: Line, count: Decimal | None = None, after_hours: bool = False) -> Money:
    rule = Rule.model_validate(
        {"name": "x", "trade": "plumbing", "says": {"any": ["x"]}, "lines": [line]}
    )
    services = BOOK.services.model_copy(
        update={"rules": (rule,), "after_hours": _fee("Night", "hourly")}
    )
    stock = {"A": Item("1", "A", Decimal(150)), "Night": Item("2", "Night", Decimal(20))}
    found = Match(rule, "", (), Urgency.ROUTINE, after_hours, (), (count,))
    return quoted(found, services, stock, tax=False).total


def test_surcharge_by_the_hour_is_for_each_hour_of_the_job() -> None:
    line = Line.model_validate(
        {"item": "A", "say": "repair", "charge": "hourly", "minimum_hours": 2}
    )
    assert line_total(line, after_hours=True) == Money.of(300 + 40)


def test_counted_things_are_charged_each() -> None:
    line = Line.model_validate(
        {"item": "A", "say": "outlets", "charge": "each", "count": ["outlet"]}
    )
    assert line_total(line, Decimal(3)) == Money.of(450)


def test_range_is_said_from_and_to_and_written_at_the_lower_end() -> None:
    line = Line.model_validate(
        {"item": "A", "say": "repair", "charge": "hourly", "minimum_hours": 2, "up_to_hours": 4}
    )
    rule = Rule.model_validate(
        {"name": "x", "trade": "plumbing", "says": {"any": ["x"]}, "lines": [line]}
    )
    found = Match(rule, "", (), Urgency.ROUTINE, False)
    stock = {"A": Item("1", "A", Decimal(150))}
    quote = quoted(found, BOOK.services, stock, tax=False)
    assert (quote.total, quote.upper) == (Money.of(300), Money.of(600))
    said = " ".join(price_parts(BOOK.phrases, quote))
    assert "between three hundred dollars and six hundred dollars, as an estimate" in said
    assert quote.lines[0].amount == Money.of(300)
    assert "Between $300.00 and $600.00 in all" in quote.lines[0].description
    later = rule.model_copy(update={"range_written": RangeWritten.QUOTE})
    put_off = quoted(Match(later, "", (), Urgency.ROUTINE, False), BOOK.services, stock, tax=False)
    assert put_off.kind is QuoteKind.QUOTE_LATER
    assert "mostly comes to between" in " ".join(price_parts(BOOK.phrases, put_off))


def test_minimum_is_said_as_one() -> None:
    line = Line.model_validate(
        {"item": "A", "say": "repair", "charge": "hourly", "minimum_hours": 2}
    )
    rule = Rule.model_validate(
        {"name": "x", "trade": "plumbing", "says": {"any": ["x"]}, "lines": [line]}
    )
    found = Match(rule, "", (), Urgency.ROUTINE, False)
    quote = quoted(found, BOOK.services, {"A": Item("1", "A", Decimal(150))}, tax=False)
    said = " ".join(price_parts(BOOK.phrases, quote))
    assert "repair, at least 2 hours at one hundred and fifty dollars" in said
