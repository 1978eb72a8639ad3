"""The embedded voice as a pipeline service: fixed sentences from the shelf, others as spoken."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import structlog
from pipecat.frames.frames import Frame, TTSAudioRawFrame
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService

from agent.voices.client import VoiceError
from agent.voices.shelf import Shelf

log = structlog.get_logger()

RATE = 8000
CHUNK_BYTES = RATE // 25 * 2 * 10


class EmbeddedSpeaker(TTSService):
    """Speech by the speech worker, shared by all calls."""

    def __init__(self, shelf: Shelf, excuse: str) -> None:
        """Speak from a shelf; `excuse` is a rendered line for when the worker is down."""
        super().__init__(
            push_start_frame=True,
            push_stop_frames=True,
            sample_rate=RATE,
            settings=TTSSettings(model="piper", voice="en_US-joe-medium", language=None),
        )
        self._shelf, self._excuse = shelf, excuse

    def can_generate_metrics(self) -> bool:
        """Its times are measured."""
        return True

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """Speak a sentence; if the worker is down the caller hears the excuse, not silence."""
        try:
            async with aclosing(self._shelf.speak(text)) as pieces:
                async for sound in pieces:
                    for frame in frames_of(sound, context_id):
                        yield frame
        except VoiceError as error:
            log.warning("speech_failed", why=str(error))
            for frame in frames_of(self._shelf.get(self._excuse) or b"", context_id):
                yield frame


def frames_of(sound: bytes, context_id: str) -> list[Frame]:
    """Sound in pieces of 400 ms, so that an interruption has little to throw away."""
    return [
        TTSAudioRawFrame(
            audio=sound[start : start + CHUNK_BYTES],
            sample_rate=RATE,
            num_channels=1,
            context_id=context_id,
        )
        for start in range(0, len(sound), CHUNK_BYTES)
    ]
