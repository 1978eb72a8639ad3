"""Moves about visits into words: dates are spoken by code, from what the book says. Pure."""

from datetime import datetime

from agent.spoken.windows import say_choices, say_row, say_window
from agent.visiting.moves import (
    AskCancel,
    AskNewTime,
    AskWhichVisit,
    OfferTime,
    OfferTimes,
    VisitMove,
)
from agent.visiting.state import Visiting
from office.values import Window
from prompts.schema import VisitWords
from prompts.wording import fill

TOLD = (
    "visit_booked",
    "visit_proposed",
    "visit_moved",
    "visit_cancelled",
    "visit_kept",
    "visit_told",
    "visit_none",
    "visit_unmatched",
    "visit_person",
)
"""What is said about visits when it is true."""


def visit_parts(move: VisitMove, words: VisitWords) -> tuple[str, ...]:
    """A question about a visit; the date stands apart from what is always the same."""
    match move:
        case OfferTime(old=Window() as old):
            lead = fill(words.move_from, {"window": _said(old, move.now)})
            return (lead, f"{_said(move.window, move.now)}.", words.move_tail)
        case OfferTime():
            tail = words.propose_tail if move.proposes else words.book_tail
            return (getattr(words, move.why), f"{_said(move.window, move.now)}.", tail)
        case OfferTimes():
            row = say_row(say_choices(move.windows, move.now))
            lead = words.instead_taken if move.why == "taken" else words.instead
            return (fill(lead, {"windows": row}), words.which_time)
        case AskNewTime(old=Window() as old):
            return (fill(words.new_time_for, {"window": _said(old, move.now)}),)
        case AskNewTime():
            return (words.new_time,)
        case AskWhichVisit():
            windows = tuple(visit.window for visit in move.visits)
            row = say_row(say_choices(windows, move.now))
            return (fill(words.which_visit, {"windows": row}),)
        case AskCancel():
            return (words.cancel_lead, f"{_said(move.window, move.now)}.", words.cancel_tail)


def visit_told(key: str, words: VisitWords, visiting: Visiting) -> tuple[str, ...]:
    """What came of it, from what the book says."""
    own, now = visiting.target or visiting.own, visiting.now
    said = _said(own.window, now) if own is not None and now is not None else ""
    match key:
        case "visit_booked":
            return (words.booked, f"{said}.")
        case "visit_proposed":
            return (words.proposed, f"{said}.", words.proposed_tail)
        case "visit_moved":
            return (words.moved, f"{said}.")
        case "visit_cancelled":
            return (fill(words.cancelled, {"window": said}),)
        case "visit_kept":
            return (words.kept,)
        case "visit_told":
            return _listed(words, visiting)
        case "visit_none":
            return (words.none,)
        case "visit_unmatched":
            return (words.unmatched,)
        case _:
            return (words.person,)


def _listed(words: VisitWords, visiting: Visiting) -> tuple[str, ...]:
    """The caller's visits to come, by date."""
    known, now = visiting.known or (), visiting.now
    if now is None or not known:
        return (words.none,)
    if visiting.target is not None:
        known = (visiting.target,)
    row = " ".join(f"{_said(visit.window, now)}." for visit in known[:MOST_TOLD])
    return (words.told_one if len(known) == 1 else words.told_several, row)


MOST_TOLD = 3


def _said(window: Window, now: datetime) -> str:
    return say_window(window, now, dated=True)
