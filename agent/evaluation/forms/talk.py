"""How people fill their pauses, and number words: what the forms of several values share."""

import random

from num2words import num2words

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_PAIRS = tuple(str(num2words(number)) for number in range(100))
_FILLERS = (
    ", um, ", ", uh, ", ", let me see, ", ", and then ", " um ", " uh ", ", dash, ", " dash ",
    "... ", ", and ", ", okay, ", ", let's see, ", ", er, ", ". And then ", ", then ",
    ", you know, ",
)  # fmt: skip


def filler(dice: random.Random) -> str:
    """What stands between two groups of somebody who thinks or breathes."""
    return dice.choice(_FILLERS)


def digit_word(digit: str, zero: str) -> str:
    """A digit as a word, zero as this speaker says it."""
    return zero if digit == "0" else DIGITS[int(digit)]


def pair_word(pair: str, hyphen: str = "-") -> str:
    """Two digits as one number: "fifty-five", "fourteen"."""
    return _PAIRS[int(pair)].replace("-", hyphen)


def written(digits: str, dice: random.Random) -> str:
    """Digits in figures, or one by one in words."""
    if dice.random() < 0.5:
        return digits
    zero = dice.choice(("oh", "zero"))
    return " ".join(digit_word(digit, zero) for digit in digits)
