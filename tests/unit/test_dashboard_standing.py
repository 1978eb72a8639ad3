"""The connection in people's words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.standing import detail, facts, sentence
from qbo.access.standing import BooksKnown, Standing

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
ZONE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (Standing("connected", "1", "ABC Plumbing"), "Connected to ABC Plumbing."),
        (Standing("connected", "9130"), "Connected to company 9130."),
        (
            Standing("refused", "1", "ABC Plumbing"),
            "ABC Plumbing is not connected any more.",
        ),
        (Standing("refused"), "Your company is not connected any more."),
        (Standing("parted", "1", "ABC Plumbing"), "QuickBooks is disconnected."),
        (Standing("never"), "QuickBooks is not connected yet."),
    ],
)
def test_connection_is_one_sentence(known: Standing, said: str) -> None:
    assert sentence(known, embedded=False) == said


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "a minute ago"),
        (timedelta(minutes=40), "40 minutes ago"),
        (timedelta(hours=3), "Mon 14 Sep, 12:15 PM"),
    ],
)
def test_times_are_said_as_people_say_them(ago: timedelta, words: str) -> None:
    known = Standing(
        "connected",
        "1",
        "ABC Plumbing",
        since=NOW - timedelta(days=3),
        renewed_at=NOW - ago,
        ends_at=NOW + timedelta(days=1825),
    )
    assert detail(known, NOW, ZONE) == (
        f"Since Fri 11 Sep 2026, renewed by itself {words}, good until Sat 13 Sep 2031."
    )


def test_nothing_is_said_of_times_that_are_not_known() -> None:
    assert detail(Standing("connected", "1", "ABC Plumbing"), NOW, ZONE) == ""


def test_entries_of_another_company_are_counted_apart() -> None:
    books = BooksKnown(1200, 14, NOW, waiting=2, elsewhere=3)
    shown = dict(facts(Standing("connected", "1", "ABC Plumbing"), books, NOW, ZONE))
    assert shown["Customers known"] == "1,200"
    assert shown["Waiting to be entered"] == "2"
    assert shown["Waiting for another company"] == "3"


def test_company_that_was_never_heard_has_no_numbers() -> None:
    books = BooksKnown(0, 0, None, waiting=2, elsewhere=0)
    assert facts(Standing("never"), books, NOW, ZONE) == [("Waiting to be entered", "2")]
    reading = BooksKnown(6300, 0, None, waiting=2, elsewhere=0, percent=63)
    shown = dict(facts(Standing("connected", "1"), reading, NOW, ZONE))
    assert shown["As of"] == "being read now, 63 %"
