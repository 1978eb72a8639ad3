"""The voice pipeline of one call: frames in, frames out, the conversation in between.

Settings follow measurements: 8 kHz everywhere, shared voice detector, caller audio dropped
behind the user aggregator, nothing in the pipeline that a call does not need.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pipecat.frames.frames import (
    Frame,
    LLMContextFrame,
    OutputTransportMessageFrame,
    TTSSpeakFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMAssistantAggregator,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.llm_service import LLMService
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.transports.base_transport import BaseTransport
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from agent.detector import SharedSilero
from agent.floor import Floor
from agent.keypad import Keypad, Wait
from agent.linewatch import LineWatch
from agent.turns import (
    CallerAggregator,
    DropCallerAudio,
    FloorStart,
    FloorStop,
    GoOn,
)
from agent.wording import Speech

RATE = 8000
STUCK_TURN_SECONDS = 12.0
"""Pipecat's own watchdog, behind the floor's: nothing waits so long unless something failed."""

IDLE_SECONDS = 9.0
LONGEST_PIECE = 60
"""Letters the voice speaks in one go; about three seconds of sound."""

Wrote = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Engines:
    """The three engines of one call."""

    ears: STTService
    llm: LLMService[Any]
    voice: TTSService


class CallerTurns(FrameProcessor):
    """Hands each finished turn of the caller over before the brain sees it."""

    def __init__(self, wrote: Wrote) -> None:
        """Call `wrote` with the words, and wait for it: they are journaled first."""
        super().__init__()
        self._wrote = wrote

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Pass everything on, the context only after its words were written."""
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMContextFrame) and direction is FrameDirection.DOWNSTREAM:
            words = last_words(frame.context)
            if words:
                await self._wrote(words)
        await self.push_frame(frame, direction)


@dataclass(frozen=True, slots=True)
class CallPipeline:
    """A built pipeline and the parts the call needs to talk to."""

    worker: PipelineWorker
    user: FrameProcessor
    context: LLMContext

    async def speak(self, speech: Speech, mark: str | None, stream_sid: str) -> None:
        """Queue the words, with a mark behind those that must be heard."""
        for frame in frames_of(speech, mark, stream_sid):
            await self.worker.queue_frame(frame)


def build(
    transport: BaseTransport,
    engines: Engines,
    context: LLMContext,
    watch: LineWatch,
    *,
    floor: Floor,
    keys: Wait,
    go_on: GoOn,
    wrote: Wrote,
) -> CallPipeline:
    """Put one call's pipeline together; nothing connects anywhere before it runs."""
    stop = FloorStop()
    user = CallerAggregator(
        context,
        params=LLMUserAggregatorParams(
            vad_analyzer=SharedSilero(),
            user_turn_strategies=UserTurnStrategies(
                start=[FloorStart(floor, stop, go_on)], stop=[stop]
            ),
            user_turn_stop_timeout=STUCK_TURN_SECONDS,
            user_idle_timeout=IDLE_SECONDS,
            empty_user_turn=None,
        ),
    )
    steps: list[FrameProcessor] = [
        transport.input(),
        engines.ears,
        Keypad(keys),
        user,
        DropCallerAudio(),
        CallerTurns(wrote),
        engines.llm,
        engines.voice,
        watch,
        transport.output(),
        LLMAssistantAggregator(context),
    ]
    worker = PipelineWorker(
        Pipeline(steps),
        enable_rtvi=False,
        enable_turn_tracking=False,
        params=PipelineParams(
            audio_in_sample_rate=RATE, audio_out_sample_rate=RATE, enable_metrics=True
        ),
    )
    return CallPipeline(worker, user, context)


def frames_of(speech: Speech, mark: str | None, stream_sid: str) -> list[Frame]:
    """The frames of a speech: its parts in clauses, the mark behind what must be heard."""
    frames: list[Frame] = []
    last = speech.must_hear or len(speech.parts)
    for number, part in enumerate(speech.parts, 1):
        frames += [TTSSpeakFrame(clause) for clause in clauses(part)]
        if mark is not None and number == last:
            frames.append(mark_frame(mark, stream_sid))
    return frames


def clauses(part: str) -> list[str]:
    """A long sentence cut behind its commas: the first piece is heard while others are spoken.

    Short ones stay whole, as they are on the shelf and sound better.
    """
    if len(part) <= LONGEST_PIECE or part[-1:] not in ".!":
        return [part]
    pieces: list[str] = []
    for clause in re.split(r"(?<=,) ", part):
        if pieces and len(pieces[-1]) + len(clause) < LONGEST_PIECE:
            pieces[-1] += f" {clause}"
        else:
            pieces.append(clause)
    return pieces


def mark_frame(name: str, stream_sid: str) -> OutputTransportMessageFrame:
    """A Media Streams `mark`, which travels in order with the audio before it."""
    return OutputTransportMessageFrame(
        message={"event": "mark", "streamSid": stream_sid, "mark": {"name": name}}
    )


def last_words(context: LLMContext) -> str:
    """What the caller said last, or nothing if a brain has reported it already.

    The result of an earlier report may come late, behind words the caller has said since.
    """
    for message in reversed(context.get_messages()):
        if isinstance(message, dict) and message.get("role") == "user":
            return _text(message.get("content"))
        if isinstance(message, dict) and message.get("tool_calls"):
            break
    return ""


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return " ".join(str(part.get("text", "")) for part in parts if isinstance(part, dict))
