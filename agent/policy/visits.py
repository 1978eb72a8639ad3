"""What is due about visits: a wish is met, moved or cancelled, each after one clear yes.

Whatever is said about a visit that was booked before needs a caller who matched a customer.
"""

from agent.moves import Move, RunTool, Tell
from agent.policy.situation import Order, Situation
from agent.policy.standing import is_outside, is_pressing
from agent.visiting import MOST_ROUNDS, Visiting
from agent.visiting.moves import AskCancel, AskNewTime, AskWhichVisit, OfferTime, OfferTimes, Why
from office.sheet import CallSheet, FieldName, State

MAPPED = ("priced", "free", "quote_later")
"""Requests that somebody of the business can come for."""

ENTERED = ("created", "adopted", "known", "queued", "refused")
"""What comes of entering the caller; before that no visit is arranged."""

CARRIED_OUT_BY = {"": "book_visit", "move": "reschedule_visit", "cancel": "cancel_visit"}
MOST_NAMED = 3


def carry_out(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """They said yes: it is done before anything else is asked, and what was done is told."""
    visiting = situation.visiting
    if visiting is not None and visiting.agreed is not None:
        return RunTool(CARRIED_OUT_BY[visiting.errand])
    key = next((key for key in situation.news if key.startswith("visit_")), None)
    return Tell(key) if key is not None else None


def errand(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    """What a caller wants with a visit that is in the book."""
    visiting = situation.visiting
    if visiting is None or not visiting.errand or _is_closed(situation, visiting):
        return None
    if visiting.own is None and not is_matched(situation):
        return Tell("visit_unmatched") if _is_stranger(sheet, situation) else None
    if visiting.known is None:
        return RunTool("find_visits")
    if visiting.errand == "ask":
        return Tell("visit_told")
    if visiting.rounds >= MOST_ROUNDS:
        return Tell("visit_person")
    if visiting.now is None:
        return None
    if visiting.target is None:
        return AskWhichVisit(visiting.known[:MOST_NAMED], visiting.errand, visiting.now)
    if visiting.errand == "cancel":
        return AskCancel(visiting.proposal, visiting.target.window, visiting.now)
    if visiting.wish is None:
        return AskNewTime(visiting.now, visiting.target.window)
    return _agree(sheet, situation, visiting)


def arrange(sheet: CallSheet, situation: Situation, order: Order) -> Move | None:
    """A time for what the caller wants done, once everything is known that it takes."""
    visiting = situation.visiting
    if visiting is None or visiting.errand or _is_closed(situation, visiting):
        return None
    if not is_bookable(sheet, situation):
        return None
    return _agree(sheet, situation, visiting)


def is_bookable(sheet: CallSheet, situation: Situation) -> bool:
    """Whether the business knows whom to visit, where and what for, and may come there."""
    time = sheet[FieldName.PREFERRED_TIME]
    wished = time.value is not None or is_pressing(sheet)
    if not wished or time.state is State.DECLINED or is_outside(situation):
        return False
    if situation.mapped not in MAPPED or situation.customer not in ENTERED:
        return False
    matched = is_matched(situation)
    who = (FieldName.NAME, FieldName.PHONE)
    known = matched or all(sheet[name].state is State.CONFIRMED for name in who)
    address = sheet[FieldName.ADDRESS].state is State.CONFIRMED
    return known and (address or FieldName.ADDRESS in situation.use_on_file)


def is_matched(situation: Situation) -> bool:
    """Whether the caller named a customer whose number this is."""
    on_file = situation.on_file
    return situation.customer == "known" and on_file is not None and on_file.matched


def is_about_a_visit_only(sheet: CallSheet, situation: Situation) -> bool:
    """Whether the caller wants nothing but something with a visit: then little is asked."""
    visiting = situation.visiting
    errand = visiting is not None and bool(visiting.errand)
    return errand and sheet.value(FieldName.SERVICE) is None


def search_key(sheet: CallSheet, visiting: Visiting) -> tuple[object, ...]:
    """What the windows on offer depend on; when it changes, the book is asked again."""
    names = (FieldName.SERVICE, FieldName.URGENCY)
    said = tuple(str(sheet.value(name) or "") for name in names)
    return (*said, visiting.wish, visiting.target)


def _is_closed(situation: Situation, visiting: Visiting) -> bool:
    return visiting.settled or situation.leaving or situation.wants_person


def _is_stranger(sheet: CallSheet, situation: Situation) -> bool:
    """Whether name and number were both asked for and match nobody."""
    who = (FieldName.NAME, FieldName.PHONE)
    return all(sheet[name].settled for name in who) or situation.customer in ENTERED


def _agree(sheet: CallSheet, situation: Situation, visiting: Visiting) -> Move | None:
    """The book is asked, and what it has is put to the caller, a few times at most."""
    if visiting.rounds >= MOST_ROUNDS:
        return Tell("visit_person")
    now = visiting.now
    if now is None or visiting.checked != search_key(sheet, visiting):
        return RunTool("check_availability")
    why = _why(sheet, visiting)
    if visiting.chosen is not None:
        old = visiting.target.window if visiting.target is not None else None
        return OfferTime(
            visiting.proposal, visiting.chosen, now, why, old=old, proposes=visiting.proposes
        )
    if visiting.windows:
        return OfferTimes(visiting.windows, now, "taken" if visiting.taken else "nearest")
    return AskNewTime(now)


def _why(sheet: CallSheet, visiting: Visiting) -> Why:
    if visiting.taken:
        return "taken"
    if visiting.picked:
        return "chosen"
    if visiting.wish is None or visiting.wish.soonest or visiting.wish.is_open:
        return "first"
    return "wished" if visiting.fits else "nearest"
