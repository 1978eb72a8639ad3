"""Whether a yes is one: judged by code on the caller's own words, not on a report. Pure."""

import re

from agent.brain.understanding import parse_field
from agent.spoken.digits import all_digits
from agent.spoken.letters import spelled
from agent.spoken.nameremarks import remarks
from agent.spoken.yes_no import LIKELY, SURE, read_yes_no
from office.sheet import FieldName, Value
from office.values import Address, Email, PersonName, Phone

CRITICAL = (FieldName.PHONE, FieldName.EMAIL)
"""Fields whose smallest mistake loses the caller."""

FEWEST = 2
"""So many digits or letters in a row are part of a value and not of a sentence."""


LONG, OPENING = 8, 4
"""Of a turn of more words than `LONG`, a yes stands in the first few, or is all of the end."""

_CLAUSE = re.compile(r"[,.!?]+(?:\s+|$)")


def says_yes(heard: str, *, clearly: bool = False) -> bool:
    """Whether the words are a yes; `clearly` takes no "okay" and no "I think so" for one.

    A "yeah" in the middle of many words is more likely part of a misheard value, and "It is
    49532" is one said again. "Yep?" is what the ears write for a yes that may have been a no.
    """
    words = heard.split()
    if len(words) <= FEWEST and heard.rstrip().endswith("?"):
        return False
    opening = " ".join(words[:OPENING])
    if len(words) > LONG and not (_agrees(opening, clearly=True) or _closes(heard)):
        return False
    return _agrees(heard, clearly)


def _closes(heard: str) -> bool:
    """Whether the last clause is a yes and nothing else."""
    clauses = [clause for clause in _CLAUSE.split(heard) if clause]
    return len(clauses[-1].split()) <= OPENING and _agrees(clauses[-1], clearly=True)


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
    if isinstance(value, PersonName) and remarks(heard, value).tells:
        # "Yes, with a C" agrees, "yes, but with a K" does not.
        names = parse_field(name, heard, current=value)
        return bool(names) and names[0].value != value
    letters = spelled(heard)
    if len(letters) >= FEWEST and not says_yes(letters) and letters not in _letters(value):
        return True
    if not isinstance(value, Email | Address):
        return False
    said = next((reading.value for reading in parse_field(name, heard)), None)
    if isinstance(value, Address) and isinstance(said, Address):
        return not _same_place(value, said)
    return said is not None and said != value


def _same_place(one: Address, other: Address) -> bool:
    """Whether nothing that both name differs."""
    mine, its = (tuple(map(str.casefold, _parts(each))) for each in (one, other))
    return all(a == b for a, b in zip(mine, its, strict=True) if a and b)


def _parts(address: Address) -> tuple[str, ...]:
    return (address.line1, address.line2, address.city, address.state, address.postal_code)


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
