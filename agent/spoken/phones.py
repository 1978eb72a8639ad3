"""Phone numbers by voice: ten digits or a doubt, corrections of a part, and read-back in groups."""

import re

from agent.spoken.digits import runs, say_digits
from agent.spoken.reading import Reading
from office.values import BadPhone, Phone

_AREA = re.compile(r"\barea code\b", re.IGNORECASE)
_LAST_FOUR = re.compile(r"\blast (?:four|4)(?: digits| numbers)?\b", re.IGNORECASE)
_NOT = re.compile(r"\b(not|instead of)\b\s*", re.IGNORECASE)
_EXTENSION = re.compile(r"\b(?:extension|ext\.?|x)\s*", re.IGNORECASE)


def parse_phone(text: str, current: Phone | None = None) -> tuple[Reading[Phone], ...]:
    """Numbers in what was said, the surest first.

    Args:
        text: the caller's words.
        current: the number that was just read back, whose parts may be corrected.
    """
    spoken, _, extension = _split_extension(text)
    whole = _whole(spoken, extension)
    if whole is not None:
        return (whole,)
    corrected = _correct(spoken, current) if current is not None else None
    return (corrected,) if corrected is not None else ()


def say_phone(phone: Phone) -> str:
    """A number in groups with pauses: "six one four, five five five, oh one four three"."""
    spoken = ", ".join(say_digits(group) for group in phone.groups)
    return f"{spoken}, extension {say_digits(phone.extension)}" if phone.extension else spoken


def _split_extension(text: str) -> tuple[str, str, str]:
    found = _EXTENSION.search(text)
    if found is None or not runs(text[found.end() :]):
        return text, "", ""
    return text[: found.start()], found[0], runs(text[found.end() :])[0].digits


def _whole(text: str, extension: str) -> Reading[Phone] | None:
    """Ten digits, with or without the country code; nothing is filled in or cut off."""
    found = [run.digits for run in runs(text)]
    joined = "".join(found)
    for digits, confidence in ((joined, 0.9), (_without_restart(found), 0.6)):
        ten = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
        if len(ten) == 10 and ten[0] not in "01":
            try:
                return Reading(Phone(Phone.parse(ten).e164, extension), confidence)
            except BadPhone:
                continue
    return None


def _without_restart(found: list[str]) -> str:
    """People start again: "six one four, no sorry, six one four five five five ..."."""
    tail = [digits for digits in found if len(digits) >= 10]
    return tail[-1] if tail else ""


def _correct(text: str, current: Phone) -> Reading[Phone] | None:
    """Put a corrected part into the number that was read back."""
    area, exchange, line = current.e164[2:5], current.e164[5:8], current.e164[8:]
    positive, wrong = _positive(_LAST_FOUR.sub(" ", text))
    digits = "".join(run.digits for run in runs(positive))
    if len(digits) == 4:
        line = digits
    elif len(digits) == 3 and _AREA.search(text):
        area = digits
    elif len(digits) == 3 and wrong in (area, exchange):
        area, exchange = (digits, exchange) if wrong == area else (area, digits)
    elif len(digits) == 7:
        exchange, line = digits[:3], digits[3:]
    else:
        return None
    try:
        return Reading(Phone.parse(area + exchange + line), 0.7)
    except BadPhone:
        return None


def _positive(text: str) -> tuple[str, str]:
    """What is right, and the digits said to be wrong: "555, not 554"."""
    found = _NOT.search(text)
    if found is None:
        return text, ""
    wrong = runs(text[found.end() :])
    # "not 554" names wrong digits; "that's not right. The last four are ..." does not.
    if not wrong or text[found.end() :][: wrong[0].start].strip():
        return text, ""
    after = text[found.end() + wrong[0].end :]
    return text[: found.start()] + " " + after, wrong[0].digits
