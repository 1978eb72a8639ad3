"""Deepgram as ears and voice, over its own websocket protocols."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Protocol

import structlog
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService

from agent.voices.client import VoiceError
from agent.voices.deepgram_speaker import DeepgramSpeaker
from office.settings import Settings

log = structlog.get_logger()

RATE = 8000
MODEL, VOICE = "nova-3", "aura-2-thalia-en"
HOST = "wss://api.deepgram.com"
CONNECT_SECONDS = 2.0


class SpareVoice(Protocol):
    """A voice that speaks when Deepgram does not."""

    async def start(self, lines: tuple[str, ...], tick: Callable[[], None]) -> None:
        """Get ready; raises VoiceError."""
        ...

    async def close(self) -> None:
        """Stop."""
        ...

    def speak(self, text: str) -> AsyncGenerator[bytes, None]:
        """8 kHz 16-bit sound of a sentence; raises VoiceError."""
        ...


class DeepgramEars(DeepgramSTTService):
    """Pipecat's service, which a call waits for two seconds at most."""

    async def _connect(self) -> None:
        # A host that takes the call and says nothing would keep the whole pipeline from
        # starting; the connection goes on being tried meanwhile.
        try:
            connecting = super()._connect()  # type: ignore[no-untyped-call]
            await asyncio.wait_for(connecting, CONNECT_SECONDS)
        except TimeoutError:
            log.warning("deepgram_ears_late", seconds=CONNECT_SECONDS)

    async def expect(self, hints: Sequence[str]) -> None:
        """Listen with other key terms from now on.

        Nova 3 takes them only with a new connection: to be done while the desk speaks.
        """
        await self._update_settings(DeepgramSTTService.Settings(keyterm=list(hints)))


class DeepgramVoices:
    """Cloud ears and voice; every call has its own two connections."""

    label = "speaks: Deepgram Aura  hears: Deepgram Nova 3"
    better = "in use"

    def __init__(self, settings: Settings, spare: SpareVoice | None = None) -> None:
        """Use the key of the settings; `spare` says the sentences that Deepgram does not."""
        self._key, self._base = settings.deepgram_api_key, websocket_base(settings)
        self._spare = spare
        self._preparing: asyncio.Task[None] | None = None

    @property
    def has_spare(self) -> bool:
        """Whether another voice speaks when Deepgram does not."""
        return self._spare is not None

    async def start(self, lines: tuple[str, ...], tick: Callable[[], None]) -> None:
        """Nothing is rendered ahead; the spare voice warms up while calls are taken already."""
        if self._spare is not None:
            self._preparing = asyncio.create_task(
                self._prepare(self._spare, lines), name="spare-voice"
            )

    async def close(self) -> None:
        """Connections belong to the calls."""
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.gather(self._preparing, return_exceptions=True)
        if self._spare is not None:
            await self._spare.close()

    async def render(self, text: str) -> None:
        """Sentences are spoken when their turn comes."""

    def ears(self, hints: Sequence[str] = ()) -> STTService:
        """The ears of one call: 8 kHz, numbers as digits, interim results for turn-taking."""
        return DeepgramEars(
            api_key=self._key,
            base_url=self._base,
            sample_rate=RATE,
            settings=DeepgramSTTService.Settings(
                model=MODEL,
                language="en-US",
                smart_format=True,
                interim_results=True,
                keyterm=list(hints) or None,
            ),
        )

    def voice(self) -> TTSService:
        """The voice of one call: 8 kHz, so that nothing is resampled."""
        spare = self._spare.speak if self._spare is not None else None
        return DeepgramSpeaker(self._base, self._key, VOICE, spare)

    async def _prepare(self, spare: SpareVoice, lines: tuple[str, ...]) -> None:
        try:
            await spare.start(lines, lambda: None)
        except VoiceError as error:
            log.warning("spare_voice_missing", why=str(error))


def websocket_base(settings: Settings) -> str:
    """Where Deepgram's websockets are, from an address as people write it."""
    scheme, mark, rest = settings.deepgram_base_url.strip().rstrip("/").rpartition("://")
    if not rest:
        return HOST
    plain = mark and scheme.lower() in ("http", "ws")
    return f"{'ws' if plain else 'wss'}://{rest}"
