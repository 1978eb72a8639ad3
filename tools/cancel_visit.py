"""`cancel_visit`: a visit of a caller who has matched is called off, and its time is free again."""

from dataclasses import dataclass
from enum import StrEnum

from office.visits import Visit, VisitChanged, VisitGone
from tools.desk import Desk
from tools.lookup_customer import Who
from tools.visiting import visit_for

DEADLINE = 3.0
"""Seconds; the book is on this machine."""


class Cancelled(StrEnum):
    """What became of it; `refused` means that the visit is not the caller's, or not there."""

    CANCELLED = "cancelled"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class VisitCancel:
    """Which visit, by whom, and why in the caller's words."""

    visit_id: int
    who: Who
    why: str = ""


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    """The visit as the book has it now."""

    outcome: Cancelled
    visit: Visit | None = None


async def cancel_visit(desk: Desk, call_id: str, cancel: VisitCancel) -> VisitCancelled:
    """Call the visit off; tried again, it stays called off."""
    visit = await visit_for(desk, call_id, cancel.visit_id, cancel.who)
    if visit is None:
        return VisitCancelled(Cancelled.REFUSED)
    try:
        cancelled = await desk.visits.cancel(visit, cancel.why)
    except (VisitChanged, VisitGone):
        return VisitCancelled(Cancelled.REFUSED)
    # Whoever was to say yes to it need not any more.
    await desk.tray.done(visit.question)
    if visit.is_proposed:
        await _tell_owner(desk, visit)
    return VisitCancelled(Cancelled.CANCELLED, cancelled)


async def _tell_owner(desk: Desk, visit: Visit) -> None:
    """They had been asked for a yes; of a visit that was never booked nobody else hears."""
    phone = f", {visit.phone.national}" if visit.phone else ""
    await desk.tray.follow_up(
        key=f"visit:{visit.uid}:withdrawn",
        kind="visit_withdrawn",
        note=f"{visit.name.display}{phone} has called off the visit on {visit.window.display} that "
        f"waited for your yes. {visit.person} is free again then; nothing is to be confirmed.",
        call_id=visit.call_id,
    )
