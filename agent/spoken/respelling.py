"""Single letters put right: "with an E", "S, not Z", "the third letter is a V", "no H"."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from agent.spoken.alphabet import alphabet, confusable, starts_with, unit_at
from agent.spoken.languages import ENGLISH, words
from agent.spoken.reading import Reading

CLEAR = 0.8
LIKELY = 0.7
UNSURE = 0.5
"""There are several letters that could be meant."""

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+[a-z]*|[,;:.!?]")
_Phrases = tuple[tuple[str, ...], ...]


class Wish(NamedTuple):
    """What a word should have: letters it has, letters it has not, or one at a place."""

    wanted: str = ""
    unwanted: str = ""
    place: int | None = None


class _Ways(NamedTuple):
    """The language's lists."""

    having: _Phrases
    lacking: _Phrases
    nots: _Phrases
    one: _Phrases
    places: dict[str, int]
    letter: frozenset[str]
    articles: frozenset[str]
    after: frozenset[str]
    kinships: tuple[str, ...]
    vowels: str
    many: dict[str, list[str]]
    silent: str
    variants: dict[str, tuple[str, ...]]


def respell(text: str, word: str, language: str = ENGLISH) -> tuple[Reading[str], ...]:
    """The word as the caller wants it spelled, in lower case, best first.

    Nothing if the text asks for no other letter, or none that the word can take.
    """
    lower = word.lower()
    readings: list[Reading[str]] = [Reading(lower, CLEAR)]
    changed = False
    for wish in wishes(text, language):
        fulfilled = _fulfilled(wish, readings[0].value, _ways(language))
        if fulfilled:
            changed, readings = True, fulfilled
    return tuple(readings) if changed else ()


def wishes(text: str, language: str = ENGLISH) -> tuple[Wish, ...]:
    """Every letter the caller asks for, in order."""
    known = _ways(language)
    tokens = _TOKEN.findall(text)
    found: list[Wish] = []
    place = 0
    while place < len(tokens):
        wish, used = _wish(tokens, place, known, language)
        if wish is not None:
            found.append(wish)
        place += max(used, 1)
    return tuple(found)


def _wish(tokens: list[str], place: int, known: _Ways, language: str) -> tuple[Wish | None, int]:
    lower = tokens[place].lower()
    following = tokens[place + 1].lower() if place + 1 < len(tokens) else ""
    if lower in known.places and following in known.letter:
        letters, end = _letters(tokens, place + 2, known, language)
        return (Wish(letters[:1], "", known.places[lower]), end - place) if letters else (None, 1)
    if used := starts_with(tokens, place, known.one):
        letters, end = _letters(tokens, place + used, known, language)
        if len(set(letters)) == 1:
            return Wish(letters[0], letters[0] * 2), end - place
    for phrases, having in ((known.having, True), (known.lacking, False)):
        used = starts_with(tokens, place, phrases)
        letters, end = _letters(tokens, place + used, known, language) if used else ("", 0)
        if letters and having:
            return _contrasted(letters, tokens, end, known, language, place)
        if letters:
            return Wish("", letters), end - place
    letters, end = _letters(tokens, place, known, language)
    if letters:
        wish, used = _contrasted(letters, tokens, end, known, language, place)
        told = end - place > 1 and (tokens[end - 1].lower() != letters or len(letters) == 2)
        return (wish if wish.unwanted or (told and len(letters) <= 2) else None), used
    return None, 1


def _contrasted(
    letters: str, tokens: list[str], end: int, known: _Ways, language: str, start: int
) -> tuple[Wish, int]:
    """A letter and, behind a "not", the one it replaces."""
    after = end
    while after < len(tokens) and tokens[after] in ",;":
        after += 1
    used = starts_with(tokens, after, known.nots)
    wrong, behind = _letters(tokens, after + used, known, language) if used else ("", 0)
    if wrong:
        return Wish(letters, wrong), behind - start
    return Wish(letters), end - start


