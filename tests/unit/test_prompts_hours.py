"""Opening hours as OpenStreetMap writes them, with the public holidays of the country."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from prompts.hours import BadHours, OpeningHours

pytestmark = pytest.mark.unit

ZONE = ZoneInfo("America/New_York")
WEEK = "Mo-Fr 08:00-17:00; Sa-Su off; PH off"


def day(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def test_hours_may_run_past_midnight_and_never_close() -> None:
    night = OpeningHours.parse("Mo 18:00-02:00")
    assert night.is_open(day(9, 15, 1, 30))
    assert not night.is_open(day(9, 15, 2))
    assert OpeningHours.parse("24/7").is_open(day(9, 14, 15))
    assert not OpeningHours.parse("off").is_open(day(9, 14, 15))


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (day(9, 14, 8), True),
        (day(9, 14, 17), False),
        (day(9, 19, 10), False),
        (day(11, 26, 10), False),
        (day(9, 7, 10), False),
        (day(12, 25, 10), False),
        (day(11, 27, 10), True),
    ],
    ids=["opens", "closes", "saturday", "thanksgiving", "labor day", "christmas", "black friday"],
)
def test_public_holidays_are_those_of_the_country(at: datetime, is_open: bool) -> None:
    assert OpeningHours.parse(WEEK, "US").is_open(at) is is_open
    assert OpeningHours.parse(WEEK).is_open(day(9, 7, 10))


def test_next_opening_is_behind_the_holiday_and_the_weekend() -> None:
    hours = OpeningHours.parse(WEEK, "US")
    assert hours.opens_after(day(11, 25, 18)) == day(11, 27, 8)
    assert hours.opens_after(day(9, 4, 17)) == day(9, 8, 8)
    assert hours.opens_after(day(9, 14, 9, 20)) == day(9, 14, 9, 20)
    assert OpeningHours.parse("off").opens_after(day(9, 14, 9)) is None


def test_owners_own_closing_days_are_left_out() -> None:
    hours = OpeningHours.parse(f"{WEEK}; Dec 24 off; 2026 Nov 27 off", "US")
    assert not hours.is_open(day(12, 24, 10))
    assert not hours.is_open(day(11, 27, 10))


def test_spans_are_cut_to_the_times_asked_for() -> None:
    hours = OpeningHours.parse("Mo-Fr 08:00-12:00,13:00-17:00")
    spans = [one.display for one in hours.spans(day(9, 14, 9), day(9, 15, 10))]
    assert spans == [
        "Mon Sep 14, 9:00 AM to 12:00 PM",
        "Mon Sep 14, 1:00 PM to 5:00 PM",
        "Tue Sep 15, 8:00 AM to 10:00 AM",
    ]


@pytest.mark.parametrize(("text", "hour_count"), [("Su 00:00-06:00", 5), ("Su 03:00-06:00", 3)])
def test_a_night_with_a_skipped_hour_is_shorter(text: str, hour_count: int) -> None:
    (span,) = OpeningHours.parse(text).spans(day(3, 14, 0, year=2027), day(3, 14, 12, year=2027))
    assert span.length.total_seconds() == hour_count * 3600


@pytest.mark.parametrize(
    "text",
    ["", "Mo", "Mo-Xx 08:00-17:00", "Mo 25:00-26:00", "8 to 5", "Mo-Fr 8-17", "mo-fr 08:00-17:00"],
)
def test_unreadable_hours_show_the_right_form(text: str) -> None:
    with pytest.raises(BadHours, match="write days and times like"):
        OpeningHours.parse(text)


def test_holidays_that_a_later_rule_opens_again_are_a_mistake() -> None:
    with pytest.raises(BadHours, match='put "PH off" last'):
        OpeningHours.parse("PH off; Mo-Fr 08:00-17:00")


def test_a_day_off_that_cuts_the_night_before_short_is_a_mistake() -> None:
    with pytest.raises(BadHours, match="leave out the days you are closed"):
        OpeningHours.parse("Fr-Sa 18:00-02:00; Su-Th off")
    assert OpeningHours.parse("Fr-Sa 18:00-02:00").is_open(day(9, 20, 1))


def test_holidays_of_an_unknown_country_are_a_mistake() -> None:
    with pytest.raises(BadHours, match='holidays of "ZZ" are not known'):
        OpeningHours.parse(WEEK, "ZZ")
