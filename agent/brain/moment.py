"""What a brain is told of the moment it speaks in, and what it may do to the call."""

from dataclasses import dataclass, field
from typing import Protocol

from agent.brain.offer import EVERYTHING, Offer
from agent.brain.speech_check import Backing


@dataclass(frozen=True, slots=True)
class Moment:
    """One turn as a model may meet it: what it can report, and whether and what it may say."""

    offer: Offer = EVERYTHING
    may_speak: bool = False
    backing: Backing = field(default_factory=Backing)


class Desk(Protocol):
    """The call a model talks in."""

    def moment(self) -> Moment:
        """What holds for the caller's last turn."""
        ...

    async def model_said(self, sentence: str) -> None:
        """Speak a checked sentence of a model; it is written down first."""
        ...

    def model_misspoke(self) -> None:
        """A later sentence of the same reply failed the check: the desk puts it right."""
        ...
