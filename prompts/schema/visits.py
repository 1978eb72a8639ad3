"""`people` and `visits` of business.yaml: who comes, when, and who says yes to it."""

import re
from datetime import date, time, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from prompts.hours import OpeningHours
from prompts.wording import Strict, Text

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_QUARTER = 15


def _hours(text: object) -> OpeningHours:
    return OpeningHours.parse(str(text))


def _quarters(minutes: int) -> int:
    if minutes % _QUARTER:
        raise ValueError(f"{minutes} minutes are no whole quarter hours; write 30, 60, 90 or 120")
    return minutes


def _times(found: object) -> tuple[time, ...]:
    if not isinstance(found, list | tuple):
        raise ValueError('write the times as a list, such as ["08:00", "10:00", "13:00"]')
    return tuple(_time(str(each)) for each in found)


def _time(text: str) -> time:
    try:
        at = time.fromisoformat(text if len(text) == 5 else f"0{text}")
    except ValueError as error:
        raise ValueError(f'"{text}" is no time of day; write one like "08:00"') from error
    if at.minute % _QUARTER or at.second or at.tzinfo:
        raise ValueError(f'"{text}" is no quarter of an hour; write one like "08:00" or "08:15"')
    return at


def _away(text: object) -> "tuple[date, date]":
    """ "2026-12-24", or "2026-12-24 to 2027-01-02"."""
    parts = [part.strip() for part in str(text).split(" to ")]
    form = 'write a day as "2026-12-24", or several as "2026-12-24 to 2027-01-02"'
    if len(parts) > 2 or not all(_DATE.fullmatch(part) for part in parts):
        raise ValueError(f'"{text}" is not understood; {form}')
    try:
        first, last = date.fromisoformat(parts[0]), date.fromisoformat(parts[-1])
    except ValueError as error:
        raise ValueError(f'"{text}" is no day of the calendar; {form}') from error
    if last < first:
        raise ValueError(f'"{text}" ends before it begins; turn the days around')
    return first, last


Hours = Annotated[OpeningHours, BeforeValidator(_hours)]
DaysOff = Annotated[tuple[date, date], BeforeValidator(_away)]


class Person(Strict):
    """Somebody who makes visits. What is left out is as for the business, or unlimited."""

    name: Annotated[Text, Field(max_length=64)]
    trades: tuple[Text, ...] = ()
    hours: Hours | None = None
    away: tuple[DaysOff, ...] = ()
    a_day: int | None = Field(None, ge=1, le=50)

    def does(self, trade: str) -> bool:
        """Whether they do a trade; who names none does all."""
        return not self.trades or not trade or trade.lower() in map(str.lower, self.trades)

    def is_away(self, day: date) -> bool:
        """Whether it is one of their days off."""
        return any(first <= day <= last for first, last in self.away)


class EmergencyVisits(Strict):
    """How soon somebody comes when it is urgent, and whether at night too."""

    lead_minutes: int = Field(60, ge=0, le=1440)
    window_minutes: int = Field(120, gt=0, le=1440)
    around_the_clock: bool = False

    @model_validator(mode="after")
    def _in_quarters(self) -> "EmergencyVisits":
        _quarters(self.window_minutes)
        return self


class VisitRules(Strict):
    """How visits are given out."""

    book: Literal["by_itself", "ask_me_first", "never"] = "ask_me_first"
    window_minutes: int = Field(120, gt=0, le=720)
    starts: Annotated[tuple[time, ...], BeforeValidator(_times)] = ()
    lead_hours: int = Field(3, ge=0, le=720)
    days_ahead: int = Field(21, ge=1, le=365)
    job_minutes: int = Field(60, gt=0, le=1440)
    travel_minutes: int = Field(30, ge=0, le=480)
    kept_free: Hours | None = None
    emergency: EmergencyVisits = EmergencyVisits()

    @model_validator(mode="after")
    def _in_quarters(self) -> "VisitRules":
        _quarters(self.window_minutes)
        return self

    @property
    def window(self) -> timedelta:
        """How long a caller is asked to be at home."""
        return timedelta(minutes=self.window_minutes)

    @property
    def lead(self) -> timedelta:
        """How soon a visit may be, at the earliest."""
        return timedelta(hours=self.lead_hours)
