from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dashboard import shown
from office.calls import CallLine, calls_named
from office.clock import FixedClock
from office.followups import Desktray
from office.journal import Journal
from office.live import LiveEvents
from office.store import Store

pytestmark = pytest.mark.unit

COLUMBUS = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    yield opened
    await opened.close()


@pytest.fixture
def tray(store: Store) -> Desktray:
    return Desktray(store, FixedClock(MONDAY), LiveEvents())


async def test_soonest_duty_comes_first_and_what_has_no_time_last(tray: Desktray) -> None:
    hours = {"some day": None, "tomorrow": 24, "an hour ago": -1}
    for note, ahead in hours.items():
        due = None if ahead is None else MONDAY + timedelta(hours=ahead)
        await tray.follow_up(key=note, kind="call_back", note=note, due_at=due)
    notes = [one.note for one in shown.pressing(await tray.open_follow_ups())]
    assert notes == ["an hour ago", "tomorrow", "some day"]


async def test_duty_of_a_call_names_its_caller_and_says_that_it_is_late(
    store: Store, tray: Desktray
) -> None:
    journal = Journal(store, FixedClock(MONDAY), LiveEvents())
    call = await journal.open_call("CA1", caller="+16145550123", called="+16145550100")
    due = MONDAY - timedelta(hours=1)
    await tray.follow_up(key="1", kind="call_back", note="Call.", due_at=due, call_id=call.id)
    calls = await calls_named(store, [call.id])
    told = await only(tray, calls)
    assert (told.who, told.due, told.late) == (
        "(614) 555-0123",
        "was due Mon 14 Sep, 2:15 PM",
        True,
    )


async def test_duty_without_a_call_or_a_time_is_shown_all_the_same(tray: Desktray) -> None:
    await tray.follow_up(key="1", kind="text", note="(614) 555-0150 wrote: hello")
    told = await only(tray, {})
    assert (told.who, told.due, told.late) == ("", "", False)


async def test_duty_that_has_time_says_until_when(tray: Desktray) -> None:
    due = MONDAY + timedelta(hours=2)
    await tray.follow_up(key="1", kind="call_back", note="Call.", due_at=due)
    told = await only(tray, {})
    assert (told.due, told.late) == ("by Mon 14 Sep, 5:15 PM", False)


async def only(tray: Desktray, calls: dict[str, CallLine]) -> shown.Todo:
    """The one thing that is to be done, as the page tells it."""
    (one,) = await tray.open_follow_ups()
    return shown.todo(one, calls.get(one.call_id or ""), MONDAY, COLUMBUS)
