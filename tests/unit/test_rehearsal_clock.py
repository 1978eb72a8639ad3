from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agent.rehearsal.scenario import load, ringing_at
from office.clock import FixedClock, ShiftedClock
from telephony.ring import Ring

pytestmark = pytest.mark.unit

COLUMBUS = ZoneInfo("America/New_York")
AC = load("ac-not-cooling")


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 9, 14, 8, 0, tzinfo=COLUMBUS),
        datetime(2026, 9, 14, 23, 59, tzinfo=COLUMBUS),
        datetime(2026, 9, 19, 12, 0, tzinfo=COLUMBUS),
        datetime(2026, 10, 31, 20, 0, tzinfo=COLUMBUS),
    ],
)
def test_rehearsal_rings_in_office_hours_whenever_it_is_started(now: datetime) -> None:
    at = ringing_at(AC, now)
    assert (at.weekday(), at.hour, at.minute) == (0, 15, 15)
    assert now <= at <= now + timedelta(7)


def test_shifted_clock_goes_on_from_where_it_was_set() -> None:
    clock = FixedClock(datetime(2026, 9, 19, 2, 0, tzinfo=UTC))
    shifted = ShiftedClock(clock, datetime(2026, 9, 21, 15, 15, tzinfo=COLUMBUS))
    clock.advance(60)
    assert shifted.now() == datetime(2026, 9, 21, 19, 16, tzinfo=UTC)
    assert shifted.monotonic() == clock.monotonic()


@pytest.mark.parametrize("text", ["", "yesterday", "2026-09-14T15:15:00"])
def test_ring_without_a_whole_time_rings_now(text: str) -> None:
    assert Ring.parse({"CallSid": "CA1", "RehearsedAt": text}).rehearsed_at is None
