import contextlib
from datetime import UTC, datetime

import pytest

from office.clock import FixedClock
from qbo.faults import AnswerLost, BooksDown, QboError, Refused
from qbo.statements import quoted, select, whether
from qbo.wire.breaker import FAILURES, PAUSE, Breaker

pytestmark = pytest.mark.unit


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))


def end(breaker: Breaker, error: QboError | None = None) -> None:
    """One request that ends so."""
    with contextlib.suppress(QboError), breaker.passing():
        if error is not None:
            raise error


def broken(clock: FixedClock) -> Breaker:
    breaker = Breaker(clock.monotonic)
    for error in (BooksDown(), AnswerLost(), BooksDown())[:FAILURES]:
        end(breaker, error)
    return breaker


def test_after_three_failures_nobody_waits_for_quickbooks(clock: FixedClock) -> None:
    with pytest.raises(BooksDown):
        broken(clock).check()


def test_after_a_pause_one_request_decides(clock: FixedClock) -> None:
    breaker = broken(clock)
    clock.advance(PAUSE)
    end(breaker, BooksDown())
    assert breaker.is_open
    clock.advance(PAUSE)
    end(breaker)
    end(breaker, BooksDown())
    assert not breaker.is_open


def test_while_the_probe_is_out_everybody_else_is_held_back(clock: FixedClock) -> None:
    breaker = broken(clock)
    clock.advance(PAUSE)
    with breaker.passing(), pytest.raises(BooksDown):
        breaker.check()
    breaker.check()


def test_probe_that_was_given_up_lets_the_next_one_through(clock: FixedClock) -> None:
    breaker = broken(clock)
    clock.advance(PAUSE)
    with pytest.raises(TimeoutError), breaker.passing():
        raise TimeoutError
    with breaker.passing(), pytest.raises(BooksDown):
        breaker.check()


def test_refusal_shows_that_quickbooks_is_there(clock: FixedClock) -> None:
    breaker = broken(clock)
    clock.advance(PAUSE)
    end(breaker, Refused())
    end(breaker, BooksDown())
    assert not breaker.is_open


def test_values_cannot_leave_their_quotes() -> None:
    assert quoted("O'Brien\\") == r"'O\'Brien\\'"
    assert select("Customer", whether("Id", ">", "7"), order="Id") == (
        "SELECT * FROM Customer WHERE Id > '7' ORDERBY Id MAXRESULTS 1000"
    )
