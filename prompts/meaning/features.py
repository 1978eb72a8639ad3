"""What the head looks at beside the sentence's vector: words, their parts, and concepts. Pure.

Each feature has a number, its checksum within a block of fixed size, so that nothing of the
training sentences is kept with the head.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from prompts.meaning.concepts import features
from prompts.words import Word, split

BLOCK = 2048
"""Numbers in each of the three blocks."""

COLUMNS = 3 * BLOCK

PARTS = (3, 4, 5)
"""Letters in the parts of words, spaces included: they forgive what was misheard or misspelled."""

WORDS, LETTERS, CONCEPTS = 0.8, 1.5, 1.2
"""How much the blocks weigh."""

Floats = NDArray[np.float32]


def numbered(text: str, rare: Floats) -> tuple[NDArray[np.int64], Floats]:
    """The features of a text by their numbers, and how much each counts.

    `rare` has, for each feature, how telling it is.
    """
    said = split(text)
    blocks = (
        _block(0, WORDS, dict.fromkeys(_words(said), 1.0), rare),
        _block(1, LETTERS, dict.fromkeys(_parts(said), 1.0), rare),
        _block(2, CONCEPTS, {" ".join(one): worth for one, worth in features(text).items()}, rare),
    )
    return np.concatenate([one for one, _ in blocks]), np.concatenate([one for _, one in blocks])


def rarity(texts: Sequence[str]) -> Floats:
    """How telling each feature is: the rarer in the texts, the more; concepts all alike."""
    seen = np.zeros(COLUMNS, np.float32)
    everywhere = np.ones(COLUMNS, np.float32)
    for text in texts:
        seen[numbered(text, everywhere)[0]] += 1
    telling = np.log((len(texts) + 1) / (seen + 0.5)).astype(np.float32)
    telling[2 * BLOCK :] = 1
    return telling


def rows(texts: Sequence[str], rare: Floats) -> Floats:
    """One row per text, with a column for every feature."""
    made = np.zeros((len(texts), COLUMNS), np.float32)
    for row, text in zip(made, texts, strict=True):
        columns, values = numbered(text, rare)
        row[columns] = values
    return made


def _block(
    place: int, weight: float, found: dict[str, float], rare: Floats
) -> tuple[NDArray[np.int64], Floats]:
    """A block's features, its values together of the length that the block weighs."""
    values: dict[int, float] = {}
    for name, worth in found.items():
        number = place * BLOCK + crc32(name.encode()) % BLOCK
        values[number] = max(worth, values.get(number, 0.0))
    columns = np.fromiter(values, np.int64, len(values))
    counted = np.fromiter(values.values(), np.float32, len(values)) * rare[columns]
    length = float(np.linalg.norm(counted))
    return columns, counted * np.float32(weight / length if length else 0.0)


def _words(said: Sequence[Word]) -> Iterable[str]:
    """Stems, and each two that follow one another."""
    stems = [word.stem for word in said]
    return (*stems, *(f"{first} {second}" for first, second in pairwise(stems)))


def _parts(said: Sequence[Word]) -> Iterable[str]:
    line = f" {' '.join(word.text for word in said)} "
    return (line[at : at + size] for size in PARTS for at in range(len(line) - size + 1))
