"""`frontdesk visits`: what is to come, and the owner's yes or no."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from office.clock import SystemClock
from office.events import Event, EventLog
from office.store import Store
from office.values import Window
from office.visits import Visit, VisitBook, VisitState
from server import cli
from tests.visits import DAVE, ZONE, plan

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("own_logs")]

Ask = Callable[..., Result]


async def with_book(folder: Path, *, proposed: bool) -> Visit:
    """A visit tomorrow, in the store the command opens."""
    store, clock = await Store.open(f"sqlite+aiosqlite:///{folder / 'frontdesk.db'}"), SystemClock()
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    window = Window(tomorrow, tomorrow + timedelta(hours=2)).in_zone(str(ZONE))
    book = VisitBook(store, clock, EventLog(store, clock))
    visit = await book.book(plan(window), [DAVE], key="visit:1", proposed=proposed)
    await store.close()
    assert visit is not None
    return visit


async def events(folder: Path) -> list[Event]:
    store, clock = await Store.open(f"sqlite+aiosqlite:///{folder / 'frontdesk.db'}"), SystemClock()
    found = await EventLog(store, clock).due()
    await store.close()
    return found


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("FRONTDESK_DATA", str(tmp_path))
    return lambda *options: CliRunner().invoke(cli, ["visits", *options])


def test_the_owner_says_yes_to_a_visit_and_the_desk_is_told(tmp_path: Path, ask: Ask) -> None:
    visit = asyncio.run(with_book(tmp_path, proposed=True))
    waits = ask().output
    assert "WAITS FOR YOUR YES" in waits
    assert visit.window.display in waits
    (shown,) = json.loads(ask("--confirm", str(visit.id), "--json").output)
    assert (shown["id"], shown["state"]) == (visit.id, VisitState.BOOKED)
    told = [event.name for event in asyncio.run(events(tmp_path))]
    assert told == ["visit_proposed", "visit_booked"]


def test_a_visit_called_off_is_gone_and_cannot_be_called_off_again(
    tmp_path: Path, ask: Ask
) -> None:
    visit = asyncio.run(with_book(tmp_path, proposed=False))
    assert ask("--cancel", str(visit.id)).output.strip() == "No visits to come."
    again = ask("--cancel", str(visit.id))
    assert again.exit_code == 1
    assert "`frontdesk visits` shows those that are" in again.stderr
