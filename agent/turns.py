"""Turn-taking: when the caller starts, when they are done, and how much of it costs the desk."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    STTMetadataFrame,
    SystemFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.aggregators.llm_response_universal import LLMUserAggregator
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.turns.types import ProcessFrameResult
from pipecat.turns.user_start.base_user_turn_start_strategy import BaseUserTurnStartStrategy
from pipecat.turns.user_stop.base_user_turn_stop_strategy import BaseUserTurnStopStrategy

from agent.detector import VAD_STOP_SECONDS
from agent.floor import Acts, Floor

KEYPAD_PREFIX = "keypad: "

GoOn = Callable[[], Awaitable[None]]


@dataclass
class TurnTranscriptionFrame(TranscriptionFrame):
    """The words of the turn so far, heard anew as one piece: they replace those before."""


@dataclass
class TalkForgottenFrame(SystemFrame):
    """Sent up to the ears: what was said while the desk spoke was no turn."""


class FloorStart(BaseUserTurnStartStrategy):
    """Plays one call's floor: tells it what pipecat sees, and does what it decides."""

    def __init__(self, floor: Floor, stop: "FloorStop", go_on: GoOn) -> None:
        """Begin turns here, end them through `stop`, and ask `go_on` to encourage the caller."""
        super().__init__()
        self._floor, self._stop, self._go_on = floor, stop, go_on
        self._timer: asyncio.Task[None] | None = None

    async def cleanup(self) -> None:
        """Leave no timer behind."""
        await super().cleanup()  # type: ignore[no-untyped-call]  # pipecat's base has no types
        await self._disarm()

    async def handle_user_turn_stopped(self) -> None:
        """A turn that was ended by the watchdog is over for the floor too."""
        if self._floor.turn:
            self._floor.closed()
            await self._arm()

    async def process_frame(self, frame: Frame) -> ProcessFrameResult:
        """Follow the detector, the recogniser and the desk's own voice."""
        acts = self._tell(frame)
        if acts is not None:
            await self._do(acts)
            await self._arm()
        return ProcessFrameResult.CONTINUE

    def _tell(self, frame: Frame) -> Acts | None:
        floor, now = self._floor, asyncio.get_running_loop().time()
        match frame:
            case STTMetadataFrame():
                floor.grace = max(0.0, frame.ttfs_p99_latency - VAD_STOP_SECONDS)
                return ()
            case VADUserStartedSpeakingFrame():
                return floor.voice_began(now)
            case VADUserStoppedSpeakingFrame():
                return floor.voice_ended(now)
            case InterimTranscriptionFrame():
                return floor.glimpsed(frame.text, now)
            case TranscriptionFrame() if frame.text.startswith(KEYPAD_PREFIX):
                return floor.keyed(frame.text)
            case TurnTranscriptionFrame():
                return floor.heard(frame.text, now, whole=True)
            case TranscriptionFrame():
                return floor.heard(frame.text, now, final=bool(frame.finalized))
            case BotStartedSpeakingFrame():
                return floor.desk_began(now)
            case BotStoppedSpeakingFrame():
                return floor.desk_ended(now)
        return None

    async def _do(self, acts: Acts) -> None:
        for act in acts:
            if act in ("begin", "interrupt"):
                await self.trigger_user_turn_started(enable_interruptions=act == "interrupt")
            elif act == "end":
                await self._stop.trigger_user_turn_stopped()
            elif act == "go_on":
                await self._go_on()
            else:
                await self.trigger_reset_aggregation()  # type: ignore[no-untyped-call]  # as above
                await self.push_frame(TalkForgottenFrame(), FrameDirection.UPSTREAM)

    async def _arm(self) -> None:
        await self._disarm()
        due = self._floor.due()
        if due is not None:
            self._timer = self.task_manager.create_task(self._tick_at(due), f"{self}::tick")

    async def _tick_at(self, due: float) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, due - loop.time()))
        self._timer = None
        await self._do(self._floor.tick(max(due, loop.time())))
        await self._arm()

    async def _disarm(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            await self.task_manager.cancel_task(timer)


class FloorStop(BaseUserTurnStopStrategy):
    """The other half that pipecat wants: the end of a turn, which the floor decides."""


class CallerAggregator(LLMUserAggregator):
    """Collects a turn's words, also from ears that hear the whole turn anew."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Forget the words that are replaced."""
        if isinstance(frame, TurnTranscriptionFrame):
            await self.reset()  # type: ignore[no-untyped-call]  # pipecat's base has no types
        await super().process_frame(frame, direction)


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
