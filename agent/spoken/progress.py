"""How far a value has come that is being dictated: a pause in its middle ends nothing. Pure."""

import re
from functools import cache
from typing import Literal

from rapidfuzz.distance import Levenshtein

from agent.spoken.addresses import parse_address
from agent.spoken.digits import all_digits
from agent.spoken.emails import parse_email, without_remarks
from agent.spoken.languages import ENGLISH, words
from agent.spoken.letters import spelled
from agent.spoken.names import parse_name
from agent.spoken.phones import digits_so_far, parse_phone
from office.sheet import FieldName

Progress = Literal["none", "part", "whole", "more_may_come"]
"""`more_may_come` can be read as it is, but people often add to it."""

PHONE_DIGITS = 10
ZIP_DIGITS, PLUS_FOUR_DIGITS = 5, 9
LOCAL_AND_DOMAIN = 9
"""Letters that a name and a provider have together, at least."""

LETTERS_APART = 2
"""Letters that recognisers lose or add while a name is spelled."""

_TOP_DOMAIN = re.compile(r"(?:\bdot\s+|\.)(?:com|net|org|edu|gov|us|biz|info|co|io|me)\b", re.I)
_AT_ITS_END = re.compile(rf"{_TOP_DOMAIN.pattern}\W*$", re.IGNORECASE)
_ROUND = re.compile(r"[1-9]00\W*$")
_DIGITS_LAST = re.compile(r"\d[\d\s,-]*\W*$")
_AFTER_AT = re.compile(r"@|\bat\b", re.IGNORECASE)
_DOMAIN_ENDS = re.compile(r"(?:\b(?:dot|period|point)\s+|\.)[a-z]{2,}", re.IGNORECASE)
_ONE_LETTER = re.compile(r"\b[A-Za-z]\W*$")
_CAPITALS_LAST = re.compile(r"\b[A-Z]{2,}\W*$")


def progress(
    field: FieldName, text: str, *, expected: str = "", language: str = ENGLISH
) -> Progress:
    """How far a value of this field has come in what was heard.

    Args:
        field: what was asked for.
        text: everything heard of the turn so far.
        expected: a name that is being spelled, as far as it is known by its sound.
        language: whose words are meant.
    """
    match field:
        case FieldName.PHONE | FieldName.ALTERNATE_PHONE:
            return _phone(text, language)
        case FieldName.EMAIL:
            return _email(text, language)
        case FieldName.NAME:
            return _name(text, expected, language)
        case FieldName.ADDRESS:
            return _address(text, language)
        case _:
            return "whole" if text.strip() else "none"


def nearly_whole(field: FieldName, text: str, *, one_breath: bool) -> bool:
    """Whether a value seems to be at its end, though a sign was lost or added on the way.

    Args:
        field: what was asked for.
        text: everything heard of the turn so far.
        one_breath: nobody paused in it; who pauses between groups may still bring the next.
    """
    match field:
        case FieldName.PHONE | FieldName.ALTERNATE_PHONE:
            return one_breath and len(digits_so_far(text)) >= PHONE_DIGITS - 1
        case FieldName.EMAIL:
            return _has_ended(text)
        case FieldName.ADDRESS:
            return one_breath and _zip_last(text)
        case _:
            return False


def may_go_on(field: FieldName, text: str) -> bool:
    """Whether a caller who pauses between groups may still go on behind what can be read.

    A city is followed by a zip, and recognisers write "eight seven" as 8700.
    """
    match field:
        case FieldName.PHONE | FieldName.ALTERNATE_PHONE:
            return bool(_ROUND.search(text))
        case FieldName.ADDRESS:
            return _address(text, ENGLISH) == "more_may_come"
        case _:
            return False


def _has_ended(text: str) -> bool:
    """Whether a "dot com" ends an e-mail, and not "mike dot chen", misheard as "my dot com"."""
    ended = _AT_ITS_END.search(text)
    if ended is None:
        return False
    before = text[: ended.start()]
    long = len(re.findall(r"[a-z0-9]", before, re.I)) >= LOCAL_AND_DOMAIN
    return long or _AFTER_AT.search(before) is not None


