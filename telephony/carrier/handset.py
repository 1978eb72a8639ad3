"""A phone on the embedded carrier: dials the desk, speaks and hears in real time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from telephony.errors import CarrierError
from telephony.mulaw import FRAME_BYTES, SILENCE

TICK = 0.02


@dataclass(frozen=True, slots=True)
class Sound:
    """20 ms of μ-law as the ear got it, and when (seconds of the event loop's clock)."""

    frame: bytes
    at: float


@dataclass(frozen=True, slots=True)
class Told:
    """Something the carrier reports: ringing, answered, said, recording, cleared, ended."""

    event: str
    facts: dict[str, Any]
    at: float


@dataclass
class Handset:
    """One phone during one call; made by `dial`."""

    socket: ClientConnection
    heard: asyncio.Queue[Sound | Told] = field(default_factory=asyncio.Queue)
    last_spoke: float = 0.0
    ended: str = ""

    async def say(self, sound: bytes) -> None:
        """Speak μ-law in real time; returns when the last frame has left."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        for start in range(0, len(sound), FRAME_BYTES):
            frame = sound[start : start + FRAME_BYTES]
            frame += bytes([SILENCE]) * (FRAME_BYTES - len(frame))
            try:
                await self.socket.send(frame)
            except ConnectionClosed:
                return
            due += TICK
            await asyncio.sleep(max(0.0, due - loop.time()))
        self.last_spoke = loop.time()

    async def press(self, digits: str) -> None:
        """Press keys, a tenth of a second each."""
        for digit in digits:
            await self.socket.send(json.dumps({"dtmf": digit}))
            await asyncio.sleep(0.1)

    async def hang_up(self) -> None:
        """Put the phone down."""
        try:
            await self.socket.send(json.dumps({"hang_up": {}}))
        except ConnectionClosed:
            return

    async def listen(self) -> None:
        """Take in everything until the call is over; run it beside the call."""
        loop = asyncio.get_running_loop()
        try:
            async for message in self.socket:
                if isinstance(message, bytes):
                    self.heard.put_nowait(Sound(message, loop.time()))
                    continue
                facts = json.loads(message)
                told = Told(facts.pop("event"), facts, loop.time())
                if told.event == "ended":
                    self.ended = str(facts.get("reason", ""))
                self.heard.put_nowait(told)
        except ConnectionClosed:
            # The carrier went away in mid-call: for the caller that is a dead line.
            pass
        if not self.ended:
            self.ended = "lost"
        self.heard.put_nowait(Told("gone", {}, loop.time()))


@asynccontextmanager
async def dial(
    carrier_url: str,
    *,
    caller: str | None,
    attestation: str | None = None,
    pace: float = 1.0,
    rehearsed_at: datetime | None = None,
) -> AsyncIterator[Handset]:
    """Call the business number and hang up at the end of the block.

    Args:
        carrier_url: address of the embedded carrier.
        caller: the caller ID in E.164, or None to withhold it.
        attestation: "A", "B", "C" or "failed", as carriers sign it.
        rehearsed_at: when the call pretends to ring; None is now.
        pace: below 1, the carrier's own waits (not the sound) are shortened.

    Raises:
        CarrierError: the carrier does not answer.
    """
    url = carrier_url.replace("http", "ws", 1).rstrip("/") + "/_carrier/handset"
    try:
        socket = await connect(url, max_size=2**20)
    except (OSError, WebSocketException, TimeoutError) as error:
        raise CarrierError(f"The embedded carrier at {carrier_url} does not answer.") from error
    phone = Handset(socket)
    at = rehearsed_at.isoformat() if rehearsed_at else None
    wish = {"from": caller, "attestation": attestation, "pace": pace, "rehearsed_at": at}
    await socket.send(json.dumps({"dial": wish}))
    listening = asyncio.ensure_future(phone.listen())
    try:
        yield phone
    finally:
        await phone.hang_up()
        await asyncio.wait({listening}, timeout=20.0)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await socket.close()
