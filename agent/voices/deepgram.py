"""Deepgram as ears and voice, over its own websocket protocols."""

from collections.abc import Callable

from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.services.deepgram.tts import DeepgramTTSService
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService

from office.settings import Settings

RATE = 8000
MODEL, VOICE = "nova-3", "aura-2-thalia-en"


class DeepgramVoices:
    """Cloud ears and voice; every call has its own two connections."""

    label = "speaks: Deepgram Aura  hears: Deepgram Nova 3"
    better = "in use"

    def __init__(self, settings: Settings) -> None:
        """Use the key of the settings; another host is for tests."""
        self._key, self._base = settings.deepgram_api_key, settings.deepgram_base_url

    async def start(self, lines: tuple[str, ...], tick: Callable[[], None]) -> None:
        """Nothing is fetched or rendered ahead."""

    async def close(self) -> None:
        """Connections belong to the calls."""

    async def render(self, text: str) -> None:
        """Sentences are spoken when their turn comes."""

    def ears(self) -> STTService:
        """The ears of one call: 8 kHz, numbers as digits, interim results for turn-taking."""
        return DeepgramSTTService(
            api_key=self._key,
            base_url=self._base,
            sample_rate=RATE,
            settings=DeepgramSTTService.Settings(
                model=MODEL, language="en-US", smart_format=True, interim_results=True
            ),
        )

    def voice(self) -> TTSService:
        """The voice of one call: 8 kHz, so that nothing is resampled."""
        where = self._base.replace("http", "ws", 1) or "wss://api.deepgram.com"
        return DeepgramTTSService(
            api_key=self._key,
            sample_rate=RATE,
            encoding="linear16",
            settings=DeepgramTTSService.Settings(voice=VOICE),
            base_url=where,
        )
