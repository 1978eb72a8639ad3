"""Moves into words. Values are spoken from the sheet, amounts from the calculation. Pure.

A speech is a row of parts: fixed ones come from the shelf of pre-rendered sound and play while
the others are still being spoken.
"""

from dataclasses import dataclass
from decimal import Decimal

from agent.moves import (
    AskAnythingElse,
    AskFor,
    AskHowMany,
    AskOwnerDecides,
    AskPersonOrCompany,
    AskPlace,
    AskWhatToChange,
    AskWhich,
    AskWhichService,
    GoOn,
    Move,
    OfferCallerId,
    OfferOnFile,
    OfferText,
    ReadBack,
    RemindOfText,
    SayGoodbye,
    Tell,
    WaitForText,
    Warn,
    Way,
)
from agent.spoken import say_address, say_email, say_money, say_name, say_phone, spell, spell_email
from agent.spoken.digits import say_digits
from agent.spoken.namewords import without_suffix
from agent.spoken.readback import given_is_plain
from agent.visiting import Visiting
from agent.visiting.moves import AGREED_TO, VISIT_MOVES
from agent.visiting.words import TOLD, visit_parts, visit_told
from office.sheet import Value
from office.values import Address, Email, Money, PersonName, Phone
from prompts.pricing import Quote, QuoteKind, QuoteLine, plain
from prompts.schema import Charge, Phrases
from prompts.schema.phrases import PriceWords
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
    parted: bool = False
    silent: bool = False
    reachable: bool = True
    pieces: int = 0
    visiting: Visiting | None = None
    unclear: bool = False
    """The same was asked before, and got neither a yes nor a no."""


def speech(move: Move, phrases: Phrases, facts: Facts) -> Speech:
    """Put a move into words."""
    parts = tuple(fill(part, facts.words) for part in _parts(move, phrases, facts) if part)
    must_hear = len(parts) - 1 if isinstance(move, (ReadBack, *AGREED_TO)) else 0
    return Speech(parts, must_hear, move)


def _parts(move: Move, phrases: Phrases, facts: Facts) -> tuple[str, ...]:
    if isinstance(move, VISIT_MOVES):
        return visit_parts(move, phrases.visit)
    match move:
        case AskFor():
            return _question(move, phrases)
        case ReadBack():
            plainly = (phrases.yes_or_no,) if facts.unclear else ()
            return (*_read_back(move, phrases), *plainly)
        case AskWhich(_, (first, second)):
            return (
                fill(phrases.which, {"first": told_apart(first), "second": told_apart(second)}),
            )
        case GoOn():
            return (phrases.go_on[max(0, facts.pieces - 1) % len(phrases.go_on)],)
        case AskPlace():
            return (phrases.ask_spelling.address if move.spelled else phrases.place.zip,)
        case AskOwnerDecides():
            return (phrases.place.outside,)
        case OfferText():
            return (phrases.offer_text,)
        case RemindOfText():
            return (phrases.text.reminder,)
        case WaitForText():
            return (phrases.text.wait,)
        case AskWhatToChange():
            return (phrases.what_to_change,)
        case OfferCallerId():
            return (phrases.offer_caller_id,)
        case OfferOnFile():
            return (getattr(phrases.offer_on_file, move.field.value),)
        case AskPersonOrCompany():
            return (fill(phrases.person_or_company, {"name": move.text}),)
        case AskWhichService():
            first, second = (*move.options, "")[:2]
            return (fill(phrases.service.ambiguous, {"first": first, "second": second}),)
        case AskHowMany():
            return (fill(phrases.service.how_many, {"what": move.things}),)
        case Warn():
            return (str(getattr(phrases.safety, move.danger)),)
        case Tell():
            return told(move.key, phrases, facts)
        case AskAnythingElse(what):
            return (phrases.requests.what_else if what else phrases.requests.anything_else,)
        case SayGoodbye():
            return (_goodbye(phrases, facts),)
        case _:
            return ()


def _goodbye(phrases: Phrases, facts: Facts) -> str:
    if facts.parted:
        return phrases.goodbye.again
    if facts.silent:
        reachable = facts.reachable
        return phrases.silence_goodbye if reachable else phrases.silence_goodbye_unreachable
    return phrases.goodbye.follow_up if facts.follow_ups else phrases.goodbye.done


def _question(move: AskFor, phrases: Phrases) -> tuple[str, ...]:
    wordings = phrases.ask[move.field]
    match move.way:
        case Way.SHORT:
            return (phrases.ask_short[move.field],)
        case Way.KEYPAD:
            return (phrases.keypad,)
        case Way.SPELLED:
            return (str(getattr(phrases.ask_spelling, move.field.value, wordings[-1])),)
        case Way.AGAIN:
            return (wordings[-1],)
        case _:
            return (wordings[0],)


def _read_back(move: ReadBack, phrases: Phrases) -> tuple[str, ...]:
    frame, spelled, value = phrases.read_back[move.field], phrases.spell_back, move.value
    if move.meant:
        return (phrases.place.did_you_mean.lead, f"{say(value)}?", phrases.place.did_you_mean.tail)
    if isinstance(value, PersonName) and move.spelled:
        letters = _letters_of(value, whole=move.whole)
        return (f"{frame.lead} {say(value)}.", f"{spelled.name.lead} {letters}.", frame.tail)
    if isinstance(value, Email) and move.spelled:
        letters = spell_email(value)
        return (spelled.email.lead, f"{letters}.", frame.tail)
    if isinstance(value, Phone) and move.spelled:
        return (spelled.phone.lead, f"{say_digit_by_digit(value)}.", frame.tail)
    if isinstance(value, Address) and move.spelled and (letters := spell(_street(value))):
        street = f"{spelled.address.lead} {letters}."
        return (frame.lead, f"{say(value)}.", street, frame.tail)
    return (frame.lead, f"{say(value)}.", frame.tail)


