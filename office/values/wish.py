"""A wish for a time: the stretches somebody names, and what they will not have."""

from dataclasses import dataclass, replace
from datetime import UTC, date, time, timedelta

from office.values.window import Window

AN_HOUR = timedelta(hours=2)
"""A stretch no longer than this is met by one window."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A time told by another one: its hour, its day, or so much sooner or later than it.

    Days are counted by the calendar, so that the hour stays; `way` is "later" or "earlier" where
    nobody said by how much.
    """

    hour: bool = False
    day: bool = False
    days: int = 0
    by: timedelta = timedelta()
    way: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether it says which hour, or by how much."""
        return self.hour or bool(self.days) or bool(self.by)


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody should come; with no window, at any time that is not excluded."""

    words: str = ""
    windows: tuple[Window, ...] = ()
    """The stretches of time that can be meant, the likeliest first."""
    hours: tuple[time, time] | None = None
    """Hours of whatever day: "in the mornings"."""
    not_weekdays: frozenset[int] = frozenset()
    not_dates: frozenset[date] = frozenset()
    not_hours: tuple[tuple[time, time], ...] = ()
    not_windows: tuple[Window, ...] = ()
    soonest: bool = False
    beside: Beside | None = None
    """What is still to be told by a visit that stands, or by what was offered."""

    @property
    def is_open(self) -> bool:
        """Whether any time is as good as another."""
        return not (self.windows or self.hours or self.soonest or self.beside)

    @property
    def names_an_hour(self) -> bool:
        """Whether it names a stretch so short that one window meets it."""
        return bool(self.windows) and self.windows[0].length <= AN_HOUR

    def on(self, day: Window) -> "Wish":
        """The hours wished for, on the day of a window."""
        if self.hours is None:
            return self
        first, last = (day.starts.replace(hour=at.hour, minute=at.minute) for at in self.hours)
        return replace(self, windows=(Window(first, last),)) if first < last else self

    def allows(self, window: Window) -> bool:
        """Whether nothing that the caller excluded is in a window."""
        first, last = window.starts, window.ends
        if window in self.not_windows:
            return False
        if first.weekday() in self.not_weekdays or first.date() in self.not_dates:
            return False
        return not any(_share(first.time(), last.time(), *hours) for hours in self.not_hours)

    def suits(self, window: Window) -> bool:
        """Whether a window of whatever day is at the hours they named, and nothing excludes it."""
        if not self.allows(window):
            return False
        first, last = window.starts.time(), window.ends.time()
        return self.hours is None or _share(first, last, *self.hours)

    def fits(self, window: Window) -> bool:
        """Whether a window is one of those wished for: it lies in what they named, or around it."""
        if not self.suits(window):
            return False
        return not self.windows or any(_meet(window, one) for one in self.windows)


def _share(first: time, last: time, begin: time, end: time) -> bool:
    return first < end and begin < (last if last > first else time.max)


def _meet(window: Window, wished: Window) -> bool:
    """Whether a window begins within what was wished, or holds all of it."""
    start = wished.starts.astimezone(UTC)
    inside = start <= window.starts.astimezone(UTC) < wished.ends.astimezone(UTC)
    return inside or window.holds(wished) or _covers_start(window, wished)


def _covers_start(window: Window, wished: Window) -> bool:
    """ "At nine" is met by the window in which nine is."""
    start = wished.starts.astimezone(UTC)
    short = wished.length <= timedelta(hours=1)
    return short and window.starts.astimezone(UTC) <= start < window.ends.astimezone(UTC)
