"""The problem in the caller's own words, and what they say about urgency and the building."""

import re
from functools import cache
from typing import Literal

from agent.brain.understanding.intents import is_question
from agent.brain.understanding.spans import GONE
from agent.brain.understanding.vocabulary import TOPIC, pattern
from agent.spoken.languages import ENGLISH, words

FEWEST = 2
"""Words that make an answer to "what can we do for you", when none of them names a trade."""

_TALK = ("courtesy", "urgency_talk", "type_talk", "waiting_talk", "contact_talk")


def problem(text: str, *, asked: bool, language: str = ENGLISH) -> str | None:
    """What is wrong or wanted, cleaned of everything else the turn says; None if nothing is.

    Args:
        text: the caller's words; values that were taken out are marked by `GONE`.
        asked: the desk asked what it can do, so that any words left are the answer.
        language: whose words to look for.
    """
    kept = ""
    for part in _parts(language).split(text.replace(GONE.strip(), ".")):
        clause = _cleaned(part, language)
        if clause:
            kept += (", " if kept else "") + clause
    kept = " ".join(kept.split())
    if not kept:
        return None
    if asked:
        return kept if names_work(kept, language) or len(kept.split()) >= FEWEST else None
    states = pattern("statement", language).search(kept)
    return kept if states and names_work(kept, language) else None


def names_work(text: str, language: str = ENGLISH) -> bool:
    """Whether the words name something a trade repairs or puts in."""
    return bool(_whole("problem", language).search(text))


def is_all_work(text: str, language: str = ENGLISH) -> bool:
    """Whether every word names work: "AC" is nobody's name, "Will Power" somebody's."""
    found = re.findall(r"[\w'’]+", text)
    return bool(found) and all(_whole("problem", language).fullmatch(word) for word in found)


def urgency(text: str, language: str = ENGLISH) -> Literal["emergency", "urgent", "routine"] | None:
    """How soon somebody must come, where the words say so."""
    if pattern("routine", language).search(text):
        return "routine"
    text = pattern("not_now", language).sub(" ", text)
    if pattern("not_emergency", language).search(text):
        return "urgent" if pattern("urgent", language).search(text) else None
    if pattern("emergency", language).search(text):
        return "emergency"
    return "urgent" if pattern("urgent", language).search(text) else None


def barely_urgent(text: str, language: str = ENGLISH) -> bool:
    """Whether all that makes it urgent is a "can't", which a line easily makes of "can"."""
    rest, found = pattern("barely_urgent", language).subn(" ", text)
    return bool(found) and urgency(rest, language) not in ("urgent", "emergency")


def customer_type(
    text: str, language: str = ENGLISH
) -> Literal["residential", "commercial"] | None:
    """Whose building it is, where the words say so."""
    if pattern("commercial", language).search(text):
        return "commercial"
    return "residential" if pattern("residential", language).search(text) else None


def _cleaned(part: str, language: str) -> str:
    """A clause as a part of the problem, or nothing if it says something else."""
    part = pattern("fillers", language).sub("", part)
    clause = _greeting(language).sub("", part).strip(" ,.;:!?-")
    clause = pattern("calling", language).sub("", clause).strip(" ,.;:!?-")
    clause = _behind_name(language).sub("", clause)
    if not any(map(str.isalpha, clause)):
        return ""
    if is_question(f"{clause}?", language) or _is_visit(clause, language):
        return ""
    if _only("place_talk", language).fullmatch(clause) and not names_work(clause, language):
        return ""
    if any(_only(key, language).fullmatch(clause) for key in _TALK):
        return ""
    return "" if _is_spelling(clause) else " ".join(clause.split())


def _is_spelling(clause: str) -> bool:
    """Whether a clause is mostly letters said one by one."""
    found = clause.split()
    return sum(len(word.strip(",.")) == 1 for word in found) * 2 > len(found)


def _is_visit(clause: str, language: str) -> bool:
    """Whether a wish asks only that somebody comes, naming no work."""
    found = pattern("wishes", language).match(clause)
    return found is not None and not names_work(clause[found.end() :], language)


@cache
def _parts(language: str) -> re.Pattern[str]:
    listed = words(TOPIC, language)
    joins, pronouns = listed["joins"], listed["break_before"]
    return re.compile(
        rf"[.!?;]+(?:\s+|$)|,\s+(?:(?:{joins})\s+)?|\s+(?:{joins})\s+(?={pronouns}\b)",
        re.IGNORECASE,
    )


@cache
def _greeting(language: str) -> re.Pattern[str]:
    greeting, joins = (words(TOPIC, language)[key] for key in ("greeting", "joins"))
    return re.compile(rf"^\W*(?:(?:{greeting}|{joins})\b[,.!\s]*)+", re.IGNORECASE)


@cache
def _behind_name(language: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:{words(TOPIC, language)['behind_name']})\b[,\s]*", re.IGNORECASE)


@cache
def _only(key: str, language: str) -> re.Pattern[str]:
    """A clause that is nothing but this kind of talk."""
    return re.compile(rf"(?:{pattern(key, language).pattern}|\s)+", re.IGNORECASE)


@cache
def _whole(key: str, language: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words(TOPIC, language)[key]})\b", re.IGNORECASE)
