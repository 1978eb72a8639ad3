"""Where in a turn a value stands: the fewest words that still mean it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from agent.brain.understanding.fields import parse_field
from agent.brain.understanding.vocabulary import pattern, table
from agent.spoken.languages import ENGLISH
from agent.spoken.reading import Reading
from office.sheet import FieldName, Value

CUE_WORDS = 3
GONE = " | "
"""Stands where a value was taken out; no parser reads past it."""


@dataclass(frozen=True, slots=True)
class Span:
    """The words of a value, from `start` to `end` of a text."""

    words: str
    start: int
    end: int


def span(text: str, field: FieldName, value: Value, current: Value | None = None) -> Span | None:
    """The fewest words of a text that mean a value; None if the text does not mean it.

    Only words at the edges fall away, so that "six one four, no, five" stays whole.
    """

    for leaning in (None, current) if current is not None else (None,):
        parse = partial(parse_field, field, current=leaning)
        readings = parse(text)
        if not text.strip() or not readings or readings[0].value != value:
            continue
        if leaning is not None:
            # "The last four are 0143" and "apartment 4": the words around it say which part.
            return Span(text.strip(" ,.;:!?|"), 0, len(text))
        return _narrowed(text, readings[0], parse, field)
    return None


def _narrowed(
    text: str,
    whole: Reading[Value],
    parse: Callable[[str], tuple[Reading[Value], ...]],
    field: FieldName,
) -> Span:
    kept = pattern("email_marks") if field is FieldName.EMAIL else None
    places = [found.span() for found in re.finditer(r"\S+", text)]
    last = len(places) - 1

    def means_it(start: int, end: int) -> bool:
        best = next(iter(parse(text[start:end])), None)
        same = best is not None and best.value == whole.value
        return same and best is not None and best.confidence >= whole.confidence

    def cut_to(end: int) -> bool:
        # Some providers are known without their "dot com", which is no word of the problem.
        loses = kept is not None and kept.search(text[end:])
        return not loses and means_it(start, end)

    first = _last_true(lambda n: means_it(places[n][0], len(text)), last)
    start = places[first][0]
    dropped = _last_true(lambda n: n == 0 or cut_to(places[last - n][1]), last - first)
    end = places[last - dropped][1]
    return Span(text[start:end].strip(" ,.;:!?|"), start, end)


def _last_true(holds: Callable[[int], bool], most: int) -> int:
    """The largest number up to `most` for which it holds; it holds for 0, and mostly up to there.

    A cue cut in half ("name is" without "my") may fail where fewer words do not: a few more
    are tried.
    """
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    further: int | None = low
    while further is not None:
        low = further
        tried = range(low + 1, min(low + CUE_WORDS, most) + 1)
        further = next((n for n in tried if holds(n)), None)
    return low


def regions(text: str, language: str = ENGLISH) -> dict[str, str]:
    """A turn cut where "my number is" and the like open a value; "" is what comes before."""
    starts = sorted(
        (found.start(), name)
        for name, cue in table("cues", language).items()
        for found in cue.finditer(text)
    )
    found = {"": text[: starts[0][0]] if starts else text}
    for number, (start, name) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(text)
        found[name] = found.get(name, "") + text[start:end]
    return found
