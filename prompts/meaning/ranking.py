"""An owner's rules, ranked by what a caller means. Nothing is decided here; see `deciding`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from prompts.meaning.kept import KeptVectors
from prompts.meaning.model import Vectors
from prompts.meaning.topics import Scores, Topics, is_elsewhere, names
from prompts.schema import Rule, Services

WAYS = 24
"""So many ways to say a rule that needs several phrases at once."""

LINKED = 0.3
"""A rule whose own phrases speak of a topic so much, on average, is about it."""

NEAR, SAME = 0.45, 0.95
"""A text as close as this to a rule's own phrase counts as nothing, and as surely meant."""


BEHIND = 2.0
"""What a rule loses to one of the same topic that is closer to the text, per closeness."""

SHARED = 0.3
"""Rules that share a greater part of their phrases are told apart by their conditions only."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Rules that are about one thing, and how surely it is meant, from 0 to about 1.

    `about` is how surely their topic is meant, whichever of its rules it may be.
    """

    rules: tuple[str, ...]
    score: float
    about: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a text may mean, the likeliest first.

    `other` is how surely it speaks of something that none of the rules is about.
    """

    candidates: tuple[Candidate, ...] = ()
    other: float = 0.0

    def score(self, rule: str) -> float:
        """How surely a rule, or another of its topic, is meant."""
        found = (max(one.score, one.about) for one in self.candidates if rule in one.rules)
        return max(found, default=0.0)


@dataclass(frozen=True, slots=True)
class _Family:
    """Rules that listen for the same phrases: which of them applies their conditions decide."""

    rules: tuple[str, ...]
    topics: tuple[int, ...]
    phrases: tuple[int, ...]


class Ranks:
    """The rules of one rulebook, ready to be ranked."""

    def __init__(self, topics: Topics, families: Sequence[_Family], vectors: Vectors) -> None:
        """Use `of`."""
        self._topics, self._families, self._vectors = topics, tuple(families), vectors
        self._about: dict[int, list[int]] = defaultdict(list)
        for number, family in enumerate(families):
            for topic in family.topics:
                self._about[topic].append(number)
        self._other = [number for number in range(len(names())) if number not in self._about]

    @classmethod
    def of(cls, rules: Services, topics: Topics, vectors: KeptVectors) -> "Ranks":
        """Find what each rule is about, by its name and its phrases."""
        texts: dict[str, int] = {}
        families = _families(rules.rules)
        spoken = [
            [[texts.setdefault(text, len(texts)) for text in wordings(rule)] for rule in family]
            for family in families
        ]
        known = vectors.of(tuple(texts))
        scores = topics.scores(tuple(texts), known)
        found = [
            _Family(
                tuple(rule.name for rule in family),
                tuple(sorted({topic for one in places for topic in _about(scores[one])})),
                tuple(dict.fromkeys(place for one in places for place in one)),
            )
            for family, places in zip(families, spoken, strict=True)
        ]
        return cls(topics, found, known)

    def topics_of(self, rule: str) -> tuple[str, ...]:
        """Which of the common topics a rule was found to be about."""
        found = (family.topics for family in self._families if rule in family.rules)
        return tuple(names()[topic] for topic in next(found, ()))

    def rank(self, text: str, vector: Vectors) -> Ranking:
        """Rank the rules for a text; `vector` is its one row."""
        scores = self._topics.scores((text,), vector)[0]
        alike = self._vectors @ vector[0]
        near = [float(alike[list(family.phrases)].max()) for family in self._families]
        found = [(one - NEAR) / (SAME - NEAR) for one in near]
        meant = list(found)
        for topic, about in self._about.items():
            nearest = max(near[number] for number in about)
            for number in about:
                behind = BEHIND * (nearest - near[number])
                meant[number] = max(meant[number], float(scores[topic]))
                found[number] = max(found[number], float(scores[topic]) - behind)
        columns = zip(self._families, found, meant, strict=True)
        ranked = [Candidate(family.rules, score, about) for family, score, about in columns]
        ranked.sort(key=lambda one: -one.score)
        other = float(scores[self._other].max()) if self._other else 0.0
        return Ranking(tuple(ranked), other)


def _families(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules put together that share many of their phrases, in the order of the file."""
    found: list[list[Rule]] = []
    for rule in rules:
        mine = set(rule.says.any)
        for family in found:
            theirs = set(family[0].says.any)
            if len(mine & theirs) > SHARED * min(len(mine), len(theirs)):
                family.append(rule)
                break
        else:
            found.append([rule])
    return found


def wordings(rule: Rule) -> tuple[str, ...]:
    """What tells what a rule is about: its name, the phrases it listens for, its examples."""
    groups = [*([rule.says.any] if rule.says.any else []), *rule.says.all]
    ways = (" ".join(chosen) for chosen in product(*groups))
    return (rule.name, *dict.fromkeys((*rule.says.any, *islice(ways, WAYS), *rule.means)))


def _about(scores: Scores) -> tuple[int, ...]:
    """Topics that a rule's phrases speak of on average; what is elsewhere is too wide a field."""
    mean = scores.mean(0)
    found = [
        number for number in np.flatnonzero(mean >= LINKED) if not is_elsewhere(names()[number])
    ]
    return tuple(int(number) for number in found)
