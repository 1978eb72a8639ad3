"""What the command can be asked to measure. Values only."""

from dataclasses import dataclass
from enum import StrEnum


class EvaluationError(Exception):
    """Something cannot be measured; the message says what and what to do."""


class Level(StrEnum):
    """What is measured; audio and turns need the embedded voice, a model needs its key."""

    TEXT = "text"
    PARSER = "parser"
    MAPPING = "mapping"
    AUDIO = "audio"
    TURNS = "turns"
    MODEL = "model"


USUAL_CALLS = {Level.TEXT: 1000, Level.AUDIO: 90, Level.TURNS: 100, Level.MODEL: 50}
"""Calls of a level where none are asked for; in real sound about 15 minutes of two quiet cores."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command was asked to measure."""

    levels: frozenset[Level]
    lines: tuple[float, ...]
    calls: int | None
    forms: int
    attention: float
    held_out: bool
    texts: bool
    streets: bool
    jobs: int

    def calls_of(self, level: Level) -> int:
        """How many calls of a level."""
        return self.calls or USUAL_CALLS[level]
