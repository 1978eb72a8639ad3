import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from office.messages import MessageState
from office.values import Phone
from telephony.errors import CarrierError
from telephony.rest import CarrierRest
from telephony.sms import Texting as CarrierTexting
from tools.texting import Texting

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

LISA = Phone("+16145550171")


def texting(wired: Any) -> Texting:
    """The desk's texts, through Twilio's own client, over the wire."""
    house, exchange = wired.house, wired.exchange
    base = f"http://127.0.0.1:{house.settings.carrier_port}"
    rest = CarrierRest(exchange.account_sid, exchange.auth_token, exchange.number, base)
    carrier = CarrierTexting(rest, house.signatures.webhook_url("/twilio/status"))
    return Texting(house.messages, house.texts, house.tray, carrier)


async def send(wired: Any) -> bool:
    return await texting(wired).text(LISA, "See you then.", key="t1", kind="thanks", call_id=None)


async def test_text_that_is_not_delivered_becomes_a_follow_up(wired: Any) -> None:
    wired.exchange.faults.undelivered = 1
    assert await send(wired)
    for _ in range(60):
        kinds = [todo.kind for todo in await wired.house.tray.open_follow_ups()]
        if kinds:
            break
        await asyncio.sleep(0.05)
    assert kinds == ["undelivered_text"]
    (sent,) = wired.exchange.messages
    assert (await wired.house.messages.by_outside_id(sent)).state is MessageState.FAILED


async def test_delivered_text_asks_nobody_for_anything(wired: Any) -> None:
    assert await send(wired)
    (sent,) = wired.exchange.messages.values()
    for _ in range(60):
        if sent.reported:
            break
        await asyncio.sleep(0.05)
    assert sent.reported == "delivered"
    assert wired.exchange.warnings == []
    assert await wired.house.tray.open_follow_ups() == []
    assert (await wired.house.messages.by_outside_id(sent.sid)).state is MessageState.SENT


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
