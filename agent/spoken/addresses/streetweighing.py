"""All hearings of a street weighed together: its sound, its letters, and what streets are called.

A street is a guess among what was heard, what two hearings have when each is right in places, what
was spelled, and the common words near them. What a guess costs is counted as in `consensus`.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from jellyfish import metaphone
from rapidfuzz.distance import Levenshtein

from agent.spoken.addresses.spelling import put_in, stretches
from agent.spoken.addresses.streethearing import StreetHeard
from agent.spoken.addresses.vocabulary import vocabulary
from agent.spoken.consensus import MOST_COST, NEVER_HEARD, Heard, Weighed, cost, mixed
from agent.spoken.languages import ENGLISH, words
from agent.spoken.namewords import name_words

COMMON = 0.6
"""How much likelier a word is that many streets have."""

ONCE_MORE = 0.6
"""The name said once more in a turn, or heard as before, proves less than when it was new."""

LATER = 0.02
"""Of two ways that are as likely the later one counts."""

MOST_GUESSES = 160
SHORTEST_COMMON = 4
"""Shorter words are near too many others to be put in their place."""


def weigh_street(heard: Sequence[StreetHeard], language: str = ENGLISH) -> list[Weighed]:
    """The streets that may be meant, in lower case, the likeliest first."""
    lines = tuple(dict.fromkeys(one.line for one in heard if one.line))
    if not lines:
        return []
    letters = tuple(dict.fromkeys(one.letters for one in heard if one.letters))
    guesses = dict.fromkeys(lines)
    guesses |= dict.fromkeys(_spelled(lines, letters))
    for place, one in enumerate(lines):
        for other in lines[place + 1 :]:
            guesses |= dict.fromkeys(mixed(one, other, whole_words=True))
    known = common_words(language)
    near = _by_common_words(tuple(guesses), known)
    guesses = dict.fromkeys([*guesses, *near][:MOST_GUESSES])
    found = [Weighed(text, _cost(text, heard, lines, known)) for text in guesses]
    return sorted(found, key=lambda way: way.cost)


@cache
def common_words(language: str = ENGLISH) -> frozenset[str]:
    """Words that streets are made of: kinds, directions, names and what names many of them."""
    listed, known = words("readback", language), vocabulary(language)
    kinds = {*known.maps["suffixes"].values(), *known.maps["weak_suffixes"].values()}
    ways = known.maps["directions"].values()
    named = f"{listed['plain_streets']} {listed['plain_words']}".split()
    kinds_and_ways = {word.lower() for word in (*kinds, *ways)}
    return frozenset({*kinds_and_ways, *named}) | name_words(language).common


def _cost(
    text: str, heard: Sequence[StreetHeard], lines: Sequence[str], known: frozenset[str]
) -> float:
    total = 0.0 if text in lines else NEVER_HEARD
    total -= COMMON * sum(word in known for word in text.split() if len(word) > 1)
    before: set[str] = set()
    for place, one in enumerate(heard):
        came = 0.0
        if one.line:
            came += min(cost(Heard(one.line), text), MOST_COST) * _anew(one.line, before)
        if one.again:
            came += min(_part(one.again, text, spelled=False), MOST_COST) * ONCE_MORE
        if one.letters:
            told = _part(one.letters, text, spelled=True)
            came += min(told, MOST_COST) * one.weight
        total += came * (1 + LATER * place)
    return total


def _anew(line: str, before: set[str]) -> float:
    """What is misheard once tends to be misheard the same way again."""
    weight = ONCE_MORE if line in before else 1.0
    before.add(line)
    return weight


@lru_cache(maxsize=8192)
def _part(said: str, street: str, *, spelled: bool) -> float:
    """What it takes that a part of the street was heard so; with a lost space it is the same."""
    bare = said.replace(" ", "") if spelled else said
    parts = stretches(street)
    meant = [part.replace(" ", "") for part in parts] if spelled else parts
    return min(cost(Heard(bare, spelled=spelled), part) for part in meant)


def _spelled(lines: Iterable[str], letters: Sequence[str]) -> Iterator[str]:
    """Each street with the letters in place of the words they are most like."""
    texts = dict.fromkeys(letters)
    for one, other in pairwise(letters):
        texts |= dict.fromkeys(mixed(one, other))
    for line in lines:
        for text in texts:
            found = put_in(line, text)
            if found:
                yield found


def _by_common_words(guesses: Iterable[str], known: frozenset[str]) -> Iterator[str]:
    """Each street with a common word in place of an unknown one that it is near to."""
    for guess in guesses:
        said = guess.split()
        for place, word in enumerate(said):
            if word in known or len(word) < SHORTEST_COMMON:
                continue
            for other in _near(word, known):
                yield " ".join((*said[:place], other, *said[place + 1 :]))


@lru_cache(maxsize=2048)
def _near(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """Common words that one sign, or another spelling of the same sound, tells from a word."""
    sound = metaphone(word)
    return tuple(
        other
        for other in sorted(known)
        if abs(len(other) - len(word)) < 2
        and (far := Levenshtein.distance(word, other, score_cutoff=2)) < 3
        and (far == 1 or (far == 2 and metaphone(other) == sound))
    )
