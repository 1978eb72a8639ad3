"""The embedded ears: each stretch of the caller's speech goes to the worker when they pause."""

from collections.abc import AsyncGenerator

import structlog
from pipecat.frames.frames import Frame, TranscriptionFrame
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.transcriptions.language import Language
from pipecat.utils.time import time_now_iso8601

from agent.voices.client import SpeechWorker, VoiceError

log = structlog.get_logger()

P99_SECONDS = 1.5
"""From the end of speech to the text, measured on two busy cores."""


class EmbeddedEars(SegmentedSTTService):
    """Recognition by the speech worker, shared by all calls."""

    def __init__(self, worker: SpeechWorker) -> None:
        """Listen through a worker."""
        super().__init__(
            settings=STTSettings(model="whisper-base-short", language=Language.EN),
            ttfs_p99_latency=P99_SECONDS,
            trailing_silence_secs=0.3,
        )
        self._worker = worker

    @property
    def wants_wav_segments(self) -> bool:
        """The worker takes plain samples."""
        return False

    def can_generate_metrics(self) -> bool:
        """Its times are measured."""
        return True

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """Recognise one stretch of speech; a failure is silence, which the desk asks about."""
        await self.start_processing_metrics()
        try:
            heard = await self._worker.hear(audio, self.sample_rate)
        except VoiceError as error:
            log.warning("recognition_failed", why=str(error))
            yield None
            return
        finally:
            await self.stop_processing_metrics()
        if heard.text:
            yield TranscriptionFrame(
                heard.text, self._user_id, time_now_iso8601(), Language.EN, finalized=True
            )
