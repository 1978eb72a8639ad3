import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony import mulaw
from telephony.carrier.playout import Playout
from telephony.mulaw import FRAME_BYTES, SILENCE

pytestmark = pytest.mark.unit

LOUD = b"\x80" * FRAME_BYTES


@given(st.binary(max_size=400))
def test_mulaw_survives_decoding_and_encoding(data: bytes) -> None:
    # G.711 has two zeroes; both mean silence.
    plain = data.replace(b"\x7f", b"\xff")
    assert mulaw.encode(mulaw.decode(plain)) == plain


@given(st.lists(st.integers(-32768, 32767), max_size=200))
def test_mulaw_is_near_to_what_was_said(samples: list[int]) -> None:
    said = np.array(samples, "<i2")
    heard = np.frombuffer(mulaw.decode(mulaw.encode(said.tobytes())), "<i2").astype(int)
    step = np.maximum(np.abs(said.astype(int)) / 16, 8)
    assert np.all(np.abs(heard - np.clip(said.astype(int), -32124, 32124)) <= step)


def test_odd_last_byte_is_left_out() -> None:
    assert len(mulaw.encode(bytes(321))) == 160


def test_silence_is_silence() -> None:
    assert mulaw.encode(bytes(2)) == bytes([SILENCE])


def test_mark_comes_back_when_the_sound_before_it_was_heard() -> None:
    playout = Playout()
    playout.add(LOUD * 2)
    playout.mark("read-back-1")
    assert playout.tick() == (LOUD, [])
    assert playout.tick() == (LOUD, ["read-back-1"])


def test_mark_after_nothing_comes_back_at_once() -> None:
    playout = Playout()
    playout.mark("empty")
    assert playout.tick() == (None, ["empty"])


def test_clear_empties_the_buffer_and_echoes_every_mark() -> None:
    playout = Playout()
    playout.add(LOUD * 9)
    playout.mark("one")
    playout.mark("two")
    playout.tick()
    assert playout.clear() == ["one", "two"]
    assert playout.tick() == (None, [])
    assert playout.waiting == 0


def test_sound_after_a_clear_is_heard_and_marked_anew() -> None:
    playout = Playout()
    playout.add(LOUD * 3)
    playout.tick()
    playout.clear()
    playout.add(LOUD)
    playout.mark("goodbye")
    assert playout.tick() == (LOUD, ["goodbye"])


@given(st.lists(st.integers(0, 700), max_size=8))
def test_every_byte_is_heard_once_and_in_order(sizes: list[int]) -> None:
    playout, sent, heard = Playout(), b"", b""
    for number, size in enumerate(sizes):
        sound = bytes([number]) * size
        playout.add(sound)
        sent += sound
    while (frame := playout.tick()[0]) is not None:
        heard += frame
    assert heard[: len(sent)] == sent
    assert set(heard[len(sent) :]) <= {SILENCE}
