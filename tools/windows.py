"""Which windows there are on a technician's days, before anybody has taken one. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from office.values import Window
from prompts.hours import OpeningHours
from prompts.schema import Person, VisitRules

_EMERGENCY_STEP = timedelta(minutes=30)
_QUARTER = timedelta(minutes=15)
_ALWAYS = OpeningHours("24/7")


def regular_windows(
    rules: VisitRules, hours: OpeningHours, starts: datetime, ends: datetime
) -> Iterator[Window]:
    """The windows of open days between two times, in order.

    They begin where the owner says, else one behind the other from opening on; each ends before
    closing.
    """
    for span in days_of(hours, starts, ends):
        for begin in _starts(rules, span):
            window = Window(begin, _on(begin, rules.window))
            if span.holds(window) and begin.astimezone(UTC) >= starts.astimezone(UTC):
                yield window


def days_of(hours: OpeningHours, starts: datetime, ends: datetime) -> Iterator[Window]:
    """The open stretches around two times, whole from their beginning on.

    What never closes is cut at midnight, so that its windows do not depend on when one looks.
    """
    before = _midnight(starts) - timedelta(days=1)
    for span in hours.spans(before, ends):
        if span.length <= timedelta(days=1):
            yield span
            continue
        begin = span.starts
        while begin.astimezone(UTC) < span.ends.astimezone(UTC):
            midnight = _midnight(begin) + timedelta(days=1)
            until = min(midnight, span.ends, key=lambda at: at.astimezone(UTC))
            yield Window(begin, until)
            begin = midnight


def is_emergency_window(rules: VisitRules, hours: OpeningHours, window: Window) -> bool:
    """Whether a window is one for somebody who cannot wait."""
    if window.length != timedelta(minutes=rules.emergency.window_minutes):
        return False
    spans = (_ALWAYS if rules.emergency.around_the_clock else hours).spans(
        window.starts, window.ends
    )
    return any(span.holds(window) for span in spans)


def emergency_windows(
    rules: VisitRules, hours: OpeningHours, starts: datetime, ends: datetime
) -> Iterator[Window]:
    """The windows for somebody who cannot wait: every half hour from the first quarter hour on."""
    length = timedelta(minutes=rules.emergency.window_minutes)
    for span in (_ALWAYS if rules.emergency.around_the_clock else hours).spans(starts, ends):
        begin = _quarter(span.starts)
        while begin.astimezone(UTC) < span.ends.astimezone(UTC):
            window = Window(begin, _on(begin, length))
            if rules.emergency.around_the_clock or span.holds(window):
                yield window
            begin = _on(begin, _EMERGENCY_STEP)


def hours_of(person: Person, hours: OpeningHours) -> OpeningHours:
    """When somebody works: their own hours, else the business's."""
    return person.hours or hours


def _starts(rules: VisitRules, span: Window) -> Iterator[datetime]:
    if not rules.starts:
        begin = _quarter(span.starts)
        while begin.astimezone(UTC) < span.ends.astimezone(UTC):
            yield begin
            begin = _on(begin, rules.window)
        return
    midnight = _midnight(span.starts)
    while midnight.astimezone(UTC) < span.ends.astimezone(UTC):
        for at in sorted(rules.starts):
            # A time the clocks skip is the one an hour on.
            local = midnight.replace(hour=at.hour, minute=at.minute)
            yield local.astimezone(UTC).astimezone(midnight.tzinfo)
        midnight += timedelta(days=1)


def _midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def _on(at: datetime, length: timedelta) -> datetime:
    """So much later in real time, as the clocks then show it."""
    return (at.astimezone(UTC) + length).astimezone(at.tzinfo)


def _quarter(at: datetime) -> datetime:
    """The quarter hour that begins next, or now."""
    utc = at.astimezone(UTC)
    over = timedelta(minutes=utc.minute % 15, seconds=utc.second, microseconds=utc.microsecond)
    return (utc + (_QUARTER - over if over else timedelta())).astimezone(at.tzinfo)
