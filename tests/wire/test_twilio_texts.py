import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from office.messages import MessageState
from office.values import Phone
from telephony.errors import CarrierError
from telephony.rest import CarrierRest
from telephony.sms import Texting as CarrierTexting
from tools.texting import Texting
from triggers.alarm import sound
from triggers.means import Means

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

LISA = Phone("+16145550171")
ENDS = ("delivered", "undelivered", "failed")


def texting(wired: Any) -> Texting:
    """The desk's texts, through Twilio's own client, over the wire."""
    house, exchange = wired.house, wired.exchange
    base = f"http://127.0.0.1:{house.settings.carrier_port}"
    rest = CarrierRest(exchange.account_sid, exchange.auth_token, exchange.number, base)
    carrier = CarrierTexting(rest, house.signatures.webhook_url("/twilio/status"))
    return Texting(house.messages, house.texts, house.tray, carrier)


async def send(wired: Any) -> bool:
    return await texting(wired).text(LISA, "See you then.", key="t1", kind="thanks", call_id=None)


async def until(wired: Any, many: int) -> list[Any]:
    """The messages in the ledger, once so many have come to an end."""
    for _ in range(200):
        found = [await wired.house.messages.by_outside_id(sid) for sid in wired.exchange.messages]
        if sum(one is not None and one.delivery in ENDS for one in found) == many:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(found)


async def notes(wired: Any, many: int) -> list[str]:
    for _ in range(200):
        found = await wired.house.tray.open_follow_ups()
        if len(found) == many:
            return [todo.note for todo in found]
        await asyncio.sleep(0.05)
    raise AssertionError(found)


async def test_each_way_to_fail_is_kept_and_told_in_plain_words(wired: Any) -> None:
    codes = (30003, 30005, 30006, 30007, 21610)
    numbers = {f"+1614555017{i}": code for i, code in enumerate(codes)}
    wired.exchange.faults.undeliverable = numbers
    for number in numbers:
        assert await texting(wired).text(
            Phone(number), "See you then.", key=f"t:{number}", kind="visit_booked", call_id=None
        )
    kept = await until(wired, 5)
    assert [one.state for one in kept[:4]] == [MessageState.FAILED] * 4
    assert [one.delivery_code for one in kept] == list(codes)
    assert {one.delivery for one in kept[:4]} == {"undelivered"}
    assert kept[4].delivery == "failed"
    told = await notes(wired, 5)
    assert (
        "A text to (614) 555-0172 did not arrive: it is a landline, or its network takes no "
        'texts. It said: "See you then." Please tell them another way.'
    ) in told
    assert any("(614) 555-0170 did not arrive: the phone is switched off" in note for note in told)
    assert any("(614) 555-0171 did not arrive: there is no such number" in note for note in told)
    assert any("They asked for no texts" in note for note in told)
    assert not await wired.house.desk.texting.may_text(Phone("+16145550174"))
    assert await wired.house.desk.texting.may_text(Phone("+16145550173"))
    assert ["Register your number" in one.text for one in await problems(wired)] == [True]
    # Whoever can be texted again shows that the number is taken.
    wired.exchange.faults.undeliverable = {}
    assert await send(wired)
    await until(wired, 6)
    assert await problems(wired) == []
    assert wired.exchange.warnings == []


async def problems(wired: Any) -> list[Any]:
    """Problems of texts; whether the books answer is another matter."""
    found = await wired.house.tray.problems()
    return [one for one in found if one.key in ("alarm", "texts_registration")]


async def test_delivered_text_asks_nobody_for_anything(wired: Any) -> None:
    assert await send(wired)
    (kept,) = await until(wired, 1)
    (sent,) = wired.exchange.messages.values()
    assert sent.reported == ("queued", "sent", "delivered")
    assert wired.exchange.warnings == []
    assert await wired.house.tray.open_follow_ups() == []
    assert (kept.state, kept.delivery, kept.delivery_code) == (
        MessageState.SENT,
        "delivered",
        None,
    )


