"""The order of a call: from what is known to the one next move.

Danger first, then what the caller asked for, then one field at a time, then the tools that are
due, then the truth about what was done, then goodbye.
"""

from collections.abc import Callable

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
    RunTool,
    SayGoodbye,
    Tell,
    WaitForText,
    Warn,
    Way,
)
from agent.policy.ladder import MOST_QUESTIONS, MOST_SAME, is_text_due, way_left
from agent.policy.situation import Order, Situation
from agent.policy.standing import is_outside, is_pressing, lookup_key, request_key, truths
from agent.policy.visits import arrange, carry_out, errand, is_about_a_visit_only
from agent.spoken.addresses import tells_zip
from agent.spoken.hearings import Evidence
from agent.spoken.readback import email_is_plain, street_is_plain
from office.sheet import CallSheet, Field, FieldName, State, Value
from office.values import Address, Email, PersonName

CONFIRMED_FIELDS = (
    FieldName.NAME,
    FieldName.PHONE,
    FieldName.EMAIL,
    FieldName.ADDRESS,
    FieldName.ALTERNATE_PHONE,
)
"""Fields that are read back, in the order in which that is done."""

WARNINGS = 2
"""A danger is warned of once, and once more if another one comes up."""

ASKED_TWICE = 2
"""Whether the owner shall decide is asked no third time; without a yes nothing is made."""

TYPED_BELOW = 0.7
"""A value less sure than this after two refusals is better typed than read back."""

Step = Callable[[CallSheet, Situation, Order], Move | None]


def next_move(sheet: CallSheet, situation: Situation, order: Order) -> Move:
    """Choose the one next move."""
    for step in _STEPS:
        move = step(sheet, situation, order)
        if move is not None:
            return move
    return SayGoodbye()


