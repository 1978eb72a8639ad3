"""Holidays by name: "Thanksgiving", "Christmas Eve". Pure; which there are is data."""

from collections.abc import Mapping
from datetime import date, timedelta

_WEEK = 7


def next_holiday(rule: Mapping[str, int], today: date, after: int = 0) -> date:
    """The next date from today on that is so many days after a holiday.

    Args:
        rule: how its date is told: `month` with `day`; `month`, `weekday` and `nth` (-1: the
            last one), both with `plus` days; or `easter`, in days from Easter Sunday.
        today: the date at the business.
        after: days behind the holiday, before it if negative.
    """
    for year in range(today.year - 1, today.year + 3):
        found = _date(rule, year) + timedelta(days=after)
        if found >= today:
            return found
    raise ValueError("A holiday comes every year.")


def _date(rule: Mapping[str, int], year: int) -> date:
    if "easter" in rule:
        return easter(year) + timedelta(days=rule["easter"])
    plus = timedelta(days=rule.get("plus", 0))
    if "day" in rule:
        return date(year, rule["month"], rule["day"]) + plus
    return _nth(year, rule["month"], rule["weekday"], rule["nth"]) + plus


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    """The so-manieth weekday of a month; -1 is the last one."""
    if nth < 0:
        following = (date(year, month, 1) + timedelta(days=32)).replace(day=1)
        last = following - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % _WEEK)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % _WEEK + _WEEK * (nth - 1))


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian rule (Nature, 20 April 1876)."""
    golden, century = year % 19, year // 100
    leaps, skipped = century // 4, (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - skipped + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - moon - year % 100 % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
