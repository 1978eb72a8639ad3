"""Single letters of a word put right: what `letterwishes` finds asked for, carried out. Pure."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from agent.spoken.alphabet import confusable
from agent.spoken.languages import ENGLISH, words
from agent.spoken.letterwishes import Wish, wishes
from agent.spoken.reading import Reading

CLEAR = 0.8
LIKELY = 0.7
UNSURE = 0.5
"""There are several letters that could be meant."""


class _Letters(NamedTuple):
    """The language's lists."""

    kinships: tuple[str, ...]
    vowels: str
    many: dict[str, list[str]]
    silent: str
    variants: dict[str, tuple[str, ...]]


def respell(text: str, word: str, language: str = ENGLISH) -> tuple[Reading[str], ...]:
    """The word as the caller wants it spelled, in lower case, best first.

    Nothing if the text asks for no other letter, or none that the word can take.
    """
    found = wishes(text, language)
    return respelled(found, word, language) if found else ()


def respelled(
    asked: tuple[Wish, ...], word: str, language: str = ENGLISH, *, every: bool = False
) -> tuple[Reading[str], ...]:
    """The word with letters as they were asked for; nothing if it can take none of them.

    Args:
        asked: the letters.
        word: the word that they are to stand in.
        language: whose spellings are meant.
        every: nothing, too, if it cannot take one of them and sound the same.
    """
    readings: list[Reading[str]] = [Reading(word.lower(), CLEAR)]
    changed = False
    for wish in asked:
        fulfilled = _fulfilled(wish, readings[0].value, _letters(language))
        if every and wish.cue == "words" and fulfilled:
            # "With a Z" makes no Zatherine: who says so speaks of a sound, not of a mishearing.
            sounds = _sounds_alike(wish, readings[0].value, fulfilled[0].value, _letters(language))
            fulfilled = fulfilled if sounds else []
        if fulfilled:
            changed, readings = True, fulfilled
        elif every:
            return ()
    return tuple(readings) if changed else ()


def _sounds_alike(wish: Wish, word: str, other: str, known: _Letters) -> bool:
    """Whether a word that was changed by one letter can still sound the same."""
    if wish.unwanted or wish.where or len(wish.wanted) != 1 or len(word) != len(other):
        return True
    changed = [{one, new} for one, new in zip(word, other, strict=True) if one != new]
    kin = (set(pair) for pair in known.kinships)
    vowels = len(changed) == 1 and changed[0] <= set(known.vowels)
    return len(changed) != 1 or vowels or changed[0] in kin or other in known.variants.get(word, ())


def variants(word: str, language: str = ENGLISH) -> tuple[str, ...]:
    """Other names of the same sound, in small letters."""
    lower = word.lower()
    return tuple(one for one in _letters(language).variants.get(lower, ()) if one != lower)


def _fulfilled(wish: Wish, word: str, known: _Letters) -> list[Reading[str]]:
    if wish.place is not None:
        place = wish.place if wish.place >= 0 else len(word) + wish.place
        fits = place < len(word)
        return [Reading(word[:place] + wish.wanted + word[place + 1 :], CLEAR)] if fits else []
    if wish.where and wish.wanted and not wish.unwanted:
        return _edged(wish, word, known)
    if wish.unwanted and not wish.wanted:
        return _lacking(wish, word, known)
    if wish.unwanted and wish.unwanted in word:
        found = list(_swapped(word, wish.unwanted, wish.wanted))
        return _rated(found, word, known)
    if wish.unwanted:
        return [Reading(word, CLEAR)] if wish.wanted in word else []
    return _having(wish.wanted, word, known)


def _rated(found: list[str], word: str, known: _Letters) -> list[Reading[str]]:
    """What came of a change; another name of the same sound before all others."""
    others = known.variants.get(word, ())
    found.sort(key=lambda one: one not in others)
    if not found:
        return []
    clear = len(found) == 1 or found[0] in others
    rest = [Reading(one, UNSURE) for one in found[1:]]
    return [Reading(found[0], CLEAR if clear else UNSURE), *rest]


