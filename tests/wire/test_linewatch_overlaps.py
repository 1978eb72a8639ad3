"""What the line's watch knows of words that met the desk's own."""

import pytest
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
)
from pipecat.tests.utils import SleepFrame, run_test

from agent import linewatch
from agent.linewatch import LineWatch

pytestmark = pytest.mark.wire

YOUNG = 0.3


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linewatch, "OVERLAP_SECONDS", YOUNG)


async def after(*frames: Frame) -> LineWatch:
    """A watch that saw these frames."""

    async def note(_what: object) -> None:
        """Nothing of this is asked about."""

    async def silent() -> None:
        """Nothing is said."""

    watch = LineWatch(answered=note, marked=note, silent=silent, stopped=lambda: None)
    await run_test(watch, frames_to_send=list(frames))
    return watch


async def test_turn_whose_sound_began_with_the_desks_words_overlaps_them() -> None:
    late_to_yield = SleepFrame(YOUNG * 1.5)
    watch = await after(
        BotStartedSpeakingFrame(),
        SleepFrame(0.05),
        VADUserStartedSpeakingFrame(),
        late_to_yield,
        UserStartedSpeakingFrame(),
    )
    assert watch.overlapped
    assert watch.cut_off


async def test_turn_that_answers_the_desk_does_not_overlap() -> None:
    watch = await after(
        BotStartedSpeakingFrame(),
        SleepFrame(0.05),
        VADUserStartedSpeakingFrame(),
        SleepFrame(0.05),
        BotStoppedSpeakingFrame(),
        UserStartedSpeakingFrame(),
    )
    assert not watch.overlapped
    assert not watch.cut_off


async def test_turn_before_the_desks_words_cuts_them_off() -> None:
    watch = await after(
        UserStartedSpeakingFrame(),
        UserStoppedSpeakingFrame(),
        SleepFrame(0.05),
        VADUserStartedSpeakingFrame(),
        UserStartedSpeakingFrame(),
    )
    assert watch.overlapped
    assert watch.cut_off


async def test_turn_in_the_middle_of_long_words_cuts_them_off_only() -> None:
    watch = await after(
        BotStartedSpeakingFrame(),
        SleepFrame(YOUNG * 1.5),
        VADUserStartedSpeakingFrame(),
        UserStartedSpeakingFrame(),
    )
    assert not watch.overlapped
    assert watch.cut_off
