"""From when to when: two aware times, such as the two hours in which somebody comes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


class BadWindow(ValueError):
    """That is not a window: both times need their zone, and the end comes after the start."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time in the business's zone; the end is no longer part of it."""

    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None:
            raise BadWindow(BadWindow.__doc__)
        # On the day the clocks go back, the wall clock may say that it ends before it starts.
        if self.ends.astimezone(UTC) <= self.starts.astimezone(UTC):
            raise BadWindow(BadWindow.__doc__)

    @property
    def length(self) -> timedelta:
        """How long it really is, whatever the clocks do meanwhile."""
        return self.ends.astimezone(UTC) - self.starts.astimezone(UTC)

    @property
    def zone(self) -> str:
        """The name of the time zone it is told in."""
        return str(getattr(self.starts.tzinfo, "key", "UTC"))

    def overlaps(self, other: "Window") -> bool:
        """Whether the two share any time."""
        return self.starts.astimezone(UTC) < other.ends.astimezone(UTC) and other.starts.astimezone(
            UTC
        ) < self.ends.astimezone(UTC)

    def holds(self, other: "Window") -> bool:
        """Whether the other lies wholly inside."""
        return self.starts.astimezone(UTC) <= other.starts.astimezone(
            UTC
        ) and other.ends.astimezone(UTC) <= self.ends.astimezone(UTC)

    def in_zone(self, zone: str) -> "Window":
        """The same time as the clocks of a zone show it."""
        place = ZoneInfo(zone)
        return Window(self.starts.astimezone(place), self.ends.astimezone(place))

    @property
    def display(self) -> str:
        """As a page or an estimate shows it: "Tue Sep 15, 2:00 PM to 4:00 PM"."""
        day = f"{self.starts:%a %b} {self.starts.day}"
        last = (
            "" if self.ends.date() == self.starts.date() else f"{self.ends:%a %b} {self.ends.day}, "
        )
        return f"{day}, {_clock(self.starts)} to {last}{_clock(self.ends)}"

    def __str__(self) -> str:
        return self.display


def _clock(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M %p}"
