"""When somebody can come: the owner's rules held against what is taken. Pure, and it says why not.

Emergencies come sooner than others and may use time that is kept free for them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from office.values import Window, Wish
from office.visits import Claim, Technician
from office.visits.slots import rounded, taken_until
from prompts.hours import OpeningHours
from prompts.schema import Business, Person
from tools.windows import (
    days_of,
    emergency_windows,
    hours_of,
    is_emergency_window,
    regular_windows,
)

MOST = 3
"""Choices that are offered; more cannot be kept in mind on the phone."""
_A_DAY_APART = timedelta(hours=6)
"""Another day is as far off as so many hours of the same day."""
_EMERGENCY_DAYS = 3


class WhyNot(StrEnum):
    """Why a time cannot be had, the most hopeful first."""

    TAKEN = "taken"
    DAY_IS_FULL = "day_is_full"
    KEPT_FREE = "kept_free"
    AWAY = "away"
    TOO_LONG = "too_long"
    """The work would not be done before closing."""
    OTHER_START = "other_start"
    """Somebody works then, but windows begin at other times."""
    CLOSED = "closed"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    NOBODY = "nobody"
    """Nobody does that kind of work."""
    OUT_OF_AREA = "out_of_area"
    NOT_OFFERED = "not_offered"
    """The owner gives out the times."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit as it is asked for; `minutes` is the work alone, 0 where nobody said.

    `people` are those who can do it, anybody if none are named; `moving` is the number of a visit
    whose own time does not stand in its way; `keeping` tells which hours and days suit on
    whatever day there is.
    """

    trade: str = ""
    is_emergency: bool = False
    minutes: int = 0
    wish: Window | None = None
    moving: int | None = None
    people: tuple[str, ...] = ()
    keeping: Wish | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A window somebody is free in, the technicians in the order they should be asked."""

    window: Window
    technicians: tuple[Technician, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be offered, best first; `why_not` tells why the wish itself cannot be had."""

    choices: tuple[Choice, ...] = ()
    fits: bool = False
    why_not: WhyNot | None = None


@dataclass(frozen=True, slots=True)
class _Taken:
    """A claim in whole quarter hours, and the day it counts for."""

    first: datetime
    last: datetime
    day: date
    visit_id: int | None


class Planner:
    """One look at the calendar: the owner's rules, what is taken, and the time it is."""

    def __init__(self, business: Business, claims: Iterable[Claim], now: datetime) -> None:
        """Look at a time in the business's own zone."""
        self._business, self._rules, self._now = business, business.visits, now
        zone = now.tzinfo
        self._grids: dict[tuple[OpeningHours, bool, Window], tuple[Window, ...]] = {}
        self._taken: dict[str, list[_Taken]] = {}
        for one in claims:
            day = one.starts.astimezone(zone).date()
            first, last = rounded(one.starts, one.ends)
            self._taken.setdefault(one.person, []).append(_Taken(first, last, day, one.visit_id))

    def horizon(self, wanted: Wanted) -> Window:
        """From the first to the last moment a visit may begin."""
        lead = self._rules.lead
        if wanted.is_emergency:
            lead = timedelta(minutes=self._rules.emergency.lead_minutes)
        utc = self._now.astimezone(UTC)
        zone = self._now.tzinfo
        ahead = timedelta(days=self._rules.days_ahead)
        return Window((utc + lead).astimezone(zone), (utc + lead + ahead).astimezone(zone))

    def choices(self, wanted: Wanted) -> Choices:
        """The windows to offer: inside the wish if there are any, else the nearest ones."""
        people = self._who_can(wanted)
        if not people:
            return Choices(why_not=WhyNot.NOBODY)
        everything, keeping = self._free(people, wanted), wanted.keeping
        free = [one for one in everything if keeping is None or keeping.suits(one.window)]
        if keeping is not None and not free:
            # Nothing is as they want it: what there is, short of what they will not have.
            left = [one for one in everything if keeping.allows(one.window)]
            return Choices(tuple(left[:MOST]), why_not=WhyNot.TAKEN)
        wish = wanted.wish
        if wish is None:
            return Choices(tuple(free[:MOST]), fits=bool(free), why_not=_nothing(free))
        inside = [one for one in free if wish.holds(one.window) or one.window.holds(wish)]
        if inside:
            return Choices(tuple(inside[:MOST]), fits=True)
        nearest = sorted(free, key=lambda one: (_distance(one.window, wish), one.window.starts))
        return Choices(tuple(nearest[:MOST]), why_not=self._why_not(people, wanted, wish))

    def technicians(self, wanted: Wanted, window: Window) -> tuple[Technician, ...]:
        """Who can come in exactly this window, in the order they should be asked.

        A window that was offered is still good when the time to think has used up its lead.
        """
        if window.starts.astimezone(UTC) <= self._now.astimezone(UTC):
            return ()
        can = [one for one in self._who_can(wanted) if self._offers(one, wanted, window)]
        free = [one for one in can if self._obstacle(one, wanted, window) is None]
        return self._in_order(free, window)

    def _who_can(self, wanted: Wanted) -> list[Person]:
        """Those named for the work, or all who do its trade."""
        named = {name.lower() for name in wanted.people}
        return [
            one
            for one in self._business.staff
            if (one.name.lower() in named if named else one.does(wanted.trade))
        ]

    def _free(self, people: Sequence[Person], wanted: Wanted) -> list[Choice]:
        """Every window somebody is free in, in order."""
        found: dict[tuple[datetime, datetime], tuple[Window, list[Person]]] = {}
        for person in people:
            for window in self._windows(person, wanted, self.horizon(wanted)):
                if self._obstacle(person, wanted, window) is None:
                    at = window.starts.astimezone(UTC), window.ends.astimezone(UTC)
                    who = found.setdefault(at, (window, []))[1]
                    # An emergency's window may be a regular one as well.
                    if not who or who[-1] is not person:
                        who.append(person)
        return [
            Choice(window, self._in_order(who, window))
            for _, (window, who) in sorted(found.items())
        ]

    def _windows(self, person: Person, wanted: Wanted, within: Window) -> tuple[Window, ...]:
        """The windows on somebody's days; people with the same hours share them."""
        hours = hours_of(person, self._business.hours)
        key = hours, wanted.is_emergency, within
        if key not in self._grids:
            self._grids[key] = tuple(self._grid(*key))
        return self._grids[key]

    def _grid(self, hours: OpeningHours, is_emergency: bool, within: Window) -> Iterator[Window]:
        if is_emergency:
            soon = within.starts.astimezone(UTC) + timedelta(days=_EMERGENCY_DAYS)
            ends = min(soon, within.ends.astimezone(UTC)).astimezone(within.starts.tzinfo)
            yield from emergency_windows(self._rules, hours, within.starts, ends)
        yield from regular_windows(self._rules, hours, within.starts, within.ends)

    def _offers(self, person: Person, wanted: Wanted, window: Window) -> bool:
        """Whether the window is one that is given out."""
        hours = hours_of(person, self._business.hours)
        if wanted.is_emergency and is_emergency_window(self._rules, hours, window):
            return True
        return window in regular_windows(self._rules, hours, window.starts, window.ends)

    def _obstacle(self, person: Person, wanted: Wanted, window: Window) -> WhyNot | None:
        """What stands in the way of a person's window, or None."""
        if person.is_away(window.starts.date()) or person.is_away(_last_day(window)):
            return WhyNot.AWAY
        if not wanted.is_emergency and _touches(self._rules.kept_free, window):
            return WhyNot.KEPT_FREE
        if not wanted.is_emergency and not self._fits_the_day(person, wanted, window):
            return WhyNot.TOO_LONG
        starts, ends = rounded(window.starts, taken_until(window, self.kept_minutes(wanted)))
        for one in self._taken.get(person.name, ()):
            own = one.visit_id is not None and one.visit_id == wanted.moving
            if one.first < ends and starts < one.last and not own:
                return WhyNot.TAKEN
        day = window.starts.date()
        if person.a_day is not None and self._load(person, day, wanted.moving) >= person.a_day:
            return WhyNot.DAY_IS_FULL
        return None

    def _fits_the_day(self, person: Person, wanted: Wanted, window: Window) -> bool:
        """Whether the work can be done before closing; a whole day's work begins at opening."""
        work = timedelta(minutes=wanted.minutes or self._rules.job_minutes)
        if work <= window.length:
            return True
        done = (window.starts.astimezone(UTC) + work).astimezone(window.starts.tzinfo)
        hours = hours_of(person, self._business.hours)
        spans = [span for span in days_of(hours, window.starts, done) if span.holds(window)]
        whole = Window(window.starts, done)
        return any(span.holds(whole) or span.starts == window.starts for span in spans)

    def kept_minutes(self, wanted: Wanted) -> int:
        """How long a visit keeps somebody: the work, and the way to the next one."""
        return (wanted.minutes or self._rules.job_minutes) + self._rules.travel_minutes

    def _load(self, person: Person, day: date, moving: int | None = None) -> int:
        """How many visits somebody has on a day, without the one that is moved."""
        return sum(
            one.day == day and one.visit_id not in (None, moving)
            for one in self._taken.get(person.name, ())
        )

    def _in_order(self, people: Sequence[Person], window: Window) -> tuple[Technician, ...]:
        """Who has fewer visits that day goes first, so that nobody carries the day alone."""
        day = window.starts.date()
        ordered = sorted(people, key=lambda one: self._load(one, day))
        return tuple(Technician(one.name, one.a_day) for one in ordered)

    def _why_not(self, people: Sequence[Person], wanted: Wanted, wish: Window) -> WhyNot:
        """Why nothing can be had in a wish; of several reasons the most hopeful."""
        within = self.horizon(wanted)
        if wish.ends.astimezone(UTC) <= within.starts.astimezone(UTC):
            return WhyNot.TOO_SOON
        if wish.starts.astimezone(UTC) > within.ends.astimezone(UTC):
            return WhyNot.TOO_FAR
        found: list[WhyNot] = []
        around = Window(wish.starts - timedelta(days=1), wish.ends + timedelta(days=1))
        for person in people:
            for window in self._windows(person, wanted, around):
                if not window.overlaps(wish):
                    continue
                if window.starts.astimezone(UTC) < within.starts.astimezone(UTC):
                    found.append(WhyNot.TOO_SOON)
                else:
                    found.append(self._obstacle(person, wanted, window) or WhyNot.OTHER_START)
        if not found and any(self._works(one, wish) for one in people):
            return WhyNot.OTHER_START
        order = list(WhyNot)
        return min(found, key=order.index, default=WhyNot.CLOSED)

    def _works(self, person: Person, wish: Window) -> bool:
        return _touches(hours_of(person, self._business.hours), wish)


def _nothing(free: Sequence[Choice]) -> WhyNot | None:
    return None if free else WhyNot.TAKEN


def _last_day(window: Window) -> date:
    return (window.ends - timedelta(microseconds=1)).date()


def _touches(hours: OpeningHours | None, window: Window) -> bool:
    return hours is not None and any(True for _ in hours.spans(window.starts, window.ends))


def _distance(window: Window, wish: Window) -> timedelta:
    """How far a window is from a wish, the time of day counting as well as the day."""
    days = max(
        (wish.starts.date() - window.starts.date()).days,
        (window.starts.date() - wish.ends.date()).days,
        0,
    )
    return days * _A_DAY_APART + _apart(window, wish)


def _apart(window: Window, wish: Window) -> timedelta:
    """How far the middles of two stretches of a day are from each other, whatever the day."""
    ours = _clock(window.starts) + window.length / 2
    theirs = _clock(wish.starts) + min(wish.length, timedelta(days=1)) / 2
    return abs(ours - theirs)


def _clock(at: datetime) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)
