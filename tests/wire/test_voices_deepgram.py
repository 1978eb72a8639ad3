import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    InterruptionFrame,
    OutputTransportMessageFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.tests.utils import SleepFrame, run_test

from agent.embedded.deepgram import KEY, DeepgramServer, Fault
from agent.voices import deepgram as deepgram_module
from agent.voices import deepgram_speaker
from agent.voices.client import VoiceError
from agent.voices.deepgram import DeepgramVoices
from agent.voices.ears import Expecting
from agent.voices.instant import tone
from office.settings import Settings

pytestmark = [
    pytest.mark.wire,
    # Deepgram's own client still asks for names that websockets renamed.
    pytest.mark.filterwarnings("ignore:websockets:DeprecationWarning"),
]

RATE = 8000
SPARE = b"\x01\x00" * 800


class Spare:
    """Says everything with the same sound."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def start(self, lines: tuple[str, ...], tick: Callable[[], None]) -> None:
        self.said.append("started")

    async def close(self) -> None:
        self.said.append("closed")

    async def speak(self, text: str) -> AsyncGenerator[bytes, None]:
        self.said.append(text)
        yield SPARE


class DeadSpare(Spare):
    """Has lost its voice as well."""

    async def start(self, lines: tuple[str, ...], tick: Callable[[], None]) -> None:
        raise VoiceError("The embedded voice did not start; run frontdesk doctor.")

    async def speak(self, text: str) -> AsyncGenerator[bytes, None]:
        raise VoiceError("The embedded voice is not running.")
        yield b""


@pytest_asyncio.fixture
async def deepgram() -> AsyncIterator[DeepgramServer]:
    words = iter(["my AC is not cooling", "yes please"])
    async with DeepgramServer(lambda: next(words)) as server:
        yield server


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        (deepgram_module, "CONNECT_SECONDS"),
        (deepgram_speaker, "CONNECT_SECONDS"),
        (deepgram_speaker, "ANSWER_SECONDS"),
    ):
        monkeypatch.setattr(module, name, 0.3)


def voices(
    server: DeepgramServer, spare: Spare | None = None, *, key: str = KEY, base: str = ""
) -> DeepgramVoices:
    return DeepgramVoices(
        Settings.load(deepgram_api_key=key, deepgram_base_url=base or server.url), spare
    )


async def run(
    service: FrameProcessor, frames: Sequence[Frame], seconds: float = 5.0
) -> tuple[Sequence[Frame], Sequence[Frame]]:
    """What came out of a pipeline of one service: downstream and upstream."""
    async with asyncio.timeout(seconds):
        return await run_test(
            service,
            frames_to_send=frames,
            pipeline_params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
            start_timeout=2.0,
        )


def speech(seconds: float = 0.6) -> list[Frame]:
    """A caller who speaks, with the voice detector's frames around it."""
    sound = tone(seconds)
    pieces: list[Frame] = [
        InputAudioRawFrame(audio=sound[start : start + 320], sample_rate=RATE, num_channels=1)
        for start in range(0, len(sound), 320)
    ]
    return [VADUserStartedSpeakingFrame(), *pieces, VADUserStoppedSpeakingFrame()]


def sound_of(frames: Sequence[Frame]) -> bytes:
    return b"".join(frame.audio for frame in frames if isinstance(frame, TTSAudioRawFrame))


def errors_of(frames: Sequence[Frame]) -> list[str]:
    return [frame.error for frame in frames if isinstance(frame, ErrorFrame)]


async def test_hints_are_key_terms_and_new_ones_take_a_new_connection(
    deepgram: DeepgramServer,
) -> None:
    ears = voices(deepgram).ears(("Oak Street",))
    assert isinstance(ears, Expecting)
    expecting: Expecting = ears

    class Told(FrameProcessor):
        async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
            await super().process_frame(frame, direction)
            if isinstance(frame, OutputTransportMessageFrame):
                await expecting.expect(("Kowalski", "Oak Street"))
            await self.push_frame(frame, direction)

    told = OutputTransportMessageFrame(message={})
    down, up = await run(
        Pipeline([Told(), ears]),
        [
            *speech(),
            SleepFrame(0.2),
            told,
            UserStoppedSpeakingFrame(),
            SleepFrame(0.3),
            *speech(),
            SleepFrame(0.2),
        ],
    )
    finals = [frame.text for frame in down if isinstance(frame, TranscriptionFrame)]
    assert finals == ["my AC is not cooling", "yes please"]
    asked = [parse_qs(urlsplit(path).query)["keyterm"] for path in deepgram.asked]
    assert asked == [["Oak Street"], ["Kowalski", "Oak Street"]]
    assert errors_of(up) == []


