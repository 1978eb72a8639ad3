import base64
import json
from collections.abc import Coroutine
from typing import Any, TypeVar, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InputTransportMessageFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
)

from telephony.mulaw import FRAME_BYTES, SILENCE
from telephony.serializer import CHUNK_BYTES, LARGEST, MediaSerializer

pytestmark = pytest.mark.unit

T = TypeVar("T")

STREAM = "MZ" + "0" * 32
QUIET = bytes([SILENCE]) * FRAME_BYTES

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=8,
)
messages = st.fixed_dictionaries(
    {"event": st.sampled_from(["media", "dtmf", "mark", "stop", "start", "clear", "?"])},
    optional={
        "streamSid": st.sampled_from([STREAM, "MZother", ""]) | anything,
        "media": st.fixed_dictionaries({}, optional={"chunk": anything, "payload": anything})
        | anything,
        "dtmf": anything,
        "mark": anything,
    },
)


def done(work: Coroutine[Any, Any, T]) -> T:
    """The result of work that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        return cast("T", end.value)
    raise AssertionError("It waited for something.")


def read(line: MediaSerializer, message: object) -> Frame | None:
    text = message if isinstance(message, str | bytes) else json.dumps(message)
    return done(line.deserialize(text))


def media(chunk: Any, sound: bytes = QUIET, stream: str = STREAM) -> dict[str, Any]:
    payload = base64.b64encode(sound).decode()
    return {"event": "media", "streamSid": stream, "media": {"chunk": chunk, "payload": payload}}


@given(st.text() | st.binary() | messages.map(json.dumps))
def test_no_message_raises_whatever_it_holds(data: str | bytes) -> None:
    done(MediaSerializer(STREAM).deserialize(data))


@settings(max_examples=50)
@given(st.lists(messages, max_size=6))
def test_bad_messages_leave_the_line_able_to_hear(bad: list[dict[str, Any]]) -> None:
    line = MediaSerializer(STREAM)
    for message in bad:
        read(line, message)
    high = 10**17
    frames = [read(line, media(str(high + number))) for number in range(4)]
    assert any(isinstance(frame, InputAudioRawFrame) for frame in frames)


def test_sound_of_another_stream_is_never_heard() -> None:
    line = MediaSerializer(STREAM)
    assert [read(line, media(str(n), stream="MZother")) for n in range(1, 5)] == [None] * 4


def test_two_messages_become_one_frame_of_40_ms() -> None:
    line = MediaSerializer(STREAM)
    assert read(line, media("1")) is None
    frame = read(line, media("2"))
    assert isinstance(frame, InputAudioRawFrame)
    assert len(frame.audio) == CHUNK_BYTES


@pytest.mark.parametrize("late", ["1", "2", 2.0, "0"])
def test_late_or_repeated_sound_is_not_heard_twice(late: Any) -> None:
    line = MediaSerializer(STREAM)
    read(line, media("1"))
    read(line, media("2"))
    assert read(line, media(late)) is None
    assert read(line, media("3")) is None
    assert isinstance(read(line, media("4")), InputAudioRawFrame)


def test_gap_in_the_numbers_is_taken() -> None:
    line = MediaSerializer(STREAM)
    read(line, media("1"))
    assert isinstance(read(line, media("9")), InputAudioRawFrame)


def test_oversized_message_is_not_even_parsed() -> None:
    line = MediaSerializer(STREAM)
    assert read(line, json.dumps(media("1", bytes(LARGEST)))) is None
    assert read(line, "[" * (LARGEST - 1)) is None


def test_key_arrives_and_nonsense_keys_do_not() -> None:
    line = MediaSerializer(STREAM)
    pressed = read(line, {"event": "dtmf", "streamSid": STREAM, "dtmf": {"digit": "5"}})
    assert isinstance(pressed, InputDTMFFrame)
    assert pressed.button.value == "5"
    for digit in ("55", "", "x", None, 5.5):
        assert read(line, {"event": "dtmf", "dtmf": {"digit": digit}}) is None


def test_stop_is_remembered() -> None:
    line = MediaSerializer(STREAM)
    assert isinstance(read(line, {"event": "stop", "stop": {}}), InputTransportMessageFrame)
    assert line.stopped


def test_interruption_clears_the_carriers_buffer() -> None:
    sent = done(MediaSerializer(STREAM).serialize(InterruptionFrame()))
    assert json.loads(str(sent)) == {"event": "clear", "streamSid": STREAM}


def test_sound_leaves_as_mulaw_of_its_stream() -> None:
    frame = OutputAudioRawFrame(audio=bytes(320), sample_rate=8000, num_channels=1)
    sent = json.loads(str(done(MediaSerializer(STREAM).serialize(frame))))
    assert base64.b64decode(sent["media"]["payload"]) == QUIET
    assert sent["streamSid"] == STREAM


def test_sound_of_interrupted_words_never_follows_the_clear() -> None:
    line = MediaSerializer(STREAM)
    cut_off = OutputAudioRawFrame(audio=bytes(320), sample_rate=8000, num_channels=1)
    done(line.serialize(InterruptionFrame()))
    assert done(line.serialize(cut_off)) is None
    answer = OutputAudioRawFrame(audio=bytes(320), sample_rate=8000, num_channels=1)
    assert done(line.serialize(answer)) is not None
