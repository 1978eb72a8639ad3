import numpy as np
import pytest

from agent.bench.speech import FRAME, SOFT, trimmed

pytestmark = pytest.mark.unit


def frames(*levels: int) -> bytes:
    """16-bit sound, 20 ms at each level."""
    return np.repeat(np.array(levels, "<i2"), FRAME).tobytes()


def test_silence_around_the_words_is_no_part_of_the_measurement() -> None:
    assert trimmed(frames(0, 50, 900, 0, 900, 100, 0)) == frames(900, 0, 900)


def test_soft_end_of_a_word_stays_in_a_whole_call() -> None:
    assert trimmed(frames(900, 300, 0), SOFT) == frames(900, 300)


def test_nothing_is_left_of_silence() -> None:
    assert trimmed(frames(0, 0)) == b""
    assert trimmed(b"") == b""
