"""Times of day in words: "half past two", "after three", "between two and four". Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache
from typing import Any, Literal

from agent.spoken.languages import ENGLISH, words

MASK = "_"
"""Stands for every character of a text that is a day: no hour is looked for in it."""

DAY_STARTS, DAY_ENDS, EVENING_ENDS = time(8), time(17), time(20)
"""Where "before ten" begins, and where "after three" and "after five" end."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time on the dial; `half` is "am", "pm" or nothing where nobody said."""

    hour: int
    minute: int = 0
    half: str = ""

    def at(self, half: str = "") -> time:
        """The time of day, in a half that the other words tell, or by day."""
        half = self.half or half
        if self.hour > 12 or self.hour == 0:
            return time(self.hour % 24, self.minute)
        if not half:
            half = "pm" if self.hour <= 6 or self.hour == 12 else "am"
        return time(self.hour % 12 + (12 if half == "pm" else 0), self.minute)


Kind = Literal["at", "between", "after", "before", "part", "in", "within", "soon"]


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of day in a text, from `start` to `end`."""

    kind: Kind
    start: int
    end: int
    first: Clock | None = None
    last: Clock | None = None
    part: tuple[time, time] | None = None
    half: str = ""
    ahead: timedelta = timedelta()
    excluded: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is one time that could be in either half of a day."""
        clock = self.first
        return self.kind == "at" and clock is not None and not clock.half and 7 <= clock.hour <= 9

    def span(self, half: str = "") -> tuple[time, time]:
        """From when to when, in a half of the day that other words tell."""
        if self.first is None:
            return self.part or (DAY_STARTS, DAY_ENDS)
        clock = self.first.at(half)
        if self.kind == "between" and self.last is not None:
            return between(self.first, self.last, half)
        if self.kind == "after":
            return clock, DAY_ENDS if clock < DAY_ENDS else max(EVENING_ENDS, _hour_on(clock))
        if self.kind == "before":
            return min(DAY_STARTS, time(max(clock.hour - 1, 0))), clock
        return clock, _hour_on(clock)


def _hour_on(clock: time) -> time:
    return clock.replace(hour=clock.hour + 1) if clock.hour < 23 else time(23, 59)


def any_of(phrases: Iterable[Any]) -> str:
    """A pattern for any of some phrases, longer ones first."""
    return "|".join(re.escape(str(one)) for one in sorted(phrases, key=lambda p: -len(str(p))))


def alternatives(listed: Any) -> dict[str, str]:
    """For every list of a topic a pattern for any of its phrases."""
    return {name: any_of(phrases) for name, phrases in listed.items()}


