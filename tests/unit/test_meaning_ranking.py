"""What holds the model: linking rules to topics, keeping vectors, and doing without."""

import asyncio
import gc
import hashlib
import weakref
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from prompts.library import Library
from prompts.meaning.concepts import features
from prompts.meaning.kept import KeptVectors
from prompts.meaning.model import Vectors
from prompts.meaning.sense import NOTHING, Sense
from prompts.meaning.topics import is_elsewhere, names, sayings
from prompts.schema import Services
from prompts.words import split

pytestmark = pytest.mark.unit


class Stems:
    """Stands in for the model: texts are alike as far as they share words."""

    version = "stems"

    def __init__(self) -> None:
        self.seen = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.seen += len(texts)
        rows = np.zeros((len(texts), 384), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in split(text) or split("nothing"):
                row[int(hashlib.sha256(word.stem.encode()).hexdigest(), 16) % 384] += 1
            row /= np.linalg.norm(row)
        return rows


@pytest.fixture(scope="module")
def rules() -> Services:
    return Library.open().current.services


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sense keeps what it has learnt."""
    return tmp_path_factory.mktemp("meaning")


@pytest.fixture(scope="module")
def sense(rules: Services, kept: Path) -> Sense:
    sense = Sense(Stems, kept)
    sense.learn(rules)
    return sense


def test_every_saying_is_written_once_per_topic() -> None:
    found = [(saying.text.lower(), saying.topics) for saying in sayings()]
    assert len(found) == len(set(found))
    assert len(names()) > 50
    assert is_elsewhere("cars")
    assert not is_elsewhere("toilet_repair")


def test_concepts_are_heard_by_any_word_for_them() -> None:
    commode, toilet = features("the commode is leaking"), features("my toilet drips")
    shared = commode.keys() & toilet.keys()
    assert {("toilet",), ("leak",), ("leak", "toilet")} <= shared


def test_longer_wordings_are_heard_before_the_shorter_in_them() -> None:
    assert ("heater of water",) in features("hot water tank")
    assert ("hot water",) not in features("hot water tank")


def test_a_ranking_groups_rules_about_one_thing(sense: Sense, rules: Services) -> None:
    ranking = sense.rank("the AC is not cooling", rules)
    assert {"AC not cooling, urgent", "AC repair"} <= set(ranking.candidates[0].rules)
    assert ranking.candidates[0].score > ranking.candidates[1].score
    assert ranking.score("AC repair") == ranking.candidates[0].score
    assert ranking.score("no such rule") == 0


def test_what_no_rule_is_about_counts_as_something_else(sense: Sense, rules: Services) -> None:
    ranking = sense.rank("my car won't start", rules)
    assert ranking.other > ranking.candidates[0].score


def test_a_rulebook_that_is_not_ready_says_nothing(sense: Sense, rules: Services) -> None:
    other = rules.model_copy()
    assert sense.rank("clogged drain", other) == NOTHING


async def test_without_a_model_there_is_nothing_to_say(tmp_path: Path, rules: Services) -> None:
    sense = Sense.at(tmp_path)
    await sense.prepare(rules)
    assert not sense.is_here
    assert await sense.ranked("clogged drain", rules) == NOTHING
    sense.close()


async def test_a_call_is_ranked_beside_the_others(sense: Sense, rules: Services) -> None:
    await sense.prepare(rules)
    found = await sense.ranked("clogged drain", rules)
    assert "Drain cleaning" in found.candidates[0].rules


def test_phrases_are_embedded_once_and_kept_by_content(tmp_path: Path) -> None:
    first = Stems()
    rows = KeptVectors(first, tmp_path).of(("a leak", "a clog", "a leak"))
    again = Stems()
    assert np.allclose(KeptVectors(again, tmp_path).of(("a clog", "a drip")), rows[1:2], atol=2)
    assert (first.seen, again.seen) == (3, 1)


def test_a_kept_file_that_is_broken_is_made_anew(tmp_path: Path) -> None:
    KeptVectors(Stems(), tmp_path).of(("a leak",))
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"cut short")
    model = Stems()
    KeptVectors(model, tmp_path).of(("a leak",))
    assert model.seen == 1
    KeptVectors(Stems(), tmp_path).of(("a leak",))


def test_what_was_weighed_is_taken_up_by_the_next_start(
    sense: Sense, rules: Services, kept: Path
) -> None:
    model = Stems()
    again = Sense(lambda: model, kept)
    again.learn(rules)
    assert model.seen == 0
    assert again.rank("clogged drain", rules) == sense.rank("clogged drain", rules)


def test_a_closed_desk_keeps_no_model(rules: Services, kept: Path) -> None:
    models: list[weakref.ref[Stems]] = []

    def opened() -> Stems:
        model = Stems()
        models.append(weakref.ref(model))
        return model

    sense = Sense(opened, kept)
    asyncio.run(sense.prepare(rules))
    sense.close()
    sense.close()
    sense._thread.shutdown(wait=True)
    gc.collect()
    assert [model() for model in models] == [None]
    assert not sense.is_here
