"""How long a model may take before the scripted brain answers instead. Pure."""

from dataclasses import dataclass

TAIL_SECONDS = 0.2
"""A finished reply is not held up longer than this by what the server still has to say."""


@dataclass(frozen=True, slots=True)
class LlmTimes:
    """Seconds a model is given; all but `stall` are counted from the end of the caller's turn.

    `first_token` is until the first sign of a reply, `first_call` until a tool call begins,
    `whole` until it is whole, and `stall` is between two pieces of it. Code answers after
    `whole` at the latest, which is before the line counts as silent.
    """

    first_token: float = 0.9
    first_call: float = 1.5
    stall: float = 1.0
    whole: float = 2.2


class Deadlines:
    """The moment by which the next piece of one reply must be here."""

    def __init__(self, times: LlmTimes, start: float) -> None:
        """Start the clocks."""
        self._times, self._start = times, start
        self.next = start + times.first_token

    def move(self, now: float, *, calling: bool, finished: bool) -> None:
        """Set the next moment, now that a piece came."""
        if finished:
            self.next = now + TAIL_SECONDS
        elif calling:
            self.next = min(now + self._times.stall, self._start + self._times.whole)
        else:
            self.next = self._start + self._times.first_call
