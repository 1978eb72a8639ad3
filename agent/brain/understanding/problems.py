"""The problem in the caller's own words, and what they say about urgency and the building."""

import re
from typing import Literal

_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|yes|yeah|um|uh|well|so|okay)\b"
    r"[,.!]?\s*)+(?:there\b[,.!]?\s*)?",
    re.IGNORECASE,
)
_INTRODUCTION = re.compile(
    r"\b(?:this is|my name(?:'s| is)|i'm|it's)\s+(?:[A-Z][\w'’]+\s?){1,3}"
    r"(?:(?:calling|here|from)\b)?[,.]?\s*(?:and\s+)?",
)
_CALLING = re.compile(r"\bi(?:'m| am) calling (?:about|because of|because|to)\s+", re.IGNORECASE)
_PLEASE = re.compile(
    r"[,.]?\s*\b(?:(?:can|could) (?:someone|somebody|you|anyone) (?:please )?(?:come|send|be)\b"
    r"[^.?!]*|please|thank you|thanks)[.?!]*",
    re.IGNORECASE,
)
_URGENCY_TALK = re.compile(
    r"[,.]?\s*\b(?:and )?(?:it's|it is|this is|that's) (?:really |very |kind of |pretty )?"
    r"(?:urgent|an emergency)\b[.!]?",
    re.IGNORECASE,
)
_PROBLEM_WORDS = re.compile(
    r"\b(?:not|isn't|doesn't|won't|no|broke\w*|leak\w*|burst|clog\w*|flood\w*|drip\w*|water|drain|"
    r"pipe|heat\w*|cool\w*|furnace|boiler|ac|a\.?c\.?|air condition\w*|hvac|thermostat|toilet|sink|"
    r"faucet|sewer|sewage|gas|outlet\w*|switch|breaker|panel|power|electric\w*|wir\w+|light\w*|"
    r"spark\w*|smok\w*|deck|roof|kitchen|bathroom|remodel\w*|renovat\w*|install\w*|replac\w*|"
    r"repair\w*|fix\w*|maint\w*|tune\w*|inspect\w*|estimate|quote|unit|service|upgrade\w*|clean\w*)\b",
    re.IGNORECASE,
)
_EMERGENCY = re.compile(
    r"\b(?:emergency|water (?:is )?(?:everywhere|pouring|gushing|coming through)|flooding|"
    r"smell(?:ing)? gas|carbon monoxide|sparks|sparking|on fire|smoke)\b",
    re.IGNORECASE,
)
_URGENT = re.compile(
    r"\b(?:urgent\w*|asap|as soon as possible|right away|immediately|today if possible|right now|"
    r"come today|come out today|somebody today|someone today)\b",
    re.IGNORECASE,
)
_ROUTINE = re.compile(
    r"\b(?:no rush|not urgent|isn't urgent|can wait|no hurry|whenever|next week|later this week)\b",
    re.IGNORECASE,
)
_COMMERCIAL = re.compile(
    r"\b(?:our (?:office|store|shop|restaurant|warehouse|building)|the (?:office|store|restaurant)|"
    r"my (?:office|store|shop|restaurant|business|company)|commercial|for (?:a|my|our) business|"
    r"it's a business|a business)\b",
    re.IGNORECASE,
)
_RESIDENTIAL = re.compile(
    r"\b(?:my (?:house|home|apartment|condo|kitchen|basement|bathroom|bedroom|garage|wife|husband|"
    r"kids?)|our (?:house|home|kitchen|basement|bathroom)|at home|residential|for (?:a|my|our) "
    r"(?:home|house)|it's a (?:home|house)|a house|a home)\b",
    re.IGNORECASE,
)


def problem(text: str, *, asked: bool) -> str | None:
    """What is wrong or wanted, cleaned of greeting, name and courtesy; None if nothing is.

    Args:
        text: the caller's words.
        asked: the desk asked what it can do, so that any words left are the answer.
    """
    kept = _GREETING.sub("", text.strip())
    kept = _INTRODUCTION.sub("", kept)
    kept = _CALLING.sub("", kept)
    kept = _URGENCY_TALK.sub("", kept)
    kept = _PLEASE.sub("", kept).strip(" ,.!?")
    if not kept:
        return None
    if _PROBLEM_WORDS.search(kept) or (asked and len(kept.split()) >= 2):
        return " ".join(kept.split())
    return None


def urgency(text: str) -> Literal["emergency", "urgent", "routine"] | None:
    """How soon somebody must come, where the words say so."""
    if _ROUTINE.search(text):
        return "routine"
    if _EMERGENCY.search(text) and not re.search(r"\b(?:not|isn't) an emergency", text, re.I):
        return "emergency"
    return "urgent" if _URGENT.search(text) else None


def customer_type(text: str) -> Literal["residential", "commercial"] | None:
    """Whose building it is, where the words say so."""
    if _COMMERCIAL.search(text):
        return "commercial"
    return "residential" if _RESIDENTIAL.search(text) else None
