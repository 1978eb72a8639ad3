"""Yes and no, as people say them."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from agent.spoken.languages import ENGLISH, words
from agent.spoken.reading import Reading

Answer = Literal["yes", "no"]

SURE = 0.95
LIKELY = 0.7
"""A word that also opens sentences ("okay"), or a "no" that was taken back by a "but"."""

FEW_WORDS = 4
"""A yes or no of more words says something else as well."""


class _Answers(NamedTuple):
    """The language's lists, as patterns."""

    neutral: re.Pattern[str]
    agreeing: re.Pattern[str]
    no: re.Pattern[str]
    negations: re.Pattern[str]
    yes: re.Pattern[str]
    weak: re.Pattern[str]
    contrary: re.Pattern[str]
    opening: re.Pattern[str]
    limited: re.Pattern[str]
    asking: re.Pattern[str]
    harmless: re.Pattern[str]
    alone: re.Pattern[str]
    misheard: re.Pattern[str]


def yes_or_no(text: str, language: str = ENGLISH) -> Answer | None:
    """What a caller answered; "no" wins over "yes", since a missed no does harm."""
    readings = read_yes_no(text, language)
    return readings[0].value if readings else None


def read_yes_no(text: str, language: str = ENGLISH) -> tuple[Reading[Answer], ...]:
    """The answer and how sure it is; nothing where it can be either ("no, that's right")."""
    known = _answers(language)
    plain = re.sub(r"[\s,;:-]+", " ", text.lower().replace("’", "'")).strip()
    misheard = known.misheard.match(plain)
    if misheard is not None:
        plain = f"no {plain[misheard.end() :]}"
    plain = known.agreeing.sub("yes", known.neutral.sub("|", known.alone.sub("yes", plain)))
    agreed = known.yes.search(plain) is not None
    if known.no.search(plain) is not None:
        opening = known.opening.match(plain)
        if opening is not None and _takes_back(plain[opening.end() :], known):
            return ()
        return (Reading("no", LIKELY if agreed or misheard else SURE),)
    if known.negations.search(plain) or not (agreed or known.weak.search(plain)):
        return ()
    limit = known.limited.search(plain)
    if limit is not None:
        behind = plain[limit.end() :].strip()
        if known.harmless.match(behind):
            return (Reading("yes", LIKELY),)
        return () if known.asking.match(behind) else (Reading("no", LIKELY),)
    return (Reading("yes", SURE if agreed else LIKELY),)


def behind_answer(text: str, language: str = ENGLISH) -> str:
    """ "No, that's not right. It's Chen": what follows the no."""
    parts = re.split(r"(?<=[,.!?])\s+", text.strip())
    while len(parts) > 1 and _is_answer(parts[0], language):
        parts = parts[1:]
    return " ".join(parts)


def _is_answer(text: str, language: str) -> bool:
    return len(text.split()) <= FEW_WORDS and yes_or_no(text, language) is not None


def _takes_back(rest: str, known: _Answers) -> bool:
    """Whether what follows a "no" agrees and refuses nothing more."""
    return known.contrary.match(rest.strip(" .!|")) is not None and not known.no.search(rest)


@cache
def _answers(language: str) -> _Answers:
    said = words("yes_no", language)
    weak = set(said["weak"])
    misheard, alone = _either(said["misheard"]), _either(said["misheard_alone"])
    return _Answers(
        neutral=_phrases(said["neutral"]),
        agreeing=_phrases(said["agreeing"]),
        no=_phrases(said["no"]),
        negations=_phrases(said["negations"]),
        yes=_phrases(phrase for phrase in said["yes"] if phrase not in weak),
        weak=_phrases(weak),
        contrary=_phrases(said["contrary"]),
        opening=re.compile(rf"\W*{_either(said['opening_no'])}\b\W*"),
        limited=_phrases(said["limits"]),
        asking=_phrases(said["asking"]),
        harmless=_phrases(said["harmless"]),
        alone=re.compile(rf"^\W*{_either(said['alone'])}\W*$"),
        misheard=re.compile(
            rf"\W*(?:{misheard}\b[.]? ?(?={_either(said['misheard_before'])}\b)|{alone}\W*$)"
        ),
    )


def _phrases(listed: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:{_either(listed)})(?![\w'])")


def _either(listed: Iterable[str]) -> str:
    longest = sorted((re.sub(r"[\s-]+", " ", phrase) for phrase in listed), key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, longest)) + ")"
