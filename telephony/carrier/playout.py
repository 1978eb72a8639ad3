"""What the caller's ear gets and when: a buffer played on a real clock, with marks in it. Pure.

Twilio: Media Streams, messages `media`, `mark` and `clear` to Twilio.
"""

from collections import deque

from telephony.mulaw import FRAME_BYTES, SILENCE

QUIET_FRAME = bytes([SILENCE]) * FRAME_BYTES


class Playout:
    """Sound waiting to be heard; one `tick` is 20 ms."""

    def __init__(self) -> None:
        """Start empty."""
        self._sound = bytearray()
        self._played = 0
        self._marks: deque[tuple[int, str]] = deque()

    def add(self, sound: bytes) -> None:
        """Queue μ-law bytes behind what is waiting."""
        self._sound += sound

    def mark(self, name: str) -> None:
        """Echo a name once everything queued so far has been heard."""
        self._marks.append((self._played + len(self._sound), name))

    def clear(self) -> list[str]:
        """Throw away what was not heard; every waiting mark comes back at once."""
        self._sound.clear()
        echoed = [name for _, name in self._marks]
        self._marks.clear()
        return echoed

    def tick(self) -> tuple[bytes | None, list[str]]:
        """The next 20 ms, or None for silence, and the marks that have now been heard."""
        frame = bytes(self._sound[:FRAME_BYTES])
        del self._sound[:FRAME_BYTES]
        self._played += len(frame)
        heard = []
        while self._marks and self._marks[0][0] <= self._played:
            heard.append(self._marks.popleft()[1])
        if not frame:
            return None, heard
        return frame + bytes([SILENCE]) * (FRAME_BYTES - len(frame)), heard

    @property
    def waiting(self) -> float:
        """Seconds of sound not heard yet."""
        return len(self._sound) / 8000
