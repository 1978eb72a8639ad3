"""Keys on the line become turns of the caller."""

from collections.abc import Sequence

import pytest
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import Frame, InputDTMFFrame, InterruptionFrame, TranscriptionFrame
from pipecat.tests.utils import SleepFrame, run_test

from agent.keypad import Keypad

pytestmark = pytest.mark.wire


def press(keys: str) -> list[Frame]:
    return [InputDTMFFrame(button=KeypadEntry(key)) for key in keys]


async def pressed(*frames: Frame, wait: float = 60.0) -> Sequence[Frame]:
    """What comes out if a number of four keys is whole."""
    down, _ = await run_test(
        Keypad(lambda keys: 0.0 if len(keys) == 4 else wait),
        frames_to_send=[*frames, SleepFrame(0.1)],
    )
    return down


def turns(frames: Sequence[Frame]) -> list[str]:
    return [frame.text for frame in frames if isinstance(frame, TranscriptionFrame)]


async def test_whole_number_is_a_turn_at_its_last_key() -> None:
    down = await pressed(*press("0143"))
    assert turns(down) == ["keypad: 0143"]
    assert sum(isinstance(frame, InterruptionFrame) for frame in down) == 1


async def test_pound_ends_a_number_and_star_begins_it_anew() -> None:
    assert turns(await pressed(*press("99*01#"))) == ["keypad: 01"]


async def test_half_a_number_is_a_turn_after_its_pause() -> None:
    assert turns(await pressed(*press("01"), SleepFrame(0.1), *press("4"), wait=0.05)) == [
        "keypad: 01",
        "keypad: 4",
    ]
