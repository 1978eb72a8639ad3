from datetime import UTC, datetime

import pytest

from agent.brain.breaker import FAILURES, PAUSE_SECONDS, PROBE_SECONDS, Breaker
from office.clock import FixedClock

pytestmark = pytest.mark.unit

MONDAY = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


@pytest.fixture
def monday() -> FixedClock:
    return FixedClock(MONDAY)


def broken(clock: FixedClock) -> Breaker:
    breaker = Breaker(clock.monotonic)
    for _ in range(FAILURES):
        breaker.failed()
    return breaker


def test_one_failure_leaves_the_model_in_use(monday: FixedClock) -> None:
    breaker = Breaker(monday.monotonic)
    breaker.failed()
    assert breaker.admit()


def test_failures_in_a_row_leave_the_model_alone(monday: FixedClock) -> None:
    breaker = broken(monday)
    assert not breaker.admit()
    assert breaker.is_open


def test_a_good_reply_in_between_starts_the_count_anew(monday: FixedClock) -> None:
    breaker = Breaker(monday.monotonic)
    breaker.failed()
    breaker.worked()
    breaker.failed()
    assert breaker.admit()


def test_after_the_pause_one_turn_goes_first(monday: FixedClock) -> None:
    breaker = broken(monday)
    monday.advance(PAUSE_SECONDS)
    assert [breaker.admit(), breaker.admit()] == [True, False]


def test_a_good_first_turn_lets_everybody_in(monday: FixedClock) -> None:
    breaker = broken(monday)
    monday.advance(PAUSE_SECONDS)
    breaker.admit()
    breaker.worked()
    assert breaker.admit()


def test_a_bad_first_turn_begins_the_pause_again(monday: FixedClock) -> None:
    breaker = broken(monday)
    monday.advance(PAUSE_SECONDS)
    breaker.admit()
    breaker.failed()
    monday.advance(PAUSE_SECONDS - 1)
    assert not breaker.admit()


def test_a_first_turn_that_hangs_up_is_followed_by_another(monday: FixedClock) -> None:
    breaker = broken(monday)
    monday.advance(PAUSE_SECONDS)
    breaker.admit()
    monday.advance(PROBE_SECONDS)
    assert breaker.admit()
