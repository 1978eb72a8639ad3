"""An owner's rules, ranked by what a caller means. Nothing is decided here; see `deciding`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from prompts.meaning.kept import KeptVectors
from prompts.meaning.model import Vectors
from prompts.meaning.topics import Scores, Topics, is_elsewhere, names
from prompts.schema import Rule, Services

LINKED = 0.3
"""A rule whose own phrases speak of a topic so much, on average, is about it."""

NEAR, SAME = 0.45, 0.95
"""A text as close as this to a rule's own phrase counts as nothing, and as surely meant."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Rules that are about one thing, and how surely it is meant, from 0 to about 1."""

    rules: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a text may mean, the likeliest first.

    `other` is how surely it speaks of something that none of the rules is about.
    """

    candidates: tuple[Candidate, ...] = ()
    other: float = 0.0

    def score(self, rule: str) -> float:
        """How surely a rule is meant."""
        return max((one.score for one in self.candidates if rule in one.rules), default=0.0)


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules with the same topics: which of them applies is a matter of their conditions."""

    rules: tuple[str, ...]
    topics: tuple[int, ...]
    phrases: tuple[int, ...]


class Ranks:
    """The rules of one rulebook, ready to be ranked."""

    def __init__(self, topics: Topics, groups: Sequence[_Group], vectors: Vectors) -> None:
        """Use `of`."""
        self._topics, self._groups, self._vectors = topics, tuple(groups), vectors
        linked = {topic for group in groups for topic in group.topics}
        self._other = [number for number in range(len(names())) if number not in linked]

    @classmethod
    def of(cls, rules: Services, topics: Topics, vectors: KeptVectors) -> "Ranks":
        """Find what each rule is about, by its name and its phrases."""
        texts: dict[str, int] = {}
        spoken = [[texts.setdefault(text, len(texts)) for text in wordings(r)] for r in rules.rules]
        known = vectors.of(tuple(texts))
        scores = topics.scores(tuple(texts), known)
        about: dict[object, list[int]] = {}
        for number, places in enumerate(spoken):
            found = _about(scores[places])
            about.setdefault(found or rules.rules[number].name, []).append(number)
        groups = [
            _Group(
                tuple(rules.rules[number].name for number in numbers),
                key if isinstance(key, tuple) else (),
                tuple(dict.fromkeys(place for number in numbers for place in spoken[number])),
            )
            for key, numbers in about.items()
        ]
        return cls(topics, groups, known)

    def topics_of(self, rule: str) -> tuple[str, ...]:
        """Which of the common topics a rule was found to be about."""
        found = (group.topics for group in self._groups if rule in group.rules)
        return tuple(names()[topic] for topic in next(found, ()))

    def rank(self, text: str, vector: Vectors) -> Ranking:
        """Rank the rules for a text; `vector` is its one row."""
        scores = self._topics.scores((text,), vector)[0]
        alike = self._vectors @ vector[0]
        found = [Candidate(group.rules, _score(group, scores, alike)) for group in self._groups]
        found.sort(key=lambda one: -one.score)
        other = float(scores[self._other].max()) if self._other else 0.0
        return Ranking(tuple(found), other)


def wordings(rule: Rule) -> tuple[str, ...]:
    """What tells what a rule is about: its name, the phrases it listens for, its examples."""
    means: tuple[str, ...] = getattr(rule, "means", ())
    return (rule.name, *rule.says.any, *means)


def _about(scores: Scores) -> tuple[int, ...]:
    """Topics that a rule's phrases speak of on average; what is elsewhere is too wide a field."""
    mean = scores.mean(0)
    found = [
        number for number in np.flatnonzero(mean >= LINKED) if not is_elsewhere(names()[number])
    ]
    return tuple(int(number) for number in found)


def _score(group: _Group, scores: Scores, alike: Vectors) -> float:
    own = (float(alike[list(group.phrases)].max()) - NEAR) / (SAME - NEAR)
    return max([own, *(float(scores[topic]) for topic in group.topics)])
