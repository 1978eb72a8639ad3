"""The media leg of a call: Media Streams over a real websocket, on a real clock.

Twilio: Media Streams, WebSocket messages from and to Twilio.
"""

import asyncio
import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from telephony.carrier.exchange import Exchange, sid
from telephony.carrier.playout import QUIET_FRAME, Playout

if TYPE_CHECKING:
    from telephony.carrier.call import Call

TICK = 0.02
OPEN_SECONDS = 5.0
FORMAT = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}


class StreamLeg:
    """Sends the caller's sound every 20 ms and plays what comes back."""

    def __init__(
        self, exchange: Exchange, call: "Call", url: str, parameters: dict[str, str]
    ) -> None:
        """Prepare to connect a call to a stream's address."""
        self._exchange, self._call, self._url = exchange, call, url
        self._parameters = parameters
        self._sid = sid("MZ")
        self._playout = Playout()
        self._sequence = self._chunk = 0
        self._sent_ms = 0

    async def run(self) -> None:
        """Stream until the desk closes the socket or the call ends."""
        headers = {"X-Twilio-Signature": self._exchange.signature(self._url, {})}
        try:
            async with connect(
                self._url, additional_headers=headers, open_timeout=OPEN_SECONDS, max_size=2**20
            ) as socket:
                await self._talk(socket)
        except (OSError, WebSocketException, TimeoutError) as error:
            self._exchange.warn(f"31920: the stream could not be opened ({type(error).__name__}).")

    async def _talk(self, socket: ClientConnection) -> None:
        await socket.send(
            json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        )
        await self._send(socket, "start", self._start())
        self._call.watch("start", b"")
        sending = asyncio.ensure_future(self._send_sound(socket))
        receiving = asyncio.ensure_future(self._receive(socket))
        try:
            await asyncio.wait({sending, receiving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, receiving):
                task.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)
            if not self._call.live:
                await self._stop(socket)

    async def _stop(self, socket: ClientConnection) -> None:
        body = {"accountSid": self._exchange.account_sid, "callSid": self._call.sid}
        try:
            await self._send(socket, "stop", body)
        except WebSocketException:
            # The desk closed first: nobody is left to tell.
            return

    def _start(self) -> dict[str, Any]:
        return {
            "streamSid": self._sid,
            "accountSid": self._exchange.account_sid,
            "callSid": self._call.sid,
            "tracks": ["inbound"],
            "mediaFormat": FORMAT,
            "customParameters": self._parameters,
        }

    async def _send(self, socket: ClientConnection, event: str, body: dict[str, Any]) -> None:
        self._sequence += 1
        message = {
            "event": event,
            "sequenceNumber": str(self._sequence),
            event: body,
            "streamSid": self._sid,
        }
        await socket.send(json.dumps(message))

    async def _send_sound(self, socket: ClientConnection) -> None:
        """The 20 ms clock: microphone out, ear in, marks as they are heard."""
        loop = asyncio.get_running_loop()
        began = due = loop.time()
        drop_after = self._exchange.faults.drop_stream_after
        while True:
            if self._exchange.faults.drop_streams and loop.time() - began > drop_after:
                self._exchange.faults.drop_streams -= 1
                socket.transport.abort()
                return
            await self._one_tick(socket)
            due += TICK
            await asyncio.sleep(max(0.0, due - loop.time()))

    async def _one_tick(self, socket: ClientConnection) -> None:
        frame = self._call.handset.speak() or QUIET_FRAME
        self._chunk += 1
        media = {
            "track": "inbound",
            "chunk": str(self._chunk),
            "timestamp": str(self._sent_ms),
            "payload": base64.b64encode(frame).decode(),
        }
        self._sent_ms += 20
        await self._send(socket, "media", media)
        while not self._call.keys.empty():
            digit = self._call.keys.get_nowait()
            await self._send(socket, "dtmf", {"track": "inbound_track", "digit": digit})
        heard, marks = self._playout.tick()
        if heard is not None:
            await self._call.handset.hear(heard)
        for name in marks:
            await self._send(socket, "mark", {"name": name})

    async def _receive(self, socket: ClientConnection) -> None:
        async for text in socket:
            try:
                message = json.loads(text)
            except ValueError:
                self._exchange.warn("31951: the stream got a message that is not JSON.")
                continue
            await self._obey(socket, message)

    async def _obey(self, socket: ClientConnection, message: object) -> None:
        if not isinstance(message, dict) or message.get("streamSid") != self._sid:
            self._exchange.warn("31951: the stream got a message without its streamSid.")
            return
        event = message.get("event")
        if event == "media":
            self._play(message.get("media"))
        elif event == "mark" and isinstance(message.get("mark"), dict):
            self._playout.mark(str(message["mark"].get("name", "")))
        elif event == "clear":
            self._call.watch("clear", b"")
            await self._call.handset.tell("cleared")
            for name in self._playout.clear():
                await self._send(socket, "mark", {"name": name})
        else:
            self._exchange.warn(f"31951: the stream got an unknown event {event!r}.")

    def _play(self, media: object) -> None:
        payload = media.get("payload") if isinstance(media, dict) else None
        try:
            sound = base64.b64decode(str(payload), validate=True)
        except (binascii.Error, ValueError):
            self._exchange.warn("31951: the stream got a payload that is not base64.")
            return
        self._call.watch("media", sound)
        self._playout.add(sound)
