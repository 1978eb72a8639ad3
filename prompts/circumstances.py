"""What a caller's words tell besides the request: how many, how cold, who is at home. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from prompts.phrasebook import Heard
from prompts.rows import ENGLISH, told
from prompts.words import Word, fold_phrase, split

MOST = 100
"""Larger numbers are taken for something else than a count."""
_BACK = 4
_INDOORS_WITHIN = 4
_TENS = 10


@dataclass(frozen=True, slots=True)
class _Numbers:
    numbers: Mapping[str, int]
    measures: frozenset[str]
    minus: frozenset[str]
    degrees: frozenset[str]
    below: frozenset[str]
    celsius: frozenset[str]
    indoors: frozenset[str]
    named: tuple[tuple[tuple[str, ...], int], ...]
    several: tuple[str, ...]


def facts(heard: Heard, known: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The owner's facts that the words tell and do not deny."""
    return frozenset(fact for fact, phrases in known.items() if heard.heard(phrases))


def outside(text: str, language: str = ENGLISH) -> Decimal | None:
    """The degrees Fahrenheit outside, where a caller names them."""
    words, data = split(text), _data(language)
    said = tuple(word.text for word in words)
    for at in range(len(words)):
        number, end = _number(words, at, data)
        if number is None:
            continue
        found = _degrees(said, at, end, number, data)
        if found is not None:
            return found
    for phrase, value in data.named:
        if any(said[i : i + len(phrase)] == phrase for i in range(len(said))):
            return Decimal(value)
    return None


def count(text: str, things: Iterable[str], language: str = ENGLISH) -> Decimal | None:
    """How many of some things a caller speaks of: "three new outlets" are three."""
    words, data = split(text), _data(language)
    for thing in things:
        wanted = [word.stem for word in fold_phrase(thing, ())]
        for at in range(len(words)):
            if wanted and [word.stem for word in words[at : at + len(wanted)]] == wanted:
                found = _before(words, at, data)
                if found is not None:
                    return Decimal(found)
    return None


def several(text: str, things: Iterable[str], language: str = ENGLISH) -> bool:
    """Whether a caller speaks of things as of several: "outlets", and not "an outlet"."""
    words, data = split(text), _data(language)
    for thing in things:
        wanted = fold_phrase(thing, ())
        for at in range(len(words)):
            there = words[at : at + len(wanted)]
            if not wanted or [word.stem for word in there] != [word.stem for word in wanted]:
                continue
            if there[-1].text in {f"{split(thing)[-1].text}{end}" for end in data.several}:
                return True
    return False


def number(text: str, language: str = ENGLISH) -> Decimal | None:
    """The number that answers "how many"; of two the last, as in "two, no, three"."""
    words, data = split(text), _data(language)
    found: int | None = None
    at = 0
    while at < len(words):
        value, end = _number(words, at, data)
        at = max(end, at + 1)
        measure = end < len(words) and words[end].text in data.measures
        if value is not None and 0 < value < MOST and not measure:
            found = value
    return None if found is None else Decimal(found)


def _before(words: list[Word], thing: int, data: _Numbers) -> int | None:
    """The number that stands shortly before a thing, in the same clause, and is no measure."""
    for at in range(thing - 1, max(-1, thing - 1 - _BACK), -1):
        if words[at].clause != words[thing].clause:
            return None
        # The tens of "twenty two" stand one word further ahead.
        start = at - 1 if at and _number(words, at - 1, data)[1] == at + 1 else at
        number, end = _number(words, start, data)
        if number is None:
            continue
        if end < len(words) and words[end].text in data.measures:
            return None
        return number if 0 < number < MOST else None
    return None


def _number(words: list[Word], at: int, data: _Numbers) -> tuple[int | None, int]:
    """The number that starts at a word, and behind which word it ends."""
    said = words[at].text
    if said.isdigit():
        return int(said[:9]), at + 1
    number = data.numbers.get(said)
    if number is None:
        return None, at
    if number >= 2 * _TENS and at + 1 < len(words):
        unit = data.numbers.get(words[at + 1].text)
        if unit is not None and 0 < unit < _TENS:
            return number + unit, at + 2
    return number, at + 1


def _degrees(
    said: tuple[str, ...], at: int, end: int, number: int, data: _Numbers
) -> Decimal | None:
    rest = list(said[end:])
    sure = bool(rest) and rest[0] in data.degrees
    if sure:
        rest = rest[1:]
    is_below = at > 0 and said[at - 1] in data.minus
    if rest and rest[0] in data.below:
        is_below, rest = True, rest[1:]
    if not (sure or is_below) or data.indoors & set(rest[:_INDOORS_WITHIN]):
        return None
    value = Decimal(-number if is_below else number)
    return value * 9 / 5 + 32 if rest and rest[0] in data.celsius else value


@cache
def _data(language: str) -> _Numbers:
    data = told("numbers.yaml", language)
    return _Numbers(
        numbers=data["numbers"],
        **{
            name: frozenset(data[name])
            for name in ("measures", "minus", "degrees", "below", "celsius", "indoors")
        },
        several=tuple(data["several"]),
        named=tuple((tuple(name.split()), value) for name, value in data["named"].items()),
    )
