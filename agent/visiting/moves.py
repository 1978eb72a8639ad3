"""What the desk asks about visits, and the question each of them is. Data only."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from agent.brain.ask import Ask
from agent.spoken.windows import say_choices
from agent.visiting.state import Arrangement, BookedVisit, Errand
from office.sheet import FieldName
from office.values import Window

Why = Literal["wished", "chosen", "nearest", "first", "taken"]
"""Why just this: it is as wished, it was picked, or it is what there is."""


@dataclass(frozen=True, slots=True)
class OfferTime:
    """Read one window back and ask whether it shall be booked, or the visit be moved there."""

    arrangement: Arrangement
    window: Window
    now: datetime
    why: Why = "wished"
    old: Window | None = None
    proposes: bool = False


@dataclass(frozen=True, slots=True)
class OfferTimes:
    """Name what there is, and ask which of it suits."""

    windows: tuple[Window, ...]
    now: datetime
    why: Why = "nearest"


@dataclass(frozen=True, slots=True)
class AskNewTime:
    """Ask when else: nothing is on offer that was not refused, or a visit is to be moved."""

    now: datetime
    old: Window | None = None


@dataclass(frozen=True, slots=True)
class AskWhichVisit:
    """The caller has several visits to come: ask which one is meant."""

    visits: tuple[BookedVisit, ...]
    errand: Errand
    now: datetime


@dataclass(frozen=True, slots=True)
class AskCancel:
    """Read a visit back and ask whether it shall be cancelled."""

    arrangement: Arrangement
    window: Window
    now: datetime


VisitMove = OfferTime | OfferTimes | AskNewTime | AskWhichVisit | AskCancel
VISIT_MOVES = (OfferTime, OfferTimes, AskNewTime, AskWhichVisit, AskCancel)
AGREED_TO = (OfferTime, AskCancel)
"""Moves whose words must be heard in full before a yes to them counts."""


def visit_asked(move: VisitMove) -> Ask:
    """The question that a move leaves with the caller."""
    time = FieldName.PREFERRED_TIME
    match move:
        case OfferTime():
            return Ask(time, "offer_time", move.window)
        case OfferTimes():
            return Ask(time, "which_time", None, say_choices(move.windows, move.now))
        case AskNewTime():
            return Ask(time, "new_time", None)
        case AskWhichVisit():
            windows = tuple(visit.window for visit in move.visits)
            return Ask(None, "which_visit", None, say_choices(windows, move.now))
        case AskCancel():
            return Ask(None, "cancel_visit", move.window)
