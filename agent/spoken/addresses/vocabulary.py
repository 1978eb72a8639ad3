"""The words of addresses in one language, ready for looking up."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from agent.spoken.languages import words

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one or more words, with what each stands for; the longest one wins."""

    entries: Mapping[Phrase, str]
    longest: Mapping[str, int]
    """How many words the longest phrase has that begins with a word."""

    def at(self, said: list[str], place: int) -> tuple[str, int] | None:
        """What a phrase that begins at a place stands for, and how many words it has."""
        if place >= len(said) or said[place] not in self.longest:
            return None
        for length in range(self.longest[said[place]], 0, -1):
            found = self.entries.get(tuple(said[place : place + length]))
            if found is not None:
                return found, length
        return None


@dataclass(frozen=True)
class Vocabulary:
    """What `addresses.yaml` says; see there for what each list is."""

    lists: Mapping[str, frozenset[str]]
    maps: Mapping[str, Mapping[str, str]]
    phrases: Mapping[str, Phrases]
    ordinals: Mapping[str, int]
    boxes: re.Pattern[str]
    half: str

    @property
    def state_codes(self) -> frozenset[str]:
        """The Postal Service's two letters."""
        return frozenset(self.maps["states"].values())


_LISTS = (
    "and", "hundred", "thousand", "oh", "alone", "lettered", "counted", "of", "of_the", "shy_units",
    "floors", "place_articles", "city_states", "dashes", "misheard_units",
    "strangers", "allowed_in_streets",
    "allowed_in_towns", "joins", "small", "added", "letter_cues", "saints",
    "name_openers",
    "fillers_or_states", "words_or_states",
)  # fmt: skip
_MAPS = (
    "ones", "teens", "tens", "times", "directions", "suffixes", "weak_suffixes", "openings",
    "closings", "said", "said_units", "said_states", "letters", "states", "twins", "heard_digits",
)  # fmt: skip
_PHRASES = (
    "halves", "highways", "units", "places", "states", "zip_cues", "town_cues", "state_cues",
    "number_cues", "street_cues", "fillers", "repairs", "restarts", "nots", "spelling_cues",
    "with_letter",
)  # fmt: skip


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of a language; read once.

    Raises:
        LookupError: nobody has written them yet.
    """
    written = words("addresses", language)
    return Vocabulary(
        lists={name: frozenset(written[name]) for name in _LISTS},
        maps={name: _texts(written[name]) for name in _MAPS},
        phrases={name: _phrases(written[name]) for name in _PHRASES},
        ordinals={word: int(number) for word, number in written["ordinals"].items()},
        boxes=re.compile("|".join(written["boxes"]), re.IGNORECASE),
        half=str(written["said_half"]),
    )


def _texts(written: Mapping[str, Any]) -> dict[str, str]:
    return {word: str(value) for word, value in written.items()}


def _phrases(written: Mapping[str, str] | Iterable[str]) -> Phrases:
    pairs = written if isinstance(written, Mapping) else {text: text for text in written}
    entries = {tuple(text.split()): str(value) for text, value in pairs.items()}
    longest: dict[str, int] = {}
    for phrase in entries:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return Phrases(entries, longest)
