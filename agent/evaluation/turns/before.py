"""The rules that were in use before the floor, kept as the measure of what it costs and gains."""

import re

from agent.brain.ask import Ask
from agent.brain.understanding import intents, parse_field
from office.sheet import FieldName

QUICK, TELLING, THINKING, CORRECTING, DICTATING = 0.35, 0.8, 0.9, 1.1, 1.3
_DICTATED = (FieldName.PHONE, FieldName.ALTERNATE_PHONE, FieldName.EMAIL, FieldName.ADDRESS)
_HALF = re.compile(
    r"(\b(and|but|or|so|um|uh|er|the|a|my|is|it's|at|on|to|for|with|because|of|in)|[,:])\W*$"
    r"|^\W*(hi|hello|hey|well|so|okay|ok|no|nope|sorry|um|uh|good (morning|afternoon))\W*$",
    re.IGNORECASE,
)
_REFUSES = re.compile(r"^\W*(no|nope|nah|know)\b\W*(that|it|is|s|not|right|wrong|\W)*$", re.I)


def plain_patience(text: str, ask: Ask) -> float:
    """Seconds of silence after the detector's stop: a dictation's middle got 1.3."""
    if ask.kind == "open":
        return THINKING if _HALF.search(text) else TELLING
    if ask.kind == "confirm" and _REFUSES.match(text):
        return CORRECTING
    if ask.field in _DICTATED and ask.kind in ("value", "spell", "confirm"):
        return _dictating(text, ask)
    if ask.kind == "spell" or (ask.field is FieldName.NAME and ask.kind == "value"):
        return THINKING if _HALF.search(text) else QUICK + 0.25
    if ask.field is FieldName.SERVICE or ask.kind == "anything_else":
        return TELLING
    return THINKING if _HALF.search(text) else QUICK


def _dictating(text: str, ask: Ask) -> float:
    if ask.field is FieldName.EMAIL and re.search(r"(?:\bat\s+|@)(?:[a-z]+)\W*$", text, re.I):
        return DICTATING
    if ask.field is None or parse_field(ask.field, text):
        zipless = ask.field is FieldName.ADDRESS and not re.search(r"\b\d{5}\b", text)
        return TELLING if zipless else QUICK
    if intents.declines(text):
        return THINKING
    if ask.field is FieldName.EMAIL and ask.kind != "confirm":
        return DICTATING
    words = re.findall(r"[A-Za-z]+", text)
    spells = bool(words) and sum(len(word) == 1 for word in words) * 2 > len(words)
    if re.search(r"\d|@|\bat\b", text) or spells:
        return DICTATING
    return THINKING if _HALF.search(text) else QUICK
