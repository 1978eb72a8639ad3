"""What recognisers make of an address's figures and short words, put right before it is read. Pure.

"88 Elm" comes as "8.8 Elm", "three forty, Ninth Street" as "349th Street", "Rd" as "R.D.".
"""

import re

from agent.spoken.addresses.vocabulary import Vocabulary
from agent.spoken.refusals import behind_refusal
from office.values import Address

HYPHENED_STATES = ("", "NY", "HI", "NJ")
"""Only there a house number has a hyphen in it; elsewhere it is the pause of who dictates."""

_POINT = re.compile(r"(?<![\d.$])(\d{1,3})\.(\d{1,3})(?= (?:[a-z][a-z']+|[A-Z]\.))", re.IGNORECASE)
_ONE_BY_ONE = re.compile(r"\b\d(?:, \d\b){2,}\.?(?= [a-z])", re.IGNORECASE)
_STATE_AND_ZIP = re.compile(r"\b([A-Z]{2})(\d{5})\b")
_INITIALS = re.compile(r"\b([A-Z])\.([A-Z])\b\.?")
_NUMBERED = re.compile(r"(?<![\d,.-])(?<!\d )(\d{3,5})(st|nd|rd|th)(?= ([a-z]+))", re.IGNORECASE)


def put_right(text: str, known: Vocabulary, language: str) -> str:
    """The words as they were meant, where a recogniser writes them in a way of its own."""
    said = behind_refusal(text, language)
    said = _INITIALS.sub(lambda found: _abbreviated(found, known), said)
    said = _STATE_AND_ZIP.sub(r"\1 \2", said)
    said = _ONE_BY_ONE.sub(lambda found: found[0].replace(",", "").rstrip("."), said)
    said = _POINT.sub(r"\1\2", said)
    return _NUMBERED.sub(lambda found: _parted(found, known, text), said)


def without_pause(address: Address) -> Address:
    """An address whose house number was dictated in two groups: "547-36 St. Clair Drive"."""
    number, space, street = address.line1.partition(" ")
    if address.state in HYPHENED_STATES or not re.fullmatch(r"\d{2,3}-\d{2,3}", number):
        return address
    return Address(
        f"{number.replace('-', '')}{space}{street}",
        address.line2,
        address.city,
        address.state,
        address.postal_code,
    )


def _abbreviated(found: re.Match[str], known: Vocabulary) -> str:
    low = f"{found[1]}{found[2]}".lower()
    short = low in known.maps["suffixes"] or low in known.maps["closings"]
    return low.capitalize() if short else found[0]


def _parted(found: re.Match[str], known: Vocabulary, text: str) -> str:
    """A street with so high a number and no house is two numbers: "3409th", "349th"."""
    figures, ending, kind = found[1], found[2], found[3].lower()
    named = kind in known.maps["suffixes"] or kind in known.maps["directions"]
    if not named or figures[-1] == "0" or re.search(r"\d", text[: text.find(found[0])]):
        return found[0]
    house, street = figures[:-1], figures[-1]
    if house[-1] == "1" and ending.lower() == "th" and street in "123":
        return f"{house[:-1]} 1{street}{ending}" if house[:-1] else found[0]
    if house[-1] != "0" and len(house) == 2:
        # "Three forty, Ninth" is heard as "three forty-ninth".
        return f"{house}0 {street}{ending}"
    return f"{house} {street}{ending}"
