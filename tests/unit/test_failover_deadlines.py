import pytest

from agent.brain.deadlines import TAIL_SECONDS, Deadlines, LlmTimes
from agent.linewatch import SILENCE_SECONDS

pytestmark = pytest.mark.unit

TIMES = LlmTimes(first_token=0.9, first_sentence=1.8, stall=1.5, whole=2.2, talking=3.0)


def clocks() -> Deadlines:
    return Deadlines(TIMES, start=100.0)


def test_the_first_piece_has_its_own_deadline() -> None:
    assert clocks().next == pytest.approx(100.9)


def test_words_do_not_move_the_moment_by_which_a_sentence_is_whole() -> None:
    running = clocks()
    for moment in (100.5, 101.0, 101.4):
        running.move(moment, calling=False, finished=False)
        assert running.next == pytest.approx(101.8)


def test_a_call_that_began_may_not_stall() -> None:
    running = clocks()
    running.move(100.5, calling=True, finished=False)
    assert running.next == pytest.approx(102.0)


def test_a_call_that_dribbles_must_be_whole_in_time() -> None:
    running = clocks()
    for moment in (100.5, 101.3, 102.1):
        running.move(moment, calling=True, finished=False)
    assert running.next == pytest.approx(102.2)


def test_a_reply_that_is_being_spoken_may_take_longer_but_not_stall() -> None:
    running = clocks()
    running.move(100.6, calling=False, finished=False, spoke=True)
    assert running.next == pytest.approx(102.1)
    running.move(102.0, calling=True, finished=False, spoke=True)
    assert running.next == pytest.approx(103.0)


def test_a_finished_reply_waits_for_the_server_only_shortly() -> None:
    running = clocks()
    running.move(101.0, calling=True, finished=True)
    assert running.next == pytest.approx(101.0 + TAIL_SECONDS)


def test_code_answers_before_the_line_counts_as_silent() -> None:
    assert LlmTimes().whole < SILENCE_SECONDS
