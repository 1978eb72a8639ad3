"""Days in words: "next Tuesday", "the fourteenth", "a week from Friday". Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from agent.spoken.holidays import next_holiday
from agent.spoken.hours import MASK, alternatives, any_of, hours_in
from agent.spoken.languages import ENGLISH, words

_A_YEAR = 370
_WEEK_DAYS = {"next_week_day": 1, "second_week_day": 2}
_WEEKS = {"next_week": 1, "second_week": 2}


@dataclass(frozen=True, slots=True)
class Span:
    """A day, or the first and the last of several; and how likely it is meant."""

    first: date
    last: date
    confidence: float = 0.85


@dataclass(frozen=True, slots=True)
class Days:
    """A day in a text, from `start` to `end`; `spans` best first.

    What the caller named is kept, so that "Friday" and "the eighteenth" can be one day; `week` is
    how many weeks ahead a weekday was named for ("Wednesday next week").
    """

    start: int
    end: int
    spans: tuple[Span, ...] = ()
    weekday: int | None = None
    day: int = 0
    month: int = 0
    week: int = 0
    excluded: bool = False


class _DayWords:
    """The patterns of one language for days."""

    def __init__(self, language: str) -> None:
        listed = words("times", language)
        self.weekdays: dict[str, int] = dict(listed["weekdays"])
        self.months: dict[str, int] = dict(listed["months"])
        self.ordinals: dict[str, int] = dict(listed["ordinals"])
        self.tens = frozenset(word.split()[0] for word in self.ordinals if " " in word)
        self.counts: dict[str, int] = dict(listed["counts"])
        self.parts: dict[str, list[int]] = dict(listed["week_parts"])
        self.which: dict[str, int] = dict(listed["which_week"])
        self.holidays: dict[str, dict[str, int]] = dict(listed["holidays"])
        self.beside: dict[str, int] = dict(listed["beside_holiday"])
        self.language = language
        self.followers = frozenset(listed["followers"])
        self.week = frozenset(listed["week"])
        self.next = frozenset(listed["next"])
        self.this = frozenset(listed["this"])
        self.excluded = re.compile(
            rf"\b(?:{any_of(listed['excluded'])})(?: (?:{any_of(listed['on'])}))?\s*$"
        )
        self.patterns = tuple(
            (name, re.compile(pattern)) for name, pattern in self._patterns(listed).items()
        )

    def _patterns(self, listed: Any) -> dict[str, str]:
        """By what they find, the more telling first."""
        a = alternatives(listed)
        weekday, month = a["weekdays"], a["months"]
        ends = a["ordinal_ends"]
        # "the twentieth of July first thing": no first of July.
        parts = any_of(part for part in listed["parts"] if part.split()[0] in self.ordinals)
        ordinal = rf"(?:(?!(?:{parts})\b)(?:{a['ordinals']})|\d{{1,2}}(?:{ends}))"
        the, of = a["the"], a["of"]
        week, day = a["week"], a["day"]
        tomorrow, today = a["tomorrow"], a["today"]
        count = rf"(?P<count>{a['counts']}|\d{{1,2}})"
        this_next = rf"(?P<which>{a['next']}|{a['this']})"
        month_day = rf"(?P<month>{month})\.? (?:(?:{the}) )?(?P<day>{ordinal}|\d{{1,2}}(?![\d:]))"
        holiday = rf"(?P<holiday>{a['holidays']})"
        behind = rf"(?P<behind>{weekday}|{week}) (?:{a['from']})"
        return {
            "holiday": rf"\b(?:(?:{the}) )?(?:(?:(?P<beside>{a['beside_holiday']})|{behind}) )?"
            rf"{holiday}(?!\w)",
            "after_tomorrow": rf"\b(?:{a['after_tomorrow']})\b",
            "weeks_from": rf"\b{count} (?P<unit>{week}) (?:{a['from']}) "
            rf"(?:(?P<next>{a['next']}) )?(?P<base>{weekday}|{tomorrow}|{today})\b",
            "ahead": rf"\b(?:{a['in']}) {count} (?P<unit>{week}|{day})\b",
            "from_now": rf"\b{count} (?P<unit>{week}|{day}) (?:{a['from_now']})\b",
            "date_of": rf"\b(?:(?:{the}) )?(?P<day>{ordinal}) (?:{of} )?(?P<month>{month})\b",
            "date": rf"\b{month_day}(?:,? \d{{4}})?\b",
            "figures": r"(?<![\d/])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?:/\d{2,4})?(?![\d/])",
            "week_part": rf"\b(?P<part>{a['week_parts']}) (?P<which>{a['which_week']})\b",
            "weekend": rf"\b(?:(?P<next>{a['next']})|{a['weekend_this']}) (?:{a['weekend']})\b",
            "second_week_day": _of_week(weekday, a["second_week"], of, a["on"]),
            "second_week": rf"\b(?:{a['second_week']})\b",
            "next_week_day": _of_week(weekday, a["next_week"], of, a["on"]),
            "next_week": rf"\b(?:{a['next_week']})\b",
            "this_week": rf"\b(?:{a['this_week']})\b",
            "next_month": rf"\b(?:{a['next_month']})\b",
            "which_day": rf"\b{this_next} (?P<weekday>{weekday})\b",
            "weekday": rf"\b(?P<weekday>{weekday})\b(?! (?:{a['streets']})\b)",
            "tomorrow": rf"\b(?:{tomorrow})\b",
            "today": rf"\b(?:{today}|{a['tonight']})\b"
            rf"|\b(?:{a['this']})(?= (?:{a['this_part']})\b)",
            "ordinal": rf"\b(?:{the}) (?P<day>{ordinal})\b",
        }  # fmt: skip


def _of_week(weekday: str, week: str, of: str, on: str) -> str:
    """ "Wednesday next week", "next week on Wednesday"."""
    return (
        rf"\b(?P<weekday>{weekday}) (?:(?:{of}) )?(?:{week})\b"
        rf"|\b(?:{week}),? (?:(?:{on}) )?(?P<weekday_behind>{weekday})\b"
    )


@cache
def _day_words(language: str) -> _DayWords:
    return _DayWords(language)


def days_in(text: str, today: date, language: str = ENGLISH) -> list[Days]:
    """Every day in a `plain` text, in order, none inside another."""
    known = _day_words(language)
    taken: list[Days] = []
    for name, pattern in known.patterns:
        for found in pattern.finditer(text):
            if any(one.start < found.end() and found.start() < one.end for one in taken):
                continue
            day = _day(name, found, text, today, known)
            if day is not None:
                excluded = known.excluded.search(text[: found.start()]) is not None
                taken.append(replace(day, start=found.start(), end=found.end(), excluded=excluded))
    return sorted(taken, key=lambda one: one.start)


def on_date(today: date, day: int, month: int = 0, weekday: int | None = None) -> date | None:
    """The next date from today on with this day of the month, month and weekday."""
    for ahead in range(_A_YEAR):
        found = today + timedelta(days=ahead)
        fits = found.day == day and month in (0, found.month)
        if fits and weekday in (None, found.weekday()):
            return found
    return None


def joined(first: Days, second: Days, today: date) -> Days | None:
    """ "Friday" and "the eighteenth" as one day; None where they are two."""
    weekday = first.weekday if first.weekday is not None else second.weekday
    day, month = first.day or second.day, first.month or second.month
    both = {one.first for one in first.spans} & {one.first for one in second.spans}
    if both and not (first.day and second.day):
        spans = tuple(replace(one, confidence=0.9) for one in first.spans if one.first in both)
        return replace(first, end=second.end, spans=spans, weekday=weekday, day=day, month=month)
    complete = (first.weekday is None) != (second.weekday is None) and day > 0
    if not complete or (first.day and second.day):
        return None
    found = on_date(today, day, month, weekday)
    if found is None or (not month and (found - today).days > 100):
        doubts = tuple(
            replace(one, confidence=0.4) for one in (*first.spans[:1], *second.spans[:1])
        )
        return replace(first, end=second.end, spans=doubts, weekday=weekday, day=day)
    return replace(
        first, end=second.end, spans=(Span(found, found, 0.9),), weekday=weekday, day=day
    )


def in_week(weekday: int, ahead: int, today: date) -> Span:
    """A weekday so many weeks ahead."""
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=7 * ahead + weekday)
    return Span(day, day, 0.9)


def _day(name: str, found: re.Match[str], text: str, today: date, known: _DayWords) -> Days | None:
    """What a match means, or None where it is no day after all."""
    said = found.groupdict()
    if name in ("date", "date_of", "figures", "ordinal"):
        return _dated(name, said, text[found.end() :], today, known)
    if name == "holiday":
        # "The twenty-fourth of July" is not the Fourth.
        before = text[: found.start()].rstrip().rpartition(" ")[2]
        return None if before in known.tens else Days(0, 0, (_holiday(said, today, known),))
    if name in ("weekday", "which_day", *_WEEK_DAYS):
        weekday = known.weekdays[said["weekday"] or said["weekday_behind"]]
        spans = tuple(_weekdays(name, said, weekday, today, known))
        return Days(0, 0, spans, weekday=weekday, week=_WEEK_DAYS.get(name, 0))
    return Days(0, 0, tuple(_spans(name, said, today, known)))


def _dated(
    name: str, said: dict[str, Any], behind: str, today: date, known: _DayWords
) -> Days | None:
    digits = re.match(r"\d+", said["day"])
    day = int(digits[0]) if digits else known.ordinals[said["day"]]
    month = said.get("month") or ""
    number = known.months.get(month) or (int(month) if month.isdigit() else 0)
    if name == "ordinal" and not _ends(behind, known):
        return None
    found = on_date(today, day, number)
    if found is None or number > 12:
        return None
    return Days(0, 0, (Span(found, found),), day=day, month=number)


def _ends(behind: str, known: _DayWords) -> bool:
    """ "the second" is a day unless it is the second of something."""
    word = re.match(r"\s*([a-z']+)?", behind)
    if word is None or not word[1] or word[1] in known.followers:
        return True
    return any(one.start <= 2 for one in hours_in(MASK + behind, known.language))


def _weekdays(
    name: str, said: dict[str, Any], weekday: int, today: date, known: _DayWords
) -> Iterator[Span]:
    """The dates a weekday can mean: people differ about "next", and about today's own name."""
    ahead = (weekday - today.weekday()) % 7
    soon, monday = today + timedelta(days=ahead), today - timedelta(days=today.weekday())
    following = monday + timedelta(days=7 + weekday)
    if name in _WEEK_DAYS:
        yield in_week(weekday, _WEEK_DAYS[name], today)
    elif name == "which_day" and said["which"] in known.next:
        if soon == following:
            yield Span(soon, soon)
        else:
            yield Span(following, following, 0.5)
            later = soon if ahead else soon + timedelta(days=7)
            if later != following:
                yield Span(later, later, 0.4)
    elif ahead:
        yield Span(soon, soon)
    else:
        # Whoever means today says so.
        yield Span(today + timedelta(days=7), today + timedelta(days=7), 0.6)
        yield Span(today, today, 0.35)