async def test_text_whose_answer_was_lost_is_found_by_its_report(wired: Any) -> None:
    """The desk was told nothing; the carrier reports with the desk's own key."""
    house, url = wired.house, wired.house.signatures.webhook_url("/twilio/status")
    await house.messages.plan(
        key="visit:1:text", kind="thanks", to_address=LISA.e164, body="Hello", call_id=None
    )
    await house.messages.change("visit:1:text", MessageState.IN_FLIGHT)  # and the process died
    assert not await texting(wired).text(LISA, "-", key="visit:1:text", kind="t", call_id=None)
    assert len(await notes(wired, 1)) == 1
    wired.exchange.send_message(LISA.e164, "Hello", f"{url}?message=visit%3A1%3Atext")
    (kept,) = await until(wired, 1)
    assert (kept.key, kept.state) == ("visit:1:text", MessageState.SENT)
    assert await notes(wired, 0) == []


async def test_forged_report_changes_nothing(wired: Any) -> None:
    assert await send(wired)
    (kept,) = await until(wired, 1)
    form = {"MessageSid": kept.outside_id, "MessageStatus": "undelivered", "ErrorCode": "30003"}
    wired.exchange.faults.wrong_signature = 1
    assert await wired.exchange.webhook("/twilio/status", form) is None
    url = f"{wired.base}/twilio/status?message=t1"
    async with httpx2.AsyncClient() as http:
        answer = await http.post(url, data={**form, "AccountSid": wired.exchange.account_sid})
    assert answer.status_code == 403
    assert (await wired.house.messages.find("t1")).delivery == "delivered"


async def letters(house: Any) -> list[Any]:
    """What the embedded mailbox holds, once there is something: mail goes out behind the note."""
    door = f"http://127.0.0.1:{house.settings.carrier_port}/_mailbox/letters"
    async with httpx2.AsyncClient() as http:
        for _ in range(200):
            if found := (await http.get(door)).json():
                return list(found)
            await asyncio.sleep(0.05)
    raise AssertionError("no letter came")


async def alarm(wired: Any, key: str) -> None:
    house = wired.house
    call = await house.journal.open_call("CA1", caller=LISA.e164, called="+16145550100")
    means = Means(house.desk, house.journal)
    await sound(means, "EMERGENCY: no heat", key=key, call_id=call.id)


async def test_alarm_that_does_not_arrive_reaches_the_owner_another_way(wired: Any) -> None:
    house = wired.house
    business = house.library.current.business
    wired.exchange.faults.undeliverable = {business.owner_mobile.e164: 30003}
    await alarm(wired, "a")
    await until(wired, 1)
    (note,) = await notes(wired, 1)
    assert note == (
        'This emergency did not reach your mobile: "EMERGENCY: no heat" Please call them now.'
    )
    (problem,) = await problems(wired)
    assert problem.text.startswith("An emergency did not reach your mobile: the phone is switched")
    (letter,) = await letters(house)
    assert business.owner_email.address in str(letter)
    assert "your mobile could not be texted" in str(letter)


async def test_alarm_that_the_carrier_refuses_goes_another_way_at_once(wired: Any) -> None:
    house = wired.house
    wired.exchange.stopped.add(house.library.current.business.owner_mobile.e164)
    await alarm(wired, "a")
    assert len(await notes(wired, 1)) == 1
    assert [problem.key for problem in await problems(wired)] == ["alarm"]
    # A later one that arrives shows that the mobile is reached again.
    wired.exchange.stopped.clear()
    await alarm(wired, "b")
    await until(wired, 1)
    assert await problems(wired) == []


@asynccontextmanager
async def answering(status: int, body: str) -> AsyncIterator[CarrierRest]:
    """A carrier that gives every request one answer, such as a proxy's page."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status} So\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield CarrierRest("AC1", "t", "+16145550100", f"http://127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("status", "body", "permanent", "code"),
    [
        (201, "<html>Please sign in to the network.</html>", False, 0),
        (201, "{}", False, 0),
        (201, "[]", False, 0),
        (200, "", False, 0),
        (502, "<html>Bad gateway</html>", False, 502),
        (429, '{"code": 20429, "message": "Too many requests", "status": 429}', False, 20429),
        (400, '{"code": 21610, "message": "Unsubscribed", "status": 400}', True, 21610),
        (403, '{"type": "u", "title": "No", "status": 403, "code": 20003}', True, 20003),
    ],
)
async def test_answer_of_any_kind_becomes_the_rooms_error(
    status: int, body: str, permanent: bool, code: int
) -> None:
    async with answering(status, body) as rest:
        with pytest.raises(CarrierError) as error:
            await rest.send_text(LISA, "Hello")
    assert (error.value.permanent, error.value.code) == (permanent, code)
    assert str(error.value).startswith("The phone carrier ")
