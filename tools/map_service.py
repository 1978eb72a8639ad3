"""`map_service`: the caller's request becomes items with prices, or an honest "not yet"."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from prompts.circumstances import count, several
from prompts.hours import is_holiday
from prompts.mapping import Ambiguous, Match, ServiceRequest
from prompts.meaning.deciding import map_request
from prompts.pricing import Quote, price
from prompts.problems import PromptProblem
from prompts.schema import Business, CustomerType, Urgency
from tools.desk import Desk


class Mapping(StrEnum):
    """What became of a request."""

    PRICED = "priced"
    FREE = "free"
    QUOTE_LATER = "quote_later"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted, in the caller's words; what the caller did not say is None."""

    service: str
    urgency: Urgency | None = None
    customer_type: CustomerType | None = None
    new_customer: bool | None = None


@dataclass(frozen=True, slots=True)
class MappedService:
    """The rule that applies and its quote.

    `options` are the rules to choose from when the request is ambiguous; `suggested` are those
    nearest to what was meant when none fits; `depends_on` names fields to ask before a price is
    told, and `how_many` the things of which nobody has said a number.
    """

    outcome: Mapping
    urgency: Urgency
    rule: str = ""
    trade: str = ""
    why: str = ""
    quote: Quote | None = None
    options: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    how_many: str = ""
    is_emergency: bool = False


async def map_service(desk: Desk, call_id: str, request: Request) -> MappedService:
    """Find the owner's rule for a request and price it from the books."""
    book = desk.library.current
    asked = as_asked(request, book.business, desk.clock.now())
    ranking = await desk.sense.ranked(request.service, book.services)
    found = map_request(asked, book.services, ranking)
    if isinstance(found, Match):
        return replace(
            await _priced(desk, call_id, found), how_many=_uncounted(request.service, found)
        )
    if isinstance(found, Ambiguous):
        names = tuple(rule.name for rule in found.rules)
        return MappedService(Mapping.AMBIGUOUS, found.urgency, options=names)
    return MappedService(
        Mapping.NONE,
        found.urgency,
        suggested=found.suggested,
        is_emergency=found.urgency is Urgency.EMERGENCY,
    )


def _uncounted(text: str, found: Match) -> str:
    """What is charged for each and spoken of as several without a number; else nothing."""
    counts = found.counts or (None,) * len(found.rule.lines)
    for line, known in zip(found.rule.lines, counts, strict=True):
        if known is None and line.count and several(text, line.count):
            # In these words the answer is found again when the request is mapped anew.
            said = count(f"2 {line.say}", line.count) is not None
            return line.say if said else line.count[0]
    return ""


def as_asked(request: Request, business: Business, at: datetime) -> ServiceRequest:
    """A request as the rules judge it at a time: by the business's own clock and calendar."""
    local = at.astimezone(business.zone)
    return ServiceRequest(
        text=request.service,
        at=local,
        open_now=business.hours.is_open(local),
        urgency=request.urgency,
        customer_type=request.customer_type,
        new_customer=request.new_customer,
        holiday=is_holiday(local, business.region),
    )


async def _priced(desk: Desk, call_id: str, found: Match) -> MappedService:
    book = desk.library.current
    quote = price(
        found,
        book.services,
        desk.books.mirror.item,
        book.messages.estimate,
        sales_tax=desk.books.company.uses_sales_tax,
    )
    problems = (quote,) if isinstance(quote, PromptProblem) else quote.problems
    key = f"mapping:{found.rule.name}"
    if not problems:
        await desk.tray.solved(key)
    for problem in problems:
        await desk.tray.problem(key, problem.text)
    whole = MappedService(
        outcome=Mapping.NONE,
        urgency=found.urgency,
        rule=found.rule.name,
        trade=found.rule.trade,
        why=found.why,
        depends_on=found.depends_on,
        is_emergency=found.is_emergency,
    )
    if isinstance(quote, PromptProblem):
        await desk.tray.follow_up(
            key=f"unpriced:{call_id}:{found.rule.name}",
            kind="price_the_request",
            note=f"No price could be told: {quote.message}.",
            call_id=call_id,
            field="service",
        )
        return whole
    made = replace(quote, rule=found.rule.name, rules_version=book.rules_version)
    return replace(whole, outcome=Mapping(quote.kind.value), quote=made)
