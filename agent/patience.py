"""How long a silence means that the caller is done: longer while they dictate. Pure."""

import re

from agent.brain.ask import Ask
from agent.brain.understanding import intents, parse_field
from office.sheet import FieldName

QUICK = 0.35
TELLING = 0.8
THINKING = 0.9
CORRECTING = 1.1
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
_OPENING = re.compile(
    r"^\W*(hi|hello|hey|well|so|okay|ok|no|nope|sorry|um|uh|good (morning|afternoon|evening))\W*$",
    re.IGNORECASE,
)
_PROVIDER = re.compile(r"(?:\bat\s+|@)(?:[a-z]+)\W*$", re.IGNORECASE)
_NO = re.compile(r"^\W*(no|nope|nah)\b", re.IGNORECASE)
_REFUSES = re.compile(
    r"^\W*(no|nope|nah|know)\b(\W+(sorry|that|this|it|is|s|isn|t|not|quite|right|correct|wrong))*\W*$",
    re.IGNORECASE,
)
"""A bare no, which people follow with what is right; recognisers write "know" for it too."""


def patience(text: str, ask: Ask | None) -> float:
    """Seconds of silence to allow after the voice detector's own 0.2 s.

    A dictated value ends the wait as soon as it is whole; half of it, half a sentence, or a word
    that opens one does not end a turn. Whoever tells what is wrong may take a breath.
    """
    if ask is None or ask.kind == "open":
        return THINKING if _is_half(text) else TELLING
    if ask.kind == "confirm" and _corrects(text, ask):
        return CORRECTING
    if ask.kind in ("value", "spell", "confirm") and ask.field in _DICTATED:
        return _dictating(text, ask)
    if ask.kind == "spell" or (ask.field is FieldName.NAME and ask.kind == "value"):
        return THINKING if _is_half(text) else QUICK + 0.25
    if ask.field is FieldName.SERVICE or ask.kind == "anything_else":
        return TELLING
    return THINKING if _is_half(text) else QUICK


def _corrects(text: str, ask: Ask) -> bool:
    """Whether what is right may still follow a no; behind a name its letters may."""
    if ask.field is FieldName.NAME and _NO.match(text) and not _spells(text):
        return True
    return bool(_REFUSES.match(text))


def _dictating(text: str, ask: Ask) -> float:
    if ask.field is FieldName.EMAIL and _PROVIDER.search(text):
        # "mike at gmail" can be read, but "dot com" is on its way.
        return DICTATING
    if ask.field is None or parse_field(ask.field, text):
        # An address goes on behind the street.
        return TELLING if ask.field is FieldName.ADDRESS and not _has_zip(text) else QUICK
    if intents.declines(text) or _OPENING.match(text):
        return THINKING
    if ask.field is FieldName.EMAIL and ask.kind != "confirm":
        return DICTATING
    if re.search(r"\d|@|\bat\b", text) or _spells(text):
        return DICTATING
    return THINKING if _is_half(text) else QUICK


def _spells(text: str) -> bool:
    """Whether letters are being said one by one."""
    words = re.findall(r"[A-Za-z]+", text)
    return bool(words) and sum(len(word) == 1 for word in words) * 2 > len(words)


def _has_zip(text: str) -> bool:
    return bool(re.search(r"\b\d{5}\b", text))


def _is_half(text: str) -> bool:
    return bool(_UNFINISHED.search(text) or _OPENING.match(text))
