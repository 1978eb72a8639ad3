from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from office.clock import FixedClock
from office.followups import Desktray
from office.live import LiveEvents
from office.messages import MessageLedger, MessageState
from office.segments import MOST, Segments, counted
from office.store import Store
from office.texts import TextLedger
from office.values import Phone
from telephony.errors import CarrierError
from tools.texting import Texting

pytestmark = pytest.mark.unit

MIKE = Phone("+16145550123")
NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


class Outbox:
    """A carrier that keeps what it is given, and can refuse."""

    def __init__(self, *refusals: CarrierError) -> None:
        self.sent: list[str] = []
        self._refusals = list(refusals)

    async def send(self, to: Phone, body: str, key: str) -> str:
        if self._refusals:
            raise self._refusals.pop(0)
        self.sent.append(body)
        return f"SM{len(self.sent)}"


class Bench:
    """The texting under test with its ledger."""

    def __init__(self, store: Store, carrier: Outbox) -> None:
        clock = FixedClock(NOW)
        self.ledger = MessageLedger(store, clock)
        self.texts = TextLedger(store, clock)
        self.tray = Desktray(store, clock, LiveEvents())
        self.carrier = carrier
        self.texting = Texting(self.ledger, self.texts, self.tray, carrier)

    async def send(self, body: str = "hello", *, alarm: bool = False) -> bool:
        return await self.texting.text(
            MIKE, body, key="k", kind="confirmation", call_id=None, alarm=alarm
        )

    async def state(self) -> MessageState:
        found = await self.ledger.find("k")
        assert found is not None
        return found.state


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    yield store
    await store.close()


async def test_one_key_sends_one_text(store: Store) -> None:
    bench = Bench(store, Outbox())
    assert await bench.send("first")
    assert await bench.send("second")
    assert bench.carrier.sent == ["first"]
    assert await bench.state() is MessageState.SENT


async def test_text_the_carrier_could_not_take_goes_out_later(store: Store) -> None:
    refusal = CarrierError("busy", code=20429)
    bench = Bench(store, Outbox(refusal))
    with pytest.raises(CarrierError):
        await bench.send()
    assert await bench.state() is MessageState.PLANNED
    assert await bench.send()
    assert len(bench.carrier.sent) == 1


async def test_refused_text_becomes_a_follow_up_and_is_not_tried_again(store: Store) -> None:
    bench = Bench(store, Outbox(CarrierError("not a mobile number", permanent=True)))
    assert not await bench.send()
    assert not await bench.send()
    assert bench.carrier.sent == []
    (filed,) = await bench.tray.open_follow_ups()
    assert filed.kind == "text_not_sent"


async def test_text_whose_answer_was_lost_is_never_sent_twice(store: Store) -> None:
    bench = Bench(store, Outbox())
    await bench.ledger.plan(
        key="k", kind="confirmation", to_address=MIKE.e164, body="hello", call_id=None
    )
    await bench.ledger.change("k", MessageState.IN_FLIGHT)  # the process died right here
    assert not await bench.send()
    assert bench.carrier.sent == []
    assert await bench.state() is MessageState.UNKNOWN
    assert len(await bench.tray.open_follow_ups()) == 1


async def test_text_without_any_answer_is_left_to_a_person(store: Store) -> None:
    bench = Bench(store, Outbox(CarrierError("unreachable")))
    assert not await bench.send()
    assert not await bench.send()
    assert bench.carrier.sent == []
    assert len(await bench.tray.open_follow_ups()) == 1


async def test_alarm_is_sent_again_until_the_carrier_has_it(store: Store) -> None:
    bench = Bench(store, Outbox(CarrierError("unreachable")))
    with pytest.raises(CarrierError):
        await bench.send(alarm=True)
    await bench.ledger.change("k", MessageState.IN_FLIGHT)  # the process died right here
    assert await bench.send(alarm=True)
    assert await bench.send(alarm=True)
    assert bench.carrier.sent == ["hello"]


async def test_long_text_in_fine_print_goes_out_in_three_plain_segments(store: Store) -> None:
    bench = Bench(store, Outbox())
    assert await bench.send("We’re on our way – " * 40)
    (sent,) = bench.carrier.sent
    assert sent.startswith("We're on our way - We're")
    assert counted(sent) == Segments(MOST)
