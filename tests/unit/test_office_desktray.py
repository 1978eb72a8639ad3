"""Follow-ups, promises and problems: filed once, closed once, told to the pages."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from office.clock import FixedClock
from office.followups import Button, Desktray
from office.journal import Journal
from office.live import LiveEvents
from office.store import Store
from office.tables import promises
from tests.stores import store_url

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


@dataclass
class Bench:
    """A tray with one call to file for."""

    store: Store
    clock: FixedClock
    live: LiveEvents
    tray: Desktray
    call_id: str

    async def file(self, key: str, note: str = "Call back.") -> None:
        await self.tray.follow_up(
            key=key, kind="unconfirmed_field", note=note, call_id=self.call_id, field="email"
        )


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    store = await Store.open(await store_url(tmp_path))
    clock, live = FixedClock(NOW), LiveEvents()
    call = await Journal(store, clock, live).open_call("CA1", caller=None, called="+16145550100")
    yield Bench(store, clock, live, Desktray(store, clock, live), call.id)
    await store.close()


async def test_a_follow_up_is_filed_once_per_key(bench: Bench) -> None:
    await bench.file("email:1", "Ask for the e-mail.")
    await bench.file("email:1", "Another wording.")
    (filed,) = await bench.tray.open_follow_ups()
    assert (filed.key, filed.note, filed.field) == ("email:1", "Ask for the e-mail.", "email")
    assert filed.filed_at == NOW
    assert await bench.tray.follow_ups_of(bench.call_id) == [filed]


async def test_what_is_done_leaves_the_tray_and_stays_with_its_call(bench: Bench) -> None:
    await bench.file("a")
    await bench.file("b")
    bench.clock.advance(90)
    assert await bench.tray.done("a")
    assert [filed.key for filed in await bench.tray.open_follow_ups()] == ["b"]
    first, _ = await bench.tray.follow_ups_of(bench.call_id)
    assert first.done_at == NOW + timedelta(seconds=90)


async def test_done_twice_keeps_the_first_time(bench: Bench) -> None:
    await bench.file("a")
    assert await bench.tray.done("a")
    bench.clock.advance(90)
    assert not await bench.tray.done("a")
    (filed,) = await bench.tray.follow_ups_of(bench.call_id)
    assert filed.done_at == NOW


async def test_what_was_never_filed_cannot_be_done(bench: Bench) -> None:
    assert not await bench.tray.done("nothing")


async def test_the_same_trouble_is_not_filed_again_after_it_is_done(bench: Bench) -> None:
    await bench.file("a")
    await bench.tray.done("a")
    await bench.file("a")
    assert await bench.tray.open_follow_ups() == []


async def test_pages_hear_of_filing_and_closing_once(bench: Bench) -> None:
    async with bench.live.follow(bench.call_id) as news:
        await bench.file("a")
        await bench.tray.done("a")
        await bench.tray.done("a")
        bench.live.publish(bench.call_id, "call")
        assert [(await anext(news)).what for _ in range(3)] == ["follow_up", "follow_up", "call"]


async def test_a_follow_up_of_no_call_can_be_filed_and_closed(bench: Bench) -> None:
    due = NOW + timedelta(hours=2)
    await bench.tray.follow_up(key="owner", kind="owner", note="Renew the token.", due_at=due)
    (filed,) = await bench.tray.open_follow_ups()
    assert (filed.call_id, filed.due_at) == (None, due)
    assert await bench.tray.done("owner")


async def test_a_follow_up_of_a_call_that_is_not_there_is_not_lost_in_silence(bench: Bench) -> None:
    with pytest.raises(IntegrityError):
        await bench.tray.follow_up(key="a", kind="k", note="Call back.", call_id="c9")


async def test_a_promise_is_kept_as_first_spoken(bench: Bench) -> None:
    due = NOW + timedelta(hours=1)
    for words in ("Someone calls you within the hour.", "Someone calls you today."):
        await bench.tray.promise(key="callback", words=words, due_at=due, call_id=bench.call_id)
        bench.clock.advance(60)
    (row,) = await bench.store.rows(select(promises))
    assert row["words"] == "Someone calls you within the hour."
    assert (row["made_at"], row["due_at"]) == (NOW, due)


async def test_a_problem_is_renewed_and_keeps_its_beginning(bench: Bench) -> None:
    await bench.tray.problem("qbo", "QuickBooks is slow. Wait.")
    bench.clock.advance(60)
    await bench.tray.problem("twilio", "No texts. Check the number.")
    await bench.tray.problem("qbo", "QuickBooks is down. Connect it again.")
    first, second = await bench.tray.problems()
    assert (first.key, first.text) == ("qbo", "QuickBooks is down. Connect it again.")
    assert first.since == NOW
    assert second.key == "twilio"


async def test_a_solved_problem_is_gone_and_may_come_back(bench: Bench) -> None:
    await bench.tray.problem("qbo", "QuickBooks is down. Connect it again.")
    await bench.tray.solved("qbo")
    await bench.tray.solved("qbo")
    assert await bench.tray.problems() == []
    bench.clock.advance(60)
    await bench.tray.problem("qbo", "QuickBooks is down. Connect it again.")
    (problem,) = await bench.tray.problems()
    assert problem.since == NOW + timedelta(seconds=60)


async def test_a_problem_has_the_button_it_was_last_given(bench: Bench) -> None:
    button = Button("Reconnect", "/qbo/connect")
    await bench.tray.problem("qbo", "Intuit asks you again.", button)
    (problem,) = await bench.tray.problems()
    assert problem.button == button
    await bench.tray.problem("qbo", "QuickBooks is down.")
    (problem,) = await bench.tray.problems()
    assert problem.button is None
