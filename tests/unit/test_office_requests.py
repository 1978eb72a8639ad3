"""Past requests come out of the journal, and every version of the rules stays."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from office.clock import FixedClock
from office.journal import Journal, OpenCall
from office.live import LiveEvents
from office.requests import RequestBook, RuleVersions
from office.store import Store

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


@dataclass
class Past:
    """A journal, and what is read out of it."""

    journal: Journal
    clock: FixedClock
    book: RequestBook
    versions: RuleVersions

    async def asked(self, sid: str, service: str, outcome: str = "priced") -> OpenCall:
        call = await self.journal.open_call(sid, caller=None, called="+16145550100")
        await self.judged(call, service, outcome)
        return call

    async def judged(self, call: OpenCall, service: str, outcome: str) -> None:
        self.clock.advance(20)
        run = await self.journal.tool_started(call, "map_service", {"service": service})
        result: dict[str, Any] = {"outcome": outcome, "rule": service.title()}
        await self.journal.tool_ended(call, run, result, 3)


@pytest.fixture
async def past(tmp_path: Path) -> AsyncIterator[Past]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    clock = FixedClock(NOW)
    journal = Journal(store, clock, LiveEvents())
    yield Past(journal, clock, RequestBook(store, clock), RuleVersions(store, clock))
    await store.close()


async def test_each_call_counts_by_what_was_judged_last(past: Past) -> None:
    await past.asked("CA1", "burst pipe")
    changed = await past.asked("CA2", "leak")
    await past.judged(changed, "slow drain", "priced")
    found = await past.book.last(10)
    assert [one.wanted["service"] for one in found] == ["slow drain", "burst pipe"]
    assert found[0].found["rule"] == "Slow Drain"
    assert found[0].at == NOW + timedelta(seconds=60)


async def test_only_so_many_calls_are_read_the_newest_ones(past: Past) -> None:
    for number in range(5):
        await past.asked(f"CA{number}", f"job {number}")
    found = await past.book.last(2)
    assert [one.wanted["service"] for one in found] == ["job 4", "job 3"]


async def test_a_run_that_never_ended_is_no_request(past: Past) -> None:
    call = await past.journal.open_call("CA1", caller=None, called="+16145550100")
    await past.journal.tool_started(call, "map_service", {"service": "burst pipe"})
    assert await past.book.last(10) == ()


async def test_unmapped_are_those_that_ended_without_a_rule(past: Past) -> None:
    solved = await past.asked("CA1", "it hums", "none")
    await past.judged(solved, "the disposal hums", "priced")
    await past.asked("CA2", "there is a bat in the attic", "none")
    found = await past.book.unmapped(10)
    assert [one.wanted["service"] for one in found] == ["there is a bat in the attic"]


async def test_what_was_set_aside_is_not_shown_again(past: Past) -> None:
    bats = await past.asked("CA1", "bats", "none")
    assert await past.book.set_aside(bats.id)
    assert not await past.book.set_aside(bats.id)
    assert await past.book.unmapped(10) == ()
    assert len(await past.book.last(10)) == 1


async def test_a_version_of_the_rules_stays_as_it_was(past: Past) -> None:
    await past.versions.keep("ab12", {"rules": [{"name": "Leak"}]})
    await past.versions.keep("ab12", {"rules": []})
    assert await past.versions.of("ab12") == {"rules": [{"name": "Leak"}]}
    assert await past.versions.of("cd34") is None
