import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.bench.crowd import lateness
from agent.bench.phone import Phone
from agent.bench.rows import Row, as_json, line, markdown, percentile

pytestmark = pytest.mark.unit


def row(value: float, limit: float | None = 40.0) -> Row:
    return Row("greeting", value, "ms", limit, 0.5, "an echo", "30 calls")


def phone(*sounds: tuple[float, float], talked: float | None = None) -> Phone:
    spoken = [] if talked is None else [talked]
    return Phone(None, None, b"", sounds=list(sounds), talked=spoken)  # type: ignore[arg-type]  # nobody dials


def test_figure_beyond_its_limit_falls_short_everywhere() -> None:
    assert "FALLS SHORT" in line(row(40.1))
    assert "falls short" in markdown([row(40.1)], {})
    assert as_json([row(40.1)], {})["rows"][0]["ok"] is False


def test_figure_at_its_limit_is_well() -> None:
    assert "FALLS SHORT" not in line(row(40.0))


def test_figure_without_a_limit_is_only_told() -> None:
    assert as_json([row(900, None)], {})["rows"][0]["ok"] is True


def test_ratio_is_against_the_floor() -> None:
    assert row(20.0).ratio == 40.0


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 100))
def test_percentile_is_a_measured_value(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= len(values) * share / 100


def test_nothing_measured_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="Nothing was measured"):
        percentile([], 50)


def test_sound_that_comes_before_it_is_needed_is_not_late() -> None:
    assert lateness(phone((10.0, 0.04), (10.03, 0.04), (10.05, 0.04))) == [0.0, 0.0]


def test_gap_in_the_middle_of_words_is_late() -> None:
    assert lateness(phone((10.0, 0.04), (10.14, 0.04))) == [pytest.approx(100.0)]


def test_long_stall_is_no_less_late_than_a_short_one() -> None:
    assert lateness(phone((10.0, 0.04), (12.0, 0.04))) == [pytest.approx(1960.0)]


def test_pause_in_which_the_caller_spoke_is_no_stutter() -> None:
    assert lateness(phone((10.0, 0.04), (12.0, 0.04), talked=11.0)) == []
