from datetime import UTC, datetime

import pytest

from office.clock import FixedClock
from telephony.admission import RESERVED_SECONDS, Admission
from telephony.tokens import SECONDS, StreamTokens

pytestmark = pytest.mark.unit


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))


def test_one_call_too_many_is_not_taken(clock: FixedClock) -> None:
    admission = Admission(2, clock)
    assert [admission.reserve(sid) for sid in ("CA1", "CA2", "CA3")] == [True, True, False]


def test_place_of_an_ended_call_is_free_again(clock: FixedClock) -> None:
    admission = Admission(1, clock)
    admission.reserve("CA1")
    admission.hold("CA1")
    admission.release("CA1")
    assert admission.reserve("CA2")
    assert admission.taken == 1


def test_ring_that_never_becomes_a_stream_gives_its_place_back(clock: FixedClock) -> None:
    admission = Admission(1, clock)
    admission.reserve("CA1")
    clock.advance(RESERVED_SECONDS - 1)
    assert not admission.reserve("CA2")
    clock.advance(2)
    assert admission.reserve("CA2")


def test_held_place_does_not_run_out(clock: FixedClock) -> None:
    admission = Admission(1, clock)
    admission.reserve("CA1")
    admission.hold("CA1")
    clock.advance(3600)
    assert not admission.reserve("CA2")


def test_repeated_webhook_takes_one_place(clock: FixedClock) -> None:
    admission = Admission(2, clock)
    admission.reserve("CA1")
    admission.reserve("CA1")
    assert admission.taken == 1


def test_desk_that_shuts_down_takes_nobody_new(clock: FixedClock) -> None:
    admission = Admission(2, clock)
    admission.reserve("CA1")
    admission.open = False
    assert not admission.reserve("CA2")
    assert admission.reserve("CA1")


def test_token_opens_its_own_call_once(clock: FixedClock) -> None:
    tokens = StreamTokens(clock)
    token = tokens.issue("CA1")
    assert not tokens.redeem("CA2", token)
    assert tokens.redeem("CA1", token)
    assert not tokens.redeem("CA1", token)


@pytest.mark.parametrize("guess", ["", "guess é", "\ud800"])
def test_wrong_guess_does_not_use_the_token_up(clock: FixedClock, guess: str) -> None:
    tokens = StreamTokens(clock)
    token = tokens.issue("CA1")
    assert not tokens.redeem("CA1", guess)
    assert tokens.redeem("CA1", token)


def test_old_token_opens_nothing(clock: FixedClock) -> None:
    tokens = StreamTokens(clock)
    token = tokens.issue("CA1")
    clock.advance(SECONDS + 1)
    assert not tokens.redeem("CA1", token)


@pytest.mark.parametrize("used", [0, 1])
def test_either_answer_to_a_repeated_webhook_opens_the_stream_once(
    clock: FixedClock, used: int
) -> None:
    tokens = StreamTokens(clock)
    given = [tokens.issue("CA1"), tokens.issue("CA1")]
    assert tokens.redeem("CA1", given[used])
    assert not tokens.redeem("CA1", given[1 - used])
