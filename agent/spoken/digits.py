"""Digits as people say them and recognisers write them: "oh", "double five", "fifty-five"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

ONES = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
HOMOPHONES = {"won": "1", "to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8"}
TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7",
    "eighty": "8", "ninety": "9",
}  # fmt: skip
TIMES = {"double": 2, "triple": 3}
_TOKEN = re.compile(r"\d+|[a-z]+")
_SAID = {digit: word for word, digit in ONES.items() if word not in ("o", "nought", "zero")}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of digits in a text, from `start` to `end`."""

    digits: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


def runs(text: str) -> list[Run]:
    """Every stretch of digits, in order; words between them end a stretch."""
    tokens = [_Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text.lower())]
    found: list[Run] = []
    place = 0
    while place < len(tokens):
        run, place = _run(tokens, place)
        if run is not None:
            found.append(run)
    return found


def longest(text: str) -> str:
    """The digits of the longest stretch, or nothing."""
    return max((run.digits for run in runs(text)), key=len, default="")


def all_digits(text: str) -> str:
    """Every digit of a text in order, stretches joined."""
    return "".join(run.digits for run in runs(text))


def say_digits(digits: str) -> str:
    """Digits one by one, as a voice reads them well: "five five five"."""
    return " ".join(_SAID[digit] for digit in digits)


def _run(tokens: list[_Token], place: int) -> tuple[Run | None, int]:
    digits, first, last = "", place, place
    while place < len(tokens):
        found, used = _digit(tokens, place, inside=bool(digits))
        if not found:
            break
        digits += found
        place += used
        last = place - 1
    if not digits:
        return None, place + 1
    return Run(digits, tokens[first].start, tokens[last].end), place


def _digit(tokens: list[_Token], place: int, *, inside: bool) -> tuple[str, int]:
    """The digits a token stands for and how many tokens they took."""
    word = tokens[place].text
    following = tokens[place + 1].text if place + 1 < len(tokens) else ""
    if word.isdigit():
        return word, 1
    if word in TIMES:
        one = ONES.get(following) or (following if len(following) == 1 else "")
        return (one * TIMES[word], 2) if one.isdigit() else ("", 0)
    if word in TENS:
        unit = ONES.get(following, "") if following not in ("oh", "o", "zero") else ""
        return (TENS[word] + unit, 2) if unit else (TENS[word] + "0", 1)
    if word == "hundred" and inside:
        return "00", 1
    if word == "o" and not inside:
        return "", 0
    return _single(word, following, inside=inside)


def _single(word: str, following: str, *, inside: bool) -> tuple[str, int]:
    if word in ONES:
        return ONES[word], 1
    if word in TEENS:
        return TEENS[word], 1
    # "for" and "to" are digits only between digits.
    known = following in ONES or following in TEENS or following.isdigit()
    if word in HOMOPHONES and inside and (known or not following):
        return HOMOPHONES[word], 1
    return "", 0


def groups(text: str) -> Iterator[str]:
    """The stretches that recognisers separate by other words, as digits."""
    for run in runs(text):
        yield run.digits