def _letters_of(name: PersonName, *, whole: bool) -> str:
    """The family name spelled; the given one too where it could be written otherwise.

    Or where all of it was asked for, since it was refused.
    """
    if not name.family:
        return spell(name.given)
    family = spell(without_suffix(name.family))
    return family if given_is_plain(name) and not whole else f"{spell(name.given)}; {family}"


def _street(address: Address) -> str:
    """The street's own name: without the house number and the kind of street."""
    words = [word for word in address.line1.split() if word.isalpha()]
    return " ".join(words[:-1] or words)


def say_digit_by_digit(phone: Phone) -> str:
    """A number one digit at a time, with a breath between its groups."""
    spoken = "; ".join(", ".join(map(say_digits, group)) for group in phone.groups)
    return f"{spoken}; extension {say_digits(phone.extension)}" if phone.extension else spoken


def told_apart(value: Value) -> str:
    """A value as it is offered beside one that sounds like it: names with their letters."""
    if isinstance(value, PersonName):
        return f"{value.display}, {spell(without_suffix(value.family) or value.given)}"
    return say(value)


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
        case PersonName():
            return say_name(value)
        case _:
            return str(value)


def told(key: str, phrases: Phrases, facts: Facts) -> tuple[str, ...]:
    """The words for something that is true by now."""
    requests = phrases.requests
    key = key if key.startswith("estimate_") else key.partition(":")[0]
    fixed = {
        "hold": (requests.hold,),
        "callback_promised": (requests.person,),
        "owner_alerted": (phrases.emergency,),
        "time_noted": (requests.time_noted,),
        "service_unclear": (phrases.service.unmapped,),
        # Of a range that is quoted after a look its ends are told, where they may be.
        "quote_later": price_parts(phrases, facts.quote) or (phrases.price.quote_later,),
        "declined": (phrases.declined,),
        "deferred": (phrases.deferred,),
        "late": (phrases.late_change,),
        "corrected": (phrases.entry_corrected,),
        "resent": (phrases.estimate_resent,),
        "outside_noted": (phrases.place.outside_noted,),
        "outside_declined": (phrases.place.outside_declined,),
        "texted": (phrases.text.sent,),
        "untextable": (phrases.text.failed,),
        "text_came": (phrases.text.came,),
        "this_number": (phrases.this_number,),
        "no_texts": (phrases.text.none,),
        "upset": (phrases.upset,),
        "noted": (requests.noted,),
    }
    if key in fixed:
        return fixed[key]
    if key in TOLD and facts.visiting is not None:
        return visit_told(key, phrases.visit, facts.visiting)
    if key in ("question", "robot"):
        return (facts.answer or phrases.failure.no_answer_for_that,)
    if key.startswith("estimate_"):
        return (*price_parts(phrases, facts.quote), _estimate(key, phrases))
    return (phrases.failure.one_moment,)


def _estimate(key: str, phrases: Phrases) -> str:
    return str(getattr(phrases.estimate, key.removeprefix("estimate_"), phrases.estimate.created))


def price_parts(phrases: Phrases, quote: Quote | None) -> tuple[str, ...]:
    """The price as the calculation gave it: the lines, then the total; or that it is not told."""
    if quote is None:
        return ()
    words, upper = phrases.price, quote.upper
    values = {"total": say_money(quote.total), "upper": say_money(upper or quote.total)}
    if quote.kind is QuoteKind.FREE:
        return (words.free,)
    if quote.kind is QuoteKind.QUOTE_LATER:
        if upper is None or not quote.told:
            return (words.quote_later,)
        return (fill(words.quote_later_between, values),)
    if not quote.told:
        return (words.untold,)
    lines = [_line(line, phrases) for line in quote.lines]
    if upper is None:
        frame = words.total_plus_tax if quote.plus_tax else words.total
    else:
        frame = words.total_between_plus_tax if quote.plus_tax else words.total_between
    total = fill(frame, values)
    if len(lines) == 1:
        return (fill(words.only, {"line": lines[0]}), total)
    joined = f"{', '.join(lines[:-1])}, {words.and_} {lines[-1]}"
    return (fill(words.both, {"lines": joined}), total)


def _line(line: QuoteLine, phrases: Phrases) -> str:
    words, upper = phrases.price, line.upper
    values = {
        "what": line.say,
        "amount": say_money(line.amount),
        "rate": say_money(Money(line.unit_price)),
        "hours": plain(line.quantity),
        "count": plain(line.quantity),
        "upper": say_money(upper or line.amount),
    }
    return fill(words.between if upper is not None else _frame(line, words), values)


def _frame(line: QuoteLine, words: PriceWords) -> str:
    one = line.quantity == Decimal(1)
    match line.charge:
        case Charge.HOURLY if one:
            return words.one_hour
        case Charge.HOURLY:
            return words.minimum if line.quantity == line.minimum else words.hourly
        case Charge.EACH:
            return words.one_of_each if one else words.each
        case _:
            return words.flat
