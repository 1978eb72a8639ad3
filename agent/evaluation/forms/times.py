"""When callers would like somebody to come."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from num2words import num2words

_ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/Phoenix",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_PARTS = {
    (8, 10): ("first thing", "first thing in the morning", "bright and early", "early morning"),
    (8, 12): ("in the morning", "morning", "before noon", "before lunch",
              "sometime in the morning"),
    (10, 12): ("late morning", "late in the morning", "between ten and noon", "ten to twelve"),
    (12, 13): ("around lunchtime", "at lunch", "over lunch", "noonish", "around noon", "at noon"),
    (12, 17): ("in the afternoon", "afternoon", "sometime in the afternoon",
               "any time in the afternoon"),
    (12, 14): ("early afternoon", "early in the afternoon", "between noon and two"),
    (13, 17): ("after lunch", "after one", "any time after one"),
    (15, 17): ("late afternoon", "after three", "late in the afternoon", "after 3", "after school"),
    (17, 20): ("in the evening", "evening", "after work", "after five", "after 5 pm"),
    (8, 17): ("", "", "any time", "any time of day", "all day"),
}  # fmt: skip
_LEADS = (
    "", "", "", "How about ", "Maybe ", "Can you come ", "Could somebody come ", "I'd prefer ",
    "Um, ", "Let's do ", "What about ", "Ideally ", "I'm free ", "I'm home ", "Would ",
    "It would be best ", "Uh, ", "Probably ", "I was hoping for ", "Could we do ", "Let's say ",
)  # fmt: skip
_TAILS = ("", "", "", ".", ".", "?", " if possible.", " please.", " works.", " would be great.",
          ", if you can.", " works for me", " is good.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class When:
    """A wish, and the moment it is said at: without it "tomorrow" means nothing."""

    now: datetime
    start: datetime
    end: datetime


def some(dice: random.Random) -> When:
    """A wish for a day within some weeks, the changes of the clocks and the year's end too."""
    zone = ZoneInfo(dice.choice(_ZONES))
    day = date(2026, 1, 1) + timedelta(days=dice.randrange(730))
    now = datetime.combine(day, time(dice.randint(7, 18), dice.randrange(0, 60, 5)), zone)
    ahead = dice.choice((0, 1, 1, 2, 3, 4, 5, 6, 6, dice.randint(7, 13), dice.randint(7, 40)))
    begin, end = _hours(dice)
    if ahead == 0 and begin * 60 <= now.hour * 60 + now.minute:
        ahead = 1
    on = day + timedelta(days=ahead)
    return When(
        now, datetime.combine(on, _clock(begin), zone), datetime.combine(on, _clock(end), zone)
    )


def say(when: When, dice: random.Random) -> str:
    """One way to say when, as a perfect recogniser writes it."""
    day, hours = _day(when, dice), _hours_said(when, dice)
    if not hours:
        spoken = day
    elif dice.random() < 0.25 and not hours.startswith(("morning", "afternoon", "evening")):
        spoken = f"{hours} {_on(day, dice)}" if not hours.endswith("day") else f"{day}, {hours}"
    else:
        spoken = f"{day}{dice.choice((' ', ' ', ', '))}{hours}"
    if dice.random() < 0.05:
        other = _DAYS[(when.start.weekday() + dice.randint(1, 5)) % 7]
        spoken = (
            f"{other}, {dice.choice(('no', 'sorry', 'no wait', 'I mean', 'actually'))}, {spoken}"
        )
    text = dice.choice(_LEADS) + spoken + dice.choice(_TAILS)
    return text[0].upper() + text[1:] if dice.random() < 0.7 else text


def _hours(dice: random.Random) -> tuple[float, float]:
    """From and to, in hours of the day."""
    if dice.random() < 0.6:
        return dice.choice(tuple(_PARTS))
    begin = dice.choice((8, 9, 10, 11, 12, 13, 14, 15, 16)) + dice.choice((0, 0, 0, 0.5, 0.25))
    if dice.random() < 0.5:
        return begin, begin + 1
    return begin, min(begin + dice.choice((1.5, 2, 2, 3, 4)), 20)


def _clock(hours: float) -> time:
    return time(int(hours), round(hours % 1 * 60))


def _on(day: str, dice: random.Random) -> str:
    plain_day = day.startswith(("today", "tomorrow", "this", "on ", "a ", "in ", "the day", "next"))
    return day if plain_day or dice.random() < 0.4 else f"on {day}"


