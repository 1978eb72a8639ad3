from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from agent.bookkeeping import night_before

pytestmark = pytest.mark.unit

COLUMBUS = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("now", "night"),
    [
        ("2026-09-14T15:15:00-04:00", "2026-09-14T03:00:00-04:00"),
        ("2026-09-14T02:59:00-04:00", "2026-09-13T03:00:00-04:00"),
        ("2026-09-14T03:00:00-04:00", "2026-09-14T03:00:00-04:00"),
        ("2026-11-01T12:00:00-05:00", "2026-11-01T03:00:00-05:00"),
    ],
)
def test_night_is_the_last_three_in_the_morning_where_the_business_is(now: str, night: str) -> None:
    at = datetime.fromisoformat(now).astimezone(UTC)
    assert night_before(at, COLUMBUS) == datetime.fromisoformat(night)
