"""Appointments written as iCalendar and read back; also on the days the clocks change."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from office.calendars.appointment import Appointment, Party, Standing
from office.calendars.reading import kept
from office.calendars.writing import amended, entry, feed, invitation
from office.values import Email

pytestmark = pytest.mark.unit

COLUMBUS = ZoneInfo("America/New_York")
CHANGED = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
ABC = Party("ABC Plumbing", Email("desk@abcplumbing.test"))
MIKE = Party('Mike "The AC" Chen', Email("mike@email.com"))


def visit(starts: datetime, hours: float = 2, **changes: object) -> Appointment:
    made = Appointment(
        uid="5b1c@frontdesk",
        sequence=0,
        starts=starts,
        ends=starts.astimezone(UTC) + timedelta(hours=hours),
        zone=COLUMBUS,
        summary="ABC Plumbing: AC, not cooling; again",
        location="12 Oak Street, Columbus, OH 43215",
        details="Dave comes.\nCall (614) 555-0100.",
        changed_at=CHANGED,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


TUESDAY = datetime(2026, 9, 15, 14, tzinfo=COLUMBUS)
DAYS = {
    "an ordinary day": TUESDAY,
    "the morning the clocks go forward": datetime(2027, 3, 14, 9, tzinfo=COLUMBUS),
    "the morning the clocks go back": datetime(2026, 11, 1, 9, tzinfo=COLUMBUS),
    "the night the clocks go forward": datetime(2027, 3, 14, 3, tzinfo=COLUMBUS),
    "over the hour that is missing": datetime(2027, 3, 14, 1, tzinfo=COLUMBUS),
    "the first time it is half past one": datetime(2026, 11, 1, 1, 30, tzinfo=COLUMBUS),
    "the second time it is half past one": datetime(2026, 11, 1, 1, 30, tzinfo=COLUMBUS, fold=1),
}


def event(text: str) -> Any:
    """The one event of a text; the library types its properties as one of thirty."""
    (found,) = Calendar.from_ical(text).walk("VEVENT")
    return found


@pytest.mark.parametrize("starts", DAYS.values(), ids=DAYS)
def test_a_visit_is_read_back_to_the_minute(starts: datetime) -> None:
    read = kept(invitation(visit(starts), ABC, MIKE), COLUMBUS)
    assert read.starts == starts.astimezone(UTC)
    assert read.ends - read.starts == timedelta(hours=2)


@pytest.mark.parametrize("starts", DAYS.values(), ids=DAYS)
def test_a_program_that_trusts_our_rules_of_the_zone_sees_the_same_time(starts: datetime) -> None:
    text = entry(visit(starts))
    begins = event(text)["DTSTART"]
    wall = begins.dt
    if wall.tzinfo is not UTC and "TZID" in begins.params:
        theirs = tzical(io.StringIO(text)).get("America/New_York")
        wall = wall.replace(tzinfo=theirs)
    assert wall.astimezone(UTC) == starts.astimezone(UTC)


@settings(max_examples=40)
@given(
    st.integers(0, 14 * 366 * 24 * 60),
    st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_any_time_in_any_zone_is_read_back(minutes: int, name: str) -> None:
    starts = CHANGED + timedelta(minutes=minutes)
    read = kept(entry(visit(starts, zone=ZoneInfo(name))), COLUMBUS)
    assert read.starts == starts


def test_an_invitation_names_who_invites_whom_to_what() -> None:
    text = invitation(visit(TUESDAY), ABC, MIKE)
    calendar, found = Calendar.from_ical(text), event(text)
    assert calendar["METHOD"] == "REQUEST"
    assert found["ORGANIZER"] == "mailto:desk@abcplumbing.test"
    assert found["ATTENDEE"] == "mailto:mike@email.com"
    assert found["ATTENDEE"].params["CN"] == 'Mike "The AC" Chen'
    assert (found["UID"], found["SEQUENCE"]) == ("5b1c@frontdesk", 0)
    assert found["SUMMARY"] == "ABC Plumbing: AC, not cooling; again"
    assert found["LOCATION"] == "12 Oak Street, Columbus, OH 43215"
    assert found["DESCRIPTION"] == "Dave comes.\nCall (614) 555-0100."
    assert found["STATUS"] == "CONFIRMED"


def test_an_update_has_the_same_name_and_a_higher_number() -> None:
    later = visit(TUESDAY + timedelta(days=1), sequence=1)
    found = event(invitation(later, ABC, MIKE))
    assert (found["UID"], found["SEQUENCE"]) == ("5b1c@frontdesk", 1)


def test_a_cancelled_visit_is_taken_back() -> None:
    text = invitation(visit(TUESDAY, sequence=2, standing=Standing.CANCELLED), ABC, MIKE)
    assert Calendar.from_ical(text)["METHOD"] == "CANCEL"
    assert event(text)["STATUS"] == "CANCELLED"


def test_an_entry_for_the_owners_calendar_invites_nobody() -> None:
    """A calendar server that finds an attendee writes to them by itself."""
    found = event(entry(visit(TUESDAY, standing=Standing.TENTATIVE)))
    assert "ATTENDEE" not in found
    assert "ORGANIZER" not in found
    assert found["STATUS"] == "TENTATIVE"


def test_what_the_owner_added_to_an_entry_stays_when_it_moves() -> None:
    mine = entry(visit(TUESDAY)).replace(
        "SUMMARY:", "SUMMARY:Bring the long ladder! "
    ).replace(
        "END:VEVENT",
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Go\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\n"
        "END:VEVENT",
    )  # fmt: skip
    moved = visit(TUESDAY + timedelta(days=1), sequence=1)
    text = amended(mine, moved)
    found = event(text)
    assert str(found["SUMMARY"]).startswith("Bring the long ladder!")
    assert "BEGIN:VALARM" in text
    assert kept(text, COLUMBUS).starts == moved.starts.astimezone(UTC)
    assert found["SEQUENCE"] == 1
    assert text.count("BEGIN:VTIMEZONE") == 1


def test_an_entry_that_was_made_to_last_all_day_gets_its_times_again() -> None:
    whole_day = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:5b1c@frontdesk\r\n"
        "DTSTART;VALUE=DATE:20260916\r\nDURATION:P1D\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    read = kept(amended(whole_day, visit(TUESDAY)), COLUMBUS)
    assert (read.starts, read.ends - read.starts) == (TUESDAY.astimezone(UTC), timedelta(hours=2))


def test_the_feed_has_every_visit_and_each_zone_once() -> None:
    visits = [visit(TUESDAY, uid="1@frontdesk"), visit(DAYS["an ordinary day"], uid="2@frontdesk")]
    text = feed("ABC Plumbing: visits", visits)
    calendar = Calendar.from_ical(text)
    assert [str(one["UID"]) for one in calendar.walk("VEVENT")] == ["1@frontdesk", "2@frontdesk"]
    assert calendar["X-WR-CALNAME"] == "ABC Plumbing: visits"
    assert text.count("BEGIN:VTIMEZONE") == 1


def test_an_empty_feed_is_a_calendar_too() -> None:
    assert Calendar.from_ical(feed("ABC", [])).walk("VEVENT") == []
