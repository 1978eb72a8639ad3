"""`create_estimate`: the quote becomes an estimate in QuickBooks and goes to the caller by e-mail.

Every line and price comes from `map_service`; nothing here or in a model's arguments can change
them.
"""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import structlog

from office.sheet import Confirmed
from office.values import Email, Money
from office.visits import Visit, VisitState
from prompts.pricing import Quote
from qbo.books import EstimateCreated, EstimateLine
from qbo.books import NewEstimate as BookedEstimate
from qbo.faults import QboError
from qbo.writing.documents import estimate_kept_otherwise
from tools import quotes
from tools.desk import Desk

log = structlog.get_logger()

DEADLINE = 8.0
"""Seconds for creating and sending together."""


class Estimated(StrEnum):
    """What became of the estimate: `unsent` is in QuickBooks but did not go out by e-mail."""

    SENT = "sent"
    CREATED = "created"
    UNSENT = "unsent"
    QUEUED = "queued"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NewEstimate:
    """A quote for a customer; without a customer id the estimate waits for the customer.

    `company` is the realm that customer and items belong to, if they were kept from before.
    `email` is the confirmed address; `use_email_on_file` sends to the one QuickBooks has, once the
    caller has matched it.
    """

    customer_id: str | None
    quote: Quote
    email: Confirmed[Email] | None = None
    use_email_on_file: bool = False
    service: str = ""
    urgency: str = ""
    preferred_time: str = ""
    revision: int = 1
    company: str = ""


@dataclass(frozen=True, slots=True)
class EstimateMade:
    """The estimate in QuickBooks; `waits` means that what is missing is done later by itself.

    `total` is QuickBooks' own, with the `tax` it has added.
    """

    outcome: Estimated
    estimate_id: str | None = None
    number: str = ""
    total: Money | None = None
    tax: Money | None = None
    waits: bool = False


async def create_estimate(desk: Desk, call_id: str, estimate: NewEstimate) -> EstimateMade:
    """Write the estimate and, where an e-mail is confirmed or on file, send it."""
    if not desk.works_for(estimate.company):
        return await _elsewhere(desk, call_id)
    if estimate.customer_id is None:
        return await _queued(desk, call_id, estimate, "The customer comes first.")
    key = f"estimate:{call_id}:{estimate.revision}"
    to = recipient(desk, estimate)
    booked = _booked(desk, estimate, to, await _visit(desk, call_id))
    made: EstimateCreated | None = None
    try:
        async with asyncio.timeout(DEADLINE):
            made = await desk.books.estimates.create(booked, key=key, call_id=call_id)
            await _compare(desk, call_id, estimate.quote, booked, made)
            if to is not None:
                # Once per address: one that was changed afterwards gets the estimate, too.
                send = f"{key}:send:{to.address}"
                await desk.books.estimates.send(made.id, to=to, key=send, call_id=call_id)
    except TimeoutError:
        late = "QuickBooks did not answer in time."
        if made is None:
            return await _queued(desk, call_id, estimate, late)
        return await _unsent(desk, call_id, estimate, made, late)
    except QboError as error:
        log.warning("estimate_not_finished", call=call_id, code=error.code, made=made is not None)
        if made is not None:
            again = not error.permanent
            return await _unsent(desk, call_id, estimate, made, str(error), again=again)
        if error.permanent:
            return await _refused(desk, call_id, str(error))
        return await _queued(desk, call_id, estimate, str(error))
    return _made(Estimated.SENT if to else Estimated.CREATED, made)


def recipient(desk: Desk, estimate: NewEstimate) -> Email | None:
    """The confirmed address, else the one on file if it may be used."""
    if estimate.email is not None:
        return estimate.email.value
    if not estimate.use_email_on_file or estimate.customer_id is None:
        return None
    customer = desk.books.mirror.customer(estimate.customer_id)
    return customer.emails[0] if customer is not None and customer.emails else None


async def _visit(desk: Desk, call_id: str) -> Visit | None:
    """The visit that was booked on the call and stands; what waits for the owner's yes does not."""
    found = await desk.visits.of_call(call_id)
    stands = (VisitState.BOOKED, VisitState.MOVED)
    return next((one for one in reversed(found) if one.state in stands), None)