def _letters(tokens: list[str], place: int, known: _Ways, language: str) -> tuple[str, int]:
    """The letters that stand here, articles before them left out, and where they end."""
    while place + 1 < len(tokens) and tokens[place].lower() in known.articles:
        letters, used = _one(tokens, place, language)
        if letters and not _one(tokens, place + used, language)[0]:
            break
        place += 1
    found = ""
    while place < len(tokens):
        letters, used = _one(tokens, place, language)
        if not letters:
            break
        found += letters
        place += used
    following = tokens[place].lower() if place < len(tokens) else ""
    if found in known.articles and following.isalpha() and following not in known.after:
        # "With a plumber": an article and no letter.
        return "", place
    return found, place


def _one(tokens: list[str], place: int, language: str) -> tuple[str, int]:
    unit = unit_at(tokens, place, alphabet(language), asked=False, inside="letter")
    return (unit.letters, unit.used) if unit is not None else ("", 1)


def _fulfilled(wish: Wish, word: str, known: _Ways) -> list[Reading[str]]:
    if wish.place is not None:
        place = wish.place if wish.place >= 0 else len(word) + wish.place
        fits = place < len(word)
        return [Reading(word[:place] + wish.wanted + word[place + 1 :], CLEAR)] if fits else []
    if wish.unwanted and wish.unwanted in word:
        found = list(_swapped(word, wish.unwanted, wish.wanted))
        return [Reading(one, CLEAR if len(found) == 1 else UNSURE) for one in found]
    if wish.unwanted:
        kept = wish.wanted and wish.wanted in word
        return [Reading(word, CLEAR)] if kept else []
    return _having(wish.wanted, word, known)


def _having(wanted: str, word: str, known: _Ways) -> list[Reading[str]]:
    """The word with letters it does not have yet, in the place where they sound alike."""
    others = [other for other in known.variants.get(word, ()) if other != word]
    more = [other for other in others if other.count(wanted) > word.count(wanted)]
    if more:
        far = {other: Levenshtein.distance(other, word) for other in more}
        more.sort(key=lambda other: far[other])
        clear = len(more) == 1 or far[more[0]] < far[more[1]]
        sure = [LIKELY if clear else UNSURE, *(UNSURE for _ in more[1:])]
        return [Reading(other, rate) for other, rate in zip(more, sure, strict=True)]
    if wanted in word:
        return [Reading(word, CLEAR)]
    for replaced in _kin(wanted, known):
        found = list(_swapped(word, replaced, wanted))
        if found:
            return [Reading(one, LIKELY if len(found) == 1 else UNSURE) for one in found]
    found = [
        word[:i] + wanted + word[i + 1 :]
        for i, sign in enumerate(word)
        if confusable(sign, wanted) and (sign in known.vowels) == (wanted in known.vowels)
    ]
    if not found and wanted in known.silent:
        found = [word + wanted]
    return [Reading(one, LIKELY if len(found) == 1 else UNSURE) for one in found]


def _kin(wanted: str, known: _Ways) -> Iterator[str]:
    """Letters that can stand for the wanted ones, the likeliest first."""
    if len(wanted) > 1:
        yield from known.many.get(wanted, [])
        if len(set(wanted)) == 1:
            yield wanted[0]
        return
    for pair in known.kinships:
        if wanted in pair:
            yield pair.replace(wanted, "", 1)
    if wanted in known.vowels:
        yield from (vowel for vowel in known.vowels if vowel != wanted)


def _swapped(word: str, old: str, new: str) -> Iterator[str]:
    for found in re.finditer(re.escape(old), word):
        yield word[: found.start()] + new + word[found.end() :]


@cache
def _ways(language: str) -> _Ways:
    said = words("respelling", language)
    return _Ways(
        having=_phrases(said["with"]),
        lacking=_phrases(said["without"]),
        nots=_phrases(said["not"]),
        one=_phrases(said["one"]),
        places=dict(said["places"]),
        letter=frozenset(said["letter"]),
        articles=frozenset(said["articles"]),
        after=frozenset(said["after"]),
        kinships=tuple(said["kinships"]),
        vowels=said["vowels"],
        many=dict(said["many"]),
        silent=said["silent"],
        variants={word: tuple(group) for group in said["variants"] for word in group},
    )


def _phrases(listed: list[str]) -> _Phrases:
    split = (tuple(phrase.split()) for phrase in listed)
    return tuple(sorted(split, key=len, reverse=True))
