"""A line: one open media stream of a call, as the conversation sees it."""

import asyncio
import contextlib
import time
from typing import Any

import structlog
from fastapi import WebSocket, WebSocketDisconnect
from pipecat.transports.websocket.fastapi import (
    FastAPIWebsocketParams,
    FastAPIWebsocketTransport,
)

from telephony.errors import CarrierError
from telephony.rest import CarrierRest
from telephony.ring import Ring
from telephony.serializer import MediaSerializer

log = structlog.get_logger()

LEAD_SECONDS = 0.2
"""How far ahead of the caller's ear sound is sent: a stall of the event loop stays unheard."""

LOSE_SECONDS = 2.0
"""How long a conversation may take to let go of a line that is lost."""


class Line:
    """An answered call with its stream open."""

    def __init__(
        self, ring: Ring, stream_sid: str, websocket: WebSocket, rest: CarrierRest, *, resumed: bool
    ) -> None:
        """Build the transport of a stream whose handshake is done."""
        self.ring, self.stream_sid, self.resumed = ring, stream_sid, resumed
        self._rest, self._serializer = rest, MediaSerializer(stream_sid)
        self._websocket = websocket
        self._hanging_up = False
        self.left = asyncio.Event()
        """Set once nobody talks on this line any more."""
        self.transport = FastAPIWebsocketTransport(
            websocket,
            FastAPIWebsocketParams(
                audio_in_enabled=True,
                audio_out_enabled=True,
                audio_out_end_silence_secs=0,
                serializer=self._serializer,
                allowed_origins=[],
            ),
        )
        _keep_ahead(self.transport.output(), LEAD_SECONDS)

    @property
    def stopped(self) -> bool:
        """Whether the carrier said that the call is over, or the desk hung up itself."""
        return self._serializer.stopped or self._hanging_up

    async def lose(self) -> None:
        """Take the line for lost although its socket does not say so, and wait until it is left.

        Half a connection can break unnoticed; the carrier then opens another stream.
        """
        await self.transport._on_client_disconnected(self._websocket)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOSE_SECONDS):
                await self.left.wait()

    async def hang_up(self) -> None:
        """End the call at the carrier; call it once the goodbye has been heard."""
        if self._hanging_up:
            return
        self._hanging_up = True
        try:
            await self._rest.hang_up(self.ring.call_sid)
        except CarrierError as error:
            log.warning("hang_up_failed", call_sid=self.ring.call_sid, code=error.code)
            # Without its stream the carrier asks the action address, which says to hang up. A
            # socket that is closed already is what the carrier refused for: the caller was first.
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await self._websocket.close()


def _keep_ahead(output: Any, lead: float) -> None:
    """Let the carrier's buffer stand `lead` seconds ahead instead of empty.

    Replaces a private method of pipecat 1.14; a test measures the lead and fails on a change.
    """

    async def paced() -> None:
        now = time.monotonic()
        output._next_send_time = max(output._next_send_time, now - lead) + output._send_interval
        await asyncio.sleep(max(0.0, output._next_send_time - now))

    if not hasattr(output, "_write_audio_sleep"):
        raise CarrierError("This version of pipecat paces sound differently.", permanent=True)
    output._write_audio_sleep = paced
