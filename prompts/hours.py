"""Opening hours as OpenStreetMap writes them: "Mo-Fr 08:00-17:00; Sa 08:00-12:00; PH off".

Read by opening-hours-py, which knows the public holidays of a country. Pure: no clock; times are
those that the clocks of the business show.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Self

# Its type hints leave its errors out.
from opening_hours import OpeningHours as Engine
from opening_hours import ParserError, State, UnknownCountryError  # type: ignore[attr-defined]

from office.values import Window

_ALLOWED = (
    'write days and times like "Mo-Fr 08:00-17:00; Sa 08:00-12:00; PH off" (PH are public '
    'holidays), or "24/7", or "off"'
)
_TIMED = re.compile(r"\d:\d|24/7|\b(?:off|closed)\b")
_WEEKDAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su)"
# Weekdays or bare times behind it; dates and other holidays may well stand there.
_HOLIDAY_THEN_MORE = re.compile(
    rf"\bPH (?:off|closed)\s*;(?:[^;]*;)*\s*(?:{_WEEKDAY}(?:[-,]{_WEEKDAY})*\s+)?\d\d?:\d\d"
)
_DAY_OFF = re.compile(rf"\b{_WEEKDAY}(?:[-,]{_WEEKDAY})*\s+(?:off|closed)\b")
_SPAN = re.compile(r"\b(\d\d:\d\d)-(\d\d:\d\d)\b")
_A_YEAR = timedelta(days=400)


class BadHours(ValueError):
    """Opening hours that cannot be read."""


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When somebody works; `country` is whose public holidays PH means, as in "US"."""

    text: str
    country: str = ""

    @classmethod
    def parse(cls, text: str, country: str = "") -> Self:
        """Read opening hours.

        Raises:
            BadHours: they cannot be read, or would not mean what they seem to; the message shows
                the right form.
        """
        text = text.strip()
        try:
            engine = _engine(text, country)
        except ParserError as error:
            raise BadHours(f'"{text}" is not understood; {_ALLOWED}') from error
        except UnknownCountryError as error:
            raise BadHours(f'the holidays of "{country}" are not known') from error
        if engine.warnings:
            raise BadHours(f'"{text}" is written oddly ({engine.warnings[0]}); {_ALLOWED}')
        if not _TIMED.search(text):
            raise BadHours(f'"{text}" names no times; {_ALLOWED}')
        if _HOLIDAY_THEN_MORE.search(text):
            raise BadHours(f'in "{text}" what stands behind "PH off" wins; put "PH off" last')
        if _cuts_a_night_short(engine, text):
            raise BadHours(
                f'in "{text}" a day that is off ends the night before it at midnight; leave out '
                "the days you are closed"
            )
        return cls(text, country)

    def of(self, country: str) -> "OpeningHours":
        """The same hours with the public holidays of a country."""
        return OpeningHours.parse(self.text, country)

    def is_open(self, at: datetime) -> bool:
        """Whether it is open at a time in the business's own zone."""
        return _engine(self.text, self.country).is_open(at.replace(tzinfo=None))

    def opens_after(self, at: datetime) -> datetime | None:
        """When it opens next: now if it is open, None if it does not within a year."""
        for span in self.spans(at, at + _A_YEAR):
            return span.starts
        return None

    def spans(self, starts: datetime, ends: datetime) -> Iterator[Window]:
        """The open stretches between two aware times, in order and cut to them.

        A time the clocks skip is the one an hour on; on the day an hour comes twice, a span that
        ends in it ends the first time.
        """
        zone = starts.tzinfo
        last = ends.astimezone(zone).replace(tzinfo=None)
        engine = _engine(self.text, self.country)
        for begin, end, state, _ in engine.intervals(starts.replace(tzinfo=None), last):
            if state is not State.OPEN:
                continue
            first, until = (
                naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
                for naive in (begin, end)
            )
            if first.astimezone(UTC) < until.astimezone(UTC):
                yield Window(first, until)


def is_holiday(at: datetime, country: str) -> bool:
    """Whether it is a public holiday of a country; never where the country is not told."""
    return bool(country) and _engine("PH 00:00-24:00", country).is_open(at.replace(tzinfo=None))


def _cuts_a_night_short(engine: Engine, text: str) -> bool:
    """Whether hours that run past midnight end there, because of an "off" for the next day."""
    nights = [begin > end for begin, end in _SPAN.findall(text)]
    if not any(nights) or not _DAY_OFF.search(text) or "24:00" in text:
        return False
    fortnight = engine.intervals(datetime(2026, 1, 5), datetime(2026, 1, 19))  # noqa: DTZ001
    return any(state is State.OPEN and not end.hour + end.minute for _, end, state, _ in fortnight)


@lru_cache(maxsize=256)
def _engine(text: str, country: str) -> Engine:
    return Engine(text, country=country or None)
