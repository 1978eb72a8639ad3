import pytest

from agent.brain.deadlines import TAIL_SECONDS, Deadlines, LlmTimes

pytestmark = pytest.mark.unit

TIMES = LlmTimes(first_token=0.9, first_sentence=1.8, stall=1.5, tool_call=2.5)


def clocks() -> Deadlines:
    return Deadlines(TIMES, start=100.0)


def test_the_first_word_has_its_own_deadline() -> None:
    assert clocks().next == pytest.approx(100.9)


def test_words_without_a_sentence_do_not_move_the_end_of_the_first_one() -> None:
    running = clocks()
    for moment in (100.5, 101.0, 101.7):
        running.move(moment, spoke=False, calling=False, finished=False)
        assert running.next == pytest.approx(101.8)


def test_after_a_sentence_only_a_stall_counts() -> None:
    running = clocks()
    running.move(101.0, spoke=True, calling=False, finished=False)
    assert running.next == pytest.approx(102.5)


def test_a_silent_tool_call_must_be_whole_soon_after_the_caller_spoke() -> None:
    running = clocks()
    running.move(100.5, spoke=False, calling=True, finished=False)
    assert running.next == pytest.approx(102.0)
    running.move(101.9, spoke=False, calling=True, finished=False)
    assert running.next == pytest.approx(102.5)


def test_a_tool_call_after_words_is_timed_from_its_first_piece() -> None:
    running = clocks()
    running.move(101.0, spoke=True, calling=False, finished=False)
    running.move(102.0, spoke=True, calling=True, finished=False)
    running.move(103.4, spoke=True, calling=True, finished=False)
    assert running.next == pytest.approx(104.5)


def test_a_finished_reply_waits_for_the_server_only_shortly() -> None:
    running = clocks()
    running.move(101.0, spoke=True, calling=True, finished=True)
    assert running.next == pytest.approx(101.0 + TAIL_SECONDS)
