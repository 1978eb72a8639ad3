import asyncio
import json
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from office.calls import list_calls, one_call
from office.values import Phone
from telephony.carrier.exchange import sid
from telephony.carrier.script import read
from telephony.errors import CarrierError
from telephony.rest import CarrierRest

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]


def ring_form(wired: Any, call_sid: str = "", **changes: str) -> dict[str, str]:
    return {
        "AccountSid": wired.exchange.account_sid,
        "CallSid": call_sid or sid("CA"),
        "From": "+16145550171",
        "To": wired.exchange.number,
    } | changes


async def post(wired: Any, path: str, form: dict[str, str], **headers: str) -> httpx2.Response:
    """A webhook, signed by the account unless the headers say otherwise."""
    url = f"{wired.base}{path}"
    signed = {"X-Twilio-Signature": wired.exchange.signature(url, form)} | headers
    async with httpx2.AsyncClient() as http:
        return await http.post(url, data=form, headers=signed)


async def open_stream(wired: Any, *, sign: bool = True) -> ClientConnection:
    url = f"{wired.base.replace('http', 'ws', 1)}/twilio/stream"
    signature = wired.exchange.signature(url, {}) if sign else "wrong"
    return await connect(url, additional_headers={"X-Twilio-Signature": signature})


def start(wired: Any, call_sid: str, token: str) -> str:
    body = {
        "streamSid": "MZ1",
        "accountSid": wired.exchange.account_sid,
        "callSid": call_sid,
        "customParameters": {"token": token, "caller": "+16145550171"},
    }
    return json.dumps({"event": "start", "start": body, "streamSid": "MZ1"})


async def token_of(wired: Any, call_sid: str) -> str:
    answer = await post(wired, "/twilio/voice", ring_form(wired, call_sid))
    return read(answer.text).verbs[0].parameters["token"]


async def greeted(socket: ClientConnection) -> bool:
    """Whether the desk's sound arrives."""
    try:
        async with asyncio.timeout(5):
            while json.loads(await socket.recv())["event"] != "media":
                pass
    except ConnectionClosed:
        return False
    return True


@pytest.mark.parametrize("path", ["voice", "after", "status", "sms", "voicemail"])
async def test_webhook_without_the_accounts_signature_is_refused(wired: Any, path: str) -> None:
    form = ring_form(wired)
    for signature in ("", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "%C3%A9"):
        headers = {"X-Twilio-Signature": signature}
        assert (await post(wired, f"/twilio/{path}", form, **headers)).status_code == 403
    assert await list_calls(wired.house.store) == []


async def test_altered_or_foreign_webhook_is_refused(wired: Any) -> None:
    form = ring_form(wired)
    url = f"{wired.base}/twilio/voice"
    signature = wired.exchange.signature(url, form)
    async with httpx2.AsyncClient() as http:
        headers = {"X-Twilio-Signature": signature}
        altered = await http.post(url, data=form | {"From": "+19005550100"}, headers=headers)
        good = await http.post(url, data=form, headers=headers)
    assert (altered.status_code, good.status_code) == (403, 200)
    foreign = ring_form(wired, AccountSid="AC" + "0" * 32)
    assert (await post(wired, "/twilio/voice", foreign)).status_code == 403


async def test_wrong_token_of_our_own_account_is_shown_to_the_owner(wired: Any) -> None:
    await post(wired, "/twilio/voice", ring_form(wired), **{"X-Twilio-Signature": "AAAA"})
    problems = await wired.house.tray.problems()
    assert any("TWILIO_AUTH_TOKEN" in problem.text for problem in problems)


async def test_oversized_webhook_is_refused_unread(wired: Any) -> None:
    form = ring_form(wired, Body="x" * 70_000)
    assert (await post(wired, "/twilio/sms", form)).status_code == 413


async def test_webhook_that_never_ends_is_cut_off(wired: Any) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", wired.house.settings.port)
    head = "POST /twilio/sms HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    writer.write(head.encode() + b"11170\r\n" + b"x" * 0x11170 + b"\r\n")
    async with asyncio.timeout(5):
        answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 413")
    writer.close()


async def test_unsigned_stream_is_refused_before_it_opens(wired: Any) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await open_stream(wired, sign=False)
    assert refused.value.response.status_code == 403


async def test_token_opens_the_stream_of_its_call_once(wired: Any) -> None:
    one, other = sid("CA"), sid("CA")
    token = await token_of(wired, one)
    await token_of(wired, other)
    stolen = await open_stream(wired)
    await stolen.send(start(wired, other, token))
    assert not await greeted(stolen)
    right = await open_stream(wired)
    await right.send(start(wired, one, token))
    assert await greeted(right)
    again = await open_stream(wired)
    await again.send(start(wired, one, token))
    assert not await greeted(again)
    await right.close()


