"""How long a silence means that the caller is done: longer while they dictate. Pure."""

import re

from agent.brain.ask import Ask
from agent.brain.understanding import parse_field
from office.sheet import FieldName

QUICK = 0.3
THINKING = 0.9
DICTATING = 1.3

_DICTATED = (
    FieldName.PHONE,
    FieldName.ALTERNATE_PHONE,
    FieldName.EMAIL,
    FieldName.ADDRESS,
)
_UNFINISHED = re.compile(
    r"(\b(and|but|or|so|um|uh|er|the|a|my|is|it's|at|on|to|for|with|because|of|in)|[,:])\W*$",
    re.IGNORECASE,
)


def patience(text: str, ask: Ask | None) -> float:
    """Seconds of silence to allow after the voice detector's own 0.2 s.

    A dictated value ends the wait as soon as it is whole; half of it, or half a sentence, does
    not end a turn.
    """
    if ask is not None and ask.kind in ("value", "spell") and ask.field in _DICTATED:
        if not re.search(r"\d|@|\bat\b", text) or parse_field(ask.field, text):
            return QUICK
        return DICTATING
    if _UNFINISHED.search(text):
        return THINKING
    return QUICK
