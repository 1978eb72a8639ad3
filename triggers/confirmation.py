"""The text to the caller after the call: what was agreed, and what it costs or comes next.

It is the only one about the call: a visit that was booked, moved or cancelled on the call is told
here, too. A price is named only where it was allowed to be told on the phone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from office.sheet import CallSheet, FieldName
from office.values import Money, PersonName, Phone
from office.visits import Visit
from office.writes import Write, WriteState
from prompts.library import Rulebook
from prompts.pricing import QuoteKind, tells_range
from prompts.schema.messages import CallerTexts, EstimateWords
from tools import agenda
from triggers.caller import heard
from triggers.means import Means


async def confirm_by_text(
    means: Means, call_id: str, sheet: CallSheet, phone: Phone, visits: tuple[Visit, ...] = ()
) -> None:
    """Send the caller one text about this call, with the visits that were arranged on it."""
    book = means.desk.library.current
    name = sheet.value(FieldName.NAME)
    texts, wanted = book.messages.caller, heard(sheet, FieldName.SERVICE)
    said = [
        book.say(texts.thanks, name=name.given, service=wanted)
        if isinstance(name, PersonName)
        else book.say(texts.thanks_unnamed, service=wanted),
        *_of_visits(book, visits),
        *await _of_price(means, call_id, visited=bool(visits)),
        book.say(texts.closing),
    ]
    key = f"caller:{call_id}:confirmation"
    await means.texting.text(phone, " ".join(said), key=key, kind="confirmation", call_id=call_id)


def _of_visits(book: Rulebook, visits: tuple[Visit, ...]) -> Iterator[str]:
    """Who comes when, or that nobody does any more."""
    texts = book.messages.caller
    standing = [visit for visit in visits if visit.state.holds_time]
    for visit in standing:
        said = agenda.said_of(book, visit)
        words = texts.held if visit.is_proposed else texts.visit
        yield book.say(words, when=said["when"], person=said["person"], address=said["address"])
    if visits and not standing:
        yield book.say(texts.cancelled)


async def _of_price(means: Means, call_id: str, *, visited: bool) -> Iterator[str]:
    """The estimate, or what comes next where there is none."""
    book = means.desk.library.current
    texts, estimate = book.messages.caller, await _estimate(means, call_id)
    if estimate is not None:
        said = book.say(
            _template(texts, estimate), estimate=estimate.number, total=str(estimate.total)
        )
    elif await _is_quoted_later(means, call_id):
        said = book.say(texts.quote_later)
    else:
        said = "" if visited else book.say(texts.noted)
    return iter((said,) if said else ())


async def _is_quoted_later(means: Means, call_id: str) -> bool:
    run = await means.journal.last_run(call_id, "map_service")
    return run is not None and (run.result or {}).get("outcome") == QuoteKind.QUOTE_LATER


@dataclass(frozen=True, slots=True)
class _Estimate:
    """An estimate as QuickBooks has it; of a price that is a range it shows the lower end.

    `told` is whether its price was allowed to be told on the phone.
    """

    number: str
    total: Money
    tax: Money
    is_range: bool
    told: bool


def _template(texts: CallerTexts, estimate: _Estimate) -> str:
    if not estimate.total.cents:
        return texts.free
    if not estimate.told:
        return texts.untold
    if estimate.is_range:
        return texts.ranged_with_tax if estimate.tax.cents else texts.ranged
    return texts.with_tax if estimate.tax.cents else texts.priced


async def _estimate(means: Means, call_id: str) -> _Estimate | None:
    """The call's newest estimate that QuickBooks has."""
    key = f"estimate:{call_id}:"
    words = means.desk.library.current.messages.estimate
    told = await _may_tell(means, call_id)
    for write in reversed(await means.desk.writes.of_call(call_id)):
        found = _read(write, words, told=told) if write.key.startswith(key) else None
        if found is not None:
            return found
    return None


async def _may_tell(means: Means, call_id: str) -> bool:
    """Whether the owner let the price be told when it was made; unless that is known, it is not."""
    run = await means.journal.last_run(call_id, "create_estimate")
    quote = run.arguments.get("quote") if run is not None else None
    return isinstance(quote, dict) and quote.get("told") is True


def _read(write: Write, words: EstimateWords, *, told: bool) -> _Estimate | None:
    answer = write.answer or {}
    if write.state is not WriteState.DONE or "TotalAmt" not in answer:
        return None
    tax = (answer.get("TxnTaxDetail") or {}).get("TotalTax", 0)
    lines = (str(line.get("Description") or "") for line in answer.get("Line") or ())
    return _Estimate(
        str(answer.get("DocNumber") or ""),
        Money.of(str(answer["TotalAmt"])),
        Money.of(str(tax)),
        any(tells_range(line, words) for line in lines),
        told,
    )
