"""What the caller answers to the desk's question: a yes is one only in their own words. Pure."""

from collections.abc import Callable
from dataclasses import replace

from agent.brain.record import TurnRecord
from agent.brain.understanding import parse_field
from agent.brain.understanding.intents import means_caller_id, means_other_number
from agent.confirming import CRITICAL, contradicts, says_yes
from agent.cues import says_wrong
from agent.intake.gathering import with_hearing, without
from agent.intake.turn import Turn
from agent.policy import MOST_QUESTIONS, TRIES
from agent.spoken.digits import all_digits
from agent.spoken.namehearing import NameHearing
from agent.spoken.no_texts import wants_no_texts
from agent.spoken.reading import Reading
from agent.spoken.yes_no import behind_answer, yes_or_no
from office.sheet import FieldName, Source, StaleConfirmation, State, Value
from office.values import Address, PersonName
from prompts.circumstances import number
from prompts.pricing import plain

TEXT_KINDS = ("offer_text", "text_reminder", "text_wait")
PUZZLED = 2
"""After so many answers to "anything else" that are not understood it is not asked again."""

FEWEST_DIGITS = 7
MOST_WORDS = 2
"""A weak yes of so many words says nothing else."""


def answer(turn: Turn) -> None:
    """Their yes or no to what the desk asked last; a yes must be one in their own words."""
    if turn.record.use_caller_id and means_caller_id(turn.heard):
        _use_caller_id(turn)
    said = turn.record.answer
    if turn.ask.kind == "offer_text" and turn.ask.field in turn.record.declined:
        # "I'd rather not" is a no to the text, and not to the question before it.
        said = "no"
    if said is None and turn.ask.kind in TEXT_KINDS:
        said = "yes" if turn.record.request == "hold" else yes_or_no(turn.heard)
    if said is None:
        return
    steps: dict[str, Callable[[Turn, bool], None]] = {
        "confirm": _confirmation,
        "offer_caller_id": _caller_id,
        "person_or_company": _company,
        "offer_text": _text,
        "owner_decides": _owner_decides,
        "text_reminder": _coming,
        "text_wait": _coming,
        "anything_else": _more,
    }
    step, yes = steps.get(turn.ask.kind), said == "yes"
    if step is None:
        return
    lightly = ("person_or_company", "anything_else", "text_reminder", "text_wait")
    agreed = turn.ask.kind in lightly or _clear_yes(turn)
    if yes and not agreed:
        return
    turn.used = True
    step(turn, yes)


def how_many(turn: Turn) -> None:
    """A number behind the request, in words in which it is counted; else the owner's own stays."""
    things, service = turn.situation.how_many, turn.sheet.value(FieldName.SERVICE)
    if turn.ask.kind != "how_many" or not things or service is None:
        return
    found = number(turn.heard)
    turn.used = turn.used or turn.record.request is None
    if found is None:
        return
    turn.used = True
    # The number is the answer, and no second request.
    turn.record = turn.record.model_copy(update={"service": None})
    words = f"{service}; {plain(found)} {things}"
    turn.sheet = turn.sheet.hear(FieldName.SERVICE, words, source=turn.source, said=turn.said)


def _clear_yes(turn: Turn) -> bool:
    """Whether their own words agree, clearly so where a weak yes could do harm.

    That is where a number or an e-mail was refused before, and where the number that is meant
    was never spoken.
    """
    name, value, kind = turn.ask.field, turn.ask.value, turn.ask.kind
    unspoken = kind == "offer_caller_id"
    refused = name in CRITICAL and turn.sheet[name].refusals > 0
    if unspoken and means_caller_id(turn.heard):
        return True
    # A bare "sure" is a yes; "please use another one" only sounds like one.
    more_than_a_word = len(turn.heard.split()) > MOST_WORDS
    if not says_yes(turn.heard, clearly=refused or (unspoken and more_than_a_word)):
        return False
    if name is None or value is None or kind not in ("confirm", "offer_caller_id"):
        return True
    return not contradicts(name, value, turn.heard)


def _confirmation(turn: Turn, yes: bool) -> None:
    name = turn.ask.field
    if name is None:
        return
    if turn.ask.value is None:
        _on_file(turn, name, yes)
    elif yes and (fuller := _fuller(turn, turn.ask.value)):
        turn.situation = with_hearing(turn.situation, name, turn.heard, fuller)
        turn.take(name, fuller)
    elif yes:
        _confirm(turn, name)
    elif turn.sheet[name].state is not State.CONFIRMED:
        turn.sheet = turn.sheet.refuse(name).drop(name)
        turn.situation = without(turn.situation, name, turn.ask.value)
        _remember(turn)
        # What is right comes next, whatever the owner's order is.
        turn.situate(changing=name)


def _fuller(turn: Turn, value: Value) -> tuple[Reading[Value], ...]:
    """ "Yes, in Columbus", "yes, apartment 4": an address with what the yes adds to it."""
    if not isinstance(value, Address):
        return ()
    words = behind_answer(turn.heard)
    words = f"in {words}" if turn.is_town(words) else turn.heard
    said = parse_field(FieldName.ADDRESS, words, turn.now, value)
    return said[:1] if said and _adds(value, said[0].value) else ()


