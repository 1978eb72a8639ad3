"""When the owner's calendar has them busy."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from office.calendars.reading import BadCalendar, busy, kept, uid_of

pytestmark = pytest.mark.unit

COLUMBUS = ZoneInfo("America/New_York")
FIRST, LAST = datetime(2026, 9, 14, 4, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
Times = list[tuple[str, str]]


def calendar(*events: str) -> str:
    inside = "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{inside}END:VCALENDAR\r\n"


def block(*lines: str, uid: str = "u1") -> str:
    return "\r\n".join((f"UID:{uid}", "DTSTAMP:20260901T000000Z", *lines))


DENTIST = ("DTSTART;TZID=America/New_York:20260915T100000", "DURATION:PT1H")


def times(
    *sources: str, ours: Sequence[str] = (), me: Sequence[str] = (), zone: ZoneInfo = COLUMBUS
) -> Times:
    """The blocks by the clocks of Columbus."""
    found = busy(sources, FIRST, LAST, zone, ours=ours, me=me)
    return [(shown(one.starts), shown(one.ends)) for one in found]


def shown(at: datetime) -> str:
    return f"{at.astimezone(COLUMBUS):%m-%d %H:%M}"


def test_an_appointment_takes_its_time() -> None:
    assert times(calendar(block(*DENTIST))) == [("09-15 10:00", "09-15 11:00")]


@pytest.mark.parametrize(
    "free",
    [
        "TRANSP:TRANSPARENT",
        "STATUS:CANCELLED",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:Dave@abcplumbing.test",
    ],
)
def test_what_is_free_cancelled_or_declined_takes_none(free: str) -> None:
    assert times(calendar(block(*DENTIST, free)), me=["dave@abcplumbing.test"]) == []


def test_what_somebody_else_declined_still_takes_time() -> None:
    other = "ATTENDEE;PARTSTAT=DECLINED:mailto:ana@abcplumbing.test"
    assert len(times(calendar(block(*DENTIST, other)), me=["dave@abcplumbing.test"])) == 1


def test_a_visit_of_our_own_is_no_block() -> None:
    assert times(calendar(block(*DENTIST, uid="5b1c@frontdesk")), ours=["5b1c@frontdesk"]) == []


def test_a_whole_day_is_taken_from_midnight_to_midnight_of_the_business() -> None:
    holiday = block("DTSTART;VALUE=DATE:20260916", "DTEND;VALUE=DATE:20260918")
    assert times(calendar(holiday)) == [("09-16 00:00", "09-18 00:00")]
    assert times(calendar(block("DTSTART;VALUE=DATE:20260916"))) == [("09-16 00:00", "09-17 00:00")]


def test_a_whole_day_on_which_the_clocks_go_back_has_25_hours() -> None:
    (found,) = busy([calendar(block("DTSTART;VALUE=DATE:20261101"))], FIRST, LAST, COLUMBUS)
    assert (found.ends - found.starts).total_seconds() == 25 * 3600


def test_a_time_without_a_zone_is_the_businesss() -> None:
    floating = block("DTSTART:20260915T100000", "DTEND:20260915T110000")
    assert times(calendar(floating)) == [("09-15 10:00", "09-15 11:00")]


def test_another_time_zone_is_understood() -> None:
    berlin = block("DTSTART;TZID=Europe/Berlin:20260915T160000", "DURATION:PT30M")
    outlook = block("DTSTART;TZID=Pacific Standard Time:20260915T070000", "DURATION:PT1H", uid="u2")
    assert times(calendar(berlin), calendar(outlook)) == [
        ("09-15 10:00", "09-15 10:30"),
        ("09-15 10:00", "09-15 11:00"),
    ]


def test_what_repeats_keeps_its_hour_over_the_change_of_the_clocks() -> None:
    weekly = block(
        "DTSTART;TZID=America/New_York:20261018T080000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=4",
    )
    assert [starts for starts, _ in times(calendar(weekly))] == [
        "10-18 08:00",
        "10-25 08:00",
        "11-01 08:00",
        "11-08 08:00",
    ]


def test_one_time_of_a_series_may_be_left_out_or_moved() -> None:
    series = block(
        "DTSTART;TZID=America/New_York:20260915T100000",
        "DURATION:PT1H",
        "RRULE:FREQ=DAILY;COUNT=4",
        "EXDATE;TZID=America/New_York:20260916T100000",
    )
    moved = block(
        "RECURRENCE-ID;TZID=America/New_York:20260917T100000",
        "DTSTART;TZID=America/New_York:20260917T150000",
        "DURATION:PT1H",
    )
    off = block(
        "RECURRENCE-ID;TZID=America/New_York:20260918T100000",
        "DTSTART;TZID=America/New_York:20260918T100000",
        "DURATION:PT1H",
        "STATUS:CANCELLED",
    )
    assert [starts for starts, _ in times(calendar(series, moved, off))] == [
        "09-15 10:00",
        "09-17 15:00",
    ]


def test_only_what_lies_in_the_days_asked_for_counts_and_is_cut_to_them() -> None:
    long = block("DTSTART:20260901T000000Z", "DTEND:20260914T080000Z")
    gone = block("DTSTART:20260901T000000Z", "DTEND:20260902T000000Z", uid="u2")
    assert times(calendar(long), calendar(gone)) == [("09-14 00:00", "09-14 04:00")]


@pytest.mark.parametrize(
    "odd",
    [
        "no calendar at all",
        calendar(block("DTSTART:yesterday")),
        calendar(block("SUMMARY:no time")),
        calendar(block(*DENTIST, "RRULE:FREQ=SECONDLY")),
        calendar(block(*DENTIST, "RRULE:FREQ=SOMETIMES")),
    ],
    ids=["text", "bad time", "no time", "each second", "bad rule"],
)
def test_what_cannot_be_read_hides_nothing_else(odd: str) -> None:
    assert times(odd, calendar(block(*DENTIST, uid="u2"))) == [("09-15 10:00", "09-15 11:00")]


def test_an_unreadable_entry_has_no_name_and_no_times() -> None:
    assert uid_of("nothing") == ""
    with pytest.raises(BadCalendar):
        kept("nothing", COLUMBUS)
