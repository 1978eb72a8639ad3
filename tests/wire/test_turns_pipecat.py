"""The parts of pipecat with a leading underscore that the desk leans on: a change must show."""

import pytest
from pipecat.audio.vad.vad_analyzer import VADState

from agent.bench.speech import caller_says
from agent.detector import LISTENING, SharedSilero, warm_up
from office.settings import Settings
from telephony import mulaw

pytestmark = pytest.mark.wire

RATE = 8000
CHUNK = RATE // 50 * 2


def detector() -> SharedSilero:
    made = SharedSilero()
    made.set_sample_rate(RATE)
    return made


@pytest.fixture
async def speech() -> bytes:
    """A spoken sentence, 16-bit at 8 kHz."""
    return mulaw.decode(await caller_says(Settings().voices_folder))


async def states(heard: SharedSilero, sound: bytes) -> set[VADState]:
    return {
        await heard.analyze_audio(sound[start : start + CHUNK])
        for start in range(0, len(sound), CHUNK)
    }


async def test_detectors_of_two_calls_share_one_model() -> None:
    await warm_up()
    first, second = detector(), detector()
    assert first._model.session is second._model.session


async def test_one_callers_speech_is_not_heard_on_another_line(speech: bytes) -> None:
    talking, silent = detector(), detector()
    assert VADState.SPEAKING in await states(talking, speech)
    assert await states(silent, bytes(RATE * 2)) == {VADState.QUIET}


async def test_silence_is_no_speech() -> None:
    assert await states(detector(), bytes(RATE * 4)) == {VADState.QUIET}


async def test_detector_goes_quiet_after_its_own_wait(speech: bytes) -> None:
    heard = detector()
    await states(heard, speech)
    assert VADState.QUIET not in {await heard.analyze_audio(speech[-CHUNK:])}
    quiet = bytes(int(LISTENING.stop_secs * 2 * RATE) * 2 + CHUNK * 10)
    assert VADState.QUIET in await states(heard, quiet)
