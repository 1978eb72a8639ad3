"""Phone numbers as people type them into QuickBooks: any style, several in one field. Pure."""

import re
from dataclasses import dataclass

import phonenumbers

from office.values import Phone
from office.values.phone import BadPhone

_SEVERAL = re.compile(r"\s*[;,|\n]\s*|\s+/\s*|\s*/\s+|\s+(?:or|and|&)\s+", re.IGNORECASE)
_GROUPED = re.compile(r"(?<=\d)[,_·](?=\d{3,4}(?!\d))")
_LABEL = re.compile(r"^\W*[A-Za-z]{2,}[^0-9+(]*(?=[0-9+(])")


@dataclass(frozen=True, slots=True)
class Typed:
    """A number found in a field; `weak` means that its area code was guessed."""

    phone: Phone
    weak: bool = False


def numbers_in(text: str, area_code: str = "", region: str = "US") -> tuple[Typed, ...]:
    """Every number in a field; seven digits get the business's area code and count as weak."""
    whole = _read(text, area_code, region) or _read(_regrouped(text), area_code, region)
    if whole is not None:
        return (whole,)
    parts = [part for part in _SEVERAL.split(text) if part]
    if len(parts) < 2:
        parts = text.split("/")
    found: list[Typed] = []
    for part in parts:
        typed = _read(part, area_code, region) or _tail(part, found)
        found.extend([typed] if typed else _hidden(part, region))
    return tuple(dict.fromkeys(found))


def _regrouped(text: str) -> str:
    """ "614,777,0123" and "001 614 …" as the library reads them."""
    return re.sub(r"^\s*00(?=1)", "+", _GROUPED.sub("-", text))


def _read(text: str, area_code: str, region: str) -> Typed | None:
    bare = _LABEL.sub("", text.strip())
    digits = re.sub(r"\D", "", bare)
    if len(digits) == 7 and not bare.startswith("+"):
        return _parsed(f"{area_code}{digits}", region, weak=True) if area_code else None
    return _parsed(bare, region)


def _parsed(text: str, region: str, *, weak: bool = False) -> Typed | None:
    try:
        return Typed(Phone.parse(text, region), weak)
    except BadPhone:
        return None


def _tail(part: str, before: list[Typed]) -> Typed | None:
    """ "614-555-0191 / 0192": four digits alone replace the last four of the number before."""
    digits = part.strip()
    if not before or not re.fullmatch(r"\d{4}", digits):
        return None
    return Typed(Phone(before[-1].phone.e164[:-4] + digits), before[-1].weak)


def _hidden(text: str, region: str) -> list[Typed]:
    """Numbers inside a sentence: "call Joe at 614 555 0101 after five"."""
    matches = phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE)
    typed = [_parsed(match.raw_string, region) for match in matches]
    return [one for one in typed if one is not None]
