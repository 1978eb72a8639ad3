"""An embedded Deepgram: its two websocket endpoints, with words from a callable and tones.

Deepgram: "Live Audio" (/v1/listen) and "Text to Speech WebSocket" (/v1/speak).
"""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Literal, Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from agent.embedded.deepgram_messages import (
    REQUEST_ID,
    Listener,
    listen_metadata,
    refusal_of,
    speak_metadata,
)
from agent.voices.instant import SECONDS_PER_WORD, tone

KEY = "dg-embedded"
IDLE_SECONDS = 10.0
"""Without audio or KeepAlive for this long Deepgram hangs up with NET-0001."""

PIECE_BYTES = 1600

Fault = Literal["", "refuse", "hang", "mute", "drop"]
"""`refuse` the key; `hang` before the handshake; `mute` answers nothing; `drop` in mid-answer."""


class DeepgramServer:
    """A Deepgram on a free port of this machine; `fault` may change at any time."""

    def __init__(
        self, next_words: Callable[[], str] = lambda: "", *, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        """Hear what `next_words` gives for each stretch of speech."""
        self._next_words, self._idle_seconds = next_words, idle_seconds
        self._server: Server | None = None
        self.fault: Fault = ""
        self.spoken: list[str] = []
        self.cleared = 0
        self.asked: list[str] = []

    async def __aenter__(self) -> Self:
        """Open the port."""
        self._server = await serve(
            self._serve, "127.0.0.1", 0, process_request=self._check, close_timeout=1
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hang up and close the port."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    @property
    def url(self) -> str:
        """Where it listens, as people write it in DEEPGRAM_BASE_URL."""
        port = self._server.sockets[0].getsockname()[1] if self._server else 0
        return f"http://127.0.0.1:{port}"

    def drop_all(self) -> None:
        """Cut every connection, as a failing network does."""
        for connection in self._server.connections if self._server else ():
            connection.transport.abort()

    async def _check(self, connection: ServerConnection, request: Request) -> Response | None:
        self.asked.append(request.path)
        if self.fault == "hang":
            await connection.wait_closed()
        key = request.headers.get("Authorization", "")
        status, reason = HTTPStatus.UNAUTHORIZED, "Invalid credentials."
        if key == f"Token {KEY}" and self.fault != "refuse":
            reason = refusal_of(request.path)
            status = HTTPStatus.BAD_REQUEST
        if not reason:
            return None
        answer = connection.respond(status, json.dumps({"err_code": status.phrase}))
        answer.headers["dg-error"] = reason
        answer.headers["dg-request-id"] = REQUEST_ID
        return answer

    async def _serve(self, connection: ServerConnection) -> None:
        path = connection.request.path if connection.request else ""
        with suppress(ConnectionClosed):
            if path.startswith("/v1/listen"):
                await self._listen(connection, interim="interim_results=true" in path)
            else:
                await self._speak(connection)

    async def _listen(self, connection: ServerConnection, *, interim: bool) -> None:
        listener = Listener(self._next_words, interim=interim)
        while True:
            try:
                message = await asyncio.wait_for(connection.recv(), self._idle_seconds)
            except TimeoutError:
                return await connection.close(1011, "NET-0001")
            if self.fault == "mute":
                continue
            if isinstance(message, bytes):
                answers = listener.audio(message)
            else:
                kind = json.loads(message).get("type")
                if kind == "CloseStream":
                    await connection.send(listen_metadata())
                    return await connection.close()
                answers = listener.told(kind)
            if answers and self.fault == "drop":
                return connection.transport.abort()
            for answer in answers:
                await connection.send(answer)

    async def _speak(self, connection: ServerConnection) -> None:
        text, flushes = "", 0
        await connection.send(speak_metadata())
        async for message in connection:
            if self.fault == "mute":
                continue
            told = json.loads(message)
            match told.get("type"):
                case "Speak":
                    text += told["text"]
                case "Flush":
                    await self._say(connection, text)
                    await connection.send(json.dumps({"type": "Flushed", "sequence_id": flushes}))
                    text, flushes = "", flushes + 1
                case "Clear":
                    text, self.cleared = "", self.cleared + 1
                    await connection.send(json.dumps({"type": "Cleared", "sequence_id": flushes}))
                case "Close":
                    await connection.close()
                case _:
                    await connection.close(1008, "DATA-0000")

    async def _say(self, connection: ServerConnection, text: str) -> None:
        self.spoken.append(text.strip())
        sound = tone(SECONDS_PER_WORD * len(text.split()))
        for start in range(0, len(sound), PIECE_BYTES):
            await connection.send(sound[start : start + PIECE_BYTES])
            if self.fault == "drop":
                connection.transport.abort()
