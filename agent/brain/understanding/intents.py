"""What a caller wants the desk to do, told by their words."""

import re

from agent.brain.ask import Ask
from agent.brain.record import Request
from prompts.questions import ROBOT, topics

_REQUESTS: tuple[tuple[Request, str], ...] = (
    (
        "person",
        r"\b(?:talk|speak|transfer|connect) (?:me )?(?:to|with) (?:a |an |the |some)?"
        r"(?:real |actual |live )?(?:person|human|someone|somebody|owner|manager|representative)"
        r"|\breal person\b|\boperator\b",
    ),
    (
        "callback",
        r"\bcall(?:ed)? (?:me )?back\b|\bcallback\b|\bgive me a call\b"
        r"|\bhave (?:him|her|them) call",
    ),
    (
        "repeat",
        r"\b(?:say|repeat) that(?: again)?\b|\bcome again\b|\bpardon\b|\bsorry\?|\bwhat was that\b"
        r"|\bcould you repeat\b|\bwhat did you say\b|\bdidn't (?:catch|hear|get) (?:that|you)\b",
    ),
    (
        "hold",
        r"\bhold on\b|\bone (?:second|sec|moment|minute)\b|\bjust a (?:second|sec|moment|minute)\b",
    ),
)
_BYE = re.compile(r"\b(?:good ?bye|bye(?:-bye)?|talk to you later|have a (?:good|nice))\b", re.I)
_THAT_IS_ALL = re.compile(
    r"\b(?:that's (?:all|it|everything)|that is all|that'll be all|nothing else|no(?:,)? thank"
    r"(?:s| you)|i'm (?:good|all set)|all set)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:\W*(?:and|but|so|well|um|uh|hey|hi|hello)\W+)*(?:how (?:much|long|soon|do|does|far)|"
    r"what(?:'s| is| are| time| do| does| hours| kind)|when (?:do|does|are|is|can|will|would)|"
    r"where|who|why|which|do you|does (?:he|she|it)|are you|is (?:it|there|he|she)|"
    r"can you (?:tell|do|fix|give)|will (?:you|it|he)|have you)\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:can|could) (?:someone|somebody|you|anyone) (?:please )?(?:come|send|be|get)"
)
_DECLINE = re.compile(
    r"\b(?:i'd rather not|rather not say|prefer not|don't want to (?:say|give)|no e-?mail|"
    r"i don't have (?:an? )?(?:e-?mail|one|address)|don't (?:have|use) e-?mail|skip (?:that|it)|"
    r"not comfortable|none of your business)\b",
    re.IGNORECASE,
)
_CALLER_ID = re.compile(
    r"\b(?:this (?:number|phone|one|line)|(?:the )?(?:same )?number i(?:'m| am) calling (?:you )?"
    r"(?:from|on)|same number|the one i(?:'m| am) calling from|calling from)\b",
    re.IGNORECASE,
)


def request(text: str, ask: Ask) -> Request | None:
    """What the caller asks for, or None."""
    if is_leaving(text, ask):
        return "goodbye"
    about = topics(text)
    if ROBOT in about:
        # "Am I talking to a real person" asks for the truth, not for a person.
        return "robot"
    for name, words in _REQUESTS:
        if re.search(words, text, re.IGNORECASE):
            return name
    return "question" if about or asks_something(text) else None


def is_leaving(text: str, ask: Ask) -> bool:
    """Whether they want to part: a goodbye, or "that's all" when asked for more."""
    if ask.kind == "anything_else":
        return bool(_BYE.search(text) or _THAT_IS_ALL.search(text))
    return bool(_BYE.search(text)) and len(text.split()) <= 8


def asks_something(text: str) -> bool:
    """Whether the turn is a question to the desk, and not a wish for a visit."""
    last = re.split(r"(?<=[.!?])\s+", text.strip())[-1]
    return bool(_QUESTION.match(last)) and not _WISH.search(last.lower())


def declines(text: str) -> bool:
    """Whether they would rather not give what was asked."""
    return bool(_DECLINE.search(text))


def means_caller_id(text: str) -> bool:
    """Whether they want to be reached on the number they are calling from."""
    return bool(_CALLER_ID.search(text))
