"""Tables of phrases and what the rules must make of them: those shipped, and the owner's own. Pure.

A row names what a caller says and one outcome: the rule that wins, the services that are asked
about, or that nobody is found for it. A row of a ready set is held against the embedded company's
prices, a row of an owner against their QuickBooks.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from office.values import Money
from prompts.checking import check
from prompts.document import Document
from prompts.mapping import Ambiguous, Mapped, Match, ServiceRequest, match
from prompts.pricing import Quote, QuoteKind
from prompts.problems import PromptProblem
from prompts.schema import CustomerType, Services, Urgency
from prompts.wording import Strict, Text

CHECKS = "checks.yaml"
"""How the name of a table ends: `services.checks.yaml`, `plumbing.checks.yaml`."""
MONDAY = datetime(2026, 9, 14, 15, 15)  # noqa: DTZ001 - the business's zone is added
"""When a caller calls if a row does not say: Monday at 3:15 PM."""
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_WEEKLY = re.compile(rf"({'|'.join(_DAYS)}) (\d\d):(\d\d)")
_DATED = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


def _moment(text: str) -> str:
    try:
        _read_moment(text)
    except ValueError as error:
        form = 'write a moment as "Sa 22:00" or "2026-12-05 22:00"'
        raise ValueError(f'"{text}" is not understood; {form}') from error
    return text


def _read_moment(text: str) -> datetime:
    weekly = _WEEKLY.fullmatch(text)
    if weekly is not None:
        clock = time(int(weekly[2]), int(weekly[3]))
        day = MONDAY.date() + timedelta(days=_DAYS.index(weekly[1]))
        return datetime.combine(day, clock)
    if not _DATED.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


class Row(Strict):
    """What a caller says, when, and what must come of it."""

    says: Text
    at: Annotated[str, AfterValidator(_moment)] | None = None
    holiday: bool = False
    urgency: Urgency | None = None
    customer_type: CustomerType | None = None
    new_customer: bool | None = None
    rule: Text | None = None
    ask: tuple[Text, ...] = ()
    nobody: bool = False
    lines: dict[str, Decimal] | None = None
    total: Text | None = None
    up_to: Text | None = None
    price: QuoteKind | None = None

    @model_validator(mode="after")
    def _has_one_outcome(self) -> Self:
        if bool(self.rule) + bool(self.ask) + self.nobody != 1:
            raise ValueError("give one of rule, ask and nobody")
        if not self.rule and (self.lines or self.total or self.up_to or self.price):
            raise ValueError("lines, total, up_to and price belong to a row with a rule")
        return self

    def request(self, zone: ZoneInfo, is_open: Callable[[datetime], bool]) -> ServiceRequest:
        """What the desk knows of such a call."""
        at = (_read_moment(self.at) if self.at else MONDAY).replace(tzinfo=zone)
        return ServiceRequest(
            self.says,
            at,
            open_now=is_open(at),
            urgency=self.urgency,
            customer_type=self.customer_type,
            new_customer=self.new_customer,
            holiday=self.holiday,
        )


class Table(Strict):
    """The rows of one file."""

    rows: tuple[Row, ...] = Field(min_length=1)


Pricing = Callable[[Match], Quote | PromptProblem]


@dataclass(frozen=True, slots=True)
class Trial:
    """The rules under which rows are tried, and when the business is open."""

    services: Services
    zone: ZoneInfo
    is_open: Callable[[datetime], bool]
    pricing: Pricing

    def failures(self, document: Document) -> tuple[int, tuple[PromptProblem, ...]]:
        """How many rows a table has, and those that come out otherwise, each with its line.

        Raises:
            PromptError: the table cannot be read.
        """
        table = check(document, Table)
        found: list[PromptProblem] = []
        for i, row in enumerate(table.rows):
            wrong = next(self._wrong(row), None)
            if wrong is not None:
                line = document.line(("rows", i))
                found.append(PromptProblem(document.file, line, f'for "{row.says}" {wrong}'))
        return len(table.rows), tuple(found)

    def _wrong(self, row: Row) -> Iterator[str]:
        found = match(row.request(self.zone, self.is_open), self.services)
        if row.nobody:
            if isinstance(found, (Match, Ambiguous)):
                yield f"{_told(found)}, and no rule should fit"
            return
        if row.ask:
            asked = {rule.name for rule in found.rules} if isinstance(found, Ambiguous) else set()
            if asked != set(row.ask):
                yield f"{_told(found)}, and the desk should ask: {' or '.join(row.ask)}"
            return
        if not isinstance(found, Match) or found.rule.name != row.rule:
            yield f'{_told(found)}, and "{row.rule}" should win'
            return
        yield from self._wrong_price(row, found)

    def _wrong_price(self, row: Row, found: Match) -> Iterator[str]:
        if row.lines is None and row.total is None and row.up_to is None and row.price is None:
            return
        quote = self.pricing(found)
        if isinstance(quote, PromptProblem):
            yield quote.message
            return
        lines = {line.item_name: line.quantity for line in quote.lines}
        if row.lines is not None and lines != row.lines:
            shown = ", ".join(f"{name} x {quantity}" for name, quantity in lines.items())
            yield f"the lines are {shown}"
        if row.total is not None and str(quote.total) != row.total:
            yield f"the total is {quote.total} and should be {row.total}"
        if row.up_to is not None and str(quote.upper or Money.of(0)) != row.up_to:
            yield f"the upper end is {quote.upper or 'none'} and should be {row.up_to}"
        if row.price is not None and quote.kind is not row.price:
            yield f"the price is {quote.kind} and should be {row.price}"


def _told(found: Mapped) -> str:
    if isinstance(found, Match):
        return f'"{found.rule.name}" wins'
    if isinstance(found, Ambiguous):
        return f"the desk asks: {' or '.join(rule.name for rule in found.rules)}"
    return "no rule fits"
