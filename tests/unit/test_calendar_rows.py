"""What was written into the owner's calendar, the feed's word, and who hands a letter over."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from office.calendars.feed import FeedSecret
from office.calendars.rows import EntryRows, EntryState, Written
from office.clock import FixedClock
from office.messages import MessageLedger, MessageState
from office.sealing import Seal
from office.store import Store
from tests.stores import store_url

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
STARTS = datetime(2026, 9, 15, 14, tzinfo=ZoneInfo("America/New_York"))
ENDS = STARTS.replace(hour=16)
ENTRY = Written("5b1c@frontdesk", "https://cal.test/1.ics", '"a"', 0, STARTS, ENDS)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(await store_url(tmp_path))
    yield opened
    await opened.close()


async def test_an_entry_is_kept_changed_and_forgotten(store: Store) -> None:
    rows = EntryRows(store, FixedClock(NOW))
    await rows.keep(ENTRY)
    await rows.keep(replace(ENTRY, etag='"b"', sequence=1, state=EntryState.REMOVED))
    (kept,) = (await rows.all()).values()
    assert (kept.etag, kept.sequence, kept.state) == ('"b"', 1, EntryState.REMOVED)
    assert (kept.starts, kept.changed_at) == (STARTS.astimezone(UTC), NOW)
    await rows.forget(ENTRY.uid)
    assert await rows.all() == {}


async def test_two_processes_that_write_the_same_entry_keep_one(store: Store) -> None:
    each = [EntryRows(store, FixedClock(NOW)) for _ in range(8)]
    await asyncio.gather(*(rows.keep(ENTRY) for rows in each))
    assert len(await each[0].all()) == 1


async def test_processes_that_start_together_agree_on_the_feeds_word(store: Store) -> None:
    seal = Seal(["a long key that nobody guesses, ever"])
    each = [FeedSecret(store, seal, FixedClock(NOW)) for _ in range(8)]
    words = await asyncio.gather(*(secret.current() for secret in each))
    assert len(set(words)) == 1
    assert len(words[0]) >= 43


async def test_of_many_processes_one_hands_a_letter_over(store: Store) -> None:
    ledger = MessageLedger(store, FixedClock(NOW))
    await ledger.plan(key="1", kind="mail", to_address="a@b.test", body="x", call_id=None)
    claims = await asyncio.gather(*(ledger.claim("1") for _ in range(8)))
    assert sorted(claims) == [False] * 7 + [True]
    found = await ledger.find("1")
    assert found is not None
    assert found.state is MessageState.IN_FLIGHT
    assert not await ledger.claim("unknown")
