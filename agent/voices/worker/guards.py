"""Two guards against what Whisper makes up: words for noise, and sentences said twice."""

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
