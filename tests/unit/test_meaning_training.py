"""The head: made out of the sentences of the package, the same every time, and small."""

from importlib.resources import files
from io import BytesIO

import numpy as np
import pytest

from office.settings import Settings
from prompts.meaning.features import BLOCK, COLUMNS, numbered, rarity
from prompts.meaning.head import FILE, Head, shipped
from prompts.meaning.model import SentenceModel
from prompts.meaning.topics import Saying, sayings, services, ways
from prompts.meaning.training import mark, taught, train
from prompts.meaning.weights import PLAN
from tests.unit.test_meaning_ranking import Stems

pytestmark = pytest.mark.unit

FOLDER = Settings.load().meaning_folder
FEW = (
    Saying("the drain is clogged", ("drain_cleaning",)),
    Saying("water stands in the sink", ("drain_cleaning",)),
    Saying("the toilet runs all night", ("toilet_repair",)),
    Saying("my commode will not flush", ("toilet_repair",)),
    Saying("the toilet is stopped up", ("toilet_repair", "drain_cleaning")),
    Saying("two pizzas please", ("cars",)),
)


@pytest.fixture(scope="module")
def head() -> Head:
    return train(Stems(), FEW, steps=15)


def likeliest(text: str, head: Head) -> str:
    (row,) = head.scores((text,), Stems().embed((text,)), Stems.version)
    return [*services(), "elsewhere"][int(row.argmax())]


def test_what_was_taught_is_told_in_other_words(head: Head) -> None:
    assert likeliest("our sink is clogged", head) == "drain_cleaning"
    assert likeliest("that commode runs", head) == "toilet_repair"
    assert likeliest("one pizza please", head) == "elsewhere"


def test_shares_are_one_together(head: Head) -> None:
    texts = ("the drain is clogged", "hm", "")
    rows = head.scores(texts, Stems().embed(texts), Stems.version)
    assert np.allclose(rows.sum(1), 1, atol=1e-5)


def test_another_models_vectors_say_nothing(head: Head) -> None:
    wild = np.full((1, 384), 0.5, np.float32)
    calm = np.zeros((1, 384), np.float32)
    assert np.array_equal(
        head.scores(("a clog",), wild, "other"), head.scores(("a clog",), calm, "other")
    )


def test_each_block_of_features_weighs_the_same_whatever_the_length() -> None:
    rare = rarity([saying.text for saying in FEW])
    for text in ("the drain is clogged", "the drain in the big sink of our kitchen is clogged"):
        columns, values = numbered(text, rare)
        assert columns.max() < COLUMNS
        words = values[columns < BLOCK]
        assert float(words @ words) == pytest.approx(0.64, rel=1e-4)


def test_the_head_is_made_of_the_sentences_that_are_here() -> None:
    """After a change of sentences or concepts: `python -m prompts.meaning train`."""
    assert shipped().sentences == mark(taught())
    assert shipped().model == SentenceModel.version
    assert taught() == (*sayings(), *ways())


def test_the_head_is_small_and_knows_the_services() -> None:
    packed = files("prompts.meaning").joinpath(FILE).read_bytes()
    assert len(packed) < 2_000_000
    with np.load(BytesIO(packed)) as found:
        assert tuple(found["told"].tolist()[2:]) == services()


@pytest.mark.slow
@pytest.mark.skipif(not PLAN.is_here(FOLDER), reason="make voices fetches the sentence model")
def test_training_again_makes_the_head_that_is_shipped() -> None:
    made, kept = train(SentenceModel(FOLDER)), shipped()
    texts = [saying.text for saying in taught()[::97]]
    vectors = SentenceModel(FOLDER).embed(texts)
    again = made.scores(texts, vectors, made.model)
    assert np.abs(again - kept.scores(texts, vectors, kept.model)).max() < 0.02
