"""Deepgram's voice as a pipeline service: one sentence at a time, never silence when it fails.

Pipecat's own service hands sound over whenever it comes, so it cannot tell a sentence that failed.
Here a sentence ends with `Flushed` or is spoken by the spare voice.
Deepgram: "Text to Speech WebSocket", messages Speak, Flush, Clear, Close.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable
from urllib.parse import urlencode

import structlog
from pipecat.frames.frames import ErrorFrame, Frame, StartFrame
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from agent.voices.client import VoiceError
from agent.voices.speaker import RATE, frames_of

log = structlog.get_logger()

CONNECT_SECONDS = 1.5
ANSWER_SECONDS = 1.5
"""Longest wait for the next piece of sound; the caller hears nothing meanwhile."""

AGAIN_SECONDS = 20.0
"""After a failure the spare voice speaks for this long before Deepgram is tried again."""

Spare = Callable[[str], AsyncGenerator[bytes, None]]


class DeepgramSpeaker(TTSService):
    """Speech over one connection per call."""

    def __init__(self, base: str, key: str, voice: str, spare: Spare | None) -> None:
        """Speak with a voice of Deepgram; `spare` speaks the sentences that fail."""
        super().__init__(
            push_start_frame=True,
            push_stop_frames=True,
            sample_rate=RATE,
            settings=TTSSettings(model=voice, voice=voice, language=None),
        )
        query = urlencode({"model": voice, "encoding": "linear16", "sample_rate": RATE})
        self._url, self._key, self._spare = f"{base}/v1/speak?{query}", key, spare
        self._line: ClientConnection | None = None
        self._dialling: asyncio.Task[None] | None = None
        self._stale = False
        self._down_until = float("-inf")

    def can_generate_metrics(self) -> bool:
        """Its times are measured."""
        return True

    async def start(self, frame: StartFrame) -> None:
        """Dial while the rest of the pipeline starts; the call does not wait for it."""
        await super().start(frame)
        self._dialling = asyncio.create_task(self._dial_ahead(), name="deepgram-dialling")

    async def cleanup(self) -> None:
        """Hang up."""
        await super().cleanup()  # type: ignore[no-untyped-call]
        if self._dialling is not None:
            self._dialling.cancel()
            await asyncio.gather(self._dialling, return_exceptions=True)
        await self._hang_up()

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """Speak a sentence; if Deepgram fails the spare voice says it from its beginning."""
        try:
            async with contextlib.aclosing(self._speak(text)) as pieces:
                async for sound in pieces:
                    for frame in frames_of(sound, context_id):
                        yield frame
            return
        except VoiceError as error:
            problem = str(error)
        if self._spare is None:
            yield ErrorFrame(error=problem)
            return
        try:
            async with contextlib.aclosing(self._spare(text)) as pieces:
                async for sound in pieces:
                    for frame in frames_of(sound, context_id):
                        yield frame
        except VoiceError as error:
            yield ErrorFrame(error=f"{problem} {error}")

    async def _speak(self, text: str) -> AsyncGenerator[bytes, None]:
        now = asyncio.get_running_loop().time
        if self._spare is not None and now() < self._down_until:
            raise VoiceError("Deepgram failed a moment ago.")
        try:
            line = await self._connected()
            self._stale = True
            await line.send(json.dumps({"type": "Speak", "text": text}))
            await line.send(json.dumps({"type": "Flush"}))
            while isinstance(answer := await _next(line), bytes) or not _says(answer, "Flushed"):
                if isinstance(answer, bytes):
                    yield answer
            self._stale = False
        except (WebSocketException, OSError, TimeoutError, ValueError) as error:
            self._down_until = now() + AGAIN_SECONDS
            if self._line is not None:
                self._line.transport.abort()  # a polite end would be a second of silence
            self._line, self._stale = None, False
            log.warning("deepgram_speech_failed", why=type(error).__name__)
            raise VoiceError(_sentence(error)) from error

    async def _connected(self) -> ClientConnection:
        """The line, dialled anew if it broke, with nothing of an earlier sentence on it."""
        if self._dialling is not None:
            await asyncio.wait({self._dialling})  # an interruption ends this wait, not the dialling
            self._dialling = None
        if self._line is not None and self._line.close_code is not None:
            self._line = None
        if self._line is None:
            self._line = await self._dial()
        elif self._stale:
            await self._line.send(json.dumps({"type": "Clear"}))
            while not _says(await _next(self._line), "Cleared"):
                pass
        return self._line

    async def _dial(self) -> ClientConnection:
        headers = {"Authorization": f"Token {self._key}"}
        return await connect(
            self._url,
            additional_headers=headers,
            open_timeout=CONNECT_SECONDS,
            close_timeout=1,
            max_size=None,
        )

    async def _dial_ahead(self) -> None:
        # Failing here costs nothing: the first sentence dials again and tells.
        with contextlib.suppress(WebSocketException, OSError, TimeoutError):
            self._line = await self._dial()

    async def _hang_up(self) -> None:
        line, self._line, self._stale = self._line, None, False
        if line is not None:
            with contextlib.suppress(WebSocketException, OSError):
                await line.send(json.dumps({"type": "Close"}))
            await line.close()


async def _next(line: ClientConnection) -> str | bytes:
    return await asyncio.wait_for(line.recv(), ANSWER_SECONDS)


def _says(answer: str | bytes, kind: str) -> bool:
    return isinstance(answer, str) and json.loads(answer).get("type") == kind


def _sentence(error: Exception) -> str:
    if isinstance(error, InvalidStatus):
        status = error.response.status_code
        return f"Deepgram refused the connection ({status}): check DEEPGRAM_API_KEY."
    return "Deepgram did not answer."