def _warn(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    warned = {key for key in situation.told if key.startswith("danger:")}
    if not situation.danger or f"danger:{situation.danger}" in warned or len(warned) >= WARNINGS:
        return None
    return Warn(situation.danger)


def _map(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    if sheet.value(FieldName.SERVICE) and situation.mapped_for != request_key(sheet):
        return RunTool("map_service")
    return None


def _answer(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    return Tell(situation.requests[0]) if situation.requests else None


def _text(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """They said yes to a text: it is sent before anything else is said."""
    return RunTool("text_for_field") if situation.text_wanted else None


def _thank(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    if situation.this_number == "due":
        return Tell("this_number")
    if situation.no_texts == "due":
        return Tell("no_texts")
    return Tell("text_came") if situation.text_came else None


def _settle(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """What was asked and will not be asked again: said once, so that nobody waits for it."""
    for name in dict.fromkeys(situation.asked):
        state = sheet[name].state
        key = f"{_outcome(name, state, situation)}:{name.value}"
        if state in (State.DECLINED, State.DEFERRED) and key not in situation.told:
            return Tell(key)
    return None


def _outcome(name: FieldName, state: State, situation: Situation) -> str:
    awaited = name in situation.awaited and situation.reminded != "over"
    if state is State.DEFERRED and awaited:
        return "texted"
    untextable = state is State.DEFERRED and name in situation.untextable
    return "untextable" if untextable else state.value


def _go_on(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """What comes in pieces is listened to, unless it has been left to a person meanwhile."""
    pieces = situation.pieces
    return GoOn(pieces.field) if pieces and not sheet[pieces.field].settled else None


def _look_up(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    key = lookup_key(sheet, situation)
    undecided = situation.customer in ("", "unknown")
    if key and undecided and situation.looked_up_for != key:
        return RunTool("lookup_customer")
    return None


def _read_back(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    if situation.leaving:
        return None
    spent = situation.asked.count(FieldName.NAME) >= MOST_QUESTIONS
    if situation.company_candidate and sheet[FieldName.NAME].misses < MOST_SAME and not spent:
        return AskPersonOrCompany(situation.company_candidate)
    for name in CONFIRMED_FIELDS:
        entry = sheet[name]
        if name is FieldName.NAME and situation.on_file and situation.on_file.matched:
            continue
        if entry.state not in (State.HEARD, State.READ_BACK) or entry.value is None:
            continue
        if name in situation.unsure and entry.alternatives:
            return AskWhich(name, (entry.value, entry.alternatives[0]))
        if entry.confidence < TYPED_BELOW and is_text_due(name, sheet, situation):
            return OfferText(name)
        if name is FieldName.ADDRESS and (doubt := _doubt(entry.value, situation)) is not None:
            return doubt
        meant = name is FieldName.ADDRESS and _is_meant(entry.value, situation)
        whole = name is FieldName.NAME and entry.refusals > 0
        return ReadBack(name, entry.value, _is_spelled(entry, sheet), meant, whole)
    return None


def _doubt(value: Value, situation: Situation) -> Move | None:
    """A street that nobody knows: its zip, or if that was said its letters, are asked for once."""
    placing = situation.placing
    if placing is None or placing.outcome != "unknown" or placing.doubted:
        return None
    known = situation.evidence.get(FieldName.ADDRESS, Evidence())
    told = any(tells_zip(hearing.words) for hearing in known.hearings[-1:])
    return AskPlace(value, spelled=told or bool(getattr(value, "postal_code", "")))


def _is_meant(value: Value, situation: Situation) -> bool:
    placing = situation.placing
    return placing is not None and placing.outcome == "did_you_mean" and placing.value == value


def _check_address(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """An address is checked before it is read back, and again when it has changed."""
    value, state = sheet.value(FieldName.ADDRESS), sheet[FieldName.ADDRESS].state
    if situation.placing is None or value is None or situation.leaving:
        return None
    if value == situation.placing.value or state in (State.DECLINED, State.DEFERRED):
        return None
    return RunTool("check_address")


def _outside(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """A place outside the area is said as such, and nothing is made for it unasked."""
    placing = situation.placing
    if placing is None or placing.outcome != "out_of_area" or situation.leaving:
        return None
    sure = sheet[FieldName.ADDRESS].state is State.CONFIRMED
    if not sure or placing.owner_decides is not None or placing.owner_asked >= ASKED_TWICE:
        return None
    return AskOwnerDecides()


def _is_spelled(entry: Field, sheet: CallSheet) -> bool:
    """Names always are; what was refused is; and an e-mail that could be written otherwise."""
    if entry.name is FieldName.NAME or entry.refusals > 0:
        return True
    if isinstance(entry.value, Address):
        return not street_is_plain(entry.value.line1)
    known = sheet.confirmed(FieldName.NAME, PersonName)
    name = known.value if known is not None else None
    return isinstance(entry.value, Email) and not email_is_plain(entry.value, name)


def _change(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """What the caller wants changed comes before what was being asked."""
    name = situation.changing
    if name is None or situation.leaving or sheet[name].settled or sheet.value(name) is not None:
        return None
    return _ask_for(name, sheet, situation)


def _clarify(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """One question about what is wanted, and no second one: which of two, or how many."""
    if situation.clarified >= 1 or situation.leaving or situation.wants_person:
        return None
    if situation.mapped == "ambiguous":
        return AskWhichService(situation.options)
    if situation.mapped == "priced" and situation.how_many and not is_pressing(sheet):
        return AskHowMany(situation.how_many)
    return None


def _ask(sheet: CallSheet, situation: Situation, order: Order) -> Move | None:
    if situation.leaving:
        return None
    deciding = tuple(FieldName(fact) for fact in situation.open_facts)
    if sheet[FieldName.URGENCY].misses:
        deciding = (FieldName.URGENCY, *deciding)
    first, rest = order.ask[:1], order.ask[1:]
    for name in (*first, *deciding, *rest):
        if sheet[name].settled or not _wanted(name, sheet, situation):
            continue
        if sheet.value(name) is not None and name not in CONFIRMED_FIELDS:
            continue
        return _question(name, sheet, situation)
    return None


def _question(name: FieldName, sheet: CallSheet, situation: Situation) -> Move:
    if name is FieldName.PHONE and situation.caller_id and not situation.offered_caller_id:
        return OfferCallerId(situation.caller_id)
    on_file = situation.on_file
    if on_file and on_file.matched and name not in situation.offered_on_file:
        has = {FieldName.EMAIL: on_file.has_email, FieldName.ADDRESS: on_file.has_address}
        if has.get(name):
            return OfferOnFile(name)
    return _ask_for(name, sheet, situation)


def _ask_for(name: FieldName, sheet: CallSheet, situation: Situation) -> Move:
    way = way_left(name, sheet, situation) or Way.AGAIN
    if way is Way.TEXT:
        return OfferText(name)
    if way is Way.PLAIN and situation.resuming and name in situation.asked:
        return AskFor(name, Way.SHORT)
    return AskFor(name, way)


def _wanted(name: FieldName, sheet: CallSheet, situation: Situation) -> bool:
    if name in situation.use_on_file:
        return False
    matched = situation.on_file is not None and situation.on_file.matched
    if matched and name in (FieldName.NAME, FieldName.PHONE):
        return False
    if situation.wants_person or is_about_a_visit_only(sheet, situation):
        return name in (FieldName.NAME, FieldName.PHONE)
    if name is FieldName.PREFERRED_TIME:
        return not is_pressing(sheet)
    return True


def _await_text(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """What is typed belongs to what is entered and sent: it is waited for, once, before that."""
    name = situation.typing(sheet)
    if name is None or situation.leaving or situation.reminded == "over":
        return None
    return WaitForText(name) if situation.reminded == "waiting" else RemindOfText(name)


def _create_customer(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    confirmed = {name for name in CONFIRMED_FIELDS if sheet[name].state is State.CONFIRMED}
    reachable = FieldName.PHONE in confirmed or FieldName.EMAIL in confirmed
    if situation.customer == "unknown" and FieldName.NAME in confirmed and reachable:
        return RunTool("create_customer")
    return None


def _correct_customer(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """What was confirmed anew after the customer was entered is corrected there, each once."""
    changes = situation.changes(sheet)
    if not changes or changes == situation.tried or situation.customer == "refused":
        return None
    return RunTool("correct_customer")


def _create_estimate(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    has_customer = situation.customer in ("created", "adopted", "known", "queued")
    priced = situation.mapped in ("priced", "free") and not is_outside(situation)
    due = not situation.estimate or _goes_elsewhere(sheet, situation)
    if has_customer and priced and due and not situation.wants_person:
        return RunTool("create_estimate")
    return None


def _goes_elsewhere(sheet: CallSheet, situation: Situation) -> bool:
    """Whether an estimate that is made belongs to another address of mail by now."""
    if situation.estimate not in ("sent", "created", "unsent"):
        return False
    email = sheet[FieldName.EMAIL]
    return email.state is State.CONFIRMED and email.value != situation.estimate_for


def _report(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    if situation.news:
        return Tell(situation.news[0])
    late = [f"late:{name.value}" for name in CONFIRMED_FIELDS if situation.late(sheet, name)]
    for key in (*late, *truths(sheet, situation)):
        if key not in situation.told:
            return Tell(key)
    return None


def _alert(sheet: CallSheet, situation: Situation, order: Order) -> Move | None:
    """Whoever has an emergency hears that the owner knows before a time is put to them."""
    pressing = situation.visiting is not None and is_pressing(sheet)
    return _report(sheet, situation, order) if pressing else None


def _what_to_change(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """They say something is wrong and not what: asked once, at a point where it can be anything."""
    if situation.leaving or not situation.something_wrong:
        return None
    return AskWhatToChange()


def _anything_else(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    if situation.nothing_else or situation.leaving:
        return None
    return AskAnythingElse(what=situation.more_wanted)


_STEPS: tuple[Step, ...] = (
    _warn,
    _map,
    _answer,
    _text,
    carry_out,
    _thank,
    _settle,
    _go_on,
    _look_up,
    _check_address,
    _read_back,
    _outside,
    _change,
    _what_to_change,
    errand,
    _clarify,
    _ask,
    _await_text,
    _create_customer,
    _correct_customer,
    _create_estimate,
    _alert,
    arrange,
    _report,
    _anything_else,
)
