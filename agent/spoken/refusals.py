"""The refusal before a value: in "No, that's wrong. Mike at gmail" the first words are no part."""

import re
from functools import cache

from agent.spoken.languages import ENGLISH, words

MOST_WORDS = 6
"""A sentence of more words says something besides a no."""

_LETTERS = re.compile(r"\b[a-z](?:[-. ]+[a-z]){2,}\b", re.IGNORECASE)
"""Letters one by one are the value, however few the words are: "No, K-H-A-L-I-D dash."."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def behind_refusal(text: str, language: str = ENGLISH) -> str:
    """What follows the words that refuse a read-back; the whole text if nothing refuses it."""
    refusing, opening = _patterns(language)
    rest = text.strip()
    while True:
        first, *others = _SENTENCE.split(rest, maxsplit=1)
        short = len(first.split()) <= MOST_WORDS
        if others and short and refusing.match(first) and not _LETTERS.search(first):
            rest = others[0]
        elif (found := opening.match(rest)) is not None and rest[found.end() :].strip(" ,.;"):
            rest = rest[found.end() :]
        else:
            return rest


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that open a sentence which refuses, and phrases that refuse whatever follows."""
    said = words("yes_no", language)
    openings = "|".join(re.escape(word) for word in said["refusing"])
    phrases = "|".join(
        re.escape(phrase) for phrase in sorted(said["refusals"], key=len, reverse=True)
    )
    return (
        re.compile(rf"\W*(?:{openings})\b", re.IGNORECASE),
        re.compile(rf"\W*(?:{phrases})(?![\w'])[\s,.;!]*", re.IGNORECASE),
    )
