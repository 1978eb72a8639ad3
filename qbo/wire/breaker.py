"""Stops asking QuickBooks for a while once it has failed several times in a row."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qbo.faults import AnswerLost, BooksDown, QboError

FAILURES = 3
PAUSE = 20.0
"""Seconds without requests; then a single one is let through, and its result decides."""


class Breaker:
    """Counts failures in a row; while it is open nobody waits for time-outs."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Measure the pause by a clock that only grows."""
        self._monotonic = monotonic
        self._failures, self._closed_at = 0, 0.0
        self._probing = False

    @property
    def is_open(self) -> bool:
        """Whether requests are held back now: for a while, or until the probe is back."""
        if self._failures < FAILURES:
            return False
        return self._probing or self._monotonic() < self._closed_at

    def check(self) -> None:
        """See whether a request may begin.

        Raises:
            BooksDown: QuickBooks failed a moment ago.
        """
        if self.is_open:
            raise BooksDown

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Let one request through and learn from how it ends.

        After the pause only one may pass until it is back; the others hear at once that
        QuickBooks is away. A request that is given up says nothing about QuickBooks.

        Raises:
            BooksDown: QuickBooks failed a moment ago, or the one probe is still out.
        """
        self.check()
        probe = self._failures >= FAILURES
        self._probing = self._probing or probe
        try:
            yield
        except (BooksDown, AnswerLost):
            self._failed()
            raise
        except QboError:
            self._failures = 0
            raise
        else:
            self._failures = 0
        finally:
            if probe:
                self._probing = False

    def _failed(self) -> None:
        self._failures += 1
        self._closed_at = self._monotonic() + PAUSE
