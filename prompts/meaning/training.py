"""Makes the head out of the ways of speaking: softmax regression by L-BFGS, the same every time."""

import hashlib
from collections.abc import Callable, Sequence
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from prompts.meaning.features import Floats, rarity, rows
from prompts.meaning.head import MEANING, Head
from prompts.meaning.model import Embeds
from prompts.meaning.topics import Saying, sayings, services, ways

SMALL = 1e-4
"""How much large weights cost; set on the tuning phrasings, as is all that follows."""

STEPS, ENOUGH = 120, 1e-5
"""At most so many steps; fewer once a step gains no greater share of what is left."""

SHARPNESS = 1.5
"""What the numbers are multiplied with, so that of what is called 90 % likely 90 % is right."""

MEMORY = 8

Slope = Callable[[Floats], tuple[float, Floats]]


def train(embeds: Embeds, told: Sequence[Saying] | None = None, *, steps: int = STEPS) -> Head:
    """The head of all ways of speaking of this package, or of some others."""
    told = taught() if told is None else told
    texts = [saying.text for saying in told]
    rare = rarity(texts).astype(np.float16).astype(np.float32)
    vectors = MEANING * embeds.embed(texts)
    seen = np.hstack([vectors, rows(texts, rare), np.ones((len(texts), 1), np.float32)])
    weights = fitted(seen, truth(told), steps)
    width = vectors.shape[1]
    return Head(
        weights[:width], weights[width:-1], weights[-1], rare, SHARPNESS, embeds.version, mark(told)
    )


def taught() -> tuple[Saying, ...]:
    """Every sentence that the head is made of."""
    return (*sayings(), *ways())


def mark(told: Sequence[Saying]) -> str:
    """A mark of sentences and concepts: another one, and the head is to be made anew."""
    concepts = files("prompts.meaning").joinpath("concepts.yaml").read_text(encoding="utf-8")
    parts = [concepts, *(f"{' '.join(saying.topics)}: {saying.text}" for saying in told)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def truth(told: Sequence[Saying]) -> Floats:
    """One row per sentence: its services, or the last column; two share it equally."""
    place = {topic: number for number, topic in enumerate(services())}
    made = np.zeros((len(told), len(place) + 1), np.float32)
    for row, saying in zip(made, told, strict=True):
        for topic in saying.topics:
            row[place.get(topic, len(place))] += 1 / len(saying.topics)
    return made


def fitted(seen: Floats, true: Floats, steps: int) -> Floats:
    """The weights that make the true services likeliest, without large ones."""
    shape = (seen.shape[1], true.shape[1])

    def slope(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(shape)
        said = seen @ weights
        said -= said.max(1, keepdims=True)
        share = said - np.log(np.exp(said).sum(1, keepdims=True))
        lost = -float((true * share).sum()) / len(seen) + SMALL * float((flat * flat).sum()) / 2
        change = seen.T @ ((np.exp(share) - true) / np.float32(len(seen))) + SMALL * weights
        return lost, change.ravel()

    return _descended(slope, np.zeros(shape[0] * shape[1], np.float32), steps).reshape(shape)


def _descended(slope: Slope, at: Floats, steps: int) -> Floats:
    """L-BFGS with halved steps: the usual two loops over the last few changes."""
    moved: list[tuple[Floats, Floats]] = []
    lost, change = slope(at)
    for _ in range(steps):
        way = _way(change, moved)
        stride, downhill = 1.0, float(change @ way)
        while True:
            following = at - np.float32(stride) * way
            less, after = slope(following)
            if less <= lost - 1e-4 * stride * downhill or stride < 1e-4:
                break
            stride /= 2
        step, turn = following - at, after - change
        if float(step @ turn) > 0:
            moved = [*moved, (step, turn)][-MEMORY:]
        gained, at, lost, change = lost - less, following, less, after
        if gained < ENOUGH * lost:
            break
    return at


def _way(change: Floats, moved: Sequence[tuple[Floats, Floats]]) -> Floats:
    way: NDArray[np.float32] = change.copy()
    shares = []
    for step, turn in reversed(moved):
        share = (step @ way) / (step @ turn)
        way -= share * turn
        shares.append(share)
    if moved:
        step, turn = moved[-1]
        way *= (step @ turn) / (turn @ turn)
    else:
        way /= max(np.float32(1), np.linalg.norm(change))
    for (step, turn), share in zip(moved, reversed(shares), strict=True):
        way += step * (share - (turn @ way) / (step @ turn))
    return way
