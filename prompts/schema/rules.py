"""A rule: what it listens for, when it holds, and which lines it gives."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from prompts.periods import DayTime, Season, Weekdays
from prompts.wording import NO_AMOUNT, Strict, Text


class Urgency(StrEnum):
    """How soon somebody must come."""

    ROUTINE = "routine"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class CustomerType(StrEnum):
    """Whose building it is."""

    RESIDENTIAL = "residential"
    COMMERCIAL = "commercial"


class Charge(StrEnum):
    """How a line is priced."""

    FLAT = "flat"
    HOURLY = "hourly"
    EACH = "each"
    FREE = "free"
    QUOTE = "quote"


PRICED = (Charge.FLAT, Charge.HOURLY, Charge.EACH)

_DEGREES = re.compile(r"(-?\d+(?:\.\d+)?)\s*°?\s*([FC])")


def _one_of(found: Any) -> Any:
    return (found,) if isinstance(found, str) else found


def _told(kind: str, parse: Callable[[str], Any], made: type) -> BeforeValidator:
    def read(found: Any) -> Any:
        if isinstance(found, made):
            return found
        if not isinstance(found, str):
            raise ValueError(f"write {kind} as a text in quotes")
        return parse(found)

    return BeforeValidator(read)


def _fahrenheit(text: str) -> Decimal:
    """Degrees Fahrenheit of "25 F" or "-5 C"."""
    match = _DEGREES.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'"{text}" is no temperature; write one like "25 F" or "-5 C"')
    try:
        degrees = Decimal(match[1])
    except InvalidOperation as error:
        raise ValueError(f'"{text}" is no temperature') from error
    return degrees if match[2] == "F" else degrees * 9 / 5 + 32


Phrases = tuple[Text, ...]
OneOf = Annotated[tuple[Text, ...], BeforeValidator(_one_of), Field(min_length=1)]
"""A phrase, or a list of phrases of which one must be heard."""
Unpriced = Annotated[Text, NO_AMOUNT]
Positive = Annotated[Decimal, Field(gt=0, le=1000)]
Degrees = Annotated[Decimal, _told("a temperature", _fahrenheit, Decimal)]


class Says(Strict):
    """Which words of the caller a rule listens for."""

    any: Phrases = ()
    all: tuple[OneOf, ...] = ()
    none: Phrases = ()

    @model_validator(mode="after")
    def _listens(self) -> Self:
        if not self.any and not self.all:
            raise ValueError("give at least one phrase under any or all")
        return self

    @property
    def phrases(self) -> Phrases:
        """Every phrase it knows, also those that rule it out."""
        return (*self.any, *(phrase for group in self.all for phrase in group), *self.none)


class When(Strict):
    """What else must hold; what is left out does not matter.

    `all`, `any` and `none` hold further groups of conditions, as deep as wanted.
    """

    customer_type: CustomerType | None = None
    urgency: Urgency | None = None
    after_hours: bool | None = None
    holiday: bool | None = None
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    season: Annotated[Season, _told("a season", Season.parse, Season)] | None = None
    days: Annotated[Weekdays, _told("days", Weekdays.parse, Weekdays)] | None = None
    time: Annotated[DayTime, _told("a time of day", DayTime.parse, DayTime)] | None = None
    new_customer: bool | None = None
    facts: Phrases = ()
    colder_than: Degrees | None = None
    warmer_than: Degrees | None = None
    all: tuple["When", ...] = ()
    any: tuple["When", ...] = ()
    none: tuple["When", ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether there is any condition."""
        return self != NO_CONDITION

    @property
    def named_facts(self) -> frozenset[str]:
        """Every fact it asks about, however deep."""
        inner = (fact for group in (*self.all, *self.any, *self.none) for fact in group.named_facts)
        return frozenset((*self.facts, *inner))


NO_CONDITION = When()


class Line(Strict):
    """One line of the estimate; the price is the item's in QuickBooks.

    `quantity` of an hourly line is the same as `estimated_hours`. An upper end (`up_to_hours`,
    `up_to_quantity`, `up_to_item`) makes the price a range. `count` are the things that callers
    give a number of ("three outlets").
    """

    item: Text
    say: Unpriced
    charge: Charge
    quantity: Positive | None = None
    minimum_hours: Positive | None = None
    estimated_hours: Positive | None = None
    count: Phrases = ()
    up_to_hours: Positive | None = None
    up_to_quantity: Positive | None = None
    up_to_item: Text | None = None

    @model_validator(mode="after")
    def _hours_belong_to_hourly(self) -> Self:
        for name in ("minimum_hours", "estimated_hours", "up_to_hours"):
            if getattr(self, name) is not None and self.charge is not Charge.HOURLY:
                raise ValueError(f"{name} is only allowed with charge: hourly")
        if self.charge is not Charge.EACH and (self.count or self.up_to_quantity is not None):
            name = "count" if self.count else "up_to_quantity"
            raise ValueError(f"{name} is only allowed with charge: each")
        if self.up_to_item is not None and self.charge not in PRICED:
            raise ValueError("up_to_item is only allowed with charge: flat, hourly or each")
        return self

    @model_validator(mode="after")
    def _hours_agree(self) -> Self:
        if self.charge is Charge.HOURLY and self.quantity and self.estimated_hours:
            raise ValueError("quantity and estimated_hours are the same here; write one of them")
        least = self.minimum_hours or Decimal(0)
        if self.estimated_hours is not None and self.estimated_hours < least:
            raise ValueError(
                f"estimated_hours ({self.estimated_hours}) is below minimum_hours ({least}); "
                "raise it, or leave it out and the minimum counts"
            )
        for name in ("up_to_hours", "up_to_quantity"):
            most = getattr(self, name)
            if most is not None and most <= self.least:
                raise ValueError(f"{name} ({most}) must be more than {self.least}; raise it")
        return self

    @property
    def least(self) -> Decimal:
        """The quantity where the caller says none: hours of an hourly line."""
        told = self.estimated_hours or self.quantity or Decimal(1)
        return max(told, self.minimum_hours or told)

    @property
    def has_range(self) -> bool:
        """Whether the price is told as from and to."""
        return bool(self.up_to_hours or self.up_to_quantity or self.up_to_item)


class VisitNeeds(Strict):
    """Whether somebody must come for it, how long they stay, and who can do it.

    Without `minutes` the length of `business.yaml` holds; without `people` anybody can do it.
    """

    needed: bool = True
    minutes: int | None = Field(None, ge=15, le=1440)
    people: tuple[Text, ...] = ()


class RangeWritten(StrEnum):
    """What the estimate shows of a price that is a range."""

    LOWER = "lower"
    QUOTE = "quote"


class Rule(Strict):
    """An owner-written sentence that maps a request to items.

    `means` are other ways callers put it. They decide nothing: they only help to propose the rule
    where no rule's own words were heard. `say_price` false keeps its price from being spoken.
    """

    name: Unpriced
    trade: Text
    emergency: bool = False
    means: Phrases = ()
    visit: VisitNeeds = VisitNeeds()
    when: When = NO_CONDITION
    says: Says
    lines: tuple[Line, ...] = Field(min_length=1)
    range_written: RangeWritten = RangeWritten.LOWER
    say_price: bool | None = None
    dispatch_fee: bool = True
    after_hours_fee: bool = True
