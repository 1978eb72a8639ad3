import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.evaluation.statistics import Share, Spread

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_interval_is_the_published_one(count: int, of: int, low: float, high: float) -> None:
    found = Share(count, of).interval
    assert found == pytest.approx((low, high), abs=0.0002)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_share_lies_in_its_interval(counted: tuple[int, int]) -> None:
    share = Share(*counted)
    low, high = share.interval
    assert 0 <= low <= share.value + 1e-9
    assert share.value - 1e-9 <= high <= 1


def test_nothing_counted_says_nothing() -> None:
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Spread.over([]) == Spread(0, 0.0, 0)


def test_spread_tells_mean_and_most() -> None:
    assert Spread.over([0, 0, 1, 3]) == Spread(4, 1.0, 3)
