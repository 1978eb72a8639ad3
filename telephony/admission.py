"""Admission: how many calls a process takes. Overload would become lag, not an error."""

from office.clock import Clock

RESERVED_SECONDS = 30.0
"""A ring that never becomes a stream gives its place back after this."""


class Admission:
    """Places for calls: reserved when it rings, held while the stream is open."""

    def __init__(self, places: int, clock: Clock) -> None:
        """Offer this many places."""
        self._places, self._clock = places, clock
        self._reserved: dict[str, float] = {}
        self._held: set[str] = set()
        self.open = True

    def reserve(self, call_sid: str) -> bool:
        """Take a place for a ringing call; false when the process is full or shutting down."""
        now = self._clock.monotonic()
        self._reserved = {sid: until for sid, until in self._reserved.items() if until > now}
        if call_sid in self._held or call_sid in self._reserved:
            return True
        if not self.open or len(self._held) + len(self._reserved) >= self._places:
            return False
        self._reserved[call_sid] = now + RESERVED_SECONDS
        return True

    def hold(self, call_sid: str) -> None:
        """The stream is open."""
        self._reserved.pop(call_sid, None)
        self._held.add(call_sid)

    def release(self, call_sid: str) -> None:
        """The stream is gone."""
        self._held.discard(call_sid)
        self._reserved.pop(call_sid, None)

    @property
    def taken(self) -> int:
        """Places in use."""
        return len(self._held) + len(self._reserved)
