"""Guards against what Whisper makes up: words for noise, sentences said twice, a yes for a no."""

import re

NOISE_PROBABILITY, NOISE_SCORE = 0.6, -0.9
"""Measured: silence and noise give at least 0.79 and at most -0.99, short answers at most 0.23."""

COUNTED = frozenset(
    "zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred thousand double triple".split()
)


def is_noise(score: float, no_speech: float) -> bool:
    """Whether words of that mean log-probability were made up from noise or silence."""
    return no_speech > NOISE_PROBABILITY and score < NOISE_SCORE


def undouble(text: str) -> str:
    """A text whose second half repeats the first word for word, once.

    Digits and letters are left alone: "555 555" and "L L L L" may be meant.
    """
    words = re.findall(r"[\w']+", text.lower())
    half = len(words) // 2
    if half < 2 or len(words) % 2 or words[:half] != words[half:]:
        return text
    if all(len(word) == 1 or word.isdigit() or word in COUNTED for word in words):
        return text
    return " ".join(text.split()[: -(-len(text.split()) // 2)])


AGREEING = (" Yes", " Yeah", " Yep", " yes", " yeah", "Yes", "Yeah")
REFUSING = (" No", " Nope", " no", " nope", "No")
"""The words between which a short yes is weighed."""

DOUBTFUL = 3.0
"""A yes that is so little likelier than a no, in logarithms of odds, may be either.

Measured: of 25 short yeses of tuning callers the least likely had 4.4, the next 5.9; two noes that
were written as "Yep." had 1.0 and 2.1. The mean log-probability does not tell them apart: five of
27 lone yeses had less than that no's.
"""

_YES = frozenset("yes yeah yep yup yea".split())
FEW = 2


def is_short_yes(text: str) -> bool:
    """Whether a text is a yes and hardly anything else, so that all hangs on one syllable."""
    words = re.findall(r"[\w']+", text.lower())
    return 0 < len(words) <= FEW and words[0] in _YES


def doubted(text: str) -> str:
    """A yes that may have been a no, as it is written down: "Yep?"."""
    return f"{text.rstrip(' .,!?')}?"
