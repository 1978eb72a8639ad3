import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from agent.voices import client
from agent.voices.client import SpeechWorker, VoiceError
from agent.voices.weights import are_here
from office.settings import Settings

pytestmark = [pytest.mark.wire, pytest.mark.asyncio(loop_scope="module")]

SENTENCE = "What is the best number to reach you?"
RATE = 8000


@pytest.fixture(scope="module")
def folder() -> Path:
    """The voice models, which `make test` puts in place."""
    folder = Settings.load().voices_folder
    assert are_here(folder), "make voices fetches the voice models"
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker(folder: Path) -> AsyncIterator[SpeechWorker]:
    worker = SpeechWorker(folder)
    await worker.start()
    yield worker
    await worker.close()


async def spoken(worker: SpeechWorker, text: str = SENTENCE) -> bytes:
    return b"".join([piece async for piece in worker.speak(text)])


async def until_ready(worker: SpeechWorker) -> None:
    async with asyncio.timeout(client.READY_SECONDS):
        while not worker.ready:  # noqa: ASYNC110 - the worker is another program
            await asyncio.sleep(0.05)


async def test_it_hears_what_it_said(worker: SpeechWorker) -> None:
    sound = await spoken(worker)

    heard = await worker.hear(sound, RATE)

    assert heard.text.lower().strip(" ?.") == SENTENCE.lower().strip(" ?.")
    assert heard.no_speech < 0.5
    assert 1.0 < len(sound) / 2 / RATE < 5.0


async def test_the_sound_starts_at_once_and_is_loud_enough(worker: SpeechWorker) -> None:
    samples = np.frombuffer(await spoken(worker), "<i2").astype(np.float64)

    first_loud = int(np.flatnonzero(np.abs(samples) > 500)[0])

    assert first_loud / RATE < 0.15
    assert np.sqrt(np.mean(samples**2)) > 500


async def test_several_questions_at_once_get_their_own_answers(worker: SpeechWorker) -> None:
    yes, number = await asyncio.gather(spoken(worker, "Yes, please."), spoken(worker))

    texts = await asyncio.gather(worker.hear(number), worker.hear(yes))

    assert "number" in texts[0].text
    assert "yes" in texts[1].text.lower()


async def test_a_clear_yes_is_not_doubted(worker: SpeechWorker) -> None:
    heard = await worker.hear(await spoken(worker, "Yes."), RATE)

    assert "yes" in heard.text.lower()
    assert "?" not in heard.text


@pytest.mark.parametrize("level", [0, 3, 30, 300, 2000])
async def test_noise_gives_no_words(worker: SpeechWorker, level: int) -> None:
    noise = np.random.default_rng(20260914).normal(0, level, RATE * 2)

    heard = await worker.hear(noise.clip(-32768, 32767).astype("<i2").tobytes())

    assert heard.text == ""


async def test_sound_of_half_a_sample_is_a_failure_and_the_next_is_heard(
    worker: SpeechWorker,
) -> None:
    with pytest.raises(VoiceError, match="ValueError"):
        await worker.hear(b"\0" * 8001)

    assert "number" in (await worker.hear(await spoken(worker))).text


async def test_leaving_a_long_answer_makes_room_for_the_next(worker: SpeechWorker) -> None:
    long_story = worker.speak(" ".join(["This sentence is a long one, is it not?"] * 200))
    await anext(long_story)
    await long_story.aclose()

    async with asyncio.timeout(3):
        assert await spoken(worker, "Okay.")


async def test_a_full_queue_is_a_failure_at_once(worker: SpeechWorker) -> None:
    askers = [asyncio.create_task(spoken(worker)) for _ in range(60)]
    done, waiting = await asyncio.wait(askers, timeout=2, return_when=asyncio.FIRST_EXCEPTION)
    for asker in waiting:
        asker.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)

    failures = [str(task.exception()) for task in done if task.exception() is not None]

    assert failures
    assert all("busy" in failure for failure in failures)
    async with asyncio.timeout(8):
        assert await spoken(worker, "Okay.")


async def test_a_killed_worker_fails_the_question_and_comes_back(worker: SpeechWorker) -> None:
    first = worker.pid
    assert first is not None
    question = asyncio.create_task(spoken(worker, " ".join([SENTENCE] * 30)))
    await asyncio.sleep(0.1)

    os.kill(first, signal.SIGKILL)

    async with asyncio.timeout(2):
        with pytest.raises(VoiceError, match="died"):
            await question
    assert not worker.ready
    with pytest.raises(VoiceError, match="not running"):
        await spoken(worker)
    await until_ready(worker)
    assert worker.pid != first
    assert await spoken(worker, "Okay.")


async def test_a_worker_that_stands_still_is_a_failure(
    worker: SpeechWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "HEAR_SECONDS", 0.3)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGSTOP)
    try:
        with pytest.raises(VoiceError, match="too long"):
            await worker.hear(bytes(RATE))
    finally:
        os.kill(worker.pid, signal.SIGCONT)


async def test_closing_fails_what_is_still_asked(folder: Path) -> None:
    worker = SpeechWorker(folder)
    await worker.start()
    question = asyncio.create_task(spoken(worker, " ".join([SENTENCE] * 30)))
    await asyncio.sleep(0.1)

    await worker.close()

    async with asyncio.timeout(1):
        with pytest.raises(VoiceError):
            await question
    assert not worker.ready


async def test_a_folder_without_models_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "READY_SECONDS", 2.0)
    worker = SpeechWorker(tmp_path)

    with pytest.raises(VoiceError, match="did not start"):
        await worker.start()
