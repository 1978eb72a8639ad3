"""When somebody should come, in the caller's words and as a window in the business's time."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from agent.spoken.reading import Reading

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PARTS = {
    "first thing": (time(8), time(10)),
    "morning": (time(8), time(12)),
    "noon": (time(12), time(13)),
    "lunch": (time(12), time(13)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(20)),
    "tonight": (time(17), time(22)),
}
_HOURS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_HOUR = rf"(\d{{1,2}}(?::\d\d)?|{'|'.join(_HOURS)})(?:\s*(a\.?m\.?|p\.?m\.?|o'clock))?"
_BETWEEN = re.compile(rf"\b(?:between|from)\s+{_HOUR}\s+(?:and|to|until)\s+{_HOUR}", re.I)
_AFTER = re.compile(rf"\b(after|before|around|at)\s+{_HOUR}(?!\s*(?:street|oak|\w+ st))", re.I)
_PHRASE = re.compile(
    r"\b(?:as soon as possible|right away|any ?time|whenever|"
    r"(?:(?:some ?time |later |early |late )?(?:this |next |on |tomorrow |today )?)"
    r"(?:today|tonight|tomorrow|" + "|".join(_DAYS) + r"|morning|afternoon|evening|week|weekend)"
    r"(?: (?:morning|afternoon|evening|at noon))?"
    rf"(?: (?:at|after|before|around) {_HOUR})?"
    rf"|(?:between|from) {_HOUR} (?:and|to) {_HOUR}"
    rf"(?: (?:on )?(?:today|tomorrow|{'|'.join(_DAYS)}))?"
    rf"|(?:after|before|around) {_HOUR}(?: on (?:{'|'.join(_DAYS)}))?"
    r"|first thing(?: (?:" + "|".join(_DAYS) + r"|tomorrow))?"
    r"|in (?:an hour|\d+ hours?|two hours))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when, in the business's time zone, and the caller's own words for it."""

    start: datetime
    end: datetime
    words: str


def find_time(text: str) -> str:
    """The caller's words for a time, or nothing; the longest phrase wins."""
    phrases = [found[0].strip() for found in _PHRASE.finditer(text)]
    return max(phrases, key=len, default="")


def parse_window(text: str, now: datetime) -> tuple[Reading[Window], ...]:
    """A window, if the words name a day or an hour; dates in the past are never meant."""
    words = find_time(text)
    if not words:
        return ()
    lower = words.lower()
    day = _day(lower, now)
    start, end = _span(lower, day, now)
    if end <= now:
        start, end = start + timedelta(days=7), end + timedelta(days=7)
    return (Reading(Window(start, end, words), 0.7),)


def _day(words: str, now: datetime) -> datetime:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if "tomorrow" in words:
        return today + timedelta(days=1)
    for number, name in enumerate(_DAYS):
        if name in words:
            ahead = (number - now.weekday()) % 7
            return today + timedelta(days=ahead or 7)
    return today + timedelta(days=7) if "next week" in words else today


def _span(words: str, day: datetime, now: datetime) -> tuple[datetime, datetime]:
    if (between := _BETWEEN.search(words)) is not None:
        first, last = _hour(between[1], between[2]), _hour(between[3], between[4])
        return _at(day, first), _at(day, last)
    if (found := _AFTER.search(words)) is not None:
        hour = _hour(found[2], found[3])
        if found[1].lower() == "after":
            return _at(day, hour), _at(day, time(17) if hour < time(17) else time(20))
        if found[1].lower() == "before":
            return _at(day, time(8)), _at(day, hour)
        return _at(day, hour), _at(day, hour) + timedelta(hours=1)
    for name, (first, last) in _PARTS.items():
        if name in words:
            return _at(day, first), _at(day, last)
    if "hour" in words or "soon" in words or "right away" in words:
        return now, now + timedelta(hours=2)
    return _at(day, time(8)), _at(day, time(17))


def _hour(spoken: str, half: str | None) -> time:
    number, _, minutes = spoken.partition(":")
    hour = _HOURS.get(number.lower()) or int(number)
    afternoon = (half or "").lower().startswith("p") or (not half and 1 <= hour <= 6)
    if afternoon and hour < 12:
        hour += 12
    return time(min(hour, 23), int(minutes or 0))


def _at(day: datetime, moment: time) -> datetime:
    return day.replace(hour=moment.hour, minute=moment.minute)
