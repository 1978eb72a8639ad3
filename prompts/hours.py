"""Opening hours written as OpenStreetMap writes them: "Mo-Fr 08:00-17:00; Sa 08:00-12:00"."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Self

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_RULE = re.compile(rf"(?P<days>(?:{'|'.join(DAYS)})[A-Za-z,\- ]*?)\s+(?P<spans>off|[\d:,\- ]+)")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_ALLOWED = 'write days and times like "Mo-Fr 08:00-17:00; Sa 08:00-12:00", or "24/7", or "off"'

Span = tuple[int, int]


class BadHours(ValueError):
    """Opening hours that cannot be read."""


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Open minutes of each weekday, Monday first; a span may run past midnight."""

    days: tuple[tuple[Span, ...], ...]
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a week.

        Raises:
            BadHours: the text has another form; the message shows the right one.
        """
        if text.strip() == "24/7":
            return cls(tuple(((0, 1440),) for _ in DAYS), text)
        week: list[tuple[Span, ...]] = [() for _ in DAYS]
        if text.strip() == "off":
            return cls(tuple(week), text)
        for part in text.split(";"):
            rule = _RULE.fullmatch(part.strip())
            if rule is None:
                raise BadHours(f'"{part.strip()}" is not understood; {_ALLOWED}')
            spans = () if rule["spans"] == "off" else _spans(rule["spans"])
            for day in _days(rule["days"]):
                week[day] = spans
        return cls(tuple(week), text)

    def is_open(self, at: datetime) -> bool:
        """Whether the business is open at a time in its own zone."""
        minute = at.hour * 60 + at.minute
        today, yesterday = self.days[at.weekday()], self.days[at.weekday() - 1]
        return any(start <= minute < end for start, end in today) or any(
            minute < end - 1440 for _, end in yesterday
        )


def _days(text: str) -> list[int]:
    found: list[int] = []
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise BadHours(f'"{part}" is not a day; {_ALLOWED}')
        start, end = DAYS.index(first), DAYS.index(last or first)
        found += [day % 7 for day in range(start, end + 1 + (7 if end < start else 0))]
    return found


def _spans(text: str) -> tuple[Span, ...]:
    found: list[Span] = []
    for part in text.replace(" ", "").split(","):
        match = _SPAN.fullmatch(part)
        if match is None:
            raise BadHours(f'"{part}" is not a time span; {_ALLOWED}')
        start, end = _minute(match[1], match[2]), _minute(match[3], match[4])
        found.append((start, end if end > start else end + 1440))
    return tuple(found)


def _minute(hour: str, minute: str) -> int:
    if (int(hour), int(minute)) == (24, 0):
        return 1440
    try:
        at = time(int(hour), int(minute))
    except ValueError as error:
        raise BadHours(f'"{hour}:{minute}" is not a time of day; {_ALLOWED}') from error
    return at.hour * 60 + at.minute
