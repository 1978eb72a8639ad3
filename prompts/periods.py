"""Seasons, weekdays and times of day as an owner writes them: "Nov 15 - Mar 31", "Sa-Su"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Self

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEAP = 2024
_DATE = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2})")
_BETWEEN = re.compile(r"\s*(?:-|–|\bto\b)\s*")


class BadPeriod(ValueError):
    """A season, a list of weekdays or a time of day that cannot be read."""


@dataclass(frozen=True, slots=True)
class Season:
    """From one day of the year to another, both included; it may run over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "Nov 15 - Mar 31".

        Raises:
            BadPeriod: the text has another form; the message shows the right one.
        """
        first, last = _two(text, 'write a season like "Nov 15 - Mar 31"')
        return cls(_date(first), _date(last), text)

    def holds(self, at: date) -> bool:
        """Whether a day lies in it."""
        day = (at.month, at.day)
        if self.first <= self.last:
            return self.first <= day <= self.last
        return day >= self.first or day <= self.last

    def covers(self, other: Self) -> bool:
        """Whether each day of another season lies in this one, too."""
        return _days_of(other) <= _days_of(self)


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Some days of the week, Monday 0."""

    days: frozenset[int]
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "Mo-Fr" or "Sa, Su".

        Raises:
            BadPeriod: the text has another form; the message shows the right one.
        """
        found: set[int] = set()
        for part in text.split(","):
            first, _, last = (one.strip() for one in part.partition("-"))
            if first not in DAYS or (last and last not in DAYS):
                raise BadPeriod(f'"{part.strip()}" is no day; write days like "Mo-Fr" or "Sa, Su"')
            start, end = DAYS.index(first), DAYS.index(last or first)
            found.update(day % 7 for day in range(start, end + 1 + (7 if end < start else 0)))
        return cls(frozenset(found), text)

    def holds(self, at: date) -> bool:
        """Whether it is one of these days."""
        return at.weekday() in self.days

    def covers(self, other: Self) -> bool:
        """Whether each day of another list is one of these, too."""
        return other.days <= self.days


@dataclass(frozen=True, slots=True)
class DayTime:
    """From one time of day to another, the second not included; it may run past midnight."""

    first: time
    last: time
    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "17:00-22:00".

        Raises:
            BadPeriod: the text has another form; the message shows the right one.
        """
        first, last = _two(text, 'write a time of day like "17:00-22:00"')
        return cls(_clock(first), _clock(last), text)

    def holds(self, at: datetime) -> bool:
        """Whether a time lies in it."""
        return at.hour * 60 + at.minute in self._minutes()

    def covers(self, other: Self) -> bool:
        """Whether each minute of another one lies in this one, too."""
        return other._minutes() <= self._minutes()

    def _minutes(self) -> frozenset[int]:
        first, last = (one.hour * 60 + one.minute for one in (self.first, self.last))
        until = last if last > first else last + 1440
        return frozenset(minute % 1440 for minute in range(first, until))


def _two(text: str, allowed: str) -> tuple[str, str]:
    parts = _BETWEEN.split(text.strip())
    if len(parts) != 2:
        raise BadPeriod(f'"{text}" is not understood; {allowed}')
    return parts[0], parts[1]


def _date(text: str) -> tuple[int, int]:
    match = _DATE.fullmatch(text)
    month = match[1].capitalize() if match else ""
    if match is None or month not in MONTHS:
        raise BadPeriod(f'"{text}" is no day of the year; write one like "Nov 15"')
    found = (MONTHS.index(month) + 1, int(match[2]))
    try:
        date(_LEAP, *found)
    except ValueError as error:
        raise BadPeriod(f'"{text}" is in no calendar') from error
    return found


def _clock(text: str) -> time:
    if text == "24:00":
        return time(0)
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        raise BadPeriod(f'"{text}" is no time of day; write one like "17:00"')
    return time(int(hour), int(minute))


def _days_of(season: Season) -> frozenset[int]:
    first, last = (date(_LEAP, *day).timetuple().tm_yday for day in (season.first, season.last))
    until = last if first <= last else last + 366
    return frozenset(day % 366 for day in range(first, until + 1))
