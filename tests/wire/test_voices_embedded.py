import asyncio
import os
import shutil
import signal
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.worker import PipelineParams
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.tests.utils import SleepFrame, run_test

from agent.voices.choice import URGENT_LINES, EmbeddedVoices
from agent.voices.client import SpeechWorker, VoiceError
from agent.voices.ears import EmbeddedEars
from agent.voices.shelf import Shelf
from agent.voices.speaker import EmbeddedSpeaker
from agent.voices.weights import are_here
from office.settings import Settings

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="module")]

RATE = 8000
EXCUSE, FIXED, OTHER = "One moment, please.", "What's your name?", "Hi Mike, how are you?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The voice models in a folder whose shelf is empty."""
    models = Settings.load().voices_folder
    assert are_here(models), "make voices fetches the voice models"
    folder = tmp_path_factory.mktemp("voices")
    for part in ("whisper-base", "piper", "kokoro"):
        (folder / part).symlink_to(models.resolve() / part)
    shutil.copy(models / "stamp", folder)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker(folder: Path) -> AsyncIterator[SpeechWorker]:
    worker = SpeechWorker(folder)
    await worker.start()
    yield worker
    await worker.close()


@pytest_asyncio.fixture(loop_scope="module")
async def shelf(tmp_path: Path, worker: SpeechWorker) -> Shelf:
    """A shelf with two fixed lines, and a worker that is up."""
    async with asyncio.timeout(20):
        while not worker.ready:  # noqa: ASYNC110 - the worker is another program
            await asyncio.sleep(0.05)
    shelf = Shelf(tmp_path, worker)
    await shelf.load([EXCUSE, FIXED], lambda: None)
    return shelf


async def run(service: FrameProcessor, frames: Sequence[Frame]) -> Sequence[Frame]:
    """What came out of a pipeline of one service, downstream."""
    async with asyncio.timeout(9):
        down, _ = await run_test(
            service,
            frames_to_send=frames,
            pipeline_params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
        )
    return down


async def test_words_into_the_desks_speech_are_glimpsed_before_they_end(
    worker: SpeechWorker,
) -> None:
    said = b"".join([piece async for piece in worker.speak("No wait, that is not the number.")])
    pieces = [
        InputAudioRawFrame(audio=said[start : start + 640], sample_rate=RATE, num_channels=1)
        for start in range(0, len(said), 640)
    ]
    talk = [
        VADUserStartedSpeakingFrame(),
        *pieces,
        SleepFrame(2.0),
        VADUserStoppedSpeakingFrame(),
    ]
    heard = await run(EmbeddedEars(worker), [BotStartedSpeakingFrame(), *talk])
    early = [frame.text for frame in heard if isinstance(frame, InterimTranscriptionFrame)]
    assert early
    assert early[0].lower().startswith("no wait")
    quiet = await run(EmbeddedEars(worker), talk)
    assert not [frame for frame in quiet if isinstance(frame, InterimTranscriptionFrame)]


def sound_of(frames: Sequence[Frame]) -> bytes:
    return b"".join(frame.audio for frame in frames if isinstance(frame, TTSAudioRawFrame))


async def kill(worker: SpeechWorker) -> None:
    """End the worker, and wait until the desk has noticed."""
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    async with asyncio.timeout(2):
        while worker.ready:  # noqa: ASYNC110 - the worker is another program
            await asyncio.sleep(0.01)


async def test_a_fixed_line_comes_from_the_shelf_byte_for_byte(shelf: Shelf) -> None:
    down = await run(EmbeddedSpeaker(shelf, EXCUSE), [TTSSpeakFrame(FIXED)])

    assert sound_of(down) == shelf.get(FIXED)
    assert {frame.sample_rate for frame in down if isinstance(frame, TTSAudioRawFrame)} == {RATE}


async def test_an_unknown_line_is_spoken(shelf: Shelf, worker: SpeechWorker) -> None:
    heard = ""
    for _ in range(2):  # the voice says no line twice alike, and small ears take Mike for mate
        down = await run(EmbeddedSpeaker(shelf, EXCUSE), [TTSSpeakFrame(OTHER)])
        heard += (await worker.hear(sound_of(down))).text.lower()
        assert "how are you" in heard

    assert "mike" in heard


async def test_a_fixed_line_is_heard_although_the_worker_is_dead(
    shelf: Shelf, worker: SpeechWorker
) -> None:
    await kill(worker)

    down = await run(EmbeddedSpeaker(shelf, EXCUSE), [TTSSpeakFrame(FIXED)])

    assert sound_of(down) == shelf.get(FIXED)


async def test_the_excuse_is_heard_when_a_line_cannot_be_spoken(
    shelf: Shelf, worker: SpeechWorker
) -> None:
    await kill(worker)

    down = await run(EmbeddedSpeaker(shelf, EXCUSE), [TTSSpeakFrame(OTHER)])

    assert sound_of(down) == shelf.get(EXCUSE)


async def test_what_the_caller_said_comes_out_as_final(shelf: Shelf, worker: SpeechWorker) -> None:
    sound = shelf.get(FIXED) or b""
    pieces: list[Frame] = [
        InputAudioRawFrame(audio=sound[start : start + 320], sample_rate=RATE, num_channels=1)
        for start in range(0, len(sound), 320)
    ]

    down = await run(
        EmbeddedEars(worker),
        [
            VADUserStartedSpeakingFrame(),
            *pieces,
            VADUserStoppedSpeakingFrame(),
            SleepFrame(2.0),
        ],
    )

    (heard,) = [frame for frame in down if isinstance(frame, TranscriptionFrame)]
    assert heard.text.lower().strip(" ?.") == "what's your name"
    assert heard.finalized


async def test_ears_without_a_worker_hear_nothing_and_go_on(
    shelf: Shelf, worker: SpeechWorker
) -> None:
    await kill(worker)
    frames = [frame async for frame in EmbeddedEars(worker).run_stt(bytes(RATE))]

    assert frames == [None]


async def test_calls_are_taken_before_every_line_is_rendered(folder: Path) -> None:
    lines = tuple(f"This is the fixed line with the number {number}." for number in range(40))
    voices = EmbeddedVoices(Settings.load(voices=folder), EXCUSE)
    ticks: list[float] = []
    try:
        await voices.start(lines, lambda: ticks.append(time.monotonic()))
        rendered = [line for line in lines if voices.rendered(line)]
        async with asyncio.timeout(8):
            while not voices.rendered(lines[URGENT_LINES + 2]):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        await voices.close()

    assert len(ticks) == URGENT_LINES + 1
    assert set(lines[:URGENT_LINES]) <= set(rendered)
    assert len(rendered) < len(lines)


async def test_a_line_rendered_for_a_dead_worker_is_no_failure(folder: Path) -> None:
    voices = EmbeddedVoices(Settings.load(voices=folder), EXCUSE)

    await voices.render(OTHER)
    await voices.close()

    assert not voices.rendered(OTHER)
    with pytest.raises(VoiceError):
        await anext(voices.speak(OTHER))
