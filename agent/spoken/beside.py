"""A time told by another one: "an hour later", "the same time next week", "that day". Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from agent.spoken.hours import alternatives
from agent.spoken.languages import ENGLISH, words
from office.values import Beside, Window, Wish

FAR = timedelta(days=28)
"""So far ahead "later" reaches."""


def parse_beside(said: str, language: str = ENGLISH) -> Beside | None:
    """What a `plain` text tells by another time; None where it does not."""
    known = _words(language)
    hour, day = known.hour.search(said) is not None, known.day.search(said) is not None
    later, earlier = known.later.search(said), known.earlier.search(said)
    if (shift := _shift(said, known)) is not None:
        return replace(shift, hour=hour, day=day)
    way = "later" if later else "earlier" if earlier else ""
    return Beside(hour=hour, day=day, way=way) if hour or day or way else None


def told_by(wish: Wish, base: Window, now: datetime) -> Wish:
    """The wish with its times told by a window; as it is where it needs none."""
    beside = wish.beside
    if beside is None:
        return wish
    plain_wish = replace(wish, beside=None, soonest=False, not_windows=(*wish.not_windows, base))
    if beside.days or beside.by:
        windows = tuple(_from(base, beside))
        return replace(plain_wish, windows=windows, hours=None)
    if wish.windows and (beside.hour or beside.day):
        windows = tuple(dict.fromkeys(_on_its_day(one, base, beside) for one in wish.windows))
        return replace(plain_wish, windows=windows, not_windows=wish.not_windows)
    if wish.windows:
        return plain_wish
    if beside.day:
        return _same_day(plain_wish, base, beside.way)
    if beside.way:
        window = _beyond(base, beside.way, now)
        return replace(plain_wish, windows=(window,)) if window is not None else plain_wish
    clock = base.starts.time(), base.ends.time()
    return replace(plain_wish, hours=clock, not_dates=wish.not_dates | {base.starts.date()})


def _from(base: Window, beside: Beside) -> Iterator[Window]:
    """So much later; if that is by hours and not free, what else is later that day."""
    exactly = _shifted(base, beside)
    yield exactly
    if beside.by > timedelta():
        evening = exactly.starts.replace(hour=23, minute=59)
        if evening > exactly.starts:
            yield Window(exactly.starts, evening)
    elif beside.by and (morning := exactly.ends.replace(hour=0, minute=0)) < exactly.ends:
        yield Window(morning, exactly.ends)


def _shifted(base: Window, beside: Beside) -> Window:
    """Later by days of the calendar and by real hours."""
    days = timedelta(days=beside.days)
    first, last = base.starts + days, base.ends + days
    zone = first.tzinfo
    return Window(*((one.astimezone(UTC) + beside.by).astimezone(zone) for one in (first, last)))


def _on_its_day(wished: Window, base: Window, beside: Beside) -> Window:
    """ "The same time on Friday"; of a whole week the same day of the week."""
    day, last = wished.starts.date(), wished.ends.date()
    if day != last:
        ahead = (base.starts.weekday() - day.weekday()) % 7
        same = day + timedelta(days=ahead)
        if same > last and not beside.hour:
            return wished
        day = same
    if not beside.hour:
        starts, ends = wished.starts.timetz(), wished.ends.timetz()
        return Window(datetime.combine(day, starts), datetime.combine(day, ends))
    starts_at = datetime.combine(day, base.starts.timetz())
    return Window(starts_at, starts_at + (base.ends - base.starts))


def _same_day(wish: Wish, base: Window, way: str) -> Wish:
    """ "Later that day", "the same day, but in the afternoon"."""
    if wish.hours is not None:
        return replace(wish.on(base), hours=None)
    morning = base.starts.replace(hour=0, minute=0)
    evening = base.ends.replace(hour=23, minute=0)
    first = base.ends if way == "later" else morning
    last = base.starts if way == "earlier" else evening
    return replace(wish, windows=(Window(first, last),)) if first < last else wish


def _beyond(base: Window, way: str, now: datetime) -> Window | None:
    if way == "later":
        return Window(base.ends, base.ends + FAR)
    return Window(now, base.starts) if base.starts > now else None


def _shift(said: str, known: "_Words") -> Beside | None:
    for pattern, sign in known.shifts:
        found = pattern.search(said)
        if found is not None:
            return known.length(found, sign)
    return None


class _Words:
    """The words of one language for times told by others."""

    def __init__(self, language: str) -> None:
        listed = words("times", language)
        a = alternatives(listed)
        self.counts: dict[str, int] = dict(listed["counts"])
        self.week, self.day_units = frozenset(listed["week"]), frozenset(listed["day"])
        self.minutes = frozenset(listed["minute"])
        self.hour = re.compile(rf"\b(?:{a['same_hour']})(?!\w)")
        self.day = re.compile(rf"\b(?:{a['same_day']})(?!\w)")
        self.later = re.compile(rf"\b(?:{a['later']})(?!\w)")
        self.earlier = re.compile(rf"\b(?:{a['earlier']})(?!\w)")
        self.shifts = tuple(self._shifts(a))

    @staticmethod
    def _shifts(a: dict[str, str]) -> Iterator[tuple[re.Pattern[str], int]]:
        unit = rf"(?P<unit>{a['hour']}|{a['minute']}|{a['day']}|{a['week']})"
        length = (
            rf"(?:(?P<half>{a['half_hour']})|(?P<count>{a['counts']}|\d{{1,2}}) {unit}"
            rf"(?P<more> {a['and_a_half']})?)\b"
        )
        ways = (("later", 1), ("earlier", -1))
        # "Come out an hour earlier": what stands behind it tells more.
        for way, sign in ways:
            yield re.compile(rf"\b{length} (?:{a[f'{way}_behind']})\b"), sign
        for way, sign in ways:
            yield re.compile(rf"\b(?:{a[f'{way}_before']}) {length}"), sign

    def length(self, found: re.Match[str], sign: int) -> Beside:
        """How much sooner or later."""
        if found["half"]:
            return Beside(by=sign * timedelta(minutes=30))
        count, unit = sign * (self.counts.get(found["count"]) or int(found["count"])), found["unit"]
        if unit in self.week or unit in self.day_units:
            return Beside(days=count * (7 if unit in self.week else 1))
        if unit in self.minutes:
            return Beside(by=timedelta(minutes=count))
        return Beside(by=timedelta(hours=count, minutes=30 * sign if found["more"] else 0))


@cache
def _words(language: str) -> _Words:
    return _Words(language)
