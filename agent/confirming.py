"""Whether a yes is one: judged by code on the caller's own words, not on a report. Pure."""

from agent.brain.understanding import parse_field
from agent.spoken.digits import all_digits
from agent.spoken.letters import spelled
from agent.spoken.yes_no import LIKELY, SURE, read_yes_no
from office.sheet import FieldName, Value
from office.values import Address, Email, PersonName, Phone

CRITICAL = (FieldName.PHONE, FieldName.EMAIL)
"""Fields whose smallest mistake loses the caller."""

FEWEST = 2
"""So many digits or letters in a row are part of a value and not of a sentence."""


LONG, OPENING, CLOSING = 8, 4, 3
"""Of a turn of more words than `LONG`, a yes stands in the first or the last few."""


def says_yes(heard: str, *, clearly: bool = False) -> bool:
    """Whether the words are a yes; `clearly` takes no "okay" and no "I think so" for one.

    A "yeah" in the middle of many words is more likely part of a misheard value.
    """
    words = heard.split()
    if len(words) > LONG:
        ends = (" ".join(words[:OPENING]), " ".join(words[-CLOSING:]))
        if not any(_agrees(end, clearly) for end in ends):
            return False
    return _agrees(heard, clearly)


def _agrees(heard: str, clearly: bool) -> bool:
    readings = read_yes_no(heard)
    if not readings or readings[0].value != "yes":
        return False
    return readings[0].confidence >= (SURE if clearly else LIKELY)


def contradicts(name: FieldName, value: Value, heard: str) -> bool:
    """Whether words that agree name other digits or letters than the value read back."""
    digits = all_digits(heard)
    if len(digits) >= FEWEST and digits not in _digits(value, digits):
        return True
    letters = spelled(heard)
    if len(letters) >= FEWEST and not says_yes(letters) and letters not in _letters(value):
        return True
    return isinstance(value, Email) and any(
        reading.value != value for reading in parse_field(name, heard)[:1]
    )


def _digits(value: Value, otherwise: str) -> str:
    """The digits of a value; one that has none by nature contradicts no digits."""
    match value:
        case Phone():
            return value.e164 + value.extension
        case Address() | Email():
            text = value.display if isinstance(value, Address) else value.address
            return "".join(sign for sign in text if sign.isdigit())
        case _:
            return otherwise


def _letters(value: Value) -> str:
    text = value.display if isinstance(value, PersonName | Address) else str(value)
    return "".join(sign for sign in text.lower() if sign.isalpha())
