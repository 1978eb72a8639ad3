"""Tells how likely a text speaks of each common service, or of something else. Pure.

Weights over the sentence model's vector and over words (`features`), made by `training` out of the
ways of speaking in this package, and shipped in `head.npz`. Nothing is learnt from callers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from prompts.meaning.features import Floats, numbered
from prompts.meaning.topics import services

FILE = "head.npz"

MEANING = 1.75
"""How much the sentence's vector weighs beside the blocks of words."""

Scores = NDArray[np.float32]
"""One number per service and a last one for all else: how likely each is, together 1."""


@dataclass(frozen=True, slots=True)
class Head:
    """The weights, and of which model's vectors and which sentences they are made."""

    by_meaning: Floats
    by_words: Floats
    base: Floats
    rare: Floats
    sharpness: float
    model: str
    sentences: str

    def scores(self, texts: Sequence[str], vectors: Floats, model: str) -> Scores:
        """One row per text; another model's vectors say nothing here, then words alone count."""
        said: Floats = np.stack([self._by_words(text) for text in texts])
        if model == self.model:
            said += np.float32(MEANING) * vectors @ self.by_meaning
        return likely(self.sharpness * (said + self.base))

    def _by_words(self, text: str) -> Floats:
        columns, values = numbered(text, self.rare)
        weighed: Floats = values @ self.by_words[columns]
        return weighed

    def packed(self) -> bytes:
        """The file that is shipped."""
        file = BytesIO()
        np.savez_compressed(
            file,
            by_meaning=self.by_meaning.astype(np.float16),
            by_words=self.by_words.astype(np.float16),
            base=self.base,
            rare=self.rare.astype(np.float16),
            sharpness=np.float32(self.sharpness),
            told=np.array([self.model, self.sentences, *services()]),
        )
        return file.getvalue()


def likely(said: Floats) -> Scores:
    """Numbers as shares of 1, row by row."""
    grown = np.exp(said - said.max(1, keepdims=True))
    shares: Scores = grown / grown.sum(1, keepdims=True)
    return shares


@cache
def shipped() -> Head:
    """The head of this package."""
    packed = files("prompts.meaning").joinpath(FILE).read_bytes()
    with np.load(BytesIO(packed)) as found:
        model, sentences, *_ = found["told"].tolist()
        weights = {
            name: found[name].astype(np.float32)
            for name in ("by_meaning", "by_words", "base", "rare")
        }
        sharpness = float(found["sharpness"])
        return Head(**weights, sharpness=sharpness, model=model, sentences=sentences)
