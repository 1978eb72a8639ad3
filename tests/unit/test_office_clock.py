"""Clocks: aware UTC times, durations that only grow, and rehearsed hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from office.clock import Clock, FixedClock, ShiftedClock, SystemClock

pytestmark = pytest.mark.unit

COLUMBUS = ZoneInfo("America/New_York")
QUARTER_PAST_THREE = datetime(2026, 9, 14, 15, 15, tzinfo=COLUMBUS)


def clocks() -> list[Clock]:
    fixed = FixedClock(QUARTER_PAST_THREE)
    return [SystemClock(), fixed, ShiftedClock(fixed, QUARTER_PAST_THREE)]


@pytest.mark.parametrize("clock", clocks(), ids=lambda clock: type(clock).__name__)
def test_every_clock_gives_aware_utc_and_never_runs_back(clock: Clock) -> None:
    assert clock.now().tzinfo is UTC
    first, second = clock.monotonic(), clock.monotonic()
    assert second >= first


def test_a_fixed_clock_stands_until_it_is_moved() -> None:
    clock = FixedClock(QUARTER_PAST_THREE)
    assert clock.now() == clock.now() == QUARTER_PAST_THREE
    clock.advance(90.5)
    assert clock.now() - QUARTER_PAST_THREE == timedelta(seconds=90.5)
    assert clock.monotonic() == 90.5


def test_a_moved_clock_counts_real_seconds_over_the_change_of_the_hour() -> None:
    clock = FixedClock(datetime(2026, 11, 1, 1, 30, tzinfo=COLUMBUS))
    clock.advance(3600)
    local = clock.now().astimezone(COLUMBUS)
    assert (local.hour, local.minute, local.tzname()) == (1, 30, "EST")


def test_a_rehearsal_runs_on_from_its_hour_at_the_same_pace() -> None:
    real = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    rehearsed = ShiftedClock(real, QUARTER_PAST_THREE)
    assert rehearsed.now() == QUARTER_PAST_THREE
    real.advance(60)
    assert rehearsed.now() == QUARTER_PAST_THREE + timedelta(seconds=60)
    assert rehearsed.monotonic() == real.monotonic()


def test_a_time_without_a_zone_is_refused() -> None:
    naive = QUARTER_PAST_THREE.replace(tzinfo=None)
    with pytest.raises(ValueError, match="aware time"):
        FixedClock(naive)
    with pytest.raises(ValueError, match="aware time"):
        ShiftedClock(SystemClock(), naive)
