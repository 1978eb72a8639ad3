"""Moves into words. Values are spoken from the sheet, amounts from the calculation. Pure.

A speech is a row of parts: fixed ones come from the shelf of pre-rendered sound and play while
the others are still being spoken.
"""

from dataclasses import dataclass
from decimal import Decimal

from agent.moves import (
    AskAnythingElse,
    AskFor,
    AskPersonOrCompany,
    AskWhichService,
    Move,
    OfferCallerId,
    OfferOnFile,
    ReadBack,
    SayGoodbye,
    Tell,
    Warn,
)
from agent.spoken import say_address, say_email, say_money, say_phone, spell
from office.sheet import FieldName, Value
from office.values import Address, Email, Money, PersonName, Phone
from prompts.pricing import Quote, QuoteKind, QuoteLine, plain
from prompts.schema import Charge, Phrases
from prompts.wording import fill


@dataclass(frozen=True, slots=True)
class Speech:
    """What the desk says in one go; the caller must hear the first `must_hear` parts."""

    parts: tuple[str, ...]
    must_hear: int = 0
    move: Move | None = None

    @property
    def text(self) -> str:
        """The words as the journal and the page show them."""
        return " ".join(self.parts)

    def after(self, *parts: str) -> "Speech":
        """The same speech behind other words."""
        return Speech(
            (*parts, *self.parts), self.must_hear and self.must_hear + len(parts), self.move
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What a phrase may name besides the sheet: all of it computed by code."""

    words: dict[str, str]
    quote: Quote | None = None
    answer: str = ""
    follow_ups: bool = False


def speech(move: Move, phrases: Phrases, facts: Facts) -> Speech:
    """Put a move into words."""
    parts = tuple(fill(part, facts.words) for part in _parts(move, phrases, facts) if part)
    must_hear = len(parts) - 1 if isinstance(move, ReadBack) else 0
    return Speech(parts, must_hear, move)


def _parts(move: Move, phrases: Phrases, facts: Facts) -> tuple[str, ...]:
    match move:
        case AskFor():
            return _question(move, phrases)
        case ReadBack():
            return _read_back(move, phrases)
        case OfferCallerId():
            return (phrases.offer_caller_id,)
        case OfferOnFile():
            return (getattr(phrases.offer_on_file, move.field.value),)
        case AskPersonOrCompany():
            return (fill(phrases.person_or_company, {"name": move.text}),)
        case AskWhichService():
            first, second = (*move.options, "")[:2]
            return (fill(phrases.service.ambiguous, {"first": first, "second": second}),)
        case Warn():
            return (str(getattr(phrases.safety, move.danger)),)
        case Tell():
            return told(move.key, phrases, facts)
        case AskAnythingElse():
            return (phrases.requests.anything_else,)
        case SayGoodbye():
            return (phrases.goodbye.follow_up if facts.follow_ups else phrases.goodbye.done,)
        case _:
            return ()


def _question(move: AskFor, phrases: Phrases) -> tuple[str, ...]:
    wordings = phrases.ask[move.field]
    if move.wording >= 2 and move.field is FieldName.PHONE:
        return (phrases.keypad,)
    spelling = getattr(phrases.ask_spelling, move.field.value, None)
    if move.wording >= 2 and spelling:
        return (str(spelling),)
    return (wordings[min(move.wording, len(wordings) - 1)],)


def _read_back(move: ReadBack, phrases: Phrases) -> tuple[str, ...]:
    frame = phrases.read_back[move.field]
    spoken = say(move.value)
    if move.field is FieldName.NAME and isinstance(move.value, PersonName):
        spelled = spell(move.value.family or move.value.given)
        return (f"{frame.lead} {spoken}.", f"{phrases.spell_back.name.lead} {spelled}.", frame.tail)
    if move.spelled and isinstance(move.value, Email):
        spelled = f"{spell(move.value.local)}, at {say_email(move.value).partition(' at ')[2]}"
        return (phrases.spell_back.email.lead, f"{spelled}.", frame.tail)
    return (frame.lead, f"{spoken}.", frame.tail)


def say(value: Value) -> str:
    """A stored value as a voice reads it well."""
    match value:
        case Phone():
            return say_phone(value)
        case Email():
            return say_email(value)
        case Address():
            return say_address(value)
        case Money():
            return say_money(value)
        case _:
            return str(value)


def told(key: str, phrases: Phrases, facts: Facts) -> tuple[str, ...]:
    """The words for something that is true by now."""
    requests = phrases.requests
    fixed = {
        "hold": (requests.hold,),
        "callback_promised": (requests.person,),
        "owner_alerted": (phrases.emergency,),
        "time_noted": (requests.time_noted,),
        "service_unclear": (phrases.service.unmapped,),
        "quote_later": (phrases.price.quote_later,),
        "declined": (phrases.declined,),
        "deferred": (phrases.deferred,),
    }
    if key in fixed:
        return fixed[key]
    if key in ("question", "robot"):
        return (facts.answer or phrases.failure.no_answer_for_that,)
    if key.startswith("estimate_"):
        return (*price_parts(phrases, facts.quote), _estimate(key, phrases))
    return (phrases.failure.one_moment,)


def _estimate(key: str, phrases: Phrases) -> str:
    return str(getattr(phrases.estimate, key.removeprefix("estimate_"), phrases.estimate.created))


def price_parts(phrases: Phrases, quote: Quote | None) -> tuple[str, ...]:
    """The price as the calculation gave it: the lines, then the total."""
    if quote is None:
        return ()
    words = phrases.price
    if quote.kind is QuoteKind.FREE:
        return (words.free,)
    if quote.kind is QuoteKind.QUOTE_LATER:
        return (words.quote_later,)
    lines = [_line(line, phrases) for line in quote.lines]
    frame = words.total_plus_tax if quote.plus_tax else words.total
    total = fill(frame, {"total": say_money(quote.total)})
    if len(lines) == 1:
        return (fill(words.only, {"line": lines[0]}), total)
    joined = f"{', '.join(lines[:-1])}, {words.and_} {lines[-1]}"
    return (fill(words.both, {"lines": joined}), total)


def _line(line: QuoteLine, phrases: Phrases) -> str:
    amount, rate = say_money(line.amount), say_money(Money(line.unit_price))
    values = {"what": line.say, "amount": amount, "rate": rate, "hours": plain(line.quantity)}
    if line.charge is not Charge.HOURLY:
        return fill(phrases.price.flat, values)
    if line.quantity == Decimal(1):
        return fill(phrases.price.one_hour, values)
    return fill(phrases.price.hourly, values)
