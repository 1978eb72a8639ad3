"""A reading: one way to understand what was heard, and how likely it is."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

ASK_BELOW = 0.5
"""A reading of less confidence was repaired or completed: it is asked about, never taken."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value with a confidence from 0 to 1."""

    value: T
    confidence: float
