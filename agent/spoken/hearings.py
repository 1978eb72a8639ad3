"""What was heard of one field, turn by turn, and what of it was refused. Values only."""

from dataclasses import dataclass, replace
from typing import Any

from agent.spoken.reading import Reading


@dataclass(frozen=True, slots=True)
class Hearing:
    """One turn's words for a field, and what they can mean, best first."""

    words: str
    readings: tuple[Reading[Any], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All hearings of a field, the oldest first; what was refused is never offered again."""

    hearings: tuple[Hearing, ...] = ()
    refused: frozenset[Any] = frozenset()

    def with_hearing(self, hearing: Hearing) -> "Evidence":
        """After one more turn."""
        return replace(self, hearings=(*self.hearings, hearing))

    def without(self, value: Any) -> "Evidence":
        """After the caller said that it is not this."""
        return replace(self, refused=self.refused | {value})
