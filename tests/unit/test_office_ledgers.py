"""The ledgers of QuickBooks writes and of messages: planned before sent, once per natural key."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from office.clock import FixedClock
from office.journal import Journal
from office.live import LiveEvents
from office.messages import Message, MessageLedger, MessageState
from office.store import Store
from office.tables import messages, writes
from office.writes import Write, WriteLedger, WriteState, request_id
from tests.stores import store_url

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


@dataclass
class Bench:
    """Both ledgers, and one call that causes what is in them."""

    store: Store
    clock: FixedClock
    live: LiveEvents
    writes: WriteLedger
    messages: MessageLedger
    call_id: str

    async def plan(self, key: str = "estimate:1", total: int = 445) -> Write:
        return await self.writes.plan(
            realm="1", key=key, entity="Estimate", payload={"total": total}, call_id=self.call_id
        )

    async def text(self, key: str = "confirm:1", body: str = "See you at 3 PM.") -> Message:
        return await self.messages.plan(
            key=key, kind="sms", to_address="+16145550188", body=body, call_id=self.call_id
        )


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    store = await Store.open(await store_url(tmp_path))
    clock, live = FixedClock(NOW), LiveEvents()
    call = await Journal(store, clock, live).open_call("CA1", caller=None, called="+16145550100")
    yield Bench(
        store, clock, live, WriteLedger(store, clock, live), MessageLedger(store, clock), call.id
    )
    await store.close()


async def test_a_write_is_planned_once_however_many_plan_it_at_once(bench: Bench) -> None:
    planned = await asyncio.gather(*(bench.plan(total=number) for number in range(8)))
    assert len({(write.requestid, write.payload["total"]) for write in planned}) == 1
    row = await bench.store.row(select(func.count().label("n")).select_from(writes))
    assert row == {"n": 1}


async def test_a_write_known_already_is_given_back_as_it_stands(bench: Bench) -> None:
    await bench.writes.claim(await bench.plan())
    done = await bench.writes.done("estimate:1", "145", {"Id": "145"})
    assert await bench.plan(total=999) == done


async def test_every_state_of_a_write_is_kept_with_what_belongs_to_it(bench: Bench) -> None:
    planned = await bench.plan()
    key, sent = planned.key, await bench.writes.claim(planned)
    assert sent is not None
    assert sent == await bench.writes.find(key)
    assert (sent.state, sent.attempts) == (WriteState.IN_FLIGHT, 1)
    lost = await bench.writes.unknown(key, "No answer.", "tid-1")
    assert (lost.state, lost.error) == (WriteState.UNKNOWN, "No answer.")
    waiting = await bench.writes.planned(key, "Busy.")
    assert (waiting.state, waiting.error) == (WriteState.PLANNED, "Busy.")
    again = await bench.writes.claim(waiting)
    assert again is not None
    assert (again.attempts, again.requestid) == (2, sent.requestid)
    refused = await bench.writes.rejected(key, "The name is taken.", "tid-2")
    assert (refused.state, refused.error) == (WriteState.REJECTED, "The name is taken.")


@pytest.mark.parametrize("late", ["unknown", "rejected", "planned"])
async def test_what_is_done_stays_done_whoever_comes_late(bench: Bench, late: str) -> None:
    await bench.writes.claim(await bench.plan())
    done = await bench.writes.done("estimate:1", "145", {"Id": "145"})
    assert await getattr(bench.writes, late)("estimate:1", "QuickBooks did not answer.") == done
    assert await bench.writes.claim(done) is None


async def test_of_all_who_would_send_a_write_one_may(bench: Bench) -> None:
    planned = await bench.plan()
    claims = await asyncio.gather(*(bench.writes.claim(planned) for _ in range(8)))
    assert len([claim for claim in claims if claim is not None]) == 1


async def test_write_that_was_changed_meanwhile_is_not_sent_as_it_was(bench: Bench) -> None:
    planned = await bench.plan()
    await bench.writes.replan(planned.key, {"total": 2}, "another-request")
    assert await bench.writes.claim(planned) is None


async def test_a_refused_write_is_planned_anew_under_another_request(bench: Bench) -> None:
    key = (await bench.plan()).key
    await bench.writes.rejected(key, "The name is taken.")
    new = await bench.writes.replan(key, {"total": 1}, request_id("1", f"{key}#2"))
    assert (new.state, new.payload) == (WriteState.PLANNED, {"total": 1})
    assert new.requestid == request_id("1", f"{key}#2") != request_id("1", key)
    done = await bench.writes.done(key, "145", {"Id": "145"})
    assert (done.state, done.qbo_id, done.error) == (WriteState.DONE, "145", None)


async def test_what_is_not_settled_is_found_again_oldest_first(bench: Bench) -> None:
    planned = {key: await bench.plan(key) for key in ("a", "b", "c", "d", "e")}
    await bench.writes.claim(planned["b"])
    await bench.writes.unknown("c", "No answer.")
    await bench.writes.rejected("d", "The name is taken.")
    await bench.writes.done("e", "145", {})
    assert [write.key for write in await bench.writes.unsettled()] == ["a", "b", "c"]
    assert [write.key for write in await bench.writes.of_call(bench.call_id)] == list("abcde")


async def test_a_write_for_a_call_that_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(IntegrityError):
        await bench.writes.plan(realm="1", key="k", entity="Estimate", payload={}, call_id="c9")


async def test_a_write_that_was_never_planned_cannot_change(bench: Bench) -> None:
    with pytest.raises(KeyError, match="nothing"):
        await bench.writes.planned("nothing", "Busy.")


async def test_pages_hear_of_every_change_of_a_write(bench: Bench) -> None:
    async with bench.live.follow(bench.call_id) as news:
        await bench.writes.claim(await bench.plan())
        await bench.writes.done("estimate:1", "145", {})
        bench.live.publish(bench.call_id, "call")
        got = [(await anext(news)).what for _ in range(4)]
        assert got == ["write", "write", "write", "call"]


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_a_request_has_one_name_for_ever(realm: str, key: str, other: str) -> None:
    name = request_id(realm, key)
    assert name == request_id(realm, key)
    assert len(name) <= 50
    assert name.isalnum()
    assert (request_id(realm, other) == name) is (other == key)


async def test_a_message_is_planned_once_as_first_worded(bench: Bench) -> None:
    planned = await asyncio.gather(*(bench.text(body=str(number)) for number in range(8)))
    assert len(set(planned)) == 1
    assert (await bench.text(body="later")).body == planned[0].body
    row = await bench.store.row(select(func.count().label("n")).select_from(messages))
    assert row == {"n": 1}


async def test_a_message_is_found_by_the_carriers_name_for_it(bench: Bench) -> None:
    await bench.text()
    await bench.messages.change("confirm:1", MessageState.IN_FLIGHT)
    sent = await bench.messages.change("confirm:1", MessageState.SENT, outside_id="SM1")
    assert await bench.messages.by_outside_id("SM1") == sent
    assert await bench.messages.by_outside_id("SM2") is None
    failed = await bench.messages.change("confirm:1", MessageState.FAILED, error="30003")
    assert (failed.outside_id, failed.state) == ("SM1", MessageState.FAILED)
    assert await bench.messages.of_call(bench.call_id) == [failed]


async def test_a_message_of_another_key_is_another_message(bench: Bench) -> None:
    await bench.text("confirm:1")
    await bench.text("confirm:2")
    kept = await bench.messages.of_call(bench.call_id)
    assert [message.key for message in kept] == ["confirm:1", "confirm:2"]
    assert {message.state for message in kept} == {MessageState.PLANNED}


async def test_a_message_that_was_never_planned_cannot_change(bench: Bench) -> None:
    with pytest.raises(KeyError, match="nothing"):
        await bench.messages.change("nothing", MessageState.SENT)


async def test_a_message_of_a_call_that_is_not_there_is_refused(bench: Bench) -> None:
    with pytest.raises(IntegrityError):
        await bench.messages.plan(
            key="k", kind="sms", to_address="+16145550188", body="Hi", call_id="c9"
        )


async def test_reports_of_a_text_count_in_whatever_order_they_come(bench: Bench) -> None:
    await bench.text()
    await bench.messages.change("confirm:1", MessageState.IN_FLIGHT)
    # The report is quicker than the answer that the text was taken.
    assert await bench.messages.reported("confirm:1", "SM1", "undelivered", 30003)
    await bench.messages.taken("confirm:1", "SM1")
    for late in ("sent", "queued", "delivered", "undelivered", "unheard-of"):
        assert not await bench.messages.reported("confirm:1", "SM1", late, 0)
    kept = await bench.messages.find_sent("", "SM1")
    assert kept is not None
    assert (kept.state, kept.delivery, kept.delivery_code) == (
        MessageState.FAILED,
        "undelivered",
        30003,
    )
