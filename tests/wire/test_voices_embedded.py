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
    TTSAudioRawFrame,
    TTSSpeakFrame,
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.tests.utils import run_test
from pipecat.workers.runner import WorkerRunner
from structlog.testing import capture_logs

from agent.turns import TurnTranscriptionFrame
from agent.voices.choice import URGENT_LINES, EmbeddedVoices
from agent.voices.client import SpeechWorker, VoiceError
from agent.voices.ears import GLIMPSES, EmbeddedEars
from agent.voices.shelf import Shelf
from agent.voices.speaker import EmbeddedSpeaker
from agent.voices.weights import are_here
from office.settings import Settings

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="module")]

RATE = 8000
PATIENT_SECONDS = 60
"""A machine that runs much else may take this long; nothing is asserted about it."""

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


async def until_ready(worker: SpeechWorker) -> None:
    """Wait for a worker that is starting."""
    async with asyncio.timeout(PATIENT_SECONDS):
        while not worker.ready:  # noqa: ASYNC110 - the worker is another program
            await asyncio.sleep(0.05)


@pytest_asyncio.fixture(loop_scope="module")
async def shelf(tmp_path: Path, worker: SpeechWorker) -> Shelf:
    """A shelf with two fixed lines, and a worker that is up."""
    await until_ready(worker)
    shelf = Shelf(tmp_path, worker)
    await shelf.load([EXCUSE, FIXED], lambda: None)
    return shelf


async def run(service: FrameProcessor, frames: Sequence[Frame]) -> Sequence[Frame]:
    """What came out of a pipeline of one service, downstream."""
    async with asyncio.timeout(PATIENT_SECONDS):
        down, _ = await run_test(
            service,
            frames_to_send=frames,
            pipeline_params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
        )
    return down


