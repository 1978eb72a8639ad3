"""From a rule to lines and a total, in Decimal, half up; no amount comes from elsewhere. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from office.values import Money
from prompts.mapping import Match
from prompts.problems import PromptProblem
from prompts.schema import Charge, Line, Services
from prompts.schema.messages import EstimateWords
from prompts.wording import fill

ONE = Decimal(1)


class PricedItem(Protocol):
    """An item as QuickBooks has it; inactive ones count as missing."""

    @property
    def id(self) -> str:
        """Its id in QuickBooks."""
        ...

    @property
    def name(self) -> str:
        """Its name in QuickBooks."""
        ...

    @property
    def unit_price(self) -> Decimal:
        """Its sales price."""
        ...

    @property
    def active(self) -> bool:
        """Whether it can be sold."""
        ...

    @property
    def taxable(self) -> bool:
        """Whether sales tax may come on top, where the company uses it."""
        ...


FindItem = Callable[[str], PricedItem | None]


class QuoteKind(StrEnum):
    """What can be said about the price."""

    PRICED = "priced"
    FREE = "free"
    QUOTE_LATER = "quote_later"


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line of the estimate; `say` is how the desk speaks of it, quantity is hours if hourly.

    `taxed` means that QuickBooks may add sales tax to it; how much is QuickBooks' own business.
    """

    item_id: str
    item_name: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Money
    charge: Charge
    say: str
    taxed: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Lines and their total; `problems` name what the owner should mend in QuickBooks."""

    lines: tuple[QuoteLine, ...]
    total: Money
    kind: QuoteKind
    problems: tuple[PromptProblem, ...] = ()

    @property
    def plus_tax(self) -> bool:
        """Whether sales tax may come on top of the total; whoever tells the total says so."""
        return any(line.taxed and line.amount.cents for line in self.lines)


def price(
    found: Match,
    rules: Services,
    item: FindItem,
    words: EstimateWords,
    *,
    sales_tax: bool = False,
) -> Quote | PromptProblem:
    """Price the lines of a rule, with the after-hours item where the owner has one.

    An item that QuickBooks does not know gives a problem and no quote. An item without a price
    where the rule needs one is quoted later instead of being given away. `sales_tax` says whether
    the company uses it at all.
    """
    lines: list[QuoteLine] = []
    problems: list[PromptProblem] = []
    for line in found.rule.lines:
        known = _known(item, line.item)
        if known is None:
            return _unknown(line.item, found.rule.name)
        if line.charge in (Charge.FLAT, Charge.HOURLY) and known.unit_price <= 0:
            problems.append(_without_price(line.item))
            line = line.model_copy(update={"charge": Charge.QUOTE, "minimum_hours": None})
        lines.append(_line(line, known, words, sales_tax=sales_tax))
    kind = _kind(lines)
    if kind is QuoteKind.PRICED and found.after_hours and rules.after_hours is not None:
        extra = _known(item, rules.after_hours.item)
        if extra is not None:
            lines.append(_line(rules.after_hours, extra, words, sales_tax=sales_tax))
    total = sum((line.amount for line in lines), Money.of(0))
    return Quote(tuple(lines), total, kind, tuple(problems))


def _kind(lines: list[QuoteLine]) -> QuoteKind:
    if any(line.charge is Charge.QUOTE for line in lines):
        return QuoteKind.QUOTE_LATER
    if all(line.charge is Charge.FREE for line in lines):
        return QuoteKind.FREE
    return QuoteKind.PRICED


def _known(item: FindItem, name: str) -> PricedItem | None:
    found = item(name)
    return found if found is not None and found.active else None


def _line(line: Line, item: PricedItem, words: EstimateWords, *, sales_tax: bool) -> QuoteLine:
    quantity = max(line.quantity, line.minimum_hours or ONE) if _hourly(line) else line.quantity
    unit = item.unit_price if line.charge in (Charge.FLAT, Charge.HOURLY) else Decimal(0)
    return QuoteLine(
        item_id=item.id,
        item_name=item.name,
        description=_description(line, quantity, unit, words),
        quantity=quantity,
        unit_price=unit,
        amount=Money(quantity * unit),
        charge=line.charge,
        say=line.say,
        taxed=sales_tax and item.taxable,
    )


def _hourly(line: Line) -> bool:
    return line.charge is Charge.HOURLY


def _description(line: Line, quantity: Decimal, unit: Decimal, words: EstimateWords) -> str:
    about = line.say[:1].upper() + line.say[1:]
    if line.charge is Charge.QUOTE:
        return f"{about}. {words.quote_line}"
    if line.charge is Charge.FREE:
        return f"{about}. {words.free_line}"
    if not _hourly(line):
        return about
    values = {
        "hours": plain(quantity),
        "rate": str(Money(unit)),
        "minimum": plain(line.minimum_hours or ONE),
    }
    return f"{about}. {fill(words.hourly_line, values)}"


def plain(number: Decimal) -> str:
    """A quantity without idle zeros: "2", "5.5"."""
    return f"{number.normalize():f}"


def _unknown(item: str, rule: str) -> PromptProblem:
    message = (
        f'the rule "{rule}" names the item "{item}", which QuickBooks does not have or has made '
        "inactive; add the item in QuickBooks or correct its name here"
    )
    return PromptProblem("services.yaml", None, message)


def _without_price(item: str) -> PromptProblem:
    message = (
        f'the item "{item}" has no price in QuickBooks; give it one there, or write '
        "charge: quote or charge: free here"
    )
    return PromptProblem("services.yaml", None, message)
