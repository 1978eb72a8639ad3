"""All hearings of an e-mail address put together: sound, letters, domains and the caller's name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Any

from rapidfuzz.distance import Levenshtein

from agent.spoken.alphabet import BY_EXAMPLE, examples
from agent.spoken.consensus import Heard, Weighed, readings, weigh
from agent.spoken.hearings import Evidence, Hearing
from agent.spoken.languages import ENGLISH
from agent.spoken.letters import pieces
from agent.spoken.mailwords import mail_words
from agent.spoken.namewords import name_words
from agent.spoken.reading import Reading
from office.values import BadEmail, Email, PersonName

MOST_WAYS, MOST_DOMAINS = 24, 5

MOST_GUESSES = 60

OWN_NAME, A_NAME, COMMON_DOMAIN = 1.2, 0.8, 0.8
"""What supports a way besides the hearings: the caller's own name, a known name, a big provider."""

_PART = re.compile(r"[a-z]+|\d+|[^a-z\d]")

SHORTEST = 2
"""A name of so few letters is found everywhere."""


def weigh_email(
    evidence: Evidence, *, name: PersonName | None = None, language: str = ENGLISH
) -> tuple[Reading[Any], ...]:
    """The likeliest addresses that were not refused, best first; nothing if none is left.

    Args:
        evidence: what was heard, turn by turn.
        name: the caller's name as far as it is known; it supports a way and makes none.
        language: whose words are meant.
    """
    ways = _ways(evidence, name, language)
    domains = _domains(evidence, language)
    found: dict[Email, float] = {}
    for way in ways[:MOST_WAYS]:
        for domain in domains[:MOST_DOMAINS]:
            email = _email(f"{way.text}@{domain.text}")
            if email is not None and email not in evidence.refused:
                found.setdefault(email, way.cost + domain.cost)
    return readings(found)


def _email(text: str) -> Email | None:
    try:
        return Email.parse(text)
    except BadEmail:
        return None


def _ways(evidence: Evidence, name: PersonName | None, language: str) -> list[Weighed]:
    """What may stand before the at sign."""
    hearings = [_local(hearing, language) for hearing in evidence.hearings]
    own = _own(name) if name is not None else ()
    known = name_words(language)
    names = known.given | known.common

    def support(text: str) -> float:
        mine = sum(OWN_NAME for part in own if part in text)
        parts = re.findall(r"[a-z]{2,}", text)
        return mine + sum(A_NAME for part in parts if part in names and part not in own)

    texts = [each.value.local for heard in evidence.hearings for each in heard.readings]
    guesses = dict.fromkeys([*texts, *_by_parts(texts), *_by_names(texts, names)])
    found = weigh(hearings, list(guesses)[:MOST_GUESSES])
    ways = [Weighed(way.text, way.cost - support(way.text)) for way in found]
    return sorted(ways, key=lambda way: way.cost)


def _by_parts(texts: Sequence[str]) -> Iterator[str]:
    """What hearings of one shape, such as "name dot name", make up part by part."""
    shapes: dict[str, list[list[str]]] = {}
    for text in dict.fromkeys(texts):
        parts = _PART.findall(text)
        kinds = ("a" if part.isalpha() else "0" if part.isdigit() else part for part in parts)
        shapes.setdefault("".join(kinds), []).append(parts)
    for came in shapes.values():
        if len(came) > 1:
            columns = [dict.fromkeys(column) for column in zip(*came, strict=True)]
            yield from islice(("".join(parts) for parts in product(*columns)), MOST_GUESSES)


def _by_names(texts: Iterable[str], names: frozenset[str]) -> Iterator[str]:
    """Each hearing with a known name in place of letters that are nearly one."""
    for text in texts:
        parts = _PART.findall(text)
        for place, part in enumerate(parts):
            for name in _names_near(part, names) if part.isalpha() and part not in names else ():
                yield "".join((*parts[:place], name, *parts[place + 1 :]))


@lru_cache(maxsize=2048)
def _names_near(part: str, names: frozenset[str]) -> tuple[str, ...]:
    near = (name for name in names if abs(len(name) - len(part)) < 2)
    return tuple(sorted(name for name in near if Levenshtein.distance(name, part) == 1))


def _own(name: PersonName) -> tuple[str, ...]:
    parts = (re.sub(r"[^a-z]", "", part.lower()) for part in (name.given, name.family))
    return tuple(part for part in parts if len(part) > SHORTEST)


def _local(hearing: Hearing, language: str) -> Heard:
    local = hearing.readings[0].value.local
    letters = "".join(each.letters for each in pieces(hearing.words, asked=True, language=language))
    longest = max(re.findall(r"[a-z]+", local), key=len, default="")
    spelled = bool(longest) and longest in letters
    shown = examples(hearing.words, language) * 2 >= len(local)
    weight = BY_EXAMPLE if spelled and shown else 1.0
    return Heard(local, spelled, weight, letters if spelled else "")


def _domains(evidence: Evidence, language: str) -> list[Weighed]:
    """What may stand behind it: heard so, or as one of the ways a misheard one can be meant."""
    common = mail_words(language).domains
    hearings = [Heard(hearing.readings[0].value.domain) for hearing in evidence.hearings]
    meant = {each.value.domain for hearing in evidence.hearings for each in hearing.readings}
    ways = [
        Weighed(way.text, way.cost - (COMMON_DOMAIN if way.text in common else 0))
        for way in weigh(hearings, sorted(meant))
    ]
    return sorted(ways, key=lambda way: way.cost)
