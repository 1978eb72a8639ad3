"""Which rule wins for a sentence, why, why the others lost, the lines and the total."""

import asyncio
from datetime import datetime
from typing import Any

from agent.explaining.books import Books
from agent.spoken.times import parse_window
from office.settings import Settings
from prompts.mapping import Ambiguous, Mapped, Match, ServiceRequest, told
from prompts.mapping import customer_type as building
from prompts.meaning.deciding import map_request
from prompts.meaning.sense import Sense
from prompts.phrasebook import Lost
from prompts.pricing import Quote
from prompts.problems import PromptError, PromptProblem
from prompts.schema import Services

NO_ITEMS = "  No price: the items of QuickBooks are not known yet. Start Frontdesk once, connected."


def explained(settings: Settings, text: str, rule: str = "") -> dict[str, Any]:
    """The explanation as data, with the words people read under `text`.

    A time in the sentence ("it's Saturday night") is taken for the time of the call.

    Args:
        settings: where rules and items are.
        text: what a caller says.
        rule: a rule to be told of, whether it won or why it did not; all that came near if empty.

    Raises:
        PromptError: there is no such rule.
    """
    return asyncio.run(_explained(settings, text, rule))


async def _explained(settings: Settings, text: str, rule: str) -> dict[str, Any]:
    books = await Books.open(settings)
    at = time_in(text, books.now)
    request = books.request(text, at)
    services = books.book.services
    found = await _found(settings, request, services)
    quote = books.price(found) if isinstance(found, Match) else None
    reasons = told(found)
    if rule and rule not in {one.name for one in services.rules}:
        message = f'there is no rule "{rule}"; write its name exactly as it stands in your rules'
        raise PromptError(PromptProblem("services.yaml", None, message))
    priced = quote if isinstance(quote, Quote) else None
    kind = building(text, services)
    return {
        "rule": found.rule.name if isinstance(found, Match) else None,
        "at": at.isoformat(timespec="minutes"),
        "after_hours": not request.open_now,
        "urgency": found.urgency.value,
        "customer_type": kind.value if kind else None,
        "ask": _asked(found),
        "reasons": list(reasons),
        "lines": [
            {"item": line.item_name, "quantity": str(line.quantity), "amount": str(line.amount)}
            for line in (priced.lines if priced else ())
        ],
        "total": str(priced.total) if priced else None,
        "up_to": str(priced.upper) if priced and priced.upper else None,
        "plus_tax": bool(priced and priced.plus_tax),
        "spoken": priced.told if priced else None,
        "problem": quote.text if isinstance(quote, PromptProblem) else None,
        "text": "\n".join(
            [
                *_circumstances(request, found, kind.value if kind else ""),
                "",
                *_reasons(found, reasons[0], rule),
                "",
                *(_priced(quote) if books.knows_items else [NO_ITEMS] if quote else []),
            ]
        ).rstrip(),
    }


async def _found(settings: Settings, request: ServiceRequest, services: Services) -> Mapped:
    """What the desk itself would find, by words first and then by meaning."""
    sense = Sense.at(settings.meaning_folder, wanted=settings.meaning)
    await sense.prepare(services)
    try:
        return map_request(request, services, await sense.ranked(request.text, services))
    finally:
        sense.close()


def time_in(text: str, now: datetime) -> datetime:
    """The time a sentence names, in the week that begins today, else now."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    readings = parse_window(text, today)
    return readings[0].value.starts.astimezone(now.tzinfo) if readings else now


def _asked(found: Mapped) -> list[str]:
    if isinstance(found, Ambiguous):
        return [rule.name for rule in found.rules]
    return list(found.depends_on) if isinstance(found, Match) else []


def _circumstances(request: ServiceRequest, found: Mapped, kind: str) -> list[str]:
    """As what the sentence was taken, so that nobody wonders."""
    at = request.at
    hours = "during opening hours" if request.open_now else "after hours"
    holiday = ", a public holiday" if request.holiday else ""
    clock = f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"
    told = [f"Taken as a call on {at:%A, %B} {at.day}, {clock} ({hours}{holiday})"]
    told.append(f"{found.urgency.value}, {kind or 'residential or commercial not said'}")
    return [", ".join(told) + "."]


def _reasons(found: Mapped, first: str, rule: str) -> list[str]:
    """Why the winner won, then those whose words were heard; the rest is counted."""
    lost = found.lost
    if rule:
        mine = [f"{one.rule}: {one.why}" for one in lost if one.rule == rule]
        return mine or [first]
    near = [one for one in lost if _came_near(one)]
    told = [first, *(f"{one.rule}: {one.why}" for one in near)]
    if isinstance(found, Match) and found.depends_on:
        asked = " and ".join(name.replace("_", " ") for name in found.depends_on)
        told.append(f"The desk asks about {asked} first, because that may change the rule")
    if len(lost) > len(near):
        rest = len(lost) - len(near)
        told.append(f'{rest} other rules: not heard ("--rule NAME" tells why one lost)')
    return told


def _came_near(lost: Lost) -> bool:
    return not lost.why.endswith(("was heard", "was not heard"))


def _priced(quote: Quote | PromptProblem | None) -> list[str]:
    if quote is None:
        return []
    if isinstance(quote, PromptProblem):
        return [f"  No price: {quote.text}"]
    told = [
        f"  {line.item_name:<40}{line.quantity:>6} x {line.unit_price:>9}{line.amount!s:>12}"
        for line in quote.lines
    ]
    label = "Total, plus tax" if quote.plus_tax else "Total"
    told.append(f"  {label:<40}{quote.total!s:>30}")
    if quote.upper is not None:
        told.append(f"  {'up to':<40}{quote.upper!s:>30}")
    if quote.kind == "quote_later":
        told.append("  No estimate is written: it is quoted after a look.")
    if not quote.told:
        told.append("  The price is not told on the phone.")
    return told
