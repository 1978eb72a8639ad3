"""What stands in somebody's calendar: when they are busy, and what became of our entries. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

from office.visits import Busy

_TOO_OFTEN = re.compile(r"FREQ=(SECONDLY|MINUTELY)", re.IGNORECASE)
"""Nobody has such appointments, and counting them out would take for ever."""


class BadCalendar(ValueError):
    """That is no calendar entry that can be read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry of ours as it stands in the calendar now."""

    uid: str
    starts: datetime
    ends: datetime
    status: str

    @property
    def cancelled(self) -> bool:
        """Whether it is kept, but no longer meant."""
        return self.status == "CANCELLED"


def kept(source: str, zone: ZoneInfo) -> Kept:
    """Read one entry; times without a zone are the business's.

    Raises:
        BadCalendar: it is damaged.
    """
    for event in _parsed(source).walk("VEVENT"):
        starts, ends = _times(event, zone)
        return Kept(str(event.get("UID", "")), starts, ends, _status(event))
    raise BadCalendar(BadCalendar.__doc__)


def uid_of(source: str) -> str:
    """The name of an entry; empty if it has none or is damaged."""
    try:
        events = _parsed(source).walk("VEVENT")
    except BadCalendar:
        return ""
    return str(events[0].get("UID", "")) if events else ""


def busy(
    sources: Iterable[str],
    first: datetime,
    last: datetime,
    zone: ZoneInfo,
    *,
    ours: Collection[str] = (),
    me: Collection[str] = (),
) -> tuple[Busy, ...]:
    """When a calendar's person is busy between two times, in order.

    Entries that repeat are counted out day by day. What is shown as free, cancelled, or was
    declined takes no time. An entry that cannot be read is left out.

    Args:
        sources: the calendar's entries, each an iCalendar text.
        first: from when on.
        last: until when.
        zone: the zone of whole days and of times without one.
        ours: names of entries that are visits of our own.
        me: e-mail addresses of the calendar's person, to see what they declined.
    """
    found = {
        (block.starts, block.ends, block.uid): block
        for source in sources
        for block in _blocks(source, first, last, zone, ours, me)
    }
    return tuple(found[key] for key in sorted(found))


def _blocks(
    source: str,
    first: datetime,
    last: datetime,
    zone: ZoneInfo,
    ours: Collection[str],
    me: Collection[str],
) -> Iterator[Busy]:
    try:
        calendar = _parsed(source)
        events = [one for one in calendar.walk("VEVENT") if not _is_ours(one, ours)]
        if not events or _TOO_OFTEN.search(source):
            return
        # A day on both sides, since whole days and floating times know no zone yet.
        around = timedelta(days=1)
        times = recurring_ical_events.of(calendar, skip_bad_series=True).between(
            first.astimezone(UTC) - around, last.astimezone(UTC) + around
        )
    except (BadCalendar, ValueError, TypeError, KeyError, AttributeError):
        return
    for event in times:
        if _is_ours(event, ours) or _takes_no_time(event, me):
            continue
        try:
            starts, ends = _times(event, zone)
        except BadCalendar:
            continue
        starts, ends = max(starts, first.astimezone(UTC)), min(ends, last.astimezone(UTC))
        if starts < ends:
            yield Busy(str(event.get("UID", ""))[:255], starts, ends)


def _parsed(source: str) -> Calendar:
    try:
        return Calendar.from_ical(source)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise BadCalendar(BadCalendar.__doc__) from error


def _is_ours(event: Component, ours: Collection[str]) -> bool:
    return str(event.get("UID", "")) in ours


def _takes_no_time(event: Component, me: Collection[str]) -> bool:
    """RFC 5545 TRANSP and STATUS, what Outlook says instead, and what was declined."""
    return (
        str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE"
        or _is_cancelled(event)
        or any(_declined(one, me) for one in _attendees(event))
    )


def _is_cancelled(event: Component) -> bool:
    return _status(event) == "CANCELLED"


def _status(event: Component) -> str:
    return str(event.get("STATUS", "")).upper()


def _attendees(event: Component) -> list[object]:
    found = event.get("ATTENDEE", [])
    return list(found) if isinstance(found, list) else [found]


def _declined(attendee: object, me: Collection[str]) -> bool:
    address = str(attendee).lower().removeprefix("mailto:")
    parameters = getattr(attendee, "params", {})
    return address in me and str(parameters.get("PARTSTAT", "")).upper() == "DECLINED"


def _times(event: Component, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When an event begins and ends, in UTC; a whole day ends where the next begins."""
    begins, over = _moment(event.get("DTSTART")), event.get("DTEND")
    ends = _moment(over) if over is not None else _end(event, begins)
    return _aware(begins, zone), _aware(ends, zone)


def _moment(given: object) -> date:
    """A day or a time; the library types what it read as any of thirty kinds."""
    found = getattr(given, "dt", None)
    if not isinstance(found, date):
        raise BadCalendar(BadCalendar.__doc__)
    return found


def _end(event: Component, begins: date) -> date:
    """RFC 5545, 3.6.1: without DTEND a length counts, else a day lasts a day and a time no time."""
    length = getattr(event.get("DURATION"), "dt", None)
    if isinstance(length, timedelta):
        return begins + length
    return begins if isinstance(begins, datetime) else begins + timedelta(days=1)


def _aware(at: date, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(), zone)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
