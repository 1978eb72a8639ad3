"""The embedded ears: whenever the caller pauses, the sound of the turn so far goes to the worker.

It is heard as one piece, whose words replace those of the turn before the pause. What begins
while the desk speaks goes there sooner as well, as far as it has come: those glimpses tell a
"no, wait" from a "mm-hm" before it has ended.
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
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.transcriptions.language import Language
from pipecat.utils.time import time_now_iso8601

from agent.turns import TalkForgottenFrame, TurnTranscriptionFrame
from agent.voices.client import Heard, SpeechWorker, VoiceError
from agent.voices.stretches import LEAD_SECONDS, Stretches

log = structlog.get_logger()

P99_SECONDS = 1.5
"""From the end of speech to the text, measured on two busy cores."""

TRAILING_SECONDS = 0.3
GLIMPSES = (0.2, 0.35, 0.5, 0.75)
"""Seconds of speech into the desk's words after which the ears look what it is."""

HUM_SCORE, HUM_LETTERS = -1.65, 6
"""A hum or a cough comes out as one short word with less than this score."""


@runtime_checkable
class Expecting(Protocol):
    """Ears that hear better what they expect."""

    async def expect(self, hints: Sequence[str]) -> None:
        """Expect these words from now on."""
        ...


def is_hum(heard: Heard) -> bool:
    """Whether an early look saw no word, but a sound that was written as one."""
    return heard.score < HUM_SCORE and len(heard.text) <= HUM_LETTERS


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
        self._turn = Stretches()
        self._stretches_waiting = 0
        self._glimpsing: asyncio.Task[None] | None = None

    @property
    def wants_wav_segments(self) -> bool:
        """The worker takes plain samples."""
        return False

    def can_generate_metrics(self) -> bool:
        """Its times are measured."""
        return True

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Keep the turn's stretches, and look early at what is said while the desk speaks."""
        if isinstance(frame, VADUserStoppedSpeakingFrame):
            self._stretches_waiting += 1
            self._turn.add(bytes(self._recent))
            self._recent.clear()
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
        elif isinstance(frame, UserStoppedSpeakingFrame | TalkForgottenFrame):
            self._turn.close()

    async def process_audio_frame(
        self, frame: InputAudioRawFrame, direction: FrameDirection
    ) -> None:
        """Keep the sound of the running stretch, and a little before it."""
        await super().process_audio_frame(frame, direction)
        self._recent += frame.audio
        if not self._talks:
            del self._recent[: -int(LEAD_SECONDS * self.sample_rate) * 2]

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
                heard = await self._worker.hear(
                    bytes(self._recent) + silence, self.sample_rate, brief=True
                )
            except VoiceError:
                # The whole stretch is recognised anyway; its failure is logged there.
                break
            if heard.text and not is_hum(heard):
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
        """Recognise the turn so far; a failure is silence, which the desk asks about."""
        self._stretches_waiting -= 1
        if self._stretches_waiting > 0:
            # The next stretch has ended meanwhile and is heard together with this one.
            yield None
            return
        await self.start_processing_metrics()
        try:
            text = await self._hear_turn()
        except VoiceError as error:
            log.warning("recognition_failed", why=str(error))
            yield None
            return
        finally:
            await self.stop_processing_metrics()
        if text:
            yield TurnTranscriptionFrame(
                text, self._user_id, time_now_iso8601(), Language.EN, finalized=True
            )

    async def _hear_turn(self) -> str:
        """The turn's words; once more if it ended meanwhile, without what it took along."""
        silence = bytes(int(TRAILING_SECONDS * self.sample_rate) * 2)
        while True:
            turn, (sound, stretches) = self._turn.turn, self._turn.joined()
            if not sound:
                return ""
            heard = await self._worker.hear(sound + silence, self.sample_rate)
            if self._turn.turn == turn:
                return self._turn.heard(heard.text, stretches)
