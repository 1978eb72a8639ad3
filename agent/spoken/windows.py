"""A window in words: "Friday, the eighteenth, between two and four in the afternoon". Pure."""

from datetime import date, datetime, time, timedelta
from typing import Any

from num2words import num2words

from agent.spoken.hours import DAY_ENDS, DAY_STARTS
from agent.spoken.languages import ENGLISH, words
from office.values import Window

_NOON, _EVENING = 12, 18


def say_window(
    window: Window, now: datetime, language: str = ENGLISH, *, dated: bool = False
) -> str:
    """A window as a voice reads it well, its day so that nobody takes another for it.

    Args:
        window: what was understood.
        now: the time at the business; it makes a date "tomorrow".
        language: in whose words.
        dated: with the month, even where the day alone would do.
    """
    said = words("times", language)["said"]
    first, last = window.starts, window.ends
    whole = first.time() == DAY_STARTS and last.time() == DAY_ENDS
    day = _day(first.date(), now.date(), said, language, dated=dated)
    if first.date() == last.date():
        if whole:
            return str(said["all_day"]).format(day=day)
        start, end = _clocks(first.time(), last.time(), said, language)
        return str(said["one_day"]).format(day=day, start=start, end=end)
    other = _day(last.date(), now.date(), said, language)
    if whole:
        return str(said["days"]).format(first=day, last=other)
    start, end = (_clock(one.time(), said, language, half=True) for one in (first, last))
    return str(said["moments"]).format(first=day, start=start, last=other, end=end)


def say_choices(
    windows: tuple[Window, ...], now: datetime, language: str = ENGLISH
) -> tuple[str, ...]:
    """Windows to choose from, as short as they can be told apart: a day is named once."""
    said = words("times", language)["said"]
    spoken: list[str] = []
    before: date | None = None
    for window in windows:
        start, end = _clocks(window.starts.time(), window.ends.time(), said, language)
        day = window.starts.date()
        frame = said["same_day" if day == before else "one_day"]
        named = _near_day(day, now.date(), said, language)
        spoken.append(str(frame).format(day=named, start=start, end=end).replace(", ", " "))
        before = day
    return tuple(spoken)


def say_row(row: tuple[str, ...], language: str = ENGLISH) -> str:
    """Choices in one breath: "this, that, or another"."""
    either = str(words("times", language)["said"]["either"])
    if len(row) < 2:
        return "".join(row)
    return either.format(first=", ".join(row[:-1]), last=row[-1])


def _near_day(day: date, today: date, said: Any, language: str) -> str:
    """A day within a week by its name alone, a later one with its date."""
    if day == today:
        return str(said["today"])
    if day == today + timedelta(days=1):
        return str(said["tomorrow_alone"])
    if day - today < timedelta(days=7):
        return str(said["weekdays"][day.weekday()])
    return _day(day, today, said, language)


def _day(day: date, today: date, said: Any, language: str, *, dated: bool = False) -> str:
    weekday = said["weekdays"][day.weekday()]
    if day == today:
        return str(said["today"])
    if day == today + timedelta(days=1) and not dated:
        return str(said["tomorrow"]).format(weekday=weekday)
    near = (day.year, day.month) == (today.year, today.month) and not dated
    return str(said["this_month" if near else "other_month"]).format(
        weekday=weekday,
        month=said["months"][day.month - 1],
        ordinal=num2words(day.day, to="ordinal", lang=language),
    )


def _clocks(first: time, last: time, said: Any, language: str) -> tuple[str, str]:
    """Two times, the half of the day only once where it is the same."""
    same = _half(first) == _half(last) and not _named(last)
    return (
        _clock(first, said, language, half=not same),
        _clock(last, said, language, half=True),
    )


def _clock(clock: time, said: Any, language: str, *, half: bool) -> str:
    if _named(clock):
        return str(said["noon" if clock.hour else "midnight"])
    hour = num2words((clock.hour - 1) % 12 + 1, lang=language)
    minute = ""
    if clock.minute:
        number = num2words(clock.minute, lang=language)
        minute = f" {said['oh']} {number}" if clock.minute < 10 else f" {number}"
    return f"{hour}{minute}" + (f" {said['halves'][_half(clock)]}" if half else "")


def _named(clock: time) -> bool:
    """Noon and midnight have names of their own."""
    return clock.minute == 0 and clock.hour in (0, _NOON)


def _half(clock: time) -> int:
    """Morning, afternoon or evening."""
    return (clock.hour >= _NOON) + (clock.hour >= _EVENING)