async def test_a_sentence_of_the_caller_is_final_when_the_caller_pauses(
    deepgram: DeepgramServer,
) -> None:
    down, up = await run(
        voices(deepgram).ears(), [*speech(), SleepFrame(0.3), *speech(), SleepFrame(0.3)]
    )

    finals = [frame for frame in down if isinstance(frame, TranscriptionFrame)]
    assert [frame.text for frame in finals] == ["my AC is not cooling", "yes please"]
    assert all(frame.finalized for frame in finals)
    assert [f.text for f in down if isinstance(f, InterimTranscriptionFrame)] == ["my AC", "yes"]
    assert errors_of(up) == []


async def test_it_asks_for_phone_sound_and_numbers_as_digits(deepgram: DeepgramServer) -> None:
    await run(voices(deepgram).ears(), [SleepFrame(0.1)])

    (asked,) = deepgram.asked
    assert "encoding=linear16" in asked
    assert "sample_rate=8000" in asked
    assert "smart_format=true" in asked


async def test_a_refused_key_leaves_the_ears_with_an_error(deepgram: DeepgramServer) -> None:
    _, up = await run(voices(deepgram, key="wrong").ears(), [*speech(), SleepFrame(0.1)])

    assert any("401" in error for error in errors_of(up))


async def test_ears_dropped_in_mid_sentence_tell_and_hear_again(deepgram: DeepgramServer) -> None:
    async def mend() -> None:
        await asyncio.sleep(1.5)
        deepgram.fault = ""

    deepgram.fault = "drop"
    mending = asyncio.create_task(mend())

    down, up = await run(
        voices(deepgram).ears(), [*speech(), SleepFrame(6.0), *speech(), SleepFrame(0.3)], 12
    )
    await mending

    assert errors_of(up)
    finals = [frame.text for frame in down if isinstance(frame, TranscriptionFrame)]
    assert finals == ["yes please"]


async def test_ears_that_never_connect_do_not_keep_the_call_from_starting(
    deepgram: DeepgramServer,
) -> None:
    deepgram.fault = "hang"

    down, _ = await run(voices(deepgram).ears(), [*speech(), SleepFrame(0.1)])

    assert any(isinstance(frame, VADUserStoppedSpeakingFrame) for frame in down)


async def test_the_desks_sentences_come_at_the_phones_rate(deepgram: DeepgramServer) -> None:
    said = ["One moment, please.", "What's your name?"]

    down, up = await run(voices(deepgram).voice(), [TTSSpeakFrame(text) for text in said])

    assert sound_of(down) == tone(0.18) * 2
    assert {f.sample_rate for f in down if isinstance(f, TTSAudioRawFrame)} == {RATE}
    assert deepgram.spoken == said
    assert len(deepgram.asked) == 1
    assert errors_of(up) == []


@pytest.mark.parametrize("fault", ["refuse", "hang", "mute", "drop"])
async def test_a_failed_sentence_is_an_error_and_no_hang(
    deepgram: DeepgramServer, fault: Fault
) -> None:
    deepgram.fault = fault

    _, up = await run(voices(deepgram).voice(), [TTSSpeakFrame("One moment, please.")])

    error, *_ = errors_of(up)
    assert "Deepgram" in error


@pytest.mark.parametrize("fault", ["refuse", "hang", "mute", "drop"])
async def test_the_spare_voice_says_what_deepgram_does_not(
    deepgram: DeepgramServer, fault: Fault
) -> None:
    deepgram.fault, spare = fault, Spare()

    down, up = await run(
        voices(deepgram, spare).voice(), [TTSSpeakFrame("Okay."), TTSSpeakFrame("Got it.")]
    )

    assert spare.said == ["Okay.", "Got it."]
    assert sound_of(down).endswith(SPARE * 2)
    assert errors_of(up) == []
    # The second sentence does not wait for Deepgram again.
    assert len(deepgram.asked) <= 2


