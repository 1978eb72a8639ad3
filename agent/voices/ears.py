"""The embedded ears: each stretch of the caller's speech goes to the worker when they pause.

What begins while the desk speaks goes there sooner as well, as far as it has come: those glimpses
tell a "no, wait" from a "mm-hm" before it has ended.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Protocol, runtime_checkable

import structlog
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.transcriptions.language import Language
from pipecat.utils.time import time_now_iso8601

from agent.voices.client import SpeechWorker, VoiceError

log = structlog.get_logger()

P99_SECONDS = 1.5
"""From the end of speech to the text, measured on two busy cores."""

TRAILING_SECONDS = 0.3
GLIMPSES = (0.3, 0.75)
"""Seconds of speech into the desk's words after which the ears look what it is."""

GLIMPSE_LEAD_SECONDS = 0.4
"""Sound before the detector's start that belongs to the speech."""


@runtime_checkable
class Expecting(Protocol):
    """Ears that hear better what they expect."""

    async def expect(self, hints: Sequence[str]) -> None:
        """Expect these words from now on."""
        ...


class EmbeddedEars(SegmentedSTTService):
    """Recognition by the speech worker, shared by all calls."""

    def __init__(self, worker: SpeechWorker) -> None:
        """Listen through a worker."""
        super().__init__(
            settings=STTSettings(model="whisper-base-short", language=Language.EN),
            ttfs_p99_latency=P99_SECONDS,
            trailing_silence_secs=TRAILING_SECONDS,
        )
        self._worker = worker
        self._desk_speaks = self._talks = False
        self._recent = bytearray()
        self._glimpsing: asyncio.Task[None] | None = None

    @property
    def wants_wav_segments(self) -> bool:
        """The worker takes plain samples."""
        return False

    def can_generate_metrics(self) -> bool:
        """Its times are measured."""
        return True

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Look early at what is said while the desk speaks."""
        await super().process_frame(frame, direction)
        if isinstance(frame, BotStartedSpeakingFrame | BotStoppedSpeakingFrame):
            self._desk_speaks = isinstance(frame, BotStartedSpeakingFrame)
        elif isinstance(frame, VADUserStartedSpeakingFrame):
            self._talks = True
            if self._desk_speaks and self._glimpsing is None:
                self._glimpsing = self.create_task(self._glimpse(), "glimpse")
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            self._talks = False
            await self._stop_glimpsing()

    async def process_audio_frame(
        self, frame: InputAudioRawFrame, direction: FrameDirection
    ) -> None:
        """Keep the sound of the running stretch, and a little before it."""
        await super().process_audio_frame(frame, direction)
        self._recent += frame.audio
        if not self._talks:
            del self._recent[: -int(GLIMPSE_LEAD_SECONDS * self.sample_rate) * 2]

    async def cleanup(self) -> None:
        """Leave no glimpse behind."""
        await self._stop_glimpsing()
        await super().cleanup()  # type: ignore[no-untyped-call]  # pipecat's base has no types

    async def _glimpse(self) -> None:
        began, loop = asyncio.get_running_loop().time(), asyncio.get_running_loop()
        silence = bytes(int(TRAILING_SECONDS * self.sample_rate) * 2)
        for seconds in GLIMPSES:
            await asyncio.sleep(max(0.0, began + seconds - loop.time()))
            try:
                heard = await self._worker.hear(bytes(self._recent) + silence, self.sample_rate)
            except VoiceError:
                # The whole stretch is recognised anyway; its failure is logged there.
                break
            if heard.text:
                await self.push_frame(
                    InterimTranscriptionFrame(
                        heard.text, self._user_id, time_now_iso8601(), Language.EN
                    )
                )
        self._glimpsing = None

    async def _stop_glimpsing(self) -> None:
        glimpsing, self._glimpsing = self._glimpsing, None
        if glimpsing is not None:
            await self.cancel_task(glimpsing)

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
