"""A caller's words as a synthetic voice can say them: figures and addresses in words. Pure."""

import re

from num2words import num2words

_DIGITS = "oh one two three four five six seven eight nine".split()
_SIGNS = {".": " dot ", "_": " underscore ", "-": " dash ", "+": " plus ", "@": " at "}
_SHORT = {"Apt": "apartment", "Ste": "suite", "ext": "extension", "St": "Saint"}


def speakable(words: str) -> str:
    """The words to be spoken."""
    words = re.sub(r"\S+@\S+\w", lambda found: _address(found[0]), words)
    words = re.sub(r"\b[\w-]+(?:\.[\w-]+)+\b(?=\W*$)", lambda found: _address(found[0]), words)
    words = re.sub(r"(?<=\d)[().\- ]+(?=\d)", ", ", words)
    words = re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", lambda m: _ordinal(m[1]), words)
    words = re.sub(r"\d+", lambda found: _figures(found[0]), words)
    words = re.sub(r"\b(?:[A-Za-z]-){2,}[A-Za-z]\b", lambda m: m[0].replace("-", ", "), words)
    for short, long in _SHORT.items():
        words = re.sub(rf"\b{short}\b\.?", long, words)
    return " ".join(words.replace("(", " ").replace(")", " ").split())


def _figures(digits: str) -> str:
    return " " + " ".join(_DIGITS[int(digit)] for digit in digits) + " "


def _ordinal(digits: str) -> str:
    """A street's number in words: "10th" is "tenth", never "one oh th"."""
    return str(num2words(int(digits), to="ordinal")).replace("-", " ")


def _address(written: str) -> str:
    return "".join(_SIGNS.get(sign, sign) for sign in written)
