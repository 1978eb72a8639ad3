"""The training sentences of the sentence model: known services, enough of each, no repetition."""

import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from prompts.meaning.topics import is_elsewhere, names, sayings

pytestmark = pytest.mark.unit

ENOUGH = 60
ALIKE = 85


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", text.lower()).strip()


def ways() -> Iterator[tuple[str, str]]:
    """Each sentence with the topics it speaks of."""
    for page in sorted(files("prompts.meaning").joinpath("ways").iterdir(), key=str):
        for topics, texts in yaml.safe_load(page.read_text(encoding="utf-8")).items():
            for text in texts.splitlines():
                yield topics, text


def test_each_sentence_speaks_of_a_known_service() -> None:
    spoken = {topic for topics, _text in ways() for topic in topics.split()}
    assert spoken <= set(names())


def test_no_service_is_spoken_of_seldom() -> None:
    counts = Counter(topics for topics, _text in ways())
    few = {
        topics: count
        for topics, count in counts.items()
        if count < ENOUGH and " " not in topics and not is_elsewhere(topics)
    }
    assert few == {}


def test_no_sentence_is_written_twice() -> None:
    counts = Counter(plain(text) for _topics, text in ways())
    counts.update(plain(saying.text) for saying in sayings())
    again = {plain(text) for _topics, text in ways() if counts[plain(text)] > 1}
    assert again == set()


def test_no_two_sentences_of_a_service_are_nearly_the_same() -> None:
    spoken: dict[str, list[str]] = {}
    for topics, text in ways():
        spoken.setdefault(topics, []).append(plain(text))
    near = []
    for texts in spoken.values():
        alike = cdist(texts, texts, scorer=ratio, score_cutoff=ALIKE)
        near += [
            (texts[row], texts[column])
            for row, column in zip(*alike.nonzero(), strict=True)
            if row < column
        ]
    assert near == []