class HourWords:
    """The patterns of one language for times of day."""

    def __init__(self, language: str) -> None:
        listed = words("times", language)
        self._language = language
        self.hours: dict[str, int] = dict(listed["hours"])
        self.minutes: dict[str, int] = dict(listed["minutes"])
        self.counts: dict[str, int] = dict(listed["counts"])
        self.halves: dict[str, str] = dict(listed["halves"])
        self.parts: dict[str, list[str]] = dict(listed["parts"])
        self.followers = frozenset(listed["followers"])
        self._compile(listed)

    def _compile(self, listed: Any) -> None:
        a = alternatives(listed)
        bare = {
            word: number for word, number in self.minutes.items() if number >= 10 or " " in word
        }
        half = rf"(?:\s?(?:[ap]\s?\.?\s?m\b\.?)|,? (?:{a['halves']})\b|[\s-]?(?:{a['oclock']})\b)"
        hour = rf"(?:\d{{1,2}}(?::\d\d|\.\d\d)?|(?:{a['hours']})(?: (?:{any_of(bare)})\b)?)"
        noon = f"{a['noon']}|{a['midnight']}"
        some = rf"(?:{a['minutes']}|\d\d?|{a['quarter']})(?: (?:{a['minute']}))?"
        past = rf"(?:(?:{a['half_past']})|{some} (?:{a['past']})) {hour}"
        quarter = rf"(?:{a['quarter']}) (?:{a['to']}) {hour}"
        dial = rf"(?:{past}|{quarter}|(?:{noon})\b|{hour})(?:{half}){{0,2}}"
        before_the_hour = rf"{some} (?:{a['to']}) {hour}(?:{half}){{0,2}}"
        join = f"{a['through']}|{a['and']}"
        opener, at = a["between"], a["at_exactly"]
        tail = r"(?!\w|[:.]\d|\s?/)"
        count = rf"(?:{a['counts']}|\d{{1,2}})"
        unit = rf"(?P<unit>{a['hour']}|{a['minute']})"
        length = (
            rf"(?:(?P<half_hour>{a['half_hour']})|(?P<the>{a['the_hour']})"
            rf"|(?P<count>{count}) {unit}(?P<more> {a['and_a_half']})?)\b"
        )
        self.ahead = re.compile(
            rf"\b(?:(?P<within>{a['within']})|{a['in']}) (?:(?:{a['at']}) )?{length}"
        )
        self.from_now = re.compile(rf"\b{length} (?:{a['from_now']})\b")
        self.soon = re.compile(rf"\b(?:{a['soon']})\b")
        self.range = re.compile(
            rf"(?<![\w.:/-])(?:(?P<opens>{opener}) )?(?P<at>(?:{at}) )?(?P<first>{dial})"
            rf"\s?(?P<join>{join})\s?(?:(?:{at}) )?(?P<last>{dial}){tail}"
        )
        self.after = re.compile(rf"\b(?:{a['after']}) (?P<first>{dial}){tail}")
        self.before = re.compile(rf"\b(?:{a['before']}) (?P<first>{dial}){tail}")
        self.point = re.compile(
            rf"\b(?:(?P<at>{a['at']}) )(?P<first>{before_the_hour}|{dial}){tail}"
            rf"|(?<![\w.:/-])(?P<bare>{dial}){tail}"
        )
        repairs = a["repairs"]
        self.corrected = re.compile(rf"\b(?:{repairs})[\s,]+(?P<first>{dial}){tail}")
        self.clear = re.compile(rf"(?:{past}|{quarter}|(?:{noon})\b)|{hour}{half}|\d\d?:\d\d")
        self.part = re.compile(rf"\b(?:{a['parts']})\b")
        self.to_the_hour = re.compile(
            rf"(?P<some>{some}) (?P<way>{a['to']}|{a['past']}) (?P<hour>{hour})"
        )
        self.half_past = re.compile(rf"(?:{a['half_past']}) (?P<hour>{hour})")
        self.day_behind = re.compile(rf"[\s,]*(?:(?:{a['on']}) )*{MASK}")
        self.ands = frozenset(listed["and"])
        self.digits = frozenset((*words("digits", self._language)["ones"], *"0123456789"))
        self.noons = frozenset(listed["noon"])
        self.midnights = frozenset(listed["midnight"])
        self.ways_to = frozenset(listed["to"])
        self.quarters = frozenset(listed["quarter"])
        self.hour_of = re.compile(hour)
        self.half_of = re.compile(half)
        self.minute_units = frozenset(listed["minute"])

    def clock(self, said: str) -> Clock | None:
        """A time on the dial, or None where the figures are none."""
        said = said.strip()
        half = self._half(said)
        if any(said.startswith(noon) for noon in self.noons):
            return Clock(12, 0, "pm")
        if said in self.midnights:
            return Clock(0, 0, "am")
        if (found := self.half_past.match(said)) is not None:
            base = self._plain(found["hour"], half)
            return Clock(base.hour, 30, half) if base is not None else None
        if (found := self.to_the_hour.match(said)) is not None:
            base = self._plain(found["hour"], half)
            if base is None or base.minute:
                return None
            away = self._minutes(found["some"])
            if found["way"] in self.ways_to:
                return Clock((base.hour - 2) % 12 + 1, 60 - away, half)
            return Clock(base.hour, away, half)
        found = self.hour_of.match(said)
        return self._plain(found[0], half) if found is not None else None

    def _plain(self, said: str, half: str) -> Clock | None:
        hour, _, minute = re.sub(r"[:.]", " ", said).partition(" ")
        number = self.hours.get(hour) or (int(hour) if hour.isdigit() else 0)
        minutes = self.minutes.get(minute) if minute and not minute.isdigit() else int(minute or 0)
        if not 1 <= number <= 23 or minutes is None or minutes > 59:
            return None
        return Clock(number, minutes, half)

    def _minutes(self, said: str) -> int:
        if said in self.quarters:
            return 15
        word = said.rpartition(" ")[0] if said.rpartition(" ")[2] in self.minute_units else said
        return self.minutes.get(word, int(word) if word.isdigit() else 0)

    def _half(self, said: str) -> str:
        letters = re.search(r"\b(?:\d+(?::\d\d)?)?\s?([ap])\s?\.?\s?m\b", said)
        if letters is not None:
            return f"{letters[1]}m"
        return next((half for words_, half in self.halves.items() if said.endswith(words_)), "")


@cache
def hour_words(language: str = ENGLISH) -> HourWords:
    """The times of day of a language, its patterns compiled once."""
    return HourWords(language)


def plain(text: str) -> str:
    """A text as the patterns want it, every character still in its place."""
    lower = text.lower().replace("’", "'")
    # Some capitals have two small letters; then places would shift.
    lower = lower if len(lower) == len(text) else text
    return re.sub(r"(?<=[a-z])-(?=[a-z])|\s", " ", lower)


