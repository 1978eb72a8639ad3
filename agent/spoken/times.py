"""When somebody should come, in the caller's words and as a window in the business's time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

from agent.spoken.days import Days, Span, days_in, in_week, joined
from agent.spoken.hours import (
    DAY_ENDS,
    DAY_STARTS,
    MASK,
    Hours,
    alternatives,
    hours_in,
    plain,
)
from agent.spoken.languages import ENGLISH, words
from agent.spoken.reading import Reading
from office.values import Window

_A_WEEK = 7
_LAST_THING = time(22)
"""Nobody is sent later: "tonight" and a "today" said in the evening end here."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """Days and hours that stand together in a text."""

    days: tuple[Days, ...]
    hours: tuple[Hours, ...]
    start: int
    end: int

    @property
    def pieces(self) -> tuple[Days | Hours, ...]:
        """Days and hours alike."""
        return (*self.days, *self.hours)

    @property
    def worth(self) -> tuple[int, int]:
        """How much a wish tells: a day and an hour more than either."""
        return bool(self.days) + bool(self.hours), self.end - self.start


def find_time(text: str, language: str = ENGLISH) -> str:
    """The caller's words for a time, or nothing; the wish that tells most wins."""
    said = plain(text)
    # Which day is meant does not matter for the words.
    wishes = _wishes(said, date(2000, 1, 3), language)
    if wishes:
        wish = _meant(said, wishes, language)
        start, end = _with_kinds(said, wish, language)
        return text[start:end].strip(" ,.")
    loose = _patterns(language).loose.search(said)
    return text[loose.start() : loose.end()] if loose is not None else ""


def parse_window(text: str, now: datetime, language: str = ENGLISH) -> tuple[Reading[Window], ...]:
    """The windows a text can mean, best first; none that is over, none where no time is named.

    Args:
        text: the caller's words.
        now: the time at the business, with its zone.
        language: whose words they are.
    """
    said = plain(text)
    wishes = _wishes(said, now.date(), language)
    if not wishes:
        return ()
    wish = _meant(said, wishes, language)
    found: dict[tuple[datetime, datetime], float] = {}
    for start, end, confidence in _windows(said, wish, now, language):
        start = max(start, now)
        if start.astimezone(UTC) < end.astimezone(UTC):
            found[start, end] = max(confidence, found.get((start, end), 0.0))
    ranked = sorted(found.items(), key=lambda one: -one[1])
    return tuple(
        Reading(Window(start, end), round(confidence, 2)) for (start, end), confidence in ranked
    )


def _with_kinds(said: str, wish: _Wish, language: str) -> tuple[int, int]:
    """ "Weekday mornings", "mornings on weekdays": which days belongs to the words."""
    known = _patterns(language)
    before, behind = known.kind_before.search(said[: wish.start]), None
    if before is None:
        behind = known.kind_behind.match(said, wish.end)
    start = before.start() if before is not None else wish.start
    return start, behind.end() if behind is not None else wish.end


def dated_ranges(text: str, language: str = ENGLISH) -> tuple[tuple[int, int], ...]:
    """Where "two to four" stands beside its day: the "to" in it joins no two times."""
    said = plain(text)
    return tuple(
        (hour.start, hour.end)
        for wish in _wishes(said, date(2000, 1, 3), language)
        for hour in wish.hours
        if wish.days and hour.kind == "between"
    )


def is_excluded(before: str, language: str = ENGLISH) -> bool:
    """Whether what stands before a day or an hour in a `plain` text says that it is not meant."""
    return _patterns(language).exclusion.search(before) is not None


