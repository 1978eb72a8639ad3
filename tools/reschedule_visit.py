"""`reschedule_visit`: a visit of a caller who has matched gets another window."""

from dataclasses import dataclass
from enum import StrEnum

from office.sheet import Confirmed
from office.values import Window
from office.visits import Visit, VisitChanged, VisitGone
from tools.availability import WhyNot
from tools.desk import Desk
from tools.lookup_customer import Who
from tools.visiting import elsewhen, planner, visit_for

DEADLINE = 3.0
"""Seconds; the book is on this machine."""


class Rescheduled(StrEnum):
    """What became of it; `refused` means that the visit is not the caller's, or not there."""

    MOVED = "moved"
    TAKEN = "taken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class VisitMove:
    """Which visit, by whom, and the window the caller has confirmed instead."""

    visit_id: int
    who: Who
    window: Confirmed[Window]


@dataclass(frozen=True, slots=True)
class VisitMoved:
    """The visit as the book has it now; with `taken` it stays, and the nearest windows follow."""

    outcome: Rescheduled
    visit: Visit | None = None
    windows: tuple[Window, ...] = ()
    why_not: WhyNot | None = None


async def reschedule_visit(desk: Desk, call_id: str, move: VisitMove) -> VisitMoved:
    """Move the visit; tried again with the same window, it is the same move."""
    visit = await visit_for(desk, call_id, move.visit_id, move.who)
    if visit is None:
        return VisitMoved(Rescheduled.REFUSED)
    if visit.window == move.window.value and visit.state.holds_time:
        return VisitMoved(Rescheduled.MOVED, visit)
    look = await planner(desk)
    wanted = elsewhen(desk, visit, move.window.value)
    technicians = look.technicians(wanted, move.window.value)
    # Whoever was to come goes on doing so where they can.
    technicians = tuple(sorted(technicians, key=lambda one: one.person != visit.person))
    try:
        moved = await desk.visits.move(visit, move.window.value, technicians)
    except (VisitChanged, VisitGone):
        return VisitMoved(Rescheduled.REFUSED)
    if moved is None:
        found = (await planner(desk)).choices(wanted)
        windows = tuple(choice.window for choice in found.choices)
        return VisitMoved(Rescheduled.TAKEN, visit, windows, found.why_not)
    if moved.is_proposed:
        note = f"The customer would now like {moved.window.display}."
        await desk.tray.amend(moved.question, note)
    return VisitMoved(Rescheduled.MOVED, moved)