def _edged(wish: Wish, word: str, known: _Letters) -> list[Reading[str]]:
    """The word with letters at its end, or at its beginning."""
    wanted, behind = wish.wanted, wish.where == "end"
    if word.endswith(wanted) if behind else word.startswith(wanted):
        return [Reading(word, CLEAR)]
    others = [
        one
        for one in known.variants.get(word, ())
        if (one.endswith(wanted) if behind else one.startswith(wanted))
    ]
    if others:
        near = min(others, key=lambda one: (Levenshtein.distance(one, word), one))
        return [Reading(near, LIKELY)]
    size = _replaced(wanted, word, known, behind=behind)
    if not size and not (behind and wanted in (*known.silent, *known.vowels)):
        return []
    if behind:
        return [Reading(word[: len(word) - size] + wanted, LIKELY)]
    return [Reading(wanted + word[size:], LIKELY)]


def _replaced(wanted: str, word: str, known: _Letters, *, behind: bool) -> int:
    """How many letters at the edge of a word the wanted ones replace; 0 if none."""

    def edge(size: int) -> str:
        return word[-size:] if behind else word[:size]

    near = Levenshtein.distance(edge(len(wanted)), wanted) <= len(wanted) // 2
    if len(wanted) > 1:
        alike = (len(one) for one in known.many.get(wanted, []) if one == edge(len(one)))
        return next(alike, len(wanted) if near else 0)
    vowels = (wanted in known.vowels) + (edge(1) in known.vowels)
    if vowels == 1:
        return 0
    pairs = any({wanted, edge(1)} == set(pair) for pair in known.kinships)
    return int(pairs or vowels > 1 or confusable(edge(1), wanted))


def _lacking(wish: Wish, word: str, known: _Letters) -> list[Reading[str]]:
    """The word without letters; one that has none of them is right as it is."""
    unwanted = wish.unwanted
    if unwanted not in word or (wish.where == "end" and not word.endswith(unwanted)):
        return [Reading(word, CLEAR)]
    if wish.where == "end":
        return [Reading(word[: -len(unwanted)], CLEAR)]
    others = known.variants.get(word, ())
    fewer = [one for one in others if one.count(unwanted) < word.count(unwanted)]
    if fewer:
        near = min(fewer, key=lambda one: (Levenshtein.distance(one, word), one))
        return [Reading(near, CLEAR)]
    return _rated([*dict.fromkeys(_swapped(word, unwanted, ""))], word, known)


def _having(wanted: str, word: str, known: _Letters) -> list[Reading[str]]:
    """The word with letters it does not have yet, in the place where they sound alike."""
    others = [other for other in known.variants.get(word, ()) if other != word]
    more = [other for other in others if _count(wanted, other, known) > _count(wanted, word, known)]
    if more:
        far = {other: Levenshtein.distance(other, word) for other in more}
        more.sort(key=lambda other: far[other])
        clear = len(more) == 1 or far[more[0]] < far[more[1]]
        sure = [LIKELY if clear else UNSURE, *(UNSURE for _ in more[1:])]
        return [Reading(other, rate) for other, rate in zip(more, sure, strict=True)]
    if _count(wanted, word, known):
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


def _count(wanted: str, word: str, known: _Letters) -> int:
    """How often a word has letters; "two As" need not stand side by side."""
    apart = len(wanted) > 1 and set(wanted) <= set(known.vowels) and len(set(wanted)) == 1
    return word.count(wanted[0]) // len(wanted) if apart else word.count(wanted)


def _kin(wanted: str, known: _Letters) -> Iterator[str]:
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
def _letters(language: str) -> _Letters:
    said = words("respelling", language)
    return _Letters(
        kinships=tuple(said["kinships"]),
        vowels=said["vowels"],
        many=dict(said["many"]),
        silent=said["silent"],
        variants={word: tuple(group) for group in said["variants"] for word in group},
    )
