"""Addresses by ear: house numbers, streets, units and towns as somebody hears them. Pure."""

import re
from dataclasses import dataclass

from agent.evaluation.callers.sound import sound

_UNITS = "zero one two three four five six seven eight nine".split()
_TEENS = ("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen").split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SMALL = {
    **{word: number for number, word in enumerate((*_UNITS, *_TEENS))},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    "oh": 0,
}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19,
    **{word.removesuffix("y") + "ieth": 10 * number for number, word in enumerate(_TENS, 2)},
}  # fmt: skip
_KINDS = {
    "st": "street", "ave": "avenue", "rd": "road", "dr": "drive", "ln": "lane", "ct": "court",
    "blvd": "boulevard", "pl": "place", "cir": "circle", "hwy": "highway", "pkwy": "parkway",
    "ter": "terrace", "sq": "square", "trl": "trail", "n": "north", "s": "south", "e": "east",
    "w": "west", "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest",
    "doctor": "drive", "jr": "junior", "mt": "mount", "ft": "fort",
}  # fmt: skip
_TOKEN = re.compile(r"\d+/\d+|\d+(?:st|nd|rd|th)\b|\d+|[a-z'’]+(?:-[a-z'’]+)*|,")


def tokens(text: str) -> list[str]:
    """Words, numbers and commas."""
    return _TOKEN.findall(re.sub(r"\bu\.?s\b\.?", "u s", text.lower()))


def cardinal(token: str) -> str | None:
    """The digits of a number word or of figures; "forty-two" is 42."""
    if token.isdigit():
        return token
    tens, _, one = token.partition("-")
    if one:
        both = tens in _TENS and one in _UNITS[1:]
        return str(SMALL[tens] + SMALL[one]) if both else None
    return str(SMALL[token]) if token in SMALL else None


def _ordinal(token: str) -> str | None:
    if (figures := re.fullmatch(r"(\d+)(?:st|nd|rd|th)", token)) is not None:
        return figures[1]
    tens, _, one = token.partition("-")
    if one and tens in _TENS and one in _ORDINALS:
        return str(SMALL[tens] + _ORDINALS[one])
    return str(_ORDINALS[token]) if token in _ORDINALS else None


@dataclass(frozen=True, slots=True)
class Number:
    """A number that was said and how many tokens it took."""

    digits: str
    used: int


def number(said: list[str]) -> Number:
    """A number at the beginning: pairs are joined, hundreds and thousands are reckoned."""
    digits, total, place = "", 0, 0
    while place < len(said):
        token = said[place]
        if token in ("hundred", "thousand") and (digits or place == 0):
            total += int(digits or "1") * (100 if token == "hundred" else 1000)  # noqa: S105
            digits = ""
        elif (value := cardinal(token)) is not None:
            follows = place > 0 and said[place - 1] in _TENS and token in _UNITS[1:]
            digits = digits[:-1] + value if follows else digits + value
        elif not (token == "and" and total and _goes_on(said[place + 1 :])):  # noqa: S105
            break
        place += 1
    if total:
        digits = str(total + int(digits or "0"))
    return Number(digits, place)


def _goes_on(rest: list[str]) -> bool:
    return bool(rest) and cardinal(rest[0]) is not None


def house(said: list[str]) -> Number:
    """A house number: with a letter or a half behind it, it is another house."""
    found = number(said)
    rest = said[found.used :]
    if rest[:3] == ["and", "a", "half"]:
        return Number(f"{found.digits} 1/2", found.used + 3)
    if rest[:1] == ["1/2"]:
        return Number(f"{found.digits} 1/2", found.used + 1)
    letter = bool(rest) and len(rest[0]) == 1 and rest[0].isalpha() and rest[:2] != ["u", "s"]
    if letter and found.digits and (len(rest) < 2 or rest[0] not in "nsew" or rest[1] == ","):
        return Number(found.digits + rest[0], found.used + 1)
    return found


def told_apart(written: list[str]) -> list[str]:
    """A written address, with a breath behind a house number that a number follows."""
    plain = [*written[:1], ","] if len(written) > 1 and cardinal(written[1]) else written[:1]
    return [*plain, *written[1:]]


def street(said: list[str]) -> str:
    """A street by its sound; "5th" and "fifth", "St" and "Saint" are the same."""
    known: list[str] = []
    place = 0
    said = [word for word in said if word != ","]
    while place < len(said):
        token = said[place]
        if (value := _ordinal(token)) is not None:
            known.append(value)
        elif (found := number(said[place:])).digits:
            digits, place = found.digits, place + found.used - 1
            behind = _ordinal(said[place + 1]) if place + 1 < len(said) else None
            if behind is not None and digits.endswith("00"):
                digits, place = str(int(digits) + int(behind)), place + 1
            known.append(digits)
        elif token == "st" and place + 1 < len(said) and said[place + 1] not in _KINDS.values():  # noqa: S105
            known.append(sound("saint"))
        else:
            known.append(sound(_KINDS.get(token, token)))
        place += 1
    return "".join(known)


def unit(said: str) -> str:
    """A unit: "four B" is 4b, "two hundred" is 200."""
    out, place = "", 0
    known = [word for word in tokens(said) if word != ","]
    while place < len(known):
        found = number(known[place:])
        out += found.digits or known[place].replace("-", "")
        place += found.used or 1
    return out


def town(said: str) -> str:
    """A town by its sound."""
    return street(tokens(said.replace(".", "")))
