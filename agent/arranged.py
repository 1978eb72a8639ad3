"""What the results of the visits' tools make of the call. Pure."""

from dataclasses import replace
from datetime import datetime

from agent.effects import Ran
from agent.policy import Situation
from agent.policy.visits import search_key
from agent.spoken.beside import told_by
from agent.spoken.wishes import parse_wish
from agent.visiting import BookedVisit, Outcome, Visiting
from office.sheet import CallSheet, FieldName
from office.values import Window, Wish

TIME = FieldName.PREFERRED_TIME


def visiting_of(situation: Situation) -> Visiting:
    """What the call knows of visits; the policy runs their tools only where there is something."""
    return situation.visiting or Visiting()


def to_look_for(sheet: CallSheet, situation: Situation, now: datetime) -> Visiting:
    """With the wish, also where the line was lost meanwhile and only its words are left."""
    visiting, words = visiting_of(situation), sheet.value(TIME)
    if visiting.wish is not None and visiting.target is not None:
        # "An hour later": by now it is known later than what.
        told = told_by(visiting.wish, visiting.target.window, now)
        return replace(visiting, wish=told)
    if visiting.wish is not None or visiting.errand or words is None:
        return visiting
    return replace(visiting, wish=parse_wish(str(words), now) or Wish(str(words)))


def found(
    sheet: CallSheet, situation: Situation, known: tuple[BookedVisit, ...], now: datetime
) -> Ran:
    """The matched caller's visits; the one that is meant, where what was said tells it."""
    visiting = replace(visiting_of(situation), known=known, now=now).aimed()
    if known:
        return Ran(sheet, replace(situation, visiting=visiting))
    return Ran(sheet, _with_news(situation, replace(visiting, outcome="told"), "visit_none"))


def looked(
    sheet: CallSheet,
    situation: Situation,
    visiting: Visiting,
    windows: tuple[Window, ...],
    now: datetime,
    *,
    fits: bool,
) -> Ran:
    """What there is: one window to read back, several to choose from, or nothing."""
    seen = replace(visiting, now=now, checked=search_key(sheet, visiting))
    left = tuple(one for one in windows if one not in visiting.refused)
    if not left:
        return Ran(sheet, replace(situation, visiting=seen.given_up()))
    chosen = left[0] if fits or len(left) == 1 else None
    seen = replace(seen, windows=in_order(left), chosen=chosen, fits=fits)
    return Ran(sheet, replace(situation, visiting=seen))


def done(
    sheet: CallSheet, situation: Situation, visit: BookedVisit, outcome: Outcome, now: datetime
) -> Ran:
    """The book has it: it is told from there."""
    visiting = visiting_of(situation)
    own = visiting.own
    if outcome in ("booked", "proposed"):
        own = visit
    elif own is not None and own.id == visit.id:
        own = visit if outcome == "moved" else None
    made = visiting.made + (outcome in ("booked", "proposed"))
    target = None if outcome in ("booked", "proposed") else visit
    after = replace(
        visiting,
        made=made,
        own=own,
        target=target,
        known=None,
        chosen=None,
        heard=None,
        agreed=None,
        outcome=outcome,
        now=now,
    )
    return Ran(sheet, _with_news(situation, after, f"visit_{outcome}"))


def not_done(sheet: CallSheet, situation: Situation, windows: tuple[Window, ...]) -> Ran:
    """Somebody was quicker, or it may not be: nothing is confirmed, what is left is offered."""
    visiting = visiting_of(situation)
    left = tuple(one for one in windows if one not in visiting.refused)
    after = replace(
        visiting,
        agreed=None,
        heard=None,
        taken=True,
        windows=in_order(left),
        chosen=left[0] if len(left) == 1 else None,
    )
    words = visiting.wish.words if visiting.wish is not None else ""
    if sheet.confirmed(TIME, Window) is not None:
        sheet = sheet.hear(TIME, words) if words else sheet.drop(TIME)
    return Ran(sheet, replace(situation, visiting=after if left else after.given_up()))


def in_order(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """Choices as they come in a week, so that a day is named once."""
    return tuple(sorted(windows, key=lambda one: one.starts))


def agreed_to_nothing(sheet: CallSheet, situation: Situation) -> Ran:
    """What they had said yes to is not what stands any more: it is asked again."""
    visiting = replace(visiting_of(situation), agreed=None, heard=None)
    return Ran(sheet, replace(situation, visiting=visiting))


def _with_news(situation: Situation, visiting: Visiting, key: str) -> Situation:
    return replace(situation, visiting=visiting, news=(*situation.news, key))