async def test_a_line_that_broke_between_sentences_is_dialled_again(
    deepgram: DeepgramServer,
) -> None:
    spare = Spare()
    voice = voices(deepgram, spare).voice()

    async def cut() -> None:
        await asyncio.sleep(0.3)
        deepgram.drop_all()

    cutting = asyncio.create_task(cut())
    down, _ = await run(voice, [SleepFrame(0.6), TTSSpeakFrame("Okay.")])
    await cutting

    assert spare.said == []
    assert sound_of(down) == tone(0.06)
    assert len(deepgram.asked) == 2


async def test_deepgram_speaks_again_after_a_while(
    deepgram: DeepgramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deepgram_speaker, "AGAIN_SECONDS", 0.2)
    deepgram.fault, spare = "mute", Spare()

    async def mend() -> None:
        while not spare.said:  # noqa: ASYNC110 - the voice tells nobody
            await asyncio.sleep(0.01)
        deepgram.fault = ""

    mending = asyncio.create_task(mend())
    down, _ = await run(
        voices(deepgram, spare).voice(),
        [TTSSpeakFrame("Okay."), SleepFrame(1.0), TTSSpeakFrame("Got it.")],
    )
    await mending

    assert spare.said == ["Okay."]
    assert deepgram.spoken == ["Got it."]
    assert sound_of(down) == SPARE + tone(0.12)


async def test_two_lost_voices_are_an_error(deepgram: DeepgramServer) -> None:
    deepgram.fault = "refuse"

    _, up = await run(voices(deepgram, DeadSpare()).voice(), [TTSSpeakFrame("Okay.")])

    error, *_ = errors_of(up)
    assert "401" in error
    assert "not running" in error


async def test_an_interrupted_sentence_is_not_heard_in_the_next(deepgram: DeepgramServer) -> None:
    deepgram.fault = "mute"

    async def mend() -> None:
        await asyncio.sleep(0.25)
        deepgram.fault = ""

    mending = asyncio.create_task(mend())
    down, up = await run(
        voices(deepgram).voice(),
        [
            TTSSpeakFrame("This one is interrupted."),
            SleepFrame(0.1),
            InterruptionFrame(),
            SleepFrame(0.4),
            TTSSpeakFrame("Okay."),
        ],
    )
    await mending

    assert deepgram.spoken == ["Okay."]
    assert deepgram.cleared == 1
    assert sound_of(down) == tone(0.06)
    assert errors_of(up) == []


@pytest.mark.parametrize("form", ["slash", "ws", "spaces", "WS"])
async def test_the_address_may_be_written_in_any_form(deepgram: DeepgramServer, form: str) -> None:
    written = {
        "slash": f"{deepgram.url}/",
        "ws": deepgram.url.replace("http://", "ws://"),
        "spaces": f" {deepgram.url} ",
        "WS": deepgram.url.replace("http", "WS"),
    }[form]
    mine = voices(deepgram, base=written)

    down, _ = await run(mine.voice(), [TTSSpeakFrame("Okay.")])
    heard, _ = await run(mine.ears(), [*speech(), SleepFrame(0.2)])

    assert sound_of(down) == tone(0.06)
    assert any(isinstance(frame, TranscriptionFrame) for frame in heard)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", "wss://api.deepgram.com"),
        ("api.eu.deepgram.com", "wss://api.eu.deepgram.com"),
        ("https://api.eu.deepgram.com/", "wss://api.eu.deepgram.com"),
        ("wss://voice.example.com:8443", "wss://voice.example.com:8443"),
        ("http://127.0.0.1:9000", "ws://127.0.0.1:9000"),
    ],
)
def test_an_address_without_a_scheme_is_encrypted(written: str, meant: str) -> None:
    settings = Settings.load(deepgram_base_url=written)

    assert deepgram_module.websocket_base(settings) == meant


async def test_the_spare_voice_starts_beside_and_stops_with_it(deepgram: DeepgramServer) -> None:
    spare = Spare()
    mine = voices(deepgram, spare)

    await mine.start((), lambda: None)
    await asyncio.sleep(0)
    await mine.close()

    assert spare.said == ["started", "closed"]


async def test_a_spare_voice_that_does_not_start_stops_nothing(deepgram: DeepgramServer) -> None:
    mine = voices(deepgram, DeadSpare())

    await mine.start((), lambda: None)
    down, _ = await run(mine.voice(), [TTSSpeakFrame("Okay.")])
    await mine.close()

    assert sound_of(down) == tone(0.06)