def _adds(value: Address, said: Value) -> bool:
    """Whether one address is the other with its unit, town or zip besides."""
    if not isinstance(said, Address) or said.line1 != value.line1:
        return False
    parts = ("line2", "city", "postal_code")
    pairs = [(getattr(value, part), getattr(said, part)) for part in parts]
    return any(not old and new for old, new in pairs) and all(
        old == new for old, new in pairs if old
    )


def _remember(turn: Turn) -> None:
    """A name that was refused is never offered again."""
    refused = turn.ask.value
    if isinstance(refused, PersonName):
        heard = (*turn.situation.name_heard, NameHearing(refused=refused))
        turn.situate(name_heard=heard)


def _confirm(turn: Turn, name: FieldName) -> None:
    value = turn.sheet.value(name)
    if value is None or value != turn.ask.value:
        return
    try:
        turn.sheet = turn.sheet.confirm(name, value)
    except StaleConfirmation:
        # The read-back was cut off or the value has changed: it is read back again.
        return


def _on_file(turn: Turn, name: FieldName, yes: bool) -> None:
    if yes:
        turn.situate(use_on_file=turn.situation.use_on_file | {name})


def _caller_id(turn: Turn, yes: bool) -> None:
    if yes:
        _use_caller_id(turn)
        # A number that was never spoken hangs on one short word, which may have been a "no".
        turn.situate(this_number="" if means_caller_id(turn.heard) else "due")


def no_texts(turn: Turn) -> None:
    """They ask not to be texted: whatever else the turn says, that is heard."""
    if wants_no_texts(turn.heard):
        turn.situation, turn.used = turn.situation.without_texts(), True


def not_this_number(turn: Turn) -> None:
    """They were told which number is used, and say that it is another one.

    A no to what was asked behind it is none to the number: only a bare one could be, where no
    yes or no was asked for.
    """
    if turn.situation.this_number != "told":
        return
    turn.situate(this_number="")
    if yes_or_no(turn.heard) != "no":
        return
    digits = all_digits(turn.heard)
    number = digits if len(digits) >= FEWEST_DIGITS else None
    bare = turn.ask.kind == "value" and all(yes_or_no(word) == "no" for word in turn.heard.split())
    if number or bare or means_other_number(turn.heard):
        turn.record = TurnRecord(change=FieldName.PHONE, phone=number)


def _use_caller_id(turn: Turn) -> None:
    """They confirmed the very number that the carrier showed."""
    phone = turn.situation.caller_id
    if phone is None:
        return
    turn.used = True
    turn.given.add(FieldName.PHONE)
    sheet = turn.sheet.hear(FieldName.PHONE, phone, source=Source.CALLER_ID, said=turn.said)
    turn.sheet = sheet.read_back(FieldName.PHONE).confirm(FieldName.PHONE, phone)


def _text(turn: Turn, yes: bool) -> None:
    """A text message brings the value, later; without one what was heard is tried once more."""
    name = turn.ask.field
    if name is None:
        return
    if yes or turn.sheet.value(name) is None:
        turn.sheet = turn.sheet.defer(name)
    turn.situate(text_wanted=name if yes else None)


def _owner_decides(turn: Turn, yes: bool) -> None:
    if turn.situation.placing is not None:
        turn.situate(placing=replace(turn.situation.placing, owner_decides=yes))


def _coming(turn: Turn, yes: bool) -> None:
    """The text is on its way, or it is not: then a person asks. Nobody is waited for twice."""
    waits = yes and turn.ask.kind == "text_reminder"
    if not yes:
        _no_text_comes(turn)
    turn.situate(reminded="waiting" if waits else "over")


def _no_text_comes(turn: Turn) -> None:
    """What was heard before the text was offered is read back after all, if it may be right."""
    name = turn.situation.typing(turn.sheet)
    if name is None or turn.sheet.value(name) is None:
        return
    if turn.situation.asked.count(name) < MOST_QUESTIONS and turn.sheet[name].refusals < TRIES:
        turn.sheet = turn.sheet.with_field(replace(turn.sheet[name], state=State.HEARD))


def _company(turn: Turn, yes: bool) -> None:
    text = turn.situation.company_candidate
    turn.situate(company_candidate="")
    name = FieldName.COMPANY if yes else FieldName.NAME
    readings = parse_field(name, text, turn.now)
    if not readings:
        return
    turn.take(name, readings)
    if yes and turn.situation.company_spoken == text:
        # The question named the company, and they said yes to it.
        value = readings[0].value
        turn.sheet = turn.sheet.read_back(name).confirm(name, value)


def _more(turn: Turn, yes: bool) -> None:
    if yes and not (turn.record.model_fields_set - {"answer"}):
        _more_unnamed(turn)
    elif yes or turn.record.change is not None or not says_wrong(turn.heard):
        turn.situate(nothing_else=not yes)
    elif turn.situation.puzzled < PUZZLED:
        turn.situate(something_wrong=True, puzzled=turn.situation.puzzled + 1)
    else:
        # Something is wrong that nobody here can put right.
        turn.situate(wants_person=True, nothing_else=True)


def _more_unnamed(turn: Turn) -> None:
    """There is more, and they do not say what: asked for, then left to a person."""
    puzzled = turn.situation.puzzled + 1
    over = puzzled >= PUZZLED
    turn.situate(puzzled=puzzled, more_wanted=True)
    if over:
        turn.situate(wants_person=True, nothing_else=True)