class _Patterns:
    """What stands between the days and hours of one language."""

    def __init__(self, language: str) -> None:
        a = alternatives(words("times", language))
        self.link = re.compile(rf"(?:\s|[,.?;!]|\b(?:{a['links']})(?!\w))*")
        self.through = re.compile(rf"[\s,]*(?:{a['through']})\s*(?:the )?")
        self.and_ = re.compile(rf"[\s,]*(?:{a['and']})\s*")
        self.or_ = re.compile(rf"[\s,]*(?:{a['or']})(?!\w).*")
        self.opens = re.compile(rf"\b(?:{a['between']}) (?:the )?$")
        self.exclusion = re.compile(
            rf"(?:\b(?:{a['any_day']}) )?\b(?:{a['excluded']})(?: (?:{a['on']}))?\s*$"
        )
        self.edge = re.compile(
            rf"\b(?:(?P<by>{a['by_day']})|(?P<before>{a['before_day']})"
            rf"|(?P<after>{a['after_day']})|(?P<starting>{a['starting_day']}))"
            rf"(?: (?:{a['on']}))?\s*$"
        )
        self.been = re.compile(rf"\b(?:{a['been']})(?: [a-z']+){{0,3}}\s*$")
        self.repairs = re.compile(rf"(?:^|\W)(?:{a['repairs']})(?!\w)")
        self.loose = re.compile(rf"\b(?:{a['loose']}|{a['soonest']})(?!\w)")
        small = rf"\s|[,.?;!]|\b(?:{a['links']}|{a['but']})(?!\w)"
        # What is ruled out, or only bounded, belongs to the day before it.
        self.but = re.compile(rf"(?:{small})*(?:\b(?:{a['excluded']})(?!\w)(?:{small})*)?")
        self.kind_before = re.compile(rf"\b(?:{a['kinds_of_day']})\s+(?:(?:{a['on']}) )?$")
        self.kind_behind = re.compile(rf"\s+(?:(?:{a['on']}) )?(?:{a['kinds_of_day']})\b")
        self.tonight = re.compile(rf"\b(?:{a['tonight']})\b")


@cache
def _patterns(language: str) -> _Patterns:
    return _Patterns(language)


def _wishes(said: str, today: date, language: str) -> list[_Wish]:
    """Days and hours in a text, those together that only small words part."""
    known = _patterns(language)
    days = days_in(said, today, language)
    # "August 12 in the afternoon" is no "12 in the afternoon".
    rest = said
    for day in days:
        rest = rest[: day.start] + MASK * (day.end - day.start) + rest[day.end :]
    hours = [
        replace(hour, excluded=known.exclusion.search(rest[: hour.start]) is not None)
        for hour in hours_in(rest, language)
    ]
    pieces: list[Days | Hours] = sorted((*days, *hours), key=lambda one: one.start)
    wishes: list[list[Days | Hours]] = []
    for piece in pieces:
        gap = said[wishes[-1][-1].end : piece.start] if wishes else ""
        linked = known.link.fullmatch(gap) or known.through.fullmatch(gap)
        if wishes and (linked or (_narrows(piece) and known.but.fullmatch(gap))):
            wishes[-1].append(piece)
        else:
            wishes.append([piece])
    found = [_wish(said, pieces, today, known) for pieces in wishes]
    # "It's been out since Monday": that is no wish.
    return [wish for wish in found if known.been.search(said[: wish.start]) is None]


def _narrows(piece: Days | Hours) -> bool:
    """Whether a piece takes away from the one before it: "but not before noon"."""
    return piece.excluded or (isinstance(piece, Hours) and piece.kind in ("after", "before"))


def _of_one_week(days: list[Days], said: str, today: date, known: _Patterns) -> list[Days]:
    """ "Tuesday or Wednesday next week": both are in it."""
    week = next((day.week for day in days if day.week), 0)
    gaps = [said[one.end : two.start] for one, two in pairwise(days)]
    if not week or not all(known.or_.fullmatch(gap) for gap in gaps):
        return days
    return [
        replace(day, week=week, spans=(in_week(day.weekday, week, today),))
        if day.weekday is not None and not (day.week or day.day)
        else day
        for day in days
    ]


def _wish(said: str, pieces: list[Days | Hours], today: date, known: _Patterns) -> _Wish:
    days: list[Days] = []
    for piece in pieces:
        if not isinstance(piece, Days):
            continue
        gap = said[days[-1].end : piece.start] if days else ""
        apart = known.or_.fullmatch(gap) or known.through.fullmatch(gap)
        one = joined(days[-1], piece, today) if days and not apart else None
        if one is None:
            days.append(piece)
        else:
            days[-1] = one
    days = _of_one_week(days, said, today, known)
    hours = tuple(piece for piece in pieces if isinstance(piece, Hours))
    start, end = pieces[0].start, max(piece.end for piece in pieces)
    if (opening := known.opens.search(said[:start])) is not None and len(days) > 1:
        start = opening.start()
    if pieces[0].excluded and (exclusion := known.exclusion.search(said[:start])):
        start = min(start, exclusion.start())
    elif isinstance(pieces[0], Days) and (edge := known.edge.search(said[:start])):
        start = edge.start()
    return _Wish(tuple(days), hours, start, end)


