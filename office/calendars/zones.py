"""A time zone's rules as calendar programs want them (RFC 5545, VTIMEZONE), to the second. Pure.

The library's own has the clocks go forward an hour late, which a visit at three that night minds.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(days=1)
_EXACT = timedelta(seconds=1)


def rules(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """What the clocks of a zone show between two times, and each change of them in between."""
    told = Timezone()
    told.add("tzid", zone.key)
    begin = first.astimezone(UTC).replace(microsecond=0)
    told.add_component(_from(zone, begin, begin))
    for change in _changes(zone, begin, last.astimezone(UTC)):
        told.add_component(_from(zone, change, change - _EXACT))
    return told


def _from(zone: ZoneInfo, at: datetime, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    """What holds from a time on; it is told in the clocks from before."""
    now, then = at.astimezone(zone), before.astimezone(zone)
    part = TimezoneDaylight() if now.dst() else TimezoneStandard()
    offset = then.utcoffset() or timedelta()
    part.add("dtstart", (at + offset).replace(tzinfo=None))
    part.add("tzoffsetfrom", offset)
    part.add("tzoffsetto", now.utcoffset() or timedelta())
    part.add("tzname", now.tzname() or zone.key)
    return part


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The first second of each change, looked for day by day."""
    at = first
    while at < last:
        after = at + _STEP
        if _shown(zone, at) != _shown(zone, after):
            yield _exactly(zone, at, after)
        at = after


def _exactly(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > _EXACT:
        middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
        if _shown(zone, middle) == _shown(zone, before):
            before = middle
        else:
            after = middle
    return after


def _shown(zone: ZoneInfo, at: datetime) -> tuple[timedelta | None, str | None]:
    local = at.astimezone(zone)
    return local.utcoffset(), local.tzname()