def _spans(name: str, said: dict[str, Any], today: date, known: _DayWords) -> Iterator[Span]:
    monday = today - timedelta(days=today.weekday())
    if name in ("today", "tomorrow", "after_tomorrow"):
        day = today + timedelta(days=("today", "tomorrow", "after_tomorrow").index(name))
        yield Span(day, day, 0.9)
    elif name in ("ahead", "from_now"):
        count = known.counts.get(said["count"]) or int(said["count"])
        day = today + timedelta(days=count * (7 if said["unit"] in known.week else 1))
        yield Span(day, day, 0.75)
    elif name == "weeks_from":
        yield _weeks_from(said, today, known)
    elif name == "week_part":
        first, last = known.parts[said["part"]]
        week = monday + timedelta(days=7 * known.which[said["which"]])
        yield Span(week + timedelta(days=first), week + timedelta(days=last), 0.7)
    elif name == "weekend":
        saturday = monday + timedelta(days=5)
        if said["next"]:
            later = saturday + timedelta(days=7)
            yield Span(later, later + timedelta(days=1), 0.5)
            yield Span(saturday, saturday + timedelta(days=1), 0.4)
        else:
            yield Span(saturday, saturday + timedelta(days=1), 0.8)
    elif name == "next_month":
        month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        ends = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        yield Span(month, ends, 0.5)
    else:
        ahead = _WEEKS.get(name, 1 if today.weekday() > 4 else 0)
        week = monday + timedelta(days=7 * ahead)
        yield Span(max(week, today), week + timedelta(days=4), 0.8)


