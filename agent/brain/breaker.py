"""Stops asking the model for a while once it has failed in a row, so that callers do not wait."""

from collections.abc import Callable

FAILURES = 2
PAUSE_SECONDS = 20.0
PROBE_SECONDS = 3.0
"""How long one call tries the model alone after the pause, before another one may."""


class Breaker:
    """Counts failures in a row; one object for all calls of the process."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Measure the pause by a clock that only grows."""
        self._monotonic = monotonic
        self._failures, self._closed_at = 0, 0.0

    @property
    def is_open(self) -> bool:
        """Whether the model is left alone right now."""
        return self._failures >= FAILURES and self._monotonic() < self._closed_at

    def admit(self) -> bool:
        """Whether this turn may ask the model; after a pause one turn goes first."""
        if self._failures < FAILURES:
            return True
        if self.is_open:
            return False
        self._closed_at = self._monotonic() + PROBE_SECONDS
        return True

    def worked(self) -> None:
        """Note a usable reply."""
        self._failures = 0

    def failed(self) -> None:
        """Note that the model let a turn down."""
        self._failures += 1
        self._closed_at = self._monotonic() + PAUSE_SECONDS
