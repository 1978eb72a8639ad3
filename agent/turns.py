"""Turn-taking: when the caller starts, when they are done, and how much of it costs the desk.

The voice detector's ONNX session is stateless and shared by all calls; its recurrent state is
not. Parts of pipecat with a leading underscore are used here and only here, under test.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from pipecat.audio.vad.silero import SileroOnnxModel, SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams, VADState
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    STTMetadataFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.turns.types import ProcessFrameResult
from pipecat.turns.user_stop.base_user_turn_stop_strategy import BaseUserTurnStopStrategy

VAD_STOP_SECONDS = 0.2
LISTENING = VADParams(start_secs=0.1, stop_secs=VAD_STOP_SECONDS, min_volume=0.2)
"""Measured on phone audio: speech is seen 120-180 ms after its onset, quiet callers included."""

Patience = Callable[[str], float]
"""Given what was heard so far, the seconds of silence after the detector's stop to wait."""


class SharedSilero(SileroVADAnalyzer):
    """Silero with one session per process, run inline: 0.4 ms is cheaper than a thread hop."""

    _session: Any = None

    def __init__(self, *, params: VADParams = LISTENING) -> None:
        """Load the model for the first call of the process, share it afterwards."""
        if SharedSilero._session is None:
            super().__init__(params=params)
            SharedSilero._session = self._model.session
            return
        VADAnalyzer.__init__(self, params=params)
        model = SileroOnnxModel.__new__(SileroOnnxModel)
        model.session, model.sample_rates = SharedSilero._session, [8000, 16000]
        model.reset_states()
        self._model = model
        self._windows_since_reset = self._low_confidence_windows = 0

    async def analyze_audio(self, buffer: bytes) -> VADState:
        """Score a chunk of 16-bit audio on the event loop."""
        return self._run_analyzer(buffer)


async def warm_up() -> None:
    """Load the voice detector and let it hear a second of silence before the first caller."""
    detector = SharedSilero()
    detector.set_sample_rate(8000)
    await detector.analyze_audio(bytes(16000))


class PatientStop(BaseUserTurnStopStrategy):
    """Ends the caller's turn after a silence as long as what was said asks for.

    The silence is counted from the moment the voice detector went quiet, so recognition runs
    inside it. A service that has not finished its transcript is waited for at most its p99.
    """

    def __init__(self, patience: Patience) -> None:
        """Take the rule that says how long to wait."""
        super().__init__()
        self._patience = patience
        self._text, self._finalized = "", False
        self._speaking, self._quiet_since = False, 0.0
        self._transcript_grace = 0.0
        self._timer: asyncio.Task[None] | None = None

    async def handle_user_turn_started(self) -> None:
        """Forget the last turn; whether the caller speaks right now stays known."""
        self._text, self._finalized = "", False
        await self._disarm()

    async def handle_user_turn_stopped(self) -> None:
        """Forget the turn that ended."""
        self._text, self._finalized, self._speaking = "", False, False
        await self._disarm()

    async def cleanup(self) -> None:
        """Leave no timer behind."""
        await super().cleanup()  # type: ignore[no-untyped-call]  # pipecat's base has no types
        await self._disarm()

    async def process_frame(self, frame: Frame) -> ProcessFrameResult:
        """Follow the detector and the recogniser."""
        if isinstance(frame, STTMetadataFrame):
            self._transcript_grace = max(0.0, frame.ttfs_p99_latency - VAD_STOP_SECONDS)
        elif isinstance(frame, VADUserStartedSpeakingFrame):
            self._speaking, self._finalized = True, False
            await self._disarm()
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            self._speaking = False
            self._quiet_since = asyncio.get_running_loop().time()
            await self._arm()
        elif isinstance(frame, TranscriptionFrame):
            self._text = f"{self._text} {frame.text}".strip()
            self._finalized = self._finalized or bool(frame.finalized)
            await self._arm()
        return ProcessFrameResult.CONTINUE

    async def _arm(self) -> None:
        await self._disarm()
        if self._speaking or not self._text:
            return
        now = asyncio.get_running_loop().time()
        wait = self._patience(self._text)
        if not self._finalized:
            wait = max(wait, self._transcript_grace)
        since = self._quiet_since or now
        self._timer = self.task_manager.create_task(
            self._end_after(max(0.0, since + wait - now)), f"{self}::end_of_turn"
        )

    async def _end_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._timer = None
        await self.trigger_user_turn_stopped()

    async def _disarm(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            await self.task_manager.cancel_task(timer)


class DropCallerAudio(FrameProcessor):
    """Keeps the caller's audio from crossing the rest of the pipeline 25 times a second."""

    def __init__(self) -> None:
        """Work inline, without a queue of its own."""
        super().__init__(enable_direct_mode=True)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Pass everything but the caller's audio."""
        await super().process_frame(frame, direction)
        if not isinstance(frame, InputAudioRawFrame):
            await self.push_frame(frame, direction)