def hours_in(text: str, language: str = ENGLISH) -> list[Hours]:
    """Every time of day in a `plain` text, in order, none inside another."""
    known = hour_words(language)
    taken: list[Hours] = []
    for found in _candidates(text, known):
        if not any(one.start < found.end and found.start < one.end for one in taken):
            taken.append(found)
    if any(one.kind == "at" for one in taken):
        taken += _corrected(text, max(one.end for one in taken), known)
    return sorted(taken, key=lambda one: one.start)


def _corrected(text: str, behind: int, known: HourWords) -> Iterator[Hours]:
    """ "at two, no, three": behind a correction a bare number is a time too."""
    for found in known.corrected.finditer(text, behind):
        clock = known.clock(found["first"])
        if clock is not None and _goes_on(text, found.end(), known):
            yield Hours("at", found.start("first"), found.end(), clock)


def between(first: Clock, last: Clock, half: str = "") -> tuple[time, time]:
    """From one time to another, the halves that were not said chosen so that they are in order."""
    if last.half and not first.half:
        begin, end = first.at(last.half), last.at()
        if begin >= end:
            begin = first.at("am" if last.half == "pm" else "pm")
        return begin, end
    begin, end = first.at(half), last.at(half or first.half)
    if end <= begin and not last.half and end.hour < 12:
        end = end.replace(hour=end.hour + 12)
    return begin, end


def _candidates(text: str, known: HourWords) -> Iterator[Hours]:
    """What could be a time, the more telling forms first."""
    yield from _relative(text, known)
    yield from _ranges(text, known)
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("after", known.after),
        ("before", known.before),
        ("at", known.point),
    )
    said: list[Hours] = []
    for kind, pattern in kinds:
        for found in pattern.finditer(text):
            groups = found.groupdict()
            words_ = groups["first"] or groups["bare"]
            clock = known.clock(words_)
            clear = known.clear.match(words_) is not None or _beside_a_day(
                text, found, words_, known
            )
            if clock and (clear or (groups["first"] and _goes_on(text, found.end(), known))):
                said.append(Hours(kind, found.start(), found.end(), clock))
    # "half past two" is no "past two".
    yield from sorted(said, key=lambda one: (one.start, -one.end))
    for found in known.part.finditer(text):
        begin, end, half = known.parts[found[0]]
        part = (time.fromisoformat(begin), time.fromisoformat(end))
        yield Hours("part", found.start(), found.end(), part=part, half=half)


def _relative(text: str, known: HourWords) -> Iterator[Hours]:
    """ "in half an hour", "two hours from now", "as soon as possible"."""
    for pattern in (known.ahead, known.from_now):
        for found in pattern.finditer(text):
            within = found.groupdict().get("within") is not None
            kind: Kind = "within" if within else "in"
            yield Hours(kind, found.start(), found.end(), ahead=_length(found, known))
    for found in known.soon.finditer(text):
        yield Hours("soon", found.start(), found.end(), ahead=timedelta(hours=2))


def _length(found: re.Match[str], known: HourWords) -> timedelta:
    if found["half_hour"]:
        return timedelta(minutes=30)
    if found["the"]:
        return timedelta(hours=1)
    count = known.counts.get(found["count"]) or int(found["count"])
    if found["unit"] in known.minute_units:
        return timedelta(minutes=count)
    return timedelta(hours=count + (0.5 if found["more"] else 0))


def _ranges(text: str, known: HourWords) -> Iterator[Hours]:
    for found in known.range.finditer(text):
        first, last = known.clock(found["first"]), known.clock(found["last"])
        # "at ten to five" is one time.
        if first is None or last is None or (found["at"] and not found["opens"]):
            continue
        opened = bool(found["opens"])
        clear = known.clear.search(found[0]) is not None
        joined = opened or found["join"] not in known.ands
        if joined and (opened or clear or _is_alone(text, found, known)):
            yield Hours("between", found.start(), found.end(), first, last)


def _beside_a_day(text: str, found: re.Match[str], said: str, known: HourWords) -> bool:
    """ "two thirty on Thursday": an hour with its minutes, next to a day that was masked."""
    beside = text[: found.start()].rstrip(" ,").endswith(MASK)
    return " " in said and (beside or known.day_behind.match(text, found.end()) is not None)


def _goes_on(text: str, end: int, known: HourWords) -> bool:
    """Whether what follows a number lets it be a time: "at two on Friday", not "at 2 Oak"."""
    following = re.match(r"\s*([a-z']+|\d|$)?", text[end:])
    word = following[1] if following is not None else None
    return not word or word in known.followers


def _is_alone(text: str, found: re.Match[str], known: HourWords) -> bool:
    """Whether two bare numbers stand by themselves, not in a row of digits."""
    before = re.search(r"([a-z']+|\d)\W*$", text[: found.start()])
    number = before is not None and (before[1] in known.minutes or before[1] in known.digits)
    return not number and _goes_on(text, found.end(), known)
