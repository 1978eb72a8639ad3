"""An owner's rules, ranked by what a caller means. Nothing is decided here; see `deciding`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from prompts.meaning.head import Head, Scores
from prompts.meaning.kept import KeptVectors
from prompts.meaning.model import Vectors
from prompts.meaning.topics import services
from prompts.schema import Rule, Services

WAYS = 24
"""So many ways to say a rule that needs several phrases at once."""

LINKED = 0.3
"""A rule whose own phrases speak of a topic so much, on average, is about it."""

NEARLY, ELSE = 0.8, 0.2
"""It is also about another that they speak of nearly as much, at least this share; and about one
that they speak of so much on average and no other rule is about."""

NEAR, SAME = 0.45, 0.95
"""A text as close as this to a rule's own phrase counts as nothing, and as surely meant."""


BEHIND = 2.0
"""What a rule loses to one of the same topic that is closer to the text, per closeness."""

SHARED = 0.3
"""Rules that share a greater part of their phrases are told apart by their conditions only."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Rules that are about one thing, and how surely it is meant, from 0 to about 1.

    `about` is how surely their topic is meant, whichever of its rules it may be; None if it is
    none of the common ones.
    """

    rules: tuple[str, ...]
    score: float
    about: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a text may mean, the likeliest first.

    `other` is how surely it speaks of something that none of the rules is about.
    """

    candidates: tuple[Candidate, ...] = ()
    other: float = 0.0

    def score(self, rule: str) -> float:
        """How surely a rule, or another of its topic, is meant."""
        found = (max(one.score, one.about or 0) for one in self.candidates if rule in one.rules)
        return max(found, default=0.0)

    def knows(self, rule: str) -> bool:
        """Whether a rule is about one of the common services."""
        return any(rule in one.rules and one.about is not None for one in self.candidates)


@dataclass(frozen=True, slots=True)
class _Family:
    """Rules that listen for the same phrases: which of them applies their conditions decide."""

    rules: tuple[str, ...]
    topics: tuple[int, ...]
    phrases: tuple[int, ...]


class Ranks:
    """The rules of one rulebook, ready to be ranked."""

    def __init__(
        self, head: Head, families: Sequence[_Family], vectors: Vectors, model: str
    ) -> None:
        """Use `of`."""
        self._head, self._model = head, model
        self._families, self._vectors = tuple(families), vectors
        self._about: dict[int, list[int]] = defaultdict(list)
        for number, family in enumerate(families):
            for topic in family.topics:
                self._about[topic].append(number)
        # The last one is what none of the common services is.
        every = range(len(services()) + 1)
        self._other = [number for number in every if number not in self._about]

    @classmethod
    def of(cls, rules: Services, head: Head, vectors: KeptVectors) -> "Ranks":
        """Find what each rule is about, by its name and its phrases."""
        texts: dict[str, int] = {}
        families = _families(rules.rules)
        spoken = [
            [[texts.setdefault(text, len(texts)) for text in wordings(rule)] for rule in family]
            for family in families
        ]
        known = vectors.of(tuple(texts))
        scores = head.scores(tuple(texts), known, vectors.model)
        links = _links([[scores[one].mean(0)[:-1] for one in places] for places in spoken])
        found = [
            _Family(
                tuple(rule.name for rule in family),
                topics,
                tuple(dict.fromkeys(place for one in places for place in one)),
            )
            for family, topics, places in zip(families, links, spoken, strict=True)
        ]
        return cls(head, found, known, vectors.model)

    def topics_of(self, rule: str) -> tuple[str, ...]:
        """Which of the common topics a rule was found to be about."""
        found = (family.topics for family in self._families if rule in family.rules)
        return tuple(services()[topic] for topic in next(found, ()))

    def rank(self, text: str, vector: Vectors) -> Ranking:
        """Rank the rules for a text; `vector` is its one row."""
        scores = self._head.scores((text,), vector, self._model)[0]
        alike = self._vectors @ vector[0]
        near = [float(alike[list(family.phrases)].max()) for family in self._families]
        nearest = {
            topic: max(near[number] for number in about) for topic, about in self._about.items()
        }
        ranked = [
            self._candidate(family, close, scores, nearest)
            for family, close in zip(self._families, near, strict=True)
        ]
        ranked.sort(key=lambda one: -one.score)
        return Ranking(tuple(ranked), float(scores[self._other].sum()))

    def _candidate(
        self, family: _Family, close: float, scores: Scores, nearest: Mapping[int, float]
    ) -> Candidate:
        """By its topics if it has any, else by how close its own phrases are."""
        if not family.topics:
            alike = (close - NEAR) / (SAME - NEAR)
            return Candidate(family.rules, alike, None)
        found = meant = 0.0
        for topic in family.topics:
            likely = float(scores[topic])
            meant += likely
            found += likely * max(0.0, 1 - BEHIND * (nearest[topic] - close))
        return Candidate(family.rules, found, meant)


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


def _links(spoken: Sequence[Sequence[Scores]]) -> list[tuple[int, ...]]:
    """Which services the rules of each family are about.

    A rule is about what its phrases speak of most, on average, and about what they speak of nearly
    as much; also about another service, if no other family is about that.
    """
    mine = [
        {
            int(topic)
            for one in family
            for topic in np.flatnonzero(one >= max(LINKED, NEARLY * one.max()))
        }
        for family in spoken
    ]
    taken = set().union(*mine)
    more = [
        {int(topic) for one in family for topic in np.flatnonzero(one >= ELSE)} - taken
        for family in spoken
    ]
    return [tuple(sorted(first | second)) for first, second in zip(mine, more, strict=True)]
