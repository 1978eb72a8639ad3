"""Sound without words that cuts the desk off, and pauses within what is dictated."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
import pytest_asyncio
from pipecat.frames.frames import (
    Frame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)

from agent import answering, floor
from agent.brain.choice import choose_brains
from agent.hints import MOST_TERMS
from agent.patience import LISTENING_ON
from office.settings import Settings
from telephony.line import Line
from tests.acceptance.test_model_calls import STRANGER, ModelCall

pytestmark = pytest.mark.acceptance

GREETING_ENDS = 0.6


@pytest_asyncio.fixture
async def call(typed: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ModelCall]:
    """A call sorted by the scripted brain, with a floor that decides sooner."""
    monkeypatch.setitem(floor.PROBATION, "plain", 0.1)
    monkeypatch.setattr(floor, "STUCK_SECONDS", 0.2)
    monkeypatch.setattr(floor, "GO_ON_AFTER", 0.2)
    brains = choose_brains(Settings())
    made = ModelCall(typed, brains)
    made.paper.keeps_talking = True
    yield made
    await brains.close()


async def line_brings(call: ModelCall, *frames: Frame) -> None:
    for frame in frames:
        await call.line.keyboard.push_frame(frame)
        await asyncio.sleep(0.05)


async def until(call: ModelCall, words: str, times: int = 1) -> None:
    """Wait until the desk has said something so often."""
    async with asyncio.timeout(5):
        while call.told.count(words) < times:  # noqa: ASYNC110  # pipecat gives no event
            await asyncio.sleep(0.02)


async def test_noise_that_cut_the_desk_off_has_its_words_said_again(call: ModelCall) -> None:
    async with call.ringing(STRANGER) as conversation:
        assert conversation.last is not None
        greeting = conversation.last.text[:30]
        await until(call, greeting)
        await asyncio.sleep(GREETING_ENDS)
        await line_brings(call, VADUserStartedSpeakingFrame())
        await asyncio.sleep(0.3)
        await line_brings(call, VADUserStoppedSpeakingFrame())
        await until(call, greeting, times=2)


async def test_pause_within_a_number_is_met_by_a_mhm_and_ends_nothing(
    call: ModelCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_said = lambda _, manner: floor.Floor(lambda *_: LISTENING_ON, manner)  # noqa: E731
    monkeypatch.setattr(answering, "Floor", half_said)
    async with call.ringing(STRANGER) as conversation:
        assert conversation.last is not None
        await until(call, conversation.last.text[:30])
        half = TranscriptionFrame("614", "caller", "2026-09-14T19:15:00Z", finalized=True)
        await line_brings(call, VADUserStartedSpeakingFrame(), VADUserStoppedSpeakingFrame(), half)
        await until(call, "Mm-hm?")
        assert conversation.heard == ""


async def test_ears_are_told_the_streets_of_the_area(call: ModelCall) -> None:
    async with call.ringing(STRANGER) as conversation:
        assert conversation.last is not None
        streets = ("Brickell Avenue", *(f"{number} Elm Court" for number in range(500)))
        made = answering.Answering(cast(Line, call.line), conversation, conversation.last, streets)
        assert "Brickell Avenue" in made.hints
        assert len(made.hints) <= MOST_TERMS
