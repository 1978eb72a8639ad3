"""What edited rules would make of the requests of past calls, before they are in force.

Nothing is written: no estimate, no follow-up, and past records stay as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from office.requests import PastRequest
from prompts.library import Rulebook
from prompts.mapping import Ambiguous, Match, NoMatch
from prompts.meaning.deciding import map_request
from prompts.meaning.sense import Sense
from prompts.pricing import FindItem, Quote, QuoteKind, price
from prompts.schema import CustomerType, Urgency
from tools.map_service import Request, as_asked

NOBODY = "kept for a person"
QUOTED = "quoted later"
UNPRICED = "no price"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request leads to: the rule, or which ones are asked about, and what it costs.

    `total` is None where nothing is priced; `told` is the price in words.
    """

    rule: str
    told: str = ""
    total: Decimal | None = None

    @property
    def is_for_a_person(self) -> bool:
        """Whether no rule fits."""
        return self.rule == NOBODY

    @property
    def text(self) -> str:
        """Both in a few words."""
        return f"{self.rule}, {self.told}" if self.told else self.rule


@dataclass(frozen=True, slots=True)
class Tried:
    """A past request under the rules in force and under the edited ones."""

    request: PastRequest
    now: Outcome
    edited: Outcome

    @property
    def differs(self) -> bool:
        """Whether the edited rules make something else of it."""
        return self.now != self.edited


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges requests by one rulebook, as a call would: by its words, then by their meaning."""

    book: Rulebook
    item: FindItem
    sense: Sense
    sales_tax: bool = False

    async def judge(self, request: PastRequest) -> Outcome:
        """What a request leads to, at the time of its call and with the items as they are now."""
        services = self.book.services
        asked = as_asked(_wanted(request), self.book.business, request.at)
        ranking = await self.sense.ranked(asked.text, services)
        found = map_request(asked, services, ranking)
        match found:
            case Match():
                return self._priced(found)
            case Ambiguous():
                return Outcome(f"asks: {' or '.join(rule.name for rule in found.rules)}")
            case NoMatch():
                return Outcome(NOBODY)

    def _priced(self, found: Match) -> Outcome:
        words = self.book.messages.estimate
        quote = price(found, self.book.services, self.item, words, sales_tax=self.sales_tax)
        if not isinstance(quote, Quote):
            return Outcome(found.rule.name, UNPRICED)
        if quote.kind is QuoteKind.QUOTE_LATER:
            return Outcome(found.rule.name, QUOTED)
        return Outcome(found.rule.name, str(quote.total), quote.total.amount)


def _wanted(request: PastRequest) -> Request:
    """The request as the tool was given it then."""
    urgency, kind = request.wanted.get("urgency"), request.wanted.get("customer_type")
    return Request(
        str(request.wanted["service"]),
        Urgency(urgency) if urgency else None,
        CustomerType(kind) if kind else None,
        request.wanted.get("new_customer"),
    )


async def tried(requests: Sequence[PastRequest], now: Judge, edited: Judge) -> tuple[Tried, ...]:
    """Every request under both rulebooks, in the order given."""
    standing = await _judged(requests, now)
    changed = await _judged(requests, edited)
    return tuple(Tried(*each) for each in zip(requests, standing, changed, strict=True))


async def _judged(requests: Sequence[PastRequest], judge: Judge) -> list[Outcome]:
    await judge.sense.prepare(judge.book.services)
    return [await judge.judge(request) for request in requests]