def _day(when: When, dice: random.Random) -> str:
    """The day as a careful listener cannot mistake it."""
    today, day = when.now.date(), when.start.date()
    ahead = (day - today).days
    name, month = _DAYS[day.weekday()], _MONTHS[day.month - 1]
    ordinal = dice.choice((_ordinal(day.day), _spoken_ordinal(day.day)))
    if ahead == 0:
        return "today"
    ways = [f"{name}, {month} {ordinal}", f"{month} {ordinal}", f"the {ordinal} of {month}",
            f"{month} {day.day}"]  # fmt: skip
    if ahead < 28:
        ways += [f"the {ordinal}", f"on the {ordinal}", f"{name} the {ordinal}",
                 f"{name}, the {ordinal}"]  # fmt: skip
    if ahead == 1:
        ways += ["tomorrow"] * 6
    elif ahead == 2:
        ways += ["the day after tomorrow", "day after tomorrow", "in two days"]
    if 1 < ahead < 7:
        ways += [name, f"on {name}", name, f"this coming {name}"] * 2
        same_week = day.weekday() > today.weekday()
        ways += [f"this {name}"] * 2 if same_week else [f"next {name}", f"{name} next week"]
    if 7 < ahead < 14:
        ways += [f"a week from {name}"] * 2
        if day.weekday() < today.weekday() or ahead - 7 + today.weekday() < 7:
            ways += [f"{name} next week"] * (7 - today.weekday() + day.weekday() == ahead)
    if ahead % 7 == 0:
        ways += ["a week from today"] * 2 if ahead == 7 else []
        ways += ["in two weeks", "two weeks from today"] if ahead == 14 else []
    return dice.choice(ways)


def _hours_said(when: When, dice: random.Random) -> str:
    begin, end = _as_hours(when.start), _as_hours(when.end)
    parts = _PARTS.get((int(begin), int(end))) if begin % 1 == end % 1 == 0 else None
    today = when.now.date() == when.start.date()
    if parts is not None and (end - begin != 1 or dice.random() < 0.5):
        return dice.choice(parts)
    if end - begin == 1:
        return _point(begin, dice, today=today)
    first = _dial(begin, dice)
    last = _glued(_dial(end, dice), dice.choice(("", "", _half(end, dice))))
    return dice.choice(
        (f"between {first} and {last}", f"from {first} to {last}",
         f"between {first} and {last}", f"{first} to {last}",
         f"from {first} until {last}", f"anywhere between {first} and {last}",
         f"sometime between {first} and {last}")
    )  # fmt: skip


def _point(hour: float, dice: random.Random, *, today: bool) -> str:
    half = _half(hour, dice)
    if 8 <= hour < 10 and today:
        half = _half(hour, dice, always=True)
    lead = dice.choice(("at ", "at ", "around ", "at about ", "at "))
    ways = [lead + _glued(_dial(hour, dice), half)] * 2
    twelve = str(num2words((int(hour) - 1) % 12 + 1))
    if hour % 1:
        ways += [_glued(_dial(hour, dice), half)]
    if hour % 1 == 0.5:
        ways += [f"at half past {twelve}", f"around half past {twelve}"]
    elif hour % 1 == 0.25:
        ways += [f"at quarter past {twelve}", f"at a quarter past {twelve}"]
    elif hour % 1 == 0 and hour != 12:
        ways += [
            f"{lead}{twelve} o'clock",
            f"around {twelve}-ish" if lead == "around " else f"at {twelve}",
        ]
    return dice.choice(ways)


def _glued(dial: str, half: str) -> str:
    """ "2pm" is written so, "twopm" is not; noon needs no half."""
    if dial == "noon":
        return dial
    return dial + (half if dial[-1].isdigit() or half.startswith(" ") or not half else f" {half}")


def _dial(hour: float, dice: random.Random) -> str:
    """In figures or words, as a clock shows it."""
    twelve, minute = (int(hour) - 1) % 12 + 1, round(hour % 1 * 60)
    if not minute:
        noon = ["noon"] if hour == 12 else []
        return dice.choice((str(twelve), str(num2words(twelve)), f"{twelve}:00", *noon))
    return dice.choice(
        (f"{twelve}:{minute:02d}", f"{num2words(twelve)} {num2words(minute)}",
         f"{num2words(twelve)}-{num2words(minute)}")
    )  # fmt: skip


def _half(hour: float, dice: random.Random, *, always: bool = False) -> str:
    morning = (" a.m.", " am", "am", " in the morning", " AM")
    afternoon = (
        " p.m.",
        " pm",
        "pm",
        " PM",
        " in the afternoon" if hour < 18 else " in the evening",
    )
    said = dice.choice(morning if hour < 12 else afternoon)
    return said if always or dice.random() < 0.5 else ""


def _as_hours(moment: datetime) -> float:
    return moment.hour + moment.minute / 60


def _ordinal(day: int) -> str:
    end = "th" if 10 < day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{end}"


def _spoken_ordinal(day: int) -> str:
    return str(num2words(day, to="ordinal"))
