"""The floor inside pipecat's own aggregator: what is decided is what happens on the line."""

import asyncio
from dataclasses import dataclass, field

import pytest
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    InterruptionFrame,
    TranscriptionFrame,
    UserStartedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from agent.floor import Floor, Manner
from agent.turns import (
    KEYPAD_PREFIX,
    CallerAggregator,
    FloorStart,
    FloorStop,
    TalkForgottenFrame,
    TurnTranscriptionFrame,
)

pytestmark = pytest.mark.wire

SHORT = 0.15


@dataclass
class Call:
    """An aggregator with a floor, and what it sent down the line."""

    manner: Manner = "plain"
    wait: float = 0.0
    encouraged: int = 0
    interrupted: int = 0
    started: int = 0
    forgotten: int = 0
    turns: list[str] = field(default_factory=list)

    async def hears(self, *steps: Frame | float) -> list[str]:
        """Feed frames and pauses in seconds; gives the caller's turns."""
        stop = FloorStop()
        floor = Floor(lambda _text, _breath: self.wait, lambda: self.manner)
        user = CallerAggregator(
            LLMContext(),
            params=LLMUserAggregatorParams(
                user_turn_strategies=UserTurnStrategies(
                    start=[FloorStart(floor, stop, self._go_on)], stop=[stop]
                ),
                empty_user_turn=None,
            ),
        )
        user.add_event_handler("on_user_turn_stopped", self._note)
        line = Pipeline([Witness(self), user, Witness(self)])
        worker = PipelineWorker(line, enable_rtvi=False)
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        running = asyncio.create_task(runner.run())
        for step in (0.1, *steps, SHORT):
            if isinstance(step, Frame):
                await worker.queue_frame(step)
                await asyncio.sleep(0.02)
            else:
                await asyncio.sleep(step)
        await worker.cancel()
        await running
        return self.turns

    async def _go_on(self) -> None:
        self.encouraged += 1

    async def _note(self, _user: object, _strategy: object, message: object) -> None:
        self.turns.append(str(getattr(message, "content", "")))


class Witness(FrameProcessor):
    """Counts what reaches the brain's side, and what comes back to the ears."""

    def __init__(self, call: Call) -> None:
        super().__init__()
        self._call = call

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if direction is FrameDirection.DOWNSTREAM:
            self._call.interrupted += isinstance(frame, InterruptionFrame)
            self._call.started += isinstance(frame, UserStartedSpeakingFrame)
        self._call.forgotten += isinstance(frame, TalkForgottenFrame)
        await self.push_frame(frame, direction)


def sound_begins() -> Frame:
    return VADUserStartedSpeakingFrame(start_secs=0.1)


def sound_ends() -> Frame:
    return VADUserStoppedSpeakingFrame(stop_secs=0.2)


def words(text: str) -> Frame:
    return TranscriptionFrame(text, "", "", finalized=True)


def turn_so_far(text: str) -> Frame:
    return TurnTranscriptionFrame(text, "", "", finalized=True)


def desk_speaks() -> tuple[Frame, float]:
    return BotStartedSpeakingFrame(), 0.55


async def test_turn_has_the_words_of_all_its_parts() -> None:
    call = Call(wait=0.1)
    turns = await call.hears(
        sound_begins(), sound_ends(), words("614"), sound_begins(), sound_ends(), words("555"), 0.2
    )
    assert turns == ["614 555"]
    assert (call.interrupted, call.started) == (1, 1)


async def test_turn_heard_anew_is_written_once() -> None:
    call = Call(wait=0.1)
    turns = await call.hears(
        sound_begins(),
        sound_ends(),
        turn_so_far("What's the age?"),
        sound_begins(),
        sound_ends(),
        turn_so_far("C-H-E-N"),
        0.2,
    )
    assert turns == ["C-H-E-N"]


async def test_mhm_over_the_desk_is_neither_turn_nor_interruption() -> None:
    call = Call()
    turns = await call.hears(
        *desk_speaks(),
        sound_begins(),
        sound_ends(),
        words("Mhm."),
        1.3,
        BotStoppedSpeakingFrame(),
        0.4,
        sound_begins(),
        sound_ends(),
        words("It's 614."),
    )
    assert turns == ["It's 614."]
    assert (call.interrupted, call.forgotten) == (1, 1)


async def test_no_wait_over_the_desk_interrupts_it_and_is_the_turn() -> None:
    call = Call()
    turns = await call.hears(*desk_speaks(), sound_begins(), sound_ends(), words("No, wait."))
    assert turns == ["No, wait."]
    assert call.interrupted == 1


async def test_yes_over_the_end_of_a_read_back_is_the_turn_and_interrupts_nothing() -> None:
    call = Call(manner="yes_no")
    turns = await call.hears(
        *desk_speaks(), sound_begins(), sound_ends(), words("Yes."), BotStoppedSpeakingFrame(), 0.4
    )
    assert turns == ["Yes."]
    assert (call.interrupted, call.started) == (0, 1)


@pytest.mark.slow
async def test_long_pause_is_encouraged_within_the_turn() -> None:
    call = Call(wait=4.6)
    await call.hears(sound_begins(), sound_ends(), words("614"), 2.6, sound_begins())
    assert (call.encouraged, call.started) == (1, 1)


async def test_keys_are_a_turn_of_their_own() -> None:
    turns = await Call(wait=9).hears(words(f"{KEYPAD_PREFIX}6145550143"))
    assert turns == [f"{KEYPAD_PREFIX}6145550143"]
