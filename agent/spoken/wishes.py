"""A wish for a time, as callers have them: what they name, and what they will not have. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache

from agent.spoken.beside import FAR, parse_beside, told_by
from agent.spoken.days import Days, days_in
from agent.spoken.hours import DAY_ENDS, DAY_STARTS, MASK, alternatives, hours_in, plain
from agent.spoken.languages import ENGLISH, words
from agent.spoken.times import is_excluded, parse_window
from office.values import Beside, Window, Wish

LIKELY = 0.35
"""A window less likely than this is no wish: "eight in the evening" for a bare eight."""


def parse_wish(
    text: str,
    now: datetime,
    offered: tuple[Window, ...] = (),
    language: str = ENGLISH,
    *,
    stands: Window | None = None,
    beside: bool = False,
) -> Wish | None:
    """The wish in a text; None where it names no time at all.

    Args:
        text: the caller's words.
        now: the time at the business, with its zone.
        offered: the windows the desk has just named, for "later" and "another day".
        language: whose words they are.
        stands: the visit that is to be moved, for "the same time".
        beside: whether it may be told by a visit that is not known yet: "an hour later".
    """
    known, said = _words(language), plain(text)
    excluded = list(_exclusions(said, now, language))
    found = Wish(
        words=" ".join(text.split()).strip(" ,."),
        not_weekdays=frozenset(
            day.weekday for day, _ in excluded if isinstance(day, Days) and day.weekday is not None
        )
        | known.left_out(said),
        not_dates=frozenset(_dates(excluded)),
        not_hours=tuple(hours for _, hours in excluded if hours is not None),
        soonest=known.soon.search(said) is not None,
    )
    windows = tuple(
        each.value for each in parse_window(text, now, language) if each.confidence >= LIKELY
    )
    days = [day for day in days_in(said, now.date(), language) if not day.excluded]
    dated = days or found.soonest or not (windows or excluded)
    if not dated and (hours := _hours(said, now, language)):
        found = _with(found, hours=hours)
    elif windows and not found.soonest:
        found = _of_each_day(_with(found, windows=windows), _hours(said, now, language))
    told = None if found.soonest else parse_beside(said, language)
    if told is not None and (told.is_exact or _is_a_day_of(told, found)):
        base = _base(told, offered, stands)
    elif told is not None and not (offered or found.windows):
        base = stands
    else:
        return _relative(found, said, now, offered, known)
    found = _with(found, beside=told)
    if base is not None:
        return told_by(found, base, now)
    return found if beside else _relative(_with(found, beside=None), said, now, offered, known)


def _is_a_day_of(told: Beside, wish: Wish) -> bool:
    """ "Next week, the same day"."""
    several = bool(wish.windows) and wish.windows[0].length > timedelta(days=1)
    return told.day and several


def _base(told: Beside, offered: tuple[Window, ...], stands: Window | None) -> Window | None:
    """What "an hour later" is later than; "the same time" is that of the visit that stands."""
    if stands is not None and (told.hour or not offered):
        return stands
    if not offered:
        return None
    later = told.days > 0 or told.by > timedelta()
    return max(offered, key=lambda one: one.starts) if later else offered[0]


def _of_each_day(wish: Wish, hours: tuple[time, time] | None) -> Wish:
    """ "Next week in the morning": the hours are those of each of its days."""
    day = wish.windows[0]
    if hours is None or day.starts.date() == day.ends.date():
        return wish
    if (day.starts.time(), day.ends.time()) != hours:
        return wish
    whole = (
        Window(_at(one.starts, DAY_STARTS), _at(one.ends, max(DAY_ENDS, hours[1])))
        for one in wish.windows
    )
    return _with(wish, windows=tuple(whole), hours=hours)


def _at(moment: datetime, clock: time) -> datetime:
    return moment.replace(hour=clock.hour, minute=clock.minute)


def _relative(
    wish: Wish, said: str, now: datetime, offered: tuple[Window, ...], known: "_Words"
) -> Wish | None:
    """ "Later", "earlier" and "another day" of what was offered; else what was found."""
    named = wish.windows or wish.hours or wish.soonest
    if not offered or named:
        empty = wish == Wish(words=wish.words)
        return None if empty and not named and known.loose.search(said) is None else wish
    first, last = min(one.starts for one in offered), max(one.ends for one in offered)
    if known.other_day.search(said):
        dates = frozenset(one.starts.date() for one in offered)
        return _with(wish, not_dates=wish.not_dates | dates)
    if known.later.search(said):
        same_day = known.that_day.search(said) and last.time() < DAY_ENDS
        ends = last.replace(hour=DAY_ENDS.hour, minute=0) if same_day else last + FAR
        return _with(wish, windows=(Window(last, ends),))
    if known.earlier.search(said) and first > now:
        return _with(wish, windows=(Window(now, first),), soonest=False)
    if wish == Wish(words=wish.words) and known.loose.search(said) is None:
        return None
    return wish


def _exclusions(
    said: str, now: datetime, language: str
) -> Iterator[tuple[Days | None, tuple[time, time] | None]]:
    """The days and the hours that a text will not have."""
    for day in days_in(said, now.date(), language):
        if day.excluded:
            yield day, None
    rest = _without_days(said, now, language)
    for hour in hours_in(rest, language):
        if is_excluded(rest[: hour.start], language):
            yield None, hour.span()


def _without_days(said: str, now: datetime, language: str) -> str:
    """ "August 12 in the afternoon" is no "12 in the afternoon"."""
    for day in days_in(said, now.date(), language):
        said = said[: day.start] + MASK * (day.end - day.start) + said[day.end :]
    return said


def _dates(excluded: list[tuple[Days | None, tuple[time, time] | None]]) -> Iterator[date]:
    for day, _ in excluded:
        if day is None or day.weekday is not None or not day.spans:
            continue
        span = day.spans[0]
        for ahead in range((span.last - span.first).days + 1):
            yield span.first + timedelta(days=ahead)


def _hours(said: str, now: datetime, language: str) -> tuple[time, time] | None:
    """Hours that were named without a day, such as "after three" and "in the mornings"."""
    rest = _without_days(said, now, language)
    found = [
        hour
        for hour in hours_in(rest, language)
        if hour.kind in ("at", "between", "after", "before", "part")
        and not is_excluded(rest[: hour.start], language)
    ]
    return found[0].span() if found else None


def _with(wish: Wish, **changes: object) -> Wish:
    return replace(wish, **changes)  # type: ignore[arg-type]


class _Words:
    """The words of one language for wishes."""

    def __init__(self, language: str) -> None:
        listed = words("times", language)
        a = alternatives(listed)
        self.soon = re.compile(rf"\b(?:{a['soon']}|{a['soonest']})(?!\w)")
        self.loose = re.compile(rf"\b(?:{a['loose']})(?!\w)")
        self.later = re.compile(rf"\b(?:{a['later']})(?!\w)")
        self.earlier = re.compile(rf"\b(?:{a['earlier']})(?!\w)")
        self.other_day = re.compile(rf"\b(?:{a['other_day']})(?!\w)")
        self.that_day = re.compile(rf"\b(?:{a['that_day']})(?!\w)")
        self._kinds: dict[str, list[int]] = dict(listed["kinds_of_day"])
        self._kind = re.compile(rf"\b(?:{a['kinds_of_day']})(?!\w)")

    def left_out(self, said: str) -> frozenset[int]:
        """The weekdays that "weekdays" and "weekends" leave out."""
        found = self._kind.search(said)
        return frozenset(self._kinds[found[0]]) if found else frozenset()


@cache
def _words(language: str) -> _Words:
    return _Words(language)