def _zip_last(text: str) -> bool:
    """Whether digits come last that can only be a zip, or most of one."""
    last = _DIGITS_LAST.search(text)
    if last is None:
        return False
    before = text[: last.start()]
    if not all_digits(before) or not re.search(r"[a-z]{3}", before, re.I):
        return False
    return _ends_in_zip_digits(last.group()) and not _ends_with("house_unit", before, ENGLISH)


def _ends_in_zip_digits(digits: str) -> bool:
    return len(all_digits(digits)) in (ZIP_DIGITS - 1, ZIP_DIGITS, PLUS_FOUR_DIGITS)


def _whole_zip_last(text: str) -> bool:
    """The same, and none of its digits was lost: recognisers write "432-15"."""
    last = _DIGITS_LAST.search(text)
    return _zip_last(text) and last is not None and len(all_digits(last.group())) == ZIP_DIGITS


def _phone(text: str, language: str) -> Progress:
    if _ends_with("extension", text, language) or _ends_with("signs", text, language):
        return "part"
    if parse_phone(text):
        return "whole"
    digits = len(digits_so_far(text, language))
    if not digits:
        return "none"
    return "part" if digits < PHONE_DIGITS else "more_may_come"


def _email(text: str, language: str) -> Progress:
    if _ends_with("signs", text, language):
        return "part"
    if parse_email(text):
        # "mike at gmail" can be read, but "dot com" is on its way.
        return "whole" if _DOMAIN_ENDS.search(_AFTER_AT.split(text)[-1]) else "part"
    if _has_ended(without_remarks(text, language)):
        # It was said to its end and cannot be read: more words mend nothing.
        return "more_may_come"
    return "part" if text.strip() else "none"


def _name(text: str, expected: str, language: str) -> Progress:
    if _ends_with("spelling", text, language):
        return "part"
    text = _pairs(language).sub(r"\1", text)
    letters = spelled(text) or spelled(text, asked=True)
    if letters and (_ONE_LETTER.search(text) or _CAPITALS_LAST.search(text)):
        known = expected.lower() or _spoken_name(text)
        if not known:
            return "part"
        short = len(letters) < len(known)
        return "part" if short or _apart(known, letters) else "whole"
    if _ONE_LETTER.search(text):
        return "part"
    readings = parse_name(text, asked=True)
    if not readings:
        return "none"
    return "whole" if readings[0].value.family else "more_may_come"


def _apart(known: str, letters: str) -> bool:
    """Whether letters are those of a longer or another name than the one that was heard."""
    return Levenshtein.distance(known, letters) > max(LETTERS_APART, len(known) // 2)


def _spoken_name(text: str) -> str:
    """The last name in a text, in front of its letters."""
    spoken = re.findall(r"[A-Za-z]{2,}", re.split(r"(?:\b[A-Za-z]\b\W*){2,}", text)[0])
    return spoken[-1].lower() if spoken and not spoken[-1].isupper() else ""


def _address(text: str, language: str) -> Progress:
    if _ends_with("unit", text, language):
        return "part"
    readings = parse_address(text)
    if not readings:
        return "part" if all_digits(text) else "none"
    found = readings[0].value
    if found.postal_code or _whole_zip_last(text):
        return "whole"
    if not found.city:
        return "part"
    # Whoever says the state is about to say the zip; a few of its digits are none.
    return "part" if found.state or _open_zip(text, found.line1) else "more_may_come"


def _open_zip(text: str, line1: str) -> bool:
    behind = all_digits(text)[len(all_digits(line1.split()[0])) :]
    return 0 < len(behind) < ZIP_DIGITS


def _ends_with(group: str, text: str, language: str) -> bool:
    """Whether a text ends in a word that announces the next."""
    return bool(_endings(group, language).search(text))


@cache
def _pairs(language: str) -> re.Pattern[str]:
    """ "B as in boy": a letter."""
    listed = "|".join(map(re.escape, words("listening", language)["as_in"]))
    return re.compile(rf"\b[A-Za-z]{{1,3}}\W+(?:{listed})\s+(\w)\w*", re.IGNORECASE)


@cache
def _endings(group: str, language: str) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, words("listening", language)[group]))
    return re.compile(rf"\b(?:{listed})\W*$", re.IGNORECASE)
