import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from telephony.carrier.call import Call
from telephony.carrier.exchange import Exchange
from telephony.carrier.stream import StreamLeg

pytestmark = [pytest.mark.wire, pytest.mark.timeout(30)]

TONE = bytes([0x20, 0xA0] * 80)


@dataclass
class Ear:
    """A handset that remembers what it heard; its microphone is silent."""

    frames: list[bytes] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    async def hear(self, frame: bytes) -> None:
        self.frames.append(frame)

    async def tell(self, event: str, **_facts: Any) -> None:
        self.told.append(event)

    def speak(self) -> bytes | None:
        return None


@dataclass
class Desk:
    """The desk's end of one stream, in the test's hands."""

    socket: ServerConnection
    call: Call
    ear: Ear
    sid: str = ""

    async def send(self, event: str, **body: Any) -> None:
        await self.socket.send(json.dumps({"event": event, "streamSid": self.sid, **body}))

    async def play(self, frames: int, mark: str) -> None:
        """Send so many times 20 ms of a tone, with a mark behind them."""
        sound = base64.b64encode(TONE * frames).decode()
        await self.send("media", media={"payload": sound})
        await self.send("mark", mark={"name": mark})

    async def next(self, event: str) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while True:
                message: dict[str, Any] = json.loads(await self.socket.recv())
                if message["event"] == event:
                    return message


@asynccontextmanager
async def streamed(folder: Path) -> AsyncIterator[Desk]:
    """A call whose media leg is connected to a websocket of the test."""
    arrived: asyncio.Future[ServerConnection] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def answer(socket: ServerConnection) -> None:
        arrived.set_result(socket)
        await done.wait()

    exchange = Exchange(
        folder, account_sid="AC1", auth_token="t", number="+16145550100", desk_url="http://a"
    )
    ear = Ear()
    call = Call(exchange, ear, "+16145550171", "A")
    async with serve(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        leg = StreamLeg(exchange, call, f"ws://127.0.0.1:{port}", {"token": "secret"})
        running = asyncio.create_task(leg.run())
        desk = Desk(await arrived, call, ear)
        desk.sid = (await desk.next("start"))["start"]["streamSid"]
        try:
            yield desk
        finally:
            done.set()
            async with asyncio.timeout(5):
                await running
            await exchange.close()


async def test_mark_comes_back_once_the_ear_has_heard_its_sound(tmp_path: Path) -> None:
    async with streamed(tmp_path) as desk:
        await desk.play(10, "greeting")
        assert (await desk.next("mark"))["mark"] == {"name": "greeting"}
        assert desk.ear.frames == [TONE] * 10


async def test_clear_silences_the_ear_and_sends_every_mark_back(tmp_path: Path) -> None:
    async with streamed(tmp_path) as desk:
        await desk.play(100, "question")
        await desk.send("mark", mark={"name": "end"})
        while len(desk.ear.frames) < 3:
            await desk.next("media")
        await desk.send("clear")
        echoed = [(await desk.next("mark"))["mark"]["name"] for _ in range(2)]
        heard = len(desk.ear.frames)
        for _ in range(5):
            await desk.next("media")
        assert echoed == ["question", "end"]
        assert len(desk.ear.frames) == heard < 50
        assert desk.ear.told == ["cleared"]


async def test_key_is_sent_with_its_stream_and_in_order(tmp_path: Path) -> None:
    async with streamed(tmp_path) as desk:
        for digit in "4#":
            desk.call.keys.put_nowait(digit)
        pressed = [await desk.next("dtmf") for _ in range(2)]
        assert [message["dtmf"]["digit"] for message in pressed] == ["4", "#"]
        assert {message["streamSid"] for message in pressed} == {desk.sid}


@pytest.mark.parametrize(
    ("message", "warning"),
    [
        ("not json", "31951: the stream got a message that is not JSON."),
        ('{"event": "media"}', "31951: the stream got a message without its streamSid."),
        ('{"event": "sing", "streamSid": "%s"}', "31951: the stream got an unknown event 'sing'."),
        (
            '{"event": "media", "streamSid": "%s", "media": {"payload": "%%%%"}}',
            "31951: the stream got a payload that is not base64.",
        ),
    ],
)
async def test_wrong_message_of_the_desk_is_warned_of_and_survived(
    tmp_path: Path, message: str, warning: str
) -> None:
    async with streamed(tmp_path) as desk:
        await desk.socket.send(message % desk.sid if "%" in message else message)
        await desk.play(1, "still here")
        assert (await desk.next("mark"))["mark"] == {"name": "still here"}
        assert desk.call.exchange.warnings == [warning]