def _meant(said: str, wishes: list[_Wish], language: str) -> _Wish:
    """The wish that counts: the one behind a correction, else the one that tells most."""
    known = _patterns(language)
    for before, after in zip(reversed(wishes[:-1]), reversed(wishes[1:]), strict=True):
        if known.repairs.search(said[before.end : after.start]):
            return _completed(before, after)
    wanted = [one for one in wishes if not all(piece.excluded for piece in one.pieces)]
    return max(wanted or wishes, key=lambda one: one.worth)


def _completed(before: _Wish, after: _Wish) -> _Wish:
    """ "Tuesday at two, no, three": what was not corrected stays."""
    days, hours = after.days or before.days, after.hours or before.hours
    start = after.start if after.days and after.hours else before.start
    return _Wish(days, hours, start, after.end)


def _windows(
    said: str, wish: _Wish, now: datetime, language: str
) -> Iterator[tuple[datetime, datetime, float]]:
    known = _patterns(language)
    wanted = tuple(hour for hour in wish.hours if not hour.excluded)
    for hour in wanted:
        if hour.kind in ("in", "within", "soon"):
            yield _soon(hour, now)
            return
    days = [day for day in wish.days if not day.excluded]
    if not days and (wish.days or not wanted):
        # "any day but Wednesday" and "not in the morning" name none.
        return
    if not days:
        yield from _undated(replace(wish, hours=wanted), now)
        return
    edge = known.edge.search(said[: days[0].start]) if len(days) == 1 else None
    if edge is not None and not wanted:
        yield from _edged(edge, days[0], now)
        return
    for spans, hours, share in _pairs(said, days, wanted, known):
        for span in spans:
            for first, last, confidence in _times(hours, span, now, said, known):
                start, end = _moment(span.first, first, now), _moment(span.last, last, now)
                yield start, end, min(span.confidence, confidence) * share


def _edged(
    edge: re.Match[str], day: Days, now: datetime
) -> Iterator[tuple[datetime, datetime, float]]:
    """ "by Friday", "before Friday", "after Thursday", "not before Friday"."""
    for span in day.spans:
        first, last = span.first, span.last
        if edge["by"] or edge["before"]:
            ends = last if edge["by"] else first - timedelta(days=1)
            yield now, _moment(ends, DAY_ENDS, now), min(span.confidence, 0.8)
            continue
        starts = last + timedelta(days=1) if edge["after"] else first
        ends = starts + timedelta(days=_A_WEEK - 1)
        yield _moment(starts, DAY_STARTS, now), _moment(ends, DAY_ENDS, now), 0.7


def _soon(hour: Hours, now: datetime) -> tuple[datetime, datetime, float]:
    """Counted from now in real hours, across a change of the clocks too."""
    then = (now.astimezone(UTC) + hour.ahead).astimezone(now.tzinfo)
    if hour.kind == "in":
        later = (now.astimezone(UTC) + hour.ahead + timedelta(hours=1)).astimezone(now.tzinfo)
        return then, later, 0.8
    return now, then, 0.8


def _undated(wish: _Wish, now: datetime) -> Iterator[tuple[datetime, datetime, float]]:
    """Hours without a day: today if they are still to come, else tomorrow."""
    for group in _alternatives(wish.hours):
        for first, last, confidence in _spans_of(group):
            for ahead in (0, 1):
                day = now.date() + timedelta(days=ahead)
                start, end = _moment(day, first, now), _moment(day, last, now)
                begun = start < now < end and wish.hours[0].kind != "at"
                if start >= now or begun:
                    yield start, end, min(confidence, 0.7 if begun else 0.7 - 0.1 * ahead)
                if start >= now:
                    break


