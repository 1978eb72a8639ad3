import time
from typing import Any

import httpx2
import pytest

from office.calls import list_calls, one_call
from telephony.carrier.handset import Told, dial
from telephony.errors import CarrierError

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]


@pytest.fixture
async def door(wired: Any) -> Any:
    base = f"http://127.0.0.1:{wired.house.settings.carrier_port}/_carrier"
    async with httpx2.AsyncClient(base_url=base) as http:
        yield http


async def test_unknown_fault_is_named_and_nothing_is_set(wired: Any, door: Any) -> None:
    answer = await door.post("/faults", json={"drop_calls": 1})
    assert answer.status_code == 422
    assert "drop_calls" in answer.text
    assert wired.exchange.faults.drop_streams == 0


async def test_reset_ends_every_fault(wired: Any, door: Any) -> None:
    await door.post("/faults", json={"undelivered": 3})
    assert wired.exchange.faults.undelivered == 3
    await door.post("/reset")
    assert wired.exchange.faults.undelivered == 0


async def test_late_webhook_makes_the_phone_ring_longer(wired: Any, door: Any) -> None:
    await door.post("/faults", json={"webhook_delay": 0.4})
    began = time.monotonic()
    async with wired.phone().call() as phone:
        await phone.until(lambda: phone.sounds)
    assert time.monotonic() - began > 0.4


async def test_webhook_that_comes_twice_opens_one_call(wired: Any, door: Any) -> None:
    await door.post("/faults", json={"replayed_webhook": 1})
    async with wired.phone().call() as phone:
        await phone.until(lambda: phone.sounds)
        assert wired.exchange.warnings == []
        assert [event for event, _ in phone.told] == ["ringing", "answered"]
        (line,) = await list_calls(wired.house.store)
        record = await one_call(wired.house.store, line.id)
        assert record is not None
        assert record.head["resumed"] == 0
        assert len((await door.get("/calls")).json()) == 1
        assert wired.house.reception.live_calls == 1
        assert wired.house.admission.taken == 1


async def test_handset_hears_a_real_call_and_says_who_hung_up(wired: Any) -> None:
    url = f"http://127.0.0.1:{wired.house.settings.carrier_port}"
    async with dial(url, caller=None, pace=0.1) as phone:
        told = await phone.heard.get()
        assert isinstance(told, Told)
        assert told.event == "ringing"
        await phone.hang_up()
        while not phone.ended:
            await phone.heard.get()
    assert phone.ended in ("caller", "lost")


async def test_no_carrier_is_one_plain_sentence() -> None:
    with pytest.raises(CarrierError, match="does not answer"):
        async with dial("http://127.0.0.1:9", caller=None):
            pass
