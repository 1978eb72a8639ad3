"""Many phrases made ready once, so that each turn of a caller is searched for all of them. Pure.

What is found is what `Hearing.find` finds, phrase by phrase. It is found fast because each phrase
is filed under its rarest word: a phrase whose rarest word was not heard is never looked at.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from prompts.words import (
    FORGIVEN,
    LONG,
    ORDER_COSTS,
    Hearing,
    Hit,
    Same,
    Word,
    consonants,
    fold_phrase,
    sounds_first,
)

_KEPT = 20_000
"""Heard words whose likeness to the phrases' words is remembered."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A caller's words, and the phrases found in them.

    `right` are those that were heard word for word.
    """

    hearing: Hearing
    hits: Mapping[str, Hit]
    right: frozenset[str]

    def believed(self) -> dict[str, Hit]:
        """The phrases without those that only sound like words another explains better.

        "AC not cooling" is no "AC cleaning", though it sounds like one.
        """
        return {
            phrase: hit
            for phrase, hit in self.hits.items()
            if phrase in self.right or not any(map(hit.yields_to, self.hits.values()))
        }

    def heard(self, phrases: Iterable[str]) -> Hit | None:
        """The strongest of several phrases that was heard and not denied, or None."""
        found = [
            hit for phrase in phrases if (hit := self.hits.get(phrase)) and not self.denied(hit)
        ]
        return max(found, key=lambda hit: hit.strength, default=None)

    def denied(self, hit: Hit) -> bool:
        """Whether the caller put a "no" or "not" to it that is not part of the phrase."""
        return self.hearing.denied(hit)


@dataclass(frozen=True, slots=True)
class Lost:
    """A rule that did not win, and the reason in a plain sentence."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase, its words, and their numbers in the vocabulary."""

    text: str
    words: tuple[Word, ...]
    numbers: tuple[int, ...]
    needed: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Sound:
    """The words of the vocabulary that begin alike, and what is compared of them."""

    numbers: tuple[int, ...]
    texts: tuple[str, ...]
    consonants: tuple[str, ...]


Places = dict[int, list[tuple[int, float]]]
"""Of each word of the vocabulary, by its number, where it was heard, and how well."""


class PhraseBook:
    """Phrases, and by which word each is looked up."""

    def __init__(self, phrases: Iterable[str], same_words: Mapping[str, Iterable[str]]) -> None:
        """Fold every phrase once."""
        self.same: Same = tuple((meant, tuple(said)) for meant, said in same_words.items())
        folded = {phrase: fold_phrase(phrase, self.same) for phrase in phrases}
        often = Counter(word for words in folded.values() for word in set(words))
        self._vocabulary = {word: number for number, word in enumerate(often)}
        self._filed: dict[int, list[_Phrase]] = defaultdict(list)
        for phrase, words in folded.items():
            if words:
                rarest = min(words, key=lambda word: (often[word], word.text))
                numbers = tuple(self._vocabulary[word] for word in words)
                filed = _Phrase(phrase, words, numbers, frozenset(numbers))
                self._filed[self._vocabulary[rarest]].append(filed)
        self._near: dict[str, tuple[tuple[int, float], ...]] = {}

    def hear(self, text: str) -> Heard:
        """Search a text for every phrase."""
        hearing = Hearing(text, same=self.same)
        places = self._places(hearing)
        known = places.keys()
        hits: dict[str, Hit] = {}
        right: set[str] = set()
        for number in places:
            for phrase in self._filed.get(number, ()):
                if phrase.needed <= known:
                    found = [places[each] for each in phrase.numbers]
                    hit = hearing.judge(phrase.text, phrase.words, found)
                    if hit is not None:
                        hits[phrase.text] = hit
                        if hit.strength >= len(phrase.words) - ORDER_COSTS:
                            right.add(phrase.text)
        return Heard(hearing, hits, frozenset(right))

    def _places(self, hearing: Hearing) -> Places:
        found: Places = {}
        for i, said in enumerate(hearing.words):
            for number, score in self._alike(said):
                found.setdefault(number, []).append((i, score))
        for places in found.values():
            if len(places) > 1:
                places.sort(key=lambda place: -place[1])
                del places[4:]
        return found

    def _alike(self, said: Word) -> tuple[tuple[int, float], ...]:
        """The words of the phrases that a heard word may be; what `likeness` says, all at once."""
        found = self._near.get(said.text)
        if found is None:
            scores = self._by_ear(said)
            scores.update(dict.fromkeys(self._by_stem.get(said.stem, ()), 1.0))
            found = tuple(scores.items())
            if len(self._near) >= _KEPT:
                self._near.clear()
            self._near[said.text] = found
        return found

    def _by_ear(self, said: Word) -> dict[int, float]:
        sound = self._by_sound.get(sounds_first(said.text)) if len(said.text) >= LONG else None
        if sound is None:
            return {}
        whole = cdist([said.text], sound.texts, scorer=ratio, dtype=np.float64)[0]
        bones = cdist([consonants(said.text)], sound.consonants, scorer=ratio, dtype=np.float64)[0]
        scores = (whole + bones) / 200
        return {sound.numbers[at]: float(scores[at]) for at in np.flatnonzero(scores >= FORGIVEN)}

    @cached_property
    def _by_stem(self) -> dict[str, list[int]]:
        filed: dict[str, list[int]] = defaultdict(list)
        for word, number in self._vocabulary.items():
            filed[word.stem].append(number)
        return filed

    @cached_property
    def _by_sound(self) -> dict[str, _Sound]:
        filed: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for word, number in self._vocabulary.items():
            if len(word.text) >= LONG:
                filed[sounds_first(word.text)].append((number, word.text))
        return {
            first: _Sound(
                tuple(number for number, _ in words),
                tuple(text for _, text in words),
                tuple(consonants(text) for _, text in words),
            )
            for first, words in filed.items()
        }
