"""Phone fields as people type them in QuickBooks, as keys a caller can be found by. Pure."""

import re

import phonenumbers

_SEVEN = re.compile(r"^\D*(\d{3})\D?(\d{4})\D*$")
_SECOND = re.compile(r"(?:/|,|;|\bor\b|&)\s*(\d{4})\b")


def keys(text: str, *, region: str = "US", area_code: str = "") -> tuple[str, ...]:
    """Every number in a field, in E.164.

    Numbers of seven digits get the company's area code; "0191 / 0192" holds two; extensions
    belong to a number and are no part of its key.
    """
    found = [
        phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        for match in phonenumbers.PhoneNumberMatcher(
            text, region, leniency=phonenumbers.Leniency.POSSIBLE
        )
        if len(str(match.number.national_number)) == 10
    ]
    if not found:
        found = _whole(text, region, area_code)
    for tail in _SECOND.findall(text):
        if found:
            found.append(found[0][:-4] + tail)
    return tuple(dict.fromkeys(found))


def _whole(text: str, region: str, area_code: str) -> list[str]:
    """A field that is one number, however it is broken up."""
    local = _SEVEN.match(text)
    if local and area_code:
        return [f"+1{area_code}{local[1]}{local[2]}"]
    digits = re.sub(r"\D", "", re.split(r"(?i)\s*(?:x|ext)", text)[0])
    digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return [f"+1{digits}"] if region == "US" and len(digits) == 10 else []
