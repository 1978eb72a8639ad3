"""`services.yaml`: how a caller's request becomes the business's own QuickBooks items."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from prompts.wording import Strict, Text


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
    FREE = "free"
    QUOTE = "quote"


Phrases = tuple[Text, ...]
Positive = Annotated[Decimal, Field(gt=0, le=1000)]


class Says(Strict):
    """Which words of the caller a rule listens for."""

    any: Phrases = ()
    all: Phrases = ()
    none: Phrases = ()

    @model_validator(mode="after")
    def _listens(self) -> Self:
        if not self.any and not self.all:
            raise ValueError("give at least one phrase under any or all")
        return self


class When(Strict):
    """What else must hold; what is left out does not matter."""

    customer_type: CustomerType | None = None
    urgency: Urgency | None = None
    after_hours: bool | None = None
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    new_customer: bool | None = None

    @property
    def count(self) -> int:
        """How many conditions are set; more of them make a rule more particular."""
        set_ones = (self.customer_type, self.urgency, self.after_hours, self.new_customer)
        return sum(value is not None for value in set_ones) + bool(self.months)


class Line(Strict):
    """One line of the estimate; the price is the item's in QuickBooks."""

    item: Text
    say: Text
    charge: Charge
    quantity: Positive = Decimal(1)
    minimum_hours: Positive | None = None

    @model_validator(mode="after")
    def _hours_belong_to_hourly(self) -> Self:
        if self.minimum_hours is not None and self.charge is not Charge.HOURLY:
            raise ValueError("minimum_hours is only allowed with charge: hourly")
        return self


class VisitNeeds(Strict):
    """Whether somebody must come for it, how long they stay, and who can do it.

    Without `minutes` the length of `business.yaml` holds; without `people` anybody can do it.
    """

    needed: bool = True
    minutes: int | None = Field(None, ge=15, le=1440)
    people: tuple[Text, ...] = ()


class Rule(Strict):
    """An owner-written sentence that maps a request to items.

    `means` are other ways callers put it. They decide nothing: they only help to propose the rule
    where no rule's own words were heard.
    """

    name: Text
    trade: Text
    emergency: bool = False
    means: Phrases = ()
    visit: VisitNeeds = VisitNeeds()
    when: When = When()
    says: Says
    lines: tuple[Line, ...] = Field(min_length=1)


class UrgencyWords(Strict):
    """Words that tell how urgent it is."""

    emergency: Phrases
    urgent: Phrases
    routine: Phrases


class CustomerTypeWords(Strict):
    """Words that tell whose building it is."""

    commercial: Phrases
    residential: Phrases


class SafetyWords(Strict):
    """The owner's own words for danger to life, by kind, beside those of dangers.yaml."""

    gas: Phrases = ()
    carbon_monoxide: Phrases = ()
    sparks: Phrases = ()
    fire: Phrases = ()
    sewage: Phrases = ()
    flooding: Phrases = ()


class Services(Strict):
    """All rules of the business."""

    same_words: dict[str, Phrases] = Field(default_factory=dict)
    urgency: UrgencyWords
    customer_types: CustomerTypeWords
    safety: SafetyWords = SafetyWords()
    after_hours: Line | None = None
    rules: tuple[Rule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        names = [rule.name for rule in self.rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f'two rules are called "{twice[0]}"; give each its own name')
        return self
