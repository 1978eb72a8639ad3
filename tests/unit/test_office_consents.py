"""Sign-ins under way: good once, for one browser, for ten minutes, and across a restart."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from office.clock import FixedClock
from office.consents import LIFETIME, Consents
from office.store import Store
from office.tables import consents
from tests.stores import store_url

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
HOME = "http://localhost:8080"
MINUTE = 60.0


@dataclass
class Desk:
    store: Store
    clock: FixedClock
    kept: Consents


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    store, clock = await Store.open(await store_url(tmp_path)), FixedClock(NOW)
    yield Desk(store, clock, Consents(store, clock))
    await store.close()


async def test_sign_in_works_once(desk: Desk) -> None:
    await desk.kept.begin("state", "session", HOME)
    assert await desk.kept.home("state") == HOME
    assert await desk.kept.use("state", "session")
    assert await desk.kept.home("state") is None
    assert not await desk.kept.use("state", "session")


async def test_another_browser_uses_it_up_and_gets_nothing(desk: Desk) -> None:
    await desk.kept.begin("state", "session", HOME)
    assert not await desk.kept.use("state", "another session")
    assert not await desk.kept.use("state", "session")


@pytest.mark.parametrize("state", ["", "never begun", "x" * 10_000])
async def test_unknown_state_is_refused(desk: Desk, state: str) -> None:
    await desk.kept.begin("state", "session", HOME)
    assert await desk.kept.home(state) is None
    assert not await desk.kept.use(state, "session")


async def test_sign_in_is_too_old_after_ten_minutes(desk: Desk) -> None:
    await desk.kept.begin("state", "session", HOME)
    desk.clock.advance(LIFETIME.total_seconds() + 1)
    assert await desk.kept.home("state") is None
    assert not await desk.kept.use("state", "session")


async def test_restart_loses_no_sign_in(desk: Desk) -> None:
    await desk.kept.begin("state", "session", HOME)
    assert await Consents(desk.store, desk.clock).use("state", "session")


async def test_table_holds_nothing_that_could_be_used(desk: Desk) -> None:
    await desk.kept.begin("the state", "the session", HOME)
    (row,) = await desk.store.rows(select(consents))
    assert "the state" not in str(row)
    assert "the session" not in str(row)


async def test_old_sign_ins_are_swept_out(desk: Desk) -> None:
    for number in range(3):
        await desk.kept.begin(f"state {number}", "session", HOME)
    desk.clock.advance(2 * LIFETIME.total_seconds() + 1)
    await desk.kept.begin("state", "session", HOME)
    assert len(await desk.store.rows(select(consents))) == 1


async def test_offer_waits_for_its_own_browser_and_is_decided_once(desk: Desk) -> None:
    await desk.kept.begin("state", "session", HOME)
    assert await desk.kept.use("state", "session")
    assert await desk.kept.offered("session") is None
    await desk.kept.offer("state", "sealed")
    assert await desk.kept.offered("another session") is None
    offer = await desk.kept.offered("session")
    assert offer is not None
    assert offer.sealed == "sealed"
    assert await desk.kept.decided(offer)
    assert not await desk.kept.decided(offer)
    assert await desk.kept.offered("session") is None


async def test_offer_is_gone_after_ten_minutes(desk: Desk) -> None:
    await desk.kept.begin("state", "session", HOME)
    desk.clock.advance(9 * MINUTE)
    assert await desk.kept.use("state", "session")
    await desk.kept.offer("state", "sealed")
    desk.clock.advance(9 * MINUTE)
    assert await desk.kept.offered("session") is not None
    desk.clock.advance(2 * MINUTE)
    assert await desk.kept.offered("session") is None
