"""The names people have, by language and most common first: which are near a misheard one. Pure.

English ones are those of the US Census Bureau's lists of 1990, which are in the public domain:
all given names and the 15,000 most common family names.
"""

from collections import defaultdict
from functools import cache, lru_cache
from math import log

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from agent.spoken.languages import ENGLISH, listed

MOST, BY_RANK = 6.0, 0.45
"""How much likelier, in logarithms of odds, the most common name is than the same letters by
chance, and what it loses with the logarithm of its place in the list."""

BY_LETTER, USUAL = 0.3, 4
"""Chance makes long names less often than those of four letters."""

FARTHER = 2
"""Names that differ by more letters in length are not near."""


class Names:
    """The names of one part, given or family."""

    def __init__(self, ranked: tuple[str, ...]) -> None:
        """Keep them by their length."""
        self._rank = {name: place for place, name in enumerate(ranked, 1)}
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for name in ranked:
            self._by_length[len(name)].append(name)

    def __contains__(self, name: object) -> bool:
        """Whether somebody is known to be called so."""
        return name in self._rank

    def odds(self, name: str) -> float:
        """How much likelier a name is for being a common one; 0 for one that is not listed."""
        rank = self._rank.get(name)
        if rank is None:
            return 0.0
        return MOST - BY_RANK * log(rank) + BY_LETTER * (len(name) - USUAL)

    def near(self, text: str, differ: int) -> list[str]:
        """Names that differ from a text in so many letters at most."""
        found: list[str] = []
        for length in range(len(text) - FARTHER, len(text) + FARTHER + 1):
            names = self._by_length.get(length, [])
            alike = process.extract(
                text, names, scorer=Levenshtein.distance, score_cutoff=differ, limit=None
            )
            found += [name for name, _, _ in alike]
        return found


@cache
def common_names(part: str, language: str = ENGLISH) -> Names:
    """The names of a part, "given" or "family"."""
    return Names(listed(f"{part}_names", language))


@lru_cache(maxsize=4096)
def near_names(part: str, text: str, differ: int, language: str = ENGLISH) -> tuple[str, ...]:
    """The names near a text; asked again and again while a call goes on."""
    return tuple(common_names(part, language).near(text, differ))
