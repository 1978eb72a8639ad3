"""The sound of a turn, joined for the recogniser, and whose words come of it."""

import pytest

from agent.voices.stretches import (
    JOINT_SECONDS,
    LEAD_SECONDS,
    RATE,
    WINDOW_SECONDS,
    Stretches,
)

pytestmark = pytest.mark.unit


LEAD = bytes(int((LEAD_SECONDS - JOINT_SECONDS) * RATE) * 2)


def sound(seconds: float, mark: bytes = b"a") -> bytes:
    return mark * (int(seconds * RATE) * 2)


def test_pauses_of_a_turn_are_heard_as_one_piece() -> None:
    turn = Stretches()
    turn.add(b"C, H, ")
    assert turn.heard("What's the age?", 1) == "What's the age?"
    turn.add(LEAD + b"E, N")
    assert turn.joined() == (b"C, H, E, N", 2)
    assert turn.heard("C-H-E-N", 2) == "C-H-E-N"


def test_next_turn_begins_with_what_was_not_heard_of_the_last() -> None:
    turn = Stretches()
    turn.add(b"one")
    turn.heard("one", 1)
    turn.add(LEAD + b"two")
    turn.close()
    assert turn.joined() == (b"two", 1)
    turn.heard("two", 1)
    turn.close()
    assert turn.joined() == (b"", 0)


def test_noise_spoils_no_words() -> None:
    turn = Stretches()
    turn.add(b"noise")
    assert turn.heard("", 1) == ""
    turn.add(b"six")
    turn.heard("six", 1)
    turn.add(LEAD + b"noise")
    assert turn.heard("", 2) == ""
    turn.add(LEAD + b" one")
    assert turn.joined() == (b"six one", 2)


def test_long_turns_keep_their_first_words_and_join_the_last_stretches() -> None:
    turn = Stretches()
    turn.add(sound(WINDOW_SECONDS - 1, b"a"))
    turn.heard("the long story", 1)
    turn.add(sound(2, b"b"))
    assert turn.joined() == (sound(2, b"b"), 1)
    assert turn.heard("and its end", 1) == "the long story and its end"


def test_stretches_nobody_has_heard_yet_stay_together_however_long() -> None:
    turn = Stretches()
    turn.add(sound(WINDOW_SECONDS - 1, b"a"))
    turn.add(sound(2, b"b"))
    assert turn.joined()[1] == 2
