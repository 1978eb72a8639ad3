import pytest

from agent.bench.rows import Row
from agent.bench.run import PARTS, Measured, _each, chosen
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


async def test_part_that_fails_costs_only_its_own_figures() -> None:
    async def well() -> list[Row]:
        return [Row("customer", 1.0, "ms", None, 1.0, "itself", "1 call")]

    async def hangs() -> list[Row]:
        raise TimeoutError

    async def breaks() -> list[Row]:
        raise BenchError("The customer was not entered.")

    measured, said = Measured(), list[str]()
    parts = {"greeting": hangs, "crowd": breaks, "customer": well, "answer": well}
    await _each(("greeting", "crowd", "customer"), parts, measured, said.append)
    assert [row.what for row in measured.rows] == ["customer"]
    assert measured.failed["crowd"] == "The customer was not entered."
    assert "in time" in measured.failed["greeting"]
    assert len(said) == 3
