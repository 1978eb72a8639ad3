import asyncio
import base64
import json
import statistics
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from office.calls import list_calls, one_call
from telephony.carrier.exchange import sid
from telephony.carrier.script import read

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]


class Stream:
    """A media stream held by hand, as the carrier's end of it."""

    def __init__(self, wired: Any, call_sid: str) -> None:
        """Belong to a call; nothing is open yet."""
        self.wired, self.call_sid, self.sid = wired, call_sid, sid("MZ")
        self.socket: ClientConnection

    async def open(self, webhook: str) -> str:
        """Ask a webhook for the stream's token and open it; gives what `resume` was."""
        parameters = (await self.script(webhook)).verbs[0].parameters
        url = f"{self.wired.base.replace('http', 'ws', 1)}/twilio/stream"
        signed = {"X-Twilio-Signature": self.wired.exchange.signature(url, {})}
        self.socket = await connect(url, additional_headers=signed)
        start = {
            "streamSid": self.sid,
            "accountSid": self.wired.exchange.account_sid,
            "callSid": self.call_sid,
            "customParameters": parameters,
        }
        await self.send("start", start=start)
        await self.next("media")
        return str(parameters.get("resume", ""))

    async def script(self, webhook: str) -> Any:
        form = {
            "AccountSid": self.wired.exchange.account_sid,
            "CallSid": self.call_sid,
            "From": "+16145550171",
            "To": self.wired.exchange.number,
        }
        url = f"{self.wired.base}/twilio/{webhook}"
        signed = {"X-Twilio-Signature": self.wired.exchange.signature(url, form)}
        async with httpx2.AsyncClient() as http:
            return read((await http.post(url, data=form, headers=signed)).text)

    async def send(self, event: str, **body: Any) -> None:
        await self.socket.send(json.dumps({"event": event, "streamSid": self.sid, **body}))

    async def next(self, event: str) -> dict[str, Any]:
        """The next message of a kind."""
        async with asyncio.timeout(5):
            while True:
                message: dict[str, Any] = json.loads(await self.socket.recv())
                if message["event"] == event:
                    return message

    async def closed(self) -> bool:
        """Whether the desk closes it within a few seconds."""
        try:
            async with asyncio.timeout(4):
                while True:
                    await self.socket.recv()
        except ConnectionClosed:
            return True
        except TimeoutError:
            return False


async def record(wired: Any) -> Any:
    line = (await list_calls(wired.house.store))[0]
    return await one_call(wired.house.store, line.id)


async def test_new_stream_of_a_call_takes_the_place_of_one_that_hangs(wired: Any) -> None:
    """The carrier's side of a stream broke; the desk's has not noticed yet."""
    hanging = Stream(wired, sid("CA"))
    await hanging.open("voice")
    new = Stream(wired, hanging.call_sid)
    assert await new.open("after") == "1"
    assert await hanging.closed()
    await new.next("media")
    assert wired.house.reception.live_calls == 1
    assert wired.house.admission.taken == 1
    assert (await record(wired)).head["outcome"] is None
    await new.send("stop", stop={})
    await new.socket.close()
    for _ in range(60):
        if (await record(wired)).head["outcome"]:
            break
        await asyncio.sleep(0.05)
    assert (await record(wired)).head["outcome"] == "hung_up"
    assert wired.house.admission.taken == 0


async def test_stream_the_carrier_stops_is_over_although_its_socket_stays(wired: Any) -> None:
    stream = Stream(wired, sid("CA"))
    await stream.open("voice")
    await stream.send("stop", stop={})
    for _ in range(60):
        if (await record(wired)).head["outcome"]:
            break
        await asyncio.sleep(0.05)
    assert (await record(wired)).head["outcome"] == "hung_up"
    assert wired.house.admission.taken == 0


async def test_sound_stands_two_tenths_of_a_second_ahead_of_the_ear(wired: Any) -> None:
    stream = Stream(wired, sid("CA"))
    await stream.open("voice")
    loop = asyncio.get_running_loop()
    began, sent, leads = loop.time(), 0.0, []
    while sent < 0.8:
        payload = (await stream.next("media"))["media"]["payload"]
        sent += len(base64.b64decode(payload)) / 8000
        leads.append(sent - (loop.time() - began))
    # The first messages fill the lead up; a library that paces sound otherwise shows from there on.
    assert 0.15 < statistics.median(leads[8:]) < 0.25
    await stream.socket.close()