def _pairs(
    said: str, days: list[Days], hours: tuple[Hours, ...], known: _Patterns
) -> Iterator[tuple[tuple[Span, ...], tuple[Hours, ...], float]]:
    """Which hours go with which days: one day, a stretch of days, or one day or another."""
    if len(days) == 1:
        for group in _alternatives(hours):
            yield days[0].spans, group, 1.0
        return
    first, second = days[0], days[1]
    gap = said[first.end : second.start]
    opened = known.opens.search(said[: first.start]) is not None
    apart = bool(hours) and any(first.end <= one.start < second.start for one in hours)
    through = known.through.fullmatch(gap) and not apart
    if through or (opened and (known.and_.fullmatch(gap) or apart)):
        yield (_stretch(first, second),), hours, 0.9
    else:
        for place, day in enumerate(days):
            behind = days[place + 1].start if place + 1 < len(days) else len(said)
            own = tuple(one for one in hours if day.start <= one.start < behind)
            yield day.spans, own or hours, 0.6 - 0.05 * place


def _stretch(first: Days, second: Days) -> Span:
    """From one day to another, the second not before the first."""
    begin = first.spans[0].first
    last = next((one.last for one in second.spans if one.last >= begin), second.spans[0].last)
    if last < begin:
        last += timedelta(days=7)
    return Span(begin, last, 0.8)


def _alternatives(hours: tuple[Hours, ...]) -> list[tuple[Hours, ...]]:
    """Two points or two parts are alternatives; a part and a clock are one time."""
    for kind in ("at", "between", "part"):
        same = [one for one in hours if one.kind == kind and (kind != "part" or one.half)]
        if len(same) > 1 and (kind != "part" or len({one.half for one in same}) > 1):
            others = tuple(one for one in hours if one.kind != kind)
            return [(one, *others) for one in same]
    return [hours]


def _times(
    hours: tuple[Hours, ...], span: Span, now: datetime, said: str, known: _Patterns
) -> Iterator[tuple[time, time, float]]:
    """From which time to which on a day; a whole working day if no hour was named."""
    today = span.first == span.last == now.date()
    if span.first != span.last and len(hours) == 2 and not _is_one(hours):
        for one, _, sure in _spans_of(hours[:1]):
            for other, _, _ in _spans_of(hours[1:]):
                yield one, other, sure
        return
    if not hours and today:
        late = now.time() >= DAY_ENDS
        if known.tonight.search(said):
            yield DAY_ENDS, _LAST_THING, 0.8
        else:
            yield DAY_STARTS, _LAST_THING if late else DAY_ENDS, 0.8
    elif not hours:
        yield DAY_STARTS, DAY_ENDS, 0.8
    elif today and known.tonight.search(said):
        yield from _spans_of(tuple(replace(one, half="pm") for one in hours))
    else:
        yield from _spans_of(hours, today_from=now.time() if today else None)


def _is_one(hours: tuple[Hours, ...]) -> bool:
    return any(one.kind != "at" for one in hours)


def _spans_of(
    hours: tuple[Hours, ...], today_from: time | None = None
) -> Iterator[tuple[time, time, float]]:
    """What hours mean together; where nobody said which half of the day, the other is a doubt.

    Args:
        hours: a part of the day, times on the dial, or both.
        today_from: the time it is, where today is meant: an hour that is over is the later one.
    """
    half = next((one.half for one in hours if one.half), "")
    dials = [one for one in hours if one.kind != "part"] or list(hours)
    spans = [one.span(half) for one in dials]
    first, last = max(begin for begin, _ in spans), min(end for _, end in spans)
    doubt = dials[-1].span("pm") if dials[-1].is_open and not half else None
    if doubt is not None and today_from is not None and first < today_from:
        first, last, doubt = *doubt, None
    yield first, last, 0.9
    if doubt is not None:
        yield *doubt, 0.25


def _moment(day: date, clock: time, now: datetime) -> datetime:
    """A time on a day at the business; one that the clocks skip is the one an hour on."""
    local = datetime.combine(day, clock, now.tzinfo)
    return local.astimezone(UTC).astimezone(now.tzinfo)
