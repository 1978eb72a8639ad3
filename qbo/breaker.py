"""Stops asking QuickBooks for a while once it has failed several times in a row."""

from collections.abc import Callable

from qbo.faults import BooksDown

FAILURES = 3
PAUSE = 20.0
"""Seconds without requests; then one is let through, and its result decides."""


class Breaker:
    """Counts failures in a row; while it is open nobody waits for time-outs."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Measure the pause by a clock that only grows."""
        self._monotonic = monotonic
        self._failures, self._closed_at = 0, 0.0

    @property
    def is_open(self) -> bool:
        """Whether requests are held back now."""
        return self._failures >= FAILURES and self._monotonic() < self._closed_at

    def check(self) -> None:
        """Let a request through.

        Raises:
            BooksDown: QuickBooks failed a moment ago.
        """
        if self.is_open:
            raise BooksDown

    def worked(self) -> None:
        """Note an answer, of whatever kind."""
        self._failures = 0

    def failed(self) -> None:
        """Note a failure to get one."""
        self._failures += 1
        self._closed_at = self._monotonic() + PAUSE
