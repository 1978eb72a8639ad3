import pytest

from agent.bench.run import PARTS, chosen
from agent.bench.yard import BenchError

pytestmark = pytest.mark.unit


def test_everything_is_measured_unless_names_choose() -> None:
    assert chosen((), quick=False) == PARTS


def test_names_are_measured_in_the_order_of_the_run() -> None:
    assert chosen(("crowd", "greeting"), quick=False) == ("greeting", "crowd")


def test_quick_run_needs_no_real_audio() -> None:
    assert "spoken" not in chosen((), quick=True)
    with pytest.raises(BenchError, match='A quick run does not measure "spoken"; choose from'):
        chosen(("spoken",), quick=True)


def test_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(BenchError, match='does not measure "greetings"; choose from greeting, '):
        chosen(("greeting", "greetings"), quick=False)