def _holiday(said: dict[str, Any], today: date, known: _DayWords) -> Span:
    """The holiday itself, a day beside it, or a weekday or the whole week behind it."""
    rule, behind = known.holidays[said["holiday"]], said["behind"]
    if behind is None:
        day = next_holiday(rule, today, known.beside.get(said["beside"] or "", 0))
        return Span(day, day, 0.9)
    day = next_holiday(rule, today)
    if behind in known.week:
        monday = day + timedelta(days=7 - day.weekday())
        return Span(monday, monday + timedelta(days=4), 0.8)
    day += timedelta(days=(known.weekdays[behind] - day.weekday()) % 7 or 7)
    return Span(day, day, 0.9)


def _weeks_from(said: dict[str, Any], today: date, known: _DayWords) -> Span:
    """ "a week from Friday", "two weeks from tomorrow"."""
    weeks = timedelta(weeks=known.counts.get(said["count"]) or int(said["count"]))
    base = said["base"]
    if base in known.weekdays:
        ahead = (known.weekdays[base] - today.weekday()) % 7 or 7
        day = today + timedelta(days=ahead) + weeks
        return Span(day, day, 0.4 if said["next"] else 0.85)
    tomorrow = re.fullmatch(dict(known.patterns)["tomorrow"], base) is not None
    day = today + timedelta(days=1 if tomorrow else 0) + weeks
    return Span(day, day)
