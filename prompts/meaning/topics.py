"""The services people commonly phone about, and how a text is told to speak of one of them.

Each way of speaking in `topics/*.yaml` votes for its topic, the more the closer it is to the text
by the sentence model and by concepts. The votes are weighed so that the phrases themselves come
out right (kernel ridge regression): what forty phrases say alike counts once. All of it is fixed
by files of this package; nothing is learnt from callers.
"""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import yaml
from numpy.typing import NDArray

from prompts.meaning.concepts import Vocabulary
from prompts.meaning.model import Embeds, Vectors

TRADES = ("plumbing", "hvac", "electrical", "general")
ELSEWHERE, BETWEEN = "elsewhere", "between"

NARROW, WORDS, SMOOTH = 3.0, 0.3, 0.1
"""Set on the tuning phrasings: how fast closeness falls off, how much concepts weigh beside the
model, and how far a phrase may be overruled by those around it."""

Scores = NDArray[np.float64]
"""One number per topic: near 1 the text surely speaks of it, near 0 it does not."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A way of speaking, and the topics it fits: one, or two equally."""

    text: str
    topics: tuple[str, ...]


@cache
def sayings() -> tuple[Saying, ...]:
    """All ways of speaking of this package."""
    return tuple(
        Saying(text.strip(), tuple(topics.split()))
        for name in (*TRADES, ELSEWHERE, BETWEEN)
        for topics, texts in _pages(name).items()
        for text in texts.splitlines()
    )


@cache
def names() -> tuple[str, ...]:
    """Every topic, in the order of the files."""
    return tuple(dict.fromkeys(topic for saying in sayings() for topic in saying.topics))


@cache
def is_elsewhere(topic: str) -> bool:
    """Whether a topic is one that no service of these trades has."""
    return topic in _pages(ELSEWHERE)


class Topics:
    """Tells which topics a text speaks of."""

    def __init__(self, embeds: Embeds, vectors: Vectors, weights: Scores) -> None:
        """Use `learn`, which makes the vectors and weights or finds them on disk."""
        self._embeds, self._vectors, self._weights = embeds, vectors, weights
        texts = [saying.text for saying in sayings()]
        self._vocabulary = Vocabulary(texts)
        self._by_concept = np.ascontiguousarray(self._vocabulary.rows(texts).T)

    @classmethod
    def learn(cls, embeds: Embeds, folder: Path | None = None) -> "Topics":
        """Weigh all sayings, or take up what an earlier start kept in the folder."""
        kept = folder / f"topics-{_fingerprint(embeds)}.npz" if folder else None
        if kept and (found := _read(kept)):
            return cls(embeds, *found)
        texts = [saying.text for saying in sayings()]
        vectors = embeds.embed(texts)
        concepts = Vocabulary(texts).rows(texts)
        near = _closeness(vectors @ vectors.T, concepts @ concepts.T)
        steady = near + SMOOTH * np.eye(len(texts))
        weights = np.linalg.solve(steady, _truth()).astype(np.float64)
        if kept:
            _write(kept, vectors, weights)
        return cls(embeds, vectors, weights)

    def scores(self, texts: Sequence[str], vectors: Vectors | None = None) -> Scores:
        """One row per text; `vectors` are the texts' if they are known already."""
        known = self._embeds.embed(texts) if vectors is None else vectors
        concepts = np.stack([self._shared(text) for text in texts])
        found: Scores = _closeness(known @ self._vectors.T, concepts) @ self._weights
        return found

    def _shared(self, text: str) -> Vectors:
        """How much of a text's concepts each saying has; a text has few, so only these count."""
        columns, values = self._vocabulary.row(text)
        shared: Vectors = values @ self._by_concept[columns]
        return shared


def _closeness(meaning: Vectors, concepts: Vectors) -> Scores:
    near = np.exp(NARROW * (meaning.astype(np.float64) - 1))
    return near + WORDS * concepts.astype(np.float64)


def _truth() -> Scores:
    place = {topic: number for number, topic in enumerate(names())}
    truth = np.zeros((len(sayings()), len(place)))
    for row, saying in zip(truth, sayings(), strict=True):
        for topic in saying.topics:
            row[place[topic]] = 1 / len(saying.topics)
    return truth


@cache
def _pages(name: str) -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load(_text(f"topics/{name}.yaml"))
    return found


def _text(file: str) -> str:
    return files("prompts.meaning").joinpath(file).read_text(encoding="utf-8")


def _fingerprint(embeds: Embeds) -> str:
    parts = [embeds.version, f"{NARROW} {WORDS} {SMOOTH}", _text("concepts.yaml")]
    parts += [_text(f"topics/{name}.yaml") for name in (*TRADES, ELSEWHERE, BETWEEN)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _read(path: Path) -> tuple[Vectors, Scores] | None:
    try:
        with np.load(path) as kept:
            return kept["vectors"], kept["weights"]
    except (OSError, ValueError, KeyError, BadZipFile):
        return None


def _write(path: Path, vectors: Vectors, weights: Scores) -> None:
    # A full disk costs a few seconds at the next start, nothing else.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.npz")  # two desks may share the folder
        np.savez(partial, vectors=vectors, weights=weights)
        partial.replace(path)
