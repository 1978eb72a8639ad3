"""From a rule to lines and a total, in Decimal, half up; no amount comes from elsewhere. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from office.values import Money
from prompts.mapping import Match
from prompts.problems import PromptProblem
from prompts.schema import Charge, Line, Services
from prompts.schema.messages import EstimateWords
from prompts.schema.rules import PRICED, RangeWritten
from prompts.wording import fill


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

    `minimum` is the owner's minimum of hours. `upper_quantity` and `upper_price` are the upper end
    of a price that is a range; the line itself is its lower end. `taxed` means that QuickBooks may
    add sales tax to it; how much is QuickBooks' own business.
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
    minimum: Decimal | None = None
    upper_quantity: Decimal | None = None
    upper_price: Decimal | None = None

    @property
    def upper(self) -> Money | None:
        """The upper end of its range, or None where the price is one."""
        if self.upper_quantity is None and self.upper_price is None:
            return None
        quantity = self.quantity if self.upper_quantity is None else self.upper_quantity
        price = self.unit_price if self.upper_price is None else self.upper_price
        return Money(quantity * price)


@dataclass(frozen=True, slots=True)
class Quote:
    """Lines and their total; `problems` name what the owner should mend in QuickBooks.

    `told` false means that the owner does not want its price spoken. `rule` and `rules_version`
    say what made it: rules may change, and what was told stays.
    """

    lines: tuple[QuoteLine, ...]
    total: Money
    kind: QuoteKind
    problems: tuple[PromptProblem, ...] = ()
    told: bool = True
    rule: str = ""
    rules_version: str = ""

    @property
    def plus_tax(self) -> bool:
        """Whether sales tax may come on top of the total; whoever tells the total says so."""
        return any(line.taxed and (line.upper or line.amount).cents for line in self.lines)

    @property
    def upper(self) -> Money | None:
        """The upper end of the total, or None where it is one amount."""
        if all(line.upper is None for line in self.lines):
            return None
        return sum((line.upper or line.amount for line in self.lines), Money.of(0))

    @property
    def amounts(self) -> tuple[Money, ...]:
        """Every amount that may be named of it, and no other may."""
        found = [self.total, self.upper]
        for line in self.lines:
            found += [line.amount, line.upper, Money(line.unit_price)]
        return tuple(dict.fromkeys(amount for amount in found if amount is not None))


def price(
    found: Match,
    rules: Services,
    item: FindItem,
    words: EstimateWords,
    *,
    sales_tax: bool = False,
) -> Quote | PromptProblem:
    """Price the lines of a rule, with dispatch and after-hours fees where the owner has them.

    An item that QuickBooks does not know gives a problem and no quote. An item without a price
    where the rule needs one is quoted later instead of being given away. `sales_tax` says whether
    the company uses it at all.
    """
    counter = _Counter(item, words, sales_tax)
    problems: list[PromptProblem] = []
    lines: list[QuoteLine] = []
    counts = found.counts or (None,) * len(found.rule.lines)
    for line, count in zip(found.rule.lines, counts, strict=True):
        known = counter.item(line.item)
        upper = counter.item(line.up_to_item) if line.up_to_item else None
        if known is None or (line.up_to_item and upper is None):
            name = line.item if known is None else str(line.up_to_item)
            return _problem(unknown_item(found.rule.name, name))
        if line.charge in PRICED and known.unit_price <= 0:
            problems.append(_problem(without_price(line.item)))
            line, upper = _quoted_later(line), None
        elif upper is not None and upper.unit_price <= known.unit_price:
            problems.append(_problem(without_range(line)))
            upper = None
        lines.append(counter.line(line, known, upper, count))
    ranged = any(line.upper is not None for line in lines)
    kind = _kind(lines)
    if kind is QuoteKind.PRICED:
        if ranged and found.rule.range_written is RangeWritten.QUOTE:
            kind = QuoteKind.QUOTE_LATER
        lines += counter.fees(found, rules, lines)
    total = sum((line.amount for line in lines), Money.of(0))
    told = rules.say_prices if found.rule.say_price is None else found.rule.say_price
    return Quote(tuple(lines), total, kind, tuple(problems), told)


def _kind(lines: list[QuoteLine]) -> QuoteKind:
    if any(line.charge is Charge.QUOTE for line in lines):
        return QuoteKind.QUOTE_LATER
    if all(line.charge is Charge.FREE for line in lines):
        return QuoteKind.FREE
    return QuoteKind.PRICED


def _quoted_later(line: Line) -> Line:
    """The line without a price, said to be quoted."""
    return Line(item=line.item, say=line.say, charge=Charge.QUOTE, quantity=line.quantity)


@dataclass(frozen=True, slots=True)
class _Counter:
    """Looks items up and multiplies."""

    _find: FindItem
    _words: EstimateWords
    _sales_tax: bool

    def item(self, name: str) -> PricedItem | None:
        """The item, if it can be sold."""
        found = self._find(name)
        return found if found is not None and found.active else None

    def fees(self, found: Match, rules: Services, lines: list[QuoteLine]) -> list[QuoteLine]:
        """What comes on top of any priced job, where QuickBooks has an item and a price for it."""
        wanted = [
            rules.dispatch_fee if found.rule.dispatch_fee else None,
            rules.after_hours if found.after_hours and found.rule.after_hours_fee else None,
        ]
        hours = sum((line.quantity for line in lines if line.charge is Charge.HOURLY), Decimal(0))
        fees: list[QuoteLine] = []
        for line in wanted:
            known = self.item(line.item) if line is not None else None
            if line is None or known is None or known.unit_price <= 0:
                continue
            # A surcharge by the hour is for every hour of the job.
            count = max(hours, line.least) if line.charge is Charge.HOURLY else None
            fees.append(self.line(line, known, None, count))
        return fees

    def line(
        self, line: Line, item: PricedItem, upper: PricedItem | None, count: Decimal | None
    ) -> QuoteLine:
        """One line: its quantity times the price in the books."""
        quantity = count if count is not None else line.least
        unit = item.unit_price if line.charge in PRICED else Decimal(0)
        most = line.up_to_hours or (line.up_to_quantity if count is None else None)
        made = QuoteLine(
            item_id=item.id,
            item_name=item.name,
            description="",
            quantity=quantity,
            unit_price=unit,
            amount=Money(quantity * unit),
            charge=line.charge,
            say=line.say,
            taxed=self._sales_tax and item.taxable,
            minimum=line.minimum_hours,
            upper_quantity=most if line.charge in PRICED else None,
            upper_price=upper.unit_price if upper is not None else None,
        )
        return replace(made, description=_description(made, self._words))


def _description(line: QuoteLine, words: EstimateWords) -> str:
    about = line.say[:1].upper() + line.say[1:]
    if line.charge is Charge.QUOTE:
        return f"{about}. {words.quote_line}"
    if line.charge is Charge.FREE:
        return f"{about}. {words.free_line}"
    values = {
        "hours": plain(line.quantity),
        "count": plain(line.quantity),
        "rate": str(Money(line.unit_price)),
        "minimum": plain(line.minimum or line.quantity),
        "amount": str(line.amount),
        "upper": str(line.upper or line.amount),
    }
    told = [about]
    if line.charge is Charge.HOURLY:
        told.append(fill(words.hourly_line if line.minimum else words.hours_line, values))
    if line.charge is Charge.EACH:
        told.append(fill(words.each_line, values))
    if line.upper is not None:
        told.append(fill(words.range_line, values))
    return ". ".join(told)


def tells_range(description: str, words: EstimateWords) -> bool:
    """Whether the words of an estimate's line tell an upper end of its price."""
    frame = re.sub(r"\\\{\w+\\\}", ".+", re.escape(words.range_line))
    return re.search(frame, description) is not None


def plain(number: Decimal) -> str:
    """A quantity without idle zeros: "2", "5.5"."""
    return f"{number.normalize():f}"


def unknown_item(rule: str, item: str) -> str:
    """What is wrong where a rule names an item that is not sold."""
    return (
        f'the rule "{rule}" names the item "{item}", which QuickBooks does not have or has made '
        "inactive; add the item in QuickBooks or correct its name here"
    )


def without_price(item: str) -> str:
    """What is wrong where a line needs a price that its item has not."""
    return (
        f'the item "{item}" has no price in QuickBooks; give it one there, or write '
        "charge: quote or charge: free here"
    )


def without_range(line: Line) -> str:
    """What is wrong where the upper item of a range is not dearer than the lower."""
    return (
        f'in QuickBooks the item "{line.up_to_item}" does not cost more than "{line.item}", so '
        "that there is no price range between them; raise its price there, or take up_to_item out"
    )


def _problem(message: str) -> PromptProblem:
    return PromptProblem("services.yaml", None, message)
