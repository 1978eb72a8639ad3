"""How long a model may take before the scripted brain answers instead. Pure."""

from dataclasses import dataclass

TAIL_SECONDS = 0.2
"""A finished reply is not held up longer than this by what the server still has to say."""


@dataclass(frozen=True, slots=True)
class LlmTimes:
    """Seconds a model is given, counted from the end of the caller's turn.

    `first_token` is until the first word or tool call; `first_sentence` until the first sentence
    is whole; `stall` between two pieces after that; `tool_call` until the calls are whole, counted
    from the first piece of a call if words were spoken before it.
    """

    first_token: float = 0.9
    first_sentence: float = 1.8
    stall: float = 1.5
    tool_call: float = 2.5


class Deadlines:
    """The moment by which the next piece of one reply must be here."""

    def __init__(self, times: LlmTimes, start: float) -> None:
        """Start the clocks."""
        self._times, self._start = times, start
        self._calling_since: float | None = None
        self.next = start + times.first_token

    def move(self, now: float, *, spoke: bool, calling: bool, finished: bool) -> None:
        """Set the next moment, now that a piece came."""
        if finished:
            self.next = now + TAIL_SECONDS
        elif calling:
            if self._calling_since is None:
                self._calling_since = now if spoke else self._start
            whole = self._calling_since + self._times.tool_call
            self.next = min(now + self._times.stall, whole)
        elif spoke:
            self.next = now + self._times.stall
        else:
            self.next = self._start + self._times.first_sentence
