"""Turn-taking figures without sound: what the words decide, and the rules before beside them."""

import pytest

from agent.evaluation.turns.figures import Figure, seconds, share, wilson
from agent.evaluation.turns.typed import measure_typed

pytestmark = pytest.mark.unit

SEED, NUMBER = 20261124, 160


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return {figure.what: figure for figure in measure_typed(SEED, NUMBER)}


def test_hardly_a_dictation_is_cut_off_in_a_pause_of_three_seconds(
    figures: dict[str, Figure],
) -> None:
    cut = figures["dictations cut off"]
    assert cut.number == NUMBER
    assert cut.value <= 1.0, cut.failed


def test_rules_before_cut_most_of_them_off(figures: dict[str, Figure]) -> None:
    assert figures["dictations cut off with the rules before"].value > 50


def test_ordinary_turns_are_no_slower(figures: dict[str, Figure]) -> None:
    later = figures["ordinary turns heard whole, later than with the rules before, mean"]
    assert later.value <= 0.03
    assert figures["turns heard as unfinished and encouraged"].value == 0


def test_desk_yields_to_words_and_not_to_a_mhm(figures: dict[str, Figure]) -> None:
    assert figures["yields to an interruption"].value == 100
    assert figures["ignores mhm, okay, coughs"].value == 100


def test_same_seed_gives_the_same_figures() -> None:
    assert measure_typed(7, 32) == measure_typed(7, 32)


def test_interval_of_a_share_holds_it_and_narrows() -> None:
    low, high = wilson(99, 100)
    assert low < 0.99 < high
    assert wilson(990, 1000)[0] > low
    assert wilson(0, 0) == (0.0, 1.0)


def test_failures_are_named_by_seed_ten_at_most() -> None:
    failed = share("x", 20, 40, [str(number) for number in range(20)]).failed
    assert failed == tuple(map(str, range(10)))
    assert [figure.value for figure in seconds("x", [1.0, 2.0, 3.0])] == [2.0, 3.0]
