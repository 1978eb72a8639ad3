"""Time as an argument, so that the core stays pure and tests say what time it is."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where a room reads the time."""

    def now(self) -> datetime:
        """The wall-clock time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only grow, for measuring durations."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The wall-clock time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that only grow, for measuring durations."""
        return time.monotonic()


class ShiftedClock:
    """A clock that runs as another does, from another time on: for rehearsals."""

    def __init__(self, clock: Clock, at: datetime) -> None:
        """Read an aware time now, and go on from there."""
        if at.tzinfo is None:
            raise ValueError("A clock needs an aware time.")
        self._clock, self._shift = clock, at.astimezone(UTC) - clock.now()

    def now(self) -> datetime:
        """The shifted time, in UTC."""
        return self._clock.now() + self._shift

    def monotonic(self) -> float:
        """Seconds that only grow, for measuring durations."""
        return self._clock.monotonic()


class FixedClock:
    """A clock that stands still until told to move."""

    def __init__(self, at: datetime) -> None:
        """Start at an aware time."""
        if at.tzinfo is None:
            raise ValueError("A clock needs an aware time.")
        self._at = at.astimezone(UTC)
        self._ticks = 0.0

    def now(self) -> datetime:
        """The time it was last set to, in UTC."""
        return self._at

    def monotonic(self) -> float:
        """Seconds advanced so far."""
        return self._ticks

    def advance(self, seconds: float) -> None:
        """Move both readings forward."""
        self._at += timedelta(seconds=seconds)
        self._ticks += seconds
