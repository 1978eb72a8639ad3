"""How long a model may take before the scripted brain answers instead. Pure."""

from dataclasses import dataclass

TAIL_SECONDS = 0.2
"""A finished reply is not held up longer than this by what the server still has to say."""


@dataclass(frozen=True, slots=True)
class LlmTimes:
    """Seconds a model is given; all but `stall` are counted from the end of the caller's turn.

    `first_token` is until the first sign of a reply, `first_sentence` until a sentence is whole or
    a tool call begins, and `stall` between two pieces after that. `whole` is until the reply is
    whole where the caller has heard nothing of it, which is before the line counts as silent;
    `talking` where a sentence of it is being spoken.
    """

    first_token: float = 0.9
    first_sentence: float = 1.8
    stall: float = 1.5
    whole: float = 2.2
    talking: float = 3.0


class Deadlines:
    """The moment by which the next piece of one reply must be here."""

    def __init__(self, times: LlmTimes, start: float) -> None:
        """Start the clocks."""
        self._times, self._start = times, start
        self.next = start + times.first_token

    def move(self, now: float, *, calling: bool, finished: bool, spoke: bool = False) -> None:
        """Set the next moment, now that a piece came.

        Args:
            now: the moment, in seconds of the same clock.
            calling: a tool call has begun.
            finished: the reply says that it is over.
            spoke: a sentence of it is being spoken.
        """
        times = self._times
        if finished:
            self.next = now + TAIL_SECONDS
        elif calling or spoke:
            last = self._start + (times.talking if spoke else times.whole)
            self.next = min(now + times.stall, last)
        else:
            self.next = self._start + times.first_sentence
