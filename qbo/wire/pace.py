"""How many requests go out, in a second and in a minute, to one company."""

import asyncio
from collections import deque
from collections.abc import Callable

PER_SECOND = 8
"""Intuit refuses more than 10 a second per company; two are left for other windows."""
PER_MINUTE = 500
"""Intuit's limit for one company in a minute; it covers retries too."""
THROTTLED_FOR = 60.0
"""Seconds without requests after a refusal for too many, if Intuit names no time (Intuit)."""


class Pace:
    """Lets requests go one behind the other; each takes the first moment that is free."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Measure by a clock that only grows."""
        self._monotonic = monotonic
        self._sent: deque[float] = deque(maxlen=PER_MINUTE)
        self._resting_until = 0.0

    async def turn(self) -> None:
        """Wait for a moment that is within all limits."""
        now = self._monotonic()
        self._sent.append(at := max(now, self._free_from()))
        if at > now:
            await asyncio.sleep(at - now)

    @property
    def resting(self) -> float:
        """Seconds until QuickBooks may be asked again after it was asked too much; 0 if it may."""
        return max(0.0, self._resting_until - self._monotonic())

    def rest(self, seconds: float) -> None:
        """Ask nothing for a while."""
        self._resting_until = max(self._resting_until, self._monotonic() + seconds)

    def _free_from(self) -> float:
        """When fewer than each limit were sent in the second and in the minute before."""
        moments = [0.0]
        if len(self._sent) >= PER_SECOND:
            moments.append(self._sent[-PER_SECOND] + 1)
        if len(self._sent) >= PER_MINUTE:
            moments.append(self._sent[-PER_MINUTE] + 60)
        return max(moments)
