"""Many phrases made ready once, so that each turn of a caller is searched for all of them. Pure.

What is found is what `Hearing.find` finds, phrase by phrase. It is found fast because each phrase
is filed under its rarest word: a phrase whose rarest word was not heard is never looked at.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from prompts.words import (
    FORGIVEN,
    ORDER_COSTS,
    Hearing,
    Hit,
    Same,
    Word,
    fold_phrase,
    likeness,
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


class PhraseBook:
    """Phrases, and by which word each is looked up."""

    def __init__(self, phrases: Iterable[str], same_words: Mapping[str, Iterable[str]]) -> None:
        """Fold every phrase once."""
        self.same: Same = tuple((meant, tuple(said)) for meant, said in same_words.items())
        self._wanted = {phrase: fold_phrase(phrase, self.same) for phrase in phrases}
        often = Counter(word for wanted in self._wanted.values() for word in set(wanted))
        self._filed: dict[Word, list[str]] = defaultdict(list)
        for phrase, wanted in self._wanted.items():
            if wanted:
                self._filed[min(wanted, key=lambda word: (often[word], word.text))].append(phrase)
        self._vocabulary = tuple(often)
        self._near: dict[str, tuple[tuple[Word, float], ...]] = {}

    def hear(self, text: str) -> Heard:
        """Search a text for every phrase."""
        hearing = Hearing(text, same=self.same)
        places = self._places(hearing)
        hits: dict[str, Hit] = {}
        right: set[str] = set()
        for word in places:
            for phrase in self._filed.get(word, ()):
                wanted = self._wanted[phrase]
                if all(each in places for each in wanted):
                    hit = hearing.judge(phrase, wanted, [places[each] for each in wanted])
                    if hit is not None:
                        hits[phrase] = hit
                        if hit.strength >= len(wanted) - ORDER_COSTS:
                            right.add(phrase)
        return Heard(hearing, hits, frozenset(right))

    def _places(self, hearing: Hearing) -> dict[Word, list[tuple[int, float]]]:
        """Of each word of the phrases where it was heard, and how well."""
        found: dict[Word, list[tuple[int, float]]] = {}
        for i, said in enumerate(hearing.words):
            for wanted, score in self._alike(said):
                found.setdefault(wanted, []).append((i, score))
        for places in found.values():
            if len(places) > 1:
                places.sort(key=lambda place: -place[1])
                del places[4:]
        return found

    def _alike(self, said: Word) -> tuple[tuple[Word, float], ...]:
        """The words of the phrases that a heard word may be."""
        found = self._near.get(said.text)
        if found is None:
            rough = self._by_sound.get(sounds_first(said.text), ())
            choice = {*self._by_stem.get(said.stem, ()), *rough}
            scored = ((wanted, likeness(wanted, said)) for wanted in choice)
            found = tuple(pair for pair in scored if pair[1] >= FORGIVEN)
            if len(self._near) >= _KEPT:
                self._near.clear()
            self._near[said.text] = found
        return found

    @cached_property
    def _by_stem(self) -> dict[str, list[Word]]:
        filed: dict[str, list[Word]] = defaultdict(list)
        for word in self._vocabulary:
            filed[word.stem].append(word)
        return filed

    @cached_property
    def _by_sound(self) -> dict[str, list[Word]]:
        filed: dict[str, list[Word]] = defaultdict(list)
        for word in self._vocabulary:
            if len(word.text) >= 4:
                filed[sounds_first(word.text)].append(word)
        return filed
