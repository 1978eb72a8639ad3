"""Quarter hours, the grain in which time is taken. Pure; all times are UTC."""

from datetime import UTC, datetime, timedelta

from office.values import Window

SLOT = timedelta(minutes=15)
"""Fine enough for a half-hour job, coarse enough that a week off is some hundred rows."""


def slots_of(starts: datetime, ends: datetime) -> tuple[datetime, ...]:
    """The quarter hours that a stretch of time touches, in order."""
    first, last = rounded(starts, ends)
    count = (last - first) // SLOT
    return tuple(first + SLOT * number for number in range(count))


def taken_until(window: Window, minutes: int) -> datetime:
    """Until when a visit keeps somebody: its window, or longer if the work is."""
    starts = window.starts.astimezone(UTC)
    return max(window.ends.astimezone(UTC), starts + timedelta(minutes=minutes))


def rounded(starts: datetime, ends: datetime) -> tuple[datetime, datetime]:
    """A stretch of time as the quarter hours it touches, from the first to behind the last."""
    first, last = _down(starts.astimezone(UTC)), _down(ends.astimezone(UTC))
    return first, last if last == ends else last + SLOT


def _down(at: datetime) -> datetime:
    return at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
