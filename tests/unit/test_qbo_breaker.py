from datetime import UTC, datetime

import pytest

from office.clock import FixedClock
from qbo.breaker import FAILURES, PAUSE, Breaker
from qbo.faults import BooksDown
from qbo.statements import quoted, select, whether

pytestmark = pytest.mark.unit


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))


def broken(clock: FixedClock) -> Breaker:
    breaker = Breaker(clock.monotonic)
    for _ in range(FAILURES):
        breaker.check()
        breaker.failed()
    return breaker


def test_after_three_failures_nobody_waits_for_quickbooks(clock: FixedClock) -> None:
    with pytest.raises(BooksDown):
        broken(clock).check()


def test_after_a_pause_one_request_decides(clock: FixedClock) -> None:
    breaker = broken(clock)
    clock.advance(PAUSE)
    breaker.check()
    breaker.failed()
    assert breaker.is_open
    clock.advance(PAUSE)
    breaker.worked()
    breaker.failed()
    assert not breaker.is_open


def test_values_cannot_leave_their_quotes() -> None:
    assert quoted("O'Brien\\") == r"'O\'Brien\\'"
    assert select("Customer", whether("Id", ">", "7"), order="Id") == (
        "SELECT * FROM Customer WHERE Id > '7' ORDERBY Id MAXRESULTS 1000"
    )