class Line:
    """Ears on a line that stays open until what is waited for has come."""

    def __init__(self, ears: EmbeddedEars) -> None:
        self.heard: list[Frame] = []
        self._worker = PipelineWorker(
            Pipeline([ears, Collector(self.heard)]),
            enable_rtvi=False,
            params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
        )

    async def __aenter__(self) -> "Line":
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(self._worker)
        self._running = asyncio.create_task(runner.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._worker.cancel()
        await self._running

    async def brings(self, *frames: Frame) -> None:
        for frame in frames:
            await self._worker.queue_frame(frame)

    async def until(self, kind: type[Frame], number: int = 1) -> list[str]:
        """The texts of so many frames of a kind."""
        async with asyncio.timeout(PATIENT_SECONDS):
            while len(self._texts(kind)) < number:  # noqa: ASYNC110 - the worker is a program
                await asyncio.sleep(0.02)
        return self._texts(kind)

    def _texts(self, kind: type[Frame]) -> list[str]:
        return [str(getattr(one, "text", "")) for one in self.heard if isinstance(one, kind)]


class Collector(FrameProcessor):
    """Keeps what comes down the line."""

    def __init__(self, frames: list[Frame]) -> None:
        super().__init__()
        self._frames = frames

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        self._frames.append(frame)
        await self.push_frame(frame, direction)


def talk(said: bytes) -> list[Frame]:
    """A stretch of speech that goes on."""
    pieces = [
        InputAudioRawFrame(audio=said[start : start + 640], sample_rate=RATE, num_channels=1)
        for start in range(0, len(said), 640)
    ]
    return [VADUserStartedSpeakingFrame(), *pieces]


async def spoken(worker: SpeechWorker, words: str) -> bytes:
    """Words in the desk's voice; another test may have killed the worker."""
    await until_ready(worker)
    return b"".join([piece async for piece in worker.speak(words)])


async def test_words_into_the_desks_speech_are_glimpsed_before_they_end(
    worker: SpeechWorker,
) -> None:
    said = await spoken(worker, "No wait, that is not the number.")
    async with Line(EmbeddedEars(worker)) as line:
        await line.brings(BotStartedSpeakingFrame(), *talk(said))
        early = await line.until(InterimTranscriptionFrame)
        assert early[0].lower().startswith("no")
        await line.brings(VADUserStoppedSpeakingFrame())
        await line.until(TurnTranscriptionFrame)


async def test_words_into_the_desks_silence_are_not_glimpsed(worker: SpeechWorker) -> None:
    said = await spoken(worker, "That is not the number.")
    async with Line(EmbeddedEars(worker)) as line:
        await line.brings(*talk(said))
        await asyncio.sleep(GLIMPSES[0] + 0.2)
        await line.brings(VADUserStoppedSpeakingFrame())
        await line.until(TurnTranscriptionFrame)
        assert not [one for one in line.heard if isinstance(one, InterimTranscriptionFrame)]


async def test_pauses_of_a_turn_are_heard_as_one_piece(worker: SpeechWorker) -> None:
    first = await spoken(worker, "My air conditioner")
    second = await spoken(worker, "is not cooling.")
    async with Line(EmbeddedEars(worker)) as line:
        for number, said in enumerate((first, second), 1):
            await line.brings(*talk(said), VADUserStoppedSpeakingFrame())
            heard = await line.until(TurnTranscriptionFrame, number)
        assert "air condition" in heard[-1].lower()
        assert "cooling" in heard[-1].lower()


async def test_next_turn_has_nothing_of_the_last(worker: SpeechWorker) -> None:
    first = await spoken(worker, "My air conditioner is broken.")
    second = await spoken(worker, "It is cooling again.")
    async with Line(EmbeddedEars(worker)) as line:
        await line.brings(*talk(first), VADUserStoppedSpeakingFrame())
        await line.until(TurnTranscriptionFrame)
        await line.brings(UserStoppedSpeakingFrame())
        await line.brings(*talk(second), VADUserStoppedSpeakingFrame())
        heard = await line.until(TurnTranscriptionFrame, 2)
        assert "cooling" in heard[-1].lower()
        assert "broken" not in heard[-1].lower()


def sound_of(frames: Sequence[Frame]) -> bytes:
    return b"".join(frame.audio for frame in frames if isinstance(frame, TTSAudioRawFrame))


async def kill(worker: SpeechWorker) -> None:
    """End the worker, and wait until the desk has noticed."""
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    async with asyncio.timeout(PATIENT_SECONDS):
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
    async with Line(EmbeddedEars(worker)) as line:
        await line.brings(*talk(shelf.get(FIXED) or b""), VADUserStoppedSpeakingFrame())
        await line.until(TurnTranscriptionFrame)

    (heard,) = [frame for frame in line.heard if isinstance(frame, TurnTranscriptionFrame)]
    assert heard.text.lower().strip(" ?.") == "what's your name"
    assert heard.finalized


async def test_ears_without_a_worker_hear_nothing_and_go_on(
    shelf: Shelf, worker: SpeechWorker
) -> None:
    said = shelf.get(FIXED) or b""
    with capture_logs() as logs:
        async with Line(EmbeddedEars(worker)) as line:
            await kill(worker)
            await line.brings(*talk(said), VADUserStoppedSpeakingFrame())
            async with asyncio.timeout(PATIENT_SECONDS):
                while "recognition_failed" not in [one["event"] for one in logs]:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            await until_ready(worker)
            await line.brings(*talk(said), VADUserStoppedSpeakingFrame())
            (heard,) = await line.until(TurnTranscriptionFrame)

    assert "your name" in heard.lower()


async def test_calls_are_taken_before_every_line_is_rendered(folder: Path) -> None:
    lines = tuple(f"This is the fixed line with the number {number}." for number in range(40))
    voices = EmbeddedVoices(Settings.load(voices=folder), EXCUSE)
    ticks: list[float] = []
    try:
        await voices.start(lines, lambda: ticks.append(time.monotonic()))
        rendered = [line for line in lines if voices.rendered(line)]
        async with asyncio.timeout(PATIENT_SECONDS):
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