def _booked(
    desk: Desk, estimate: NewEstimate, to: Email | None, visit: Visit | None
) -> BookedEstimate:
    book = desk.library.current
    words = book.messages.estimate
    note = book.say(
        words.note,
        service=estimate.service or "-",
        urgency=estimate.urgency or "-",
        preferred_time=estimate.preferred_time or "-",
    )
    quote = estimate.quote
    if quote.rules_version:
        by = book.say(words.made_by, rule=quote.rule, version=quote.rules_version)
        note = f"{note} {by}"
    when = [book.say(words.visit, when=visit.window.display)] if visit else []
    lines = [
        EstimateLine(
            item_id=line.item_id,
            item_name=line.item_name,
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            taxable=line.taxed,
            done_on=visit.window.starts.date() if visit else None,
        )
        for line in estimate.quote.lines
    ]
    return BookedEstimate(
        customer_id=estimate.customer_id or "",
        lines=lines,
        bill_email=to,
        memo=" ".join((book.say(words.memo), *when)),
        private_note=note,
        expires=_expires(desk),
    )


def _expires(desk: Desk) -> date | None:
    """The last day of the price, by the business's own calendar."""
    business = desk.library.current.business
    if not business.estimate_days:
        return None
    today = desk.clock.now().astimezone(business.zone).date()
    return today + timedelta(days=business.estimate_days)


async def _compare(
    desk: Desk, call_id: str, quote: Quote, booked: BookedEstimate, made: EstimateCreated
) -> None:
    """What was told and what QuickBooks has must be the same, but for the tax it adds."""
    if found := estimate_kept_otherwise(booked):
        await desk.tray.follow_up(
            key=f"estimate:{call_id}:{made.id}:kept_otherwise",
            kind="check_estimate",
            note=f"QuickBooks cannot keep estimate {made.doc_number} as it was told: "
            f"{'; '.join(found)}.",
            call_id=call_id,
        )
    told = quote.total + made.tax
    if made.total == told:
        return
    await desk.tray.follow_up(
        key=f"estimate:{call_id}:{made.id}:total",
        kind="check_estimate",
        note=f"The caller was told {quote.total}, and with {made.tax} of tax it would be {told}, "
        f"but estimate {made.doc_number} comes to {made.total} in QuickBooks. Please check it.",
        call_id=call_id,
    )


def _made(outcome: Estimated, made: EstimateCreated) -> EstimateMade:
    return EstimateMade(outcome, made.id, made.doc_number, made.total, made.tax)


async def _unsent(
    desk: Desk,
    call_id: str,
    estimate: NewEstimate,
    made: EstimateCreated,
    why: str,
    *,
    again: bool = True,
) -> EstimateMade:
    await desk.tray.follow_up(
        key=f"estimate:{call_id}:unsent",
        kind="estimate_waits" if again else "send_estimate",
        note=f"Estimate {made.doc_number} is in QuickBooks but was not sent. {why}",
        call_id=call_id,
    )
    if again:
        await _try_later(desk, call_id, estimate)
    return replace(_made(Estimated.UNSENT, made), waits=again)


async def _refused(desk: Desk, call_id: str, why: str) -> EstimateMade:
    await desk.tray.follow_up(
        key=f"estimate:{call_id}:refused",
        kind="make_estimate",
        note=f"QuickBooks refused the estimate; please make it by hand. {why}",
        call_id=call_id,
    )
    return EstimateMade(Estimated.REFUSED)


async def _elsewhere(desk: Desk, call_id: str) -> EstimateMade:
    """Customer and items bear another company's ids; here these are somebody else's."""
    await desk.tray.follow_up(
        key=f"estimate:{call_id}:elsewhere",
        kind="make_estimate",
        note="This estimate belongs to the QuickBooks company that was connected before, so "
        "nothing of it was done in the one that is connected now. Please see to it by hand.",
        call_id=call_id,
    )
    return EstimateMade(Estimated.REFUSED)


async def _queued(desk: Desk, call_id: str, estimate: NewEstimate, why: str) -> EstimateMade:
    await desk.tray.follow_up(
        key=f"estimate:{call_id}:queued",
        kind="estimate_waits",
        note=f"The estimate is not in QuickBooks yet and is tried again by itself. {why}",
        call_id=call_id,
    )
    await _try_later(desk, call_id, estimate)
    return EstimateMade(Estimated.QUEUED, waits=True)


async def _try_later(desk: Desk, call_id: str, estimate: NewEstimate) -> None:
    """Keep the quote as told; the trigger `quote_requested` ends here again with the same key."""
    kept = {
        "quote": quotes.written(estimate.quote),
        "customer_id": estimate.customer_id,
        "use_email_on_file": estimate.use_email_on_file,
        "service": estimate.service,
        "urgency": estimate.urgency,
        "preferred_time": estimate.preferred_time,
        "revision": estimate.revision,
        "company": estimate.company or desk.company,
    }
    key = f"quote_requested:{call_id}:{estimate.revision}"
    await desk.events.happened("quote_requested", key, kept, call_id=call_id)