async def test_nonsense_on_an_open_stream_does_not_end_the_call(wired: Any) -> None:
    call_sid = sid("CA")
    token = await token_of(wired, call_sid)
    socket = await open_stream(wired)
    await socket.send("not json")
    await socket.send(json.dumps({"event": "connected"}))
    await socket.send(start(wired, call_sid, token))
    assert await greeted(socket)
    for message in (
        "",
        "{",
        "[]",
        "null",
        "9" * 5000,
        b"\x00\x01",
        "x" * 200_000,
        json.dumps({"event": "media"}),
        json.dumps({"event": "media", "streamSid": "MZ1", "media": {"payload": "%%%"}}),
        json.dumps({"event": "media", "streamSid": "MZ2", "media": {"payload": "AAAA"}}),
        json.dumps({"event": "mark", "streamSid": "MZ1", "mark": 7}),
        json.dumps({"event": "dtmf", "streamSid": "MZ1", "dtmf": {"digit": "ten"}}),
        json.dumps({"event": "start", "start": {"callSid": "CAother"}}),
        json.dumps({"event": "dance"}),
        "[" * 60_000,
    ):
        await socket.send(message)
    await asyncio.sleep(0.2)
    assert wired.house.reception.live_calls == 1
    await socket.send(json.dumps({"event": "stop", "streamSid": "MZ1", "stop": {}}))
    await socket.close()


async def test_text_to_the_business_number_becomes_a_follow_up_once(wired: Any) -> None:
    form = ring_form(wired, MessageSid="SM1", Body="Are you open on Sunday?")
    for _ in range(2):
        assert (await post(wired, "/twilio/sms", form)).status_code == 200
    todo = [entry.note for entry in await wired.house.tray.open_follow_ups()]
    assert todo == ["+16145550171 wrote: Are you open on Sunday?"]


async def test_message_left_at_the_carrier_becomes_a_follow_up_with_its_address(wired: Any) -> None:
    form = ring_form(wired, RecordingUrl="/Recordings/RE1", RecordingDuration="12")
    answer = await post(wired, "/twilio/voicemail", form)
    assert [verb.name for verb in read(answer.text).verbs] == ["Hangup"]
    line = (await list_calls(wired.house.store))[0]
    record = await one_call(wired.house.store, line.id)
    assert record is not None
    assert line.outcome == "voicemail"
    assert "/Recordings/RE1" in record.follow_ups[0]["note"]


async def test_keys_pressed_reach_the_call_sheet(wired: Any) -> None:
    wired.heard.extend(["My sink is leaking. It can wait.", "My name is Lisa Park.", "Yes."])
    async with wired.phone().call() as phone:
        for _ in range(3):
            await phone.until_quiet()
            await phone.answer_ms()
        await phone.until_quiet()
        (call,) = (call for call in wired.exchange.calls.values() if call.live)
        for digit in "6145550133":
            call.keys.put_nowait(digit)
        line = (await list_calls(wired.house.store))[0]
        for _ in range(100):
            record = await one_call(wired.house.store, line.id)
            assert record is not None
            row = record.fields.get("phone")
            if row is not None and row["value"]:
                break
            await asyncio.sleep(0.1)
    assert row is not None
    assert (row["value"], row["source"]) == ("+16145550133", "keypad")


async def test_errors_of_the_carrier_say_whether_a_retry_can_help(wired: Any) -> None:
    settings, exchange = wired.house.settings, wired.exchange
    base = f"http://127.0.0.1:{settings.carrier_port}"
    rest = CarrierRest(exchange.account_sid, exchange.auth_token, exchange.number, base)
    with pytest.raises(CarrierError, match="20404") as missing:
        await rest.hang_up(sid("CA"))
    exchange.faults.rejected_numbers = ["+16145550199"]
    with pytest.raises(CarrierError, match="21211") as rejected:
        await rest.send_text(Phone("+16145550199"), "Hello")
    exchange.faults.rest_failures, exchange.faults.rest_status = 1, 503
    with pytest.raises(CarrierError) as down:
        await rest.send_text(Phone("+16145550171"), "Hello")
    wrong = CarrierRest(exchange.account_sid, "wrong", exchange.number, base)
    with pytest.raises(CarrierError, match="20003") as refused:
        await wrong.send_text(Phone("+16145550171"), "Hello")
    gone = CarrierRest(exchange.account_sid, "x", exchange.number, "http://127.0.0.1:9")
    with pytest.raises(CarrierError, match="could not be reached") as unreachable:
        await gone.send_text(Phone("+16145550171"), "Hello")
    errors = (missing, rejected, down, refused, unreachable)
    assert [error.value.permanent for error in errors] == [True, True, False, True, False]
    assert (await rest.send_text(Phone("+16145550171"), "Hello")).startswith("SM")
    assert [sent["body"] for sent in exchange.outbox()] == ["Hello"]
