"""What an owner did to a visit in their own calendar, done in the visit book and told."""

from datetime import datetime
from zoneinfo import ZoneInfo

from office.clock import Clock
from office.followups import Desktray
from office.values import Window
from office.visits import Technician, Visit, VisitBook, VisitChanged, VisitGone


class Moving:
    """Moves visits as their entries were moved; whatever else happened to one is a person's."""

    def __init__(self, book: VisitBook, tray: Desktray, clock: Clock, whose: str = "") -> None:
        """Move visits of a book, and file what is to do in a tray.

        `whose` names who did it, where that is not the owner.
        """
        self._book, self._tray, self._clock, self._whose = book, tray, clock, whose

    async def follow(self, visit: Visit, starts: datetime) -> Visit | None:
        """Give a visit the start its entry has now; None if it stays as it was.

        It is as long as before: the customer was told a window, and the owner's entry may end
        when the work does.
        """
        window = Window(starts, starts + visit.window.length).in_zone(visit.window.zone)
        if starts <= self._clock.now():
            await self._tell(visit, f"to_the_past:{starts.isoformat()}", _past(visit, window))
            return None
        try:
            moved = await self._book.move(visit, window, [Technician(visit.person)])
        except (VisitChanged, VisitGone):
            return None  # somebody else was quicker; the next look sees what there is then
        if moved is None:
            await self._tell(visit, f"taken:{starts.isoformat()}", _taken(visit, window))
            return None
        await self._tell(moved, "moved", _moved(visit, window))
        return moved

    async def deleted(self, visit: Visit) -> None:
        """Tell that an entry is gone and the visit is not."""
        await self._tell(
            visit,
            "deleted",
            f"You deleted the visit of {visit.name} on {visit.window} from your calendar, but it "
            "is still booked and the customer expects you. Call them to cancel or move it, or "
            "leave it as it is.",
        )

    async def both_moved(self, visit: Visit, starts: datetime) -> None:
        """Tell that the customer's move stands and the owner's does not."""
        other = _day(starts, visit)
        await self._tell(
            visit,
            "both_moved",
            f"You moved the visit of {visit.name} to {other} in your calendar while they moved it "
            f"to {visit.window} on the phone. Their time stands and is in your calendar again; "
            "call them if it does not suit you.",
        )

    async def in_the_way(self, visit: Visit) -> None:
        """Tell that a calendar has something at the time of a visit."""
        await self._tell(
            visit,
            "in_the_way",
            f"Your calendar has something else at the time of the visit of {visit.name} on "
            f"{visit.window}. The visit is still booked; call them if you cannot come.",
        )

    async def _tell(self, visit: Visit, what: str, note: str) -> None:
        await self._tray.follow_up(
            key=f"calendar:{visit.uid}:{visit.sequence}:{what}",
            kind="visit_in_calendar",
            note=f"In {self._whose}'s calendar, to be told to {self._whose}: {note}"
            if self._whose
            else note,
            call_id=visit.call_id,
        )


def _moved(visit: Visit, window: Window) -> str:
    return (
        f"You moved the visit of {visit.name} from {visit.window} to {window} in your calendar, "
        "and it is booked so. Make sure that they know: they get a new invitation or a text only "
        "where we may write to them."
    )


def _taken(visit: Visit, window: Window) -> str:
    return (
        f"You moved the visit of {visit.name} to {window} in your calendar, where {visit.person} "
        f"has something else already. It stays booked on {visit.window}: choose another time in "
        "your calendar, or call them."
    )


def _past(visit: Visit, window: Window) -> str:
    return (
        f"You moved the visit of {visit.name} to {window} in your calendar, which is over. It "
        f"stays booked on {visit.window}: choose another time in your calendar, or call them."
    )


def _day(at: datetime, visit: Visit) -> str:
    local = at.astimezone(ZoneInfo(visit.window.zone))
    return f"{local:%a %b} {local.day}, {local.hour % 12 or 12}:{local:%M %p}"
