"""Words said while the desk speaks: a "mm-hm" in passing, or a wish to speak. Pure."""

import re
from enum import Enum
from functools import cache

from agent.spoken.languages import ENGLISH, words

ENOUGH_WORDS = 3
"""So many different words that are no "mm-hm" stop the desk, whatever they are."""


class Weight(Enum):
    """What words said over the desk's voice mean."""

    PASSING = "passing"
    UNCLEAR = "unclear"
    STOPS = "stops"


def weigh(text: str, manner: str = "plain", language: str = ENGLISH) -> Weight:
    """What words mean that are said while the desk speaks.

    A warning is stopped only by words that ask for it; everything else can wait for its end.
    """
    if _stopping(language).search(_exclaiming(language).sub(" ", text)):
        return Weight.STOPS
    rest = _without_passing(text, language)
    if not rest:
        return Weight.PASSING
    enough = len(set(rest)) >= ENOUGH_WORDS or any(word[0].isdigit() for word in rest)
    return Weight.STOPS if enough and manner != "safety" else Weight.UNCLEAR


def is_passing(text: str, language: str = ENGLISH) -> bool:
    """Whether nothing was said but "mm-hm", "okay" and the like."""
    return weigh(text, language=language) is Weight.PASSING


def _without_passing(text: str, language: str) -> list[str]:
    plain = re.sub(r"[^\w'.-]+", " ", text.lower().replace("’", "'"))
    return re.findall(r"[\w']+", _passing(language).sub(" ", plain))


@cache
def _exclaiming(language: str) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, words("listening", language)["exclaiming"]))
    return re.compile(rf"(?<![\w'])(?:{listed})(?![\w'])", re.IGNORECASE)


@cache
def _passing(language: str) -> re.Pattern[str]:
    listed = sorted(words("listening", language)["passing"], key=len, reverse=True)
    hums = r"m+|h+m+|m+[- ]?h+[ua]?m*|u+h+[- ]?h+u+h+|a+h+"
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, listed))}|{hums})(?![\w'])")


@cache
def _stopping(language: str) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, words("listening", language)["stopping"]))
    return re.compile(rf"(?<![\w'])(?:{listed})(?![\w'])", re.IGNORECASE)
