"""Amounts by voice: one, a range of which the larger bounds, or a rough one; and how to say one."""

import itertools
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from num2words import num2words

from agent.spoken.cardinals import Cardinal, Cardinals, Word, cardinals, words_of
from agent.spoken.languages import ENGLISH, words
from agent.spoken.reading import Reading
from office.values import BadMoney, Money

_NAMED, _BARE, _ROUGH = 0.85, 0.7, 0.5
_MOST = Decimal(10_000_000)
"""Larger figures are telephone numbers and the like."""


@dataclass(frozen=True, slots=True)
class _Amount:
    """Dollars, where they stand, and whether they were named as such."""

    value: Decimal
    start: int
    end: int
    multiple: int
    named: bool
    rough: bool


def parse_money(text: str, language: str = ENGLISH) -> tuple[Reading[Money], ...]:
    """The amount a text names; of a range its upper end first, since that is what may be spent."""
    said = words_of(text)
    known = _money_words(language)
    links = _amounts(said, known, links=True)
    for amounts in (_amounts(said, known, links=False), links):
        for lower, upper in itertools.pairwise(amounts):
            low = _lower_end(said, known, lower, upper)
            if low is not None:
                return _readings((upper.value, _BARE), (low, 0.4))
    if not links:
        return ()
    best = _meant(said, known, links)
    sure = _ROUGH if best.rough else _NAMED if best.named else _BARE
    others = [(one.value, 0.3) for one in links if one.named and one.value != best.value]
    return _readings((best.value, sure), *others)


def say_money(money: Money, language: str = ENGLISH) -> str:
    """An amount in words: "four hundred and forty-five dollars"."""
    said = words("money", language)["said"]
    dollars, cents = divmod(abs(money.cents), 100)
    parts = []
    if dollars or not cents:
        number = num2words(dollars, lang=language).replace(",", "")
        parts.append(f"{number} {said['dollar' if dollars == 1 else 'dollars']}")
    if cents:
        parts.append(f"{num2words(cents, lang=language)} {said['cent' if cents == 1 else 'cents']}")
    spoken = f" {said['and']} ".join(parts)
    return f"{said['minus']} {spoken}" if money.cents < 0 else spoken


class _MoneyWords:
    """The words around amounts of one language."""

    def __init__(self, language: str) -> None:
        listed = words("money", language)
        self.numbers: Cardinals = cardinals(language)
        self.dollars = frozenset(listed["dollars"])
        self.cents = frozenset(listed["cents"])
        self.opens = frozenset(listed["opens_range"])
        self.inside = frozenset(listed["inside_range"])
        self.repairs = tuple(tuple(phrase.split()) for phrase in listed["repairs"])


@cache
def _money_words(language: str) -> _MoneyWords:
    return _MoneyWords(language)


def _amounts(said: list[Word], known: _MoneyWords, *, links: bool) -> list[_Amount]:
    """Every amount in a text, in order."""
    found: list[_Amount] = []
    place = 0
    while place < len(said):
        number = known.numbers.at(said, place, links=links) or _single(said, known, place)
        if number is None or number.value > _MOST:
            place = place + 1 if number is None else number.end
            continue
        amount = _with_cents(said, known, place, number)
        found.append(amount)
        place = amount.end
    return found


def _single(said: list[Word], known: _MoneyWords, place: int) -> Cardinal | None:
    """ "a dollar", "a buck fifty"."""
    following = said[place + 1].text if place + 1 < len(said) else ""
    is_one = said[place].text in known.numbers.articles and following in known.dollars
    return Cardinal(Decimal(1), place + 1) if is_one else None


def _with_cents(said: list[Word], known: _MoneyWords, start: int, number: Cardinal) -> _Amount:
    """An amount with "dollars" and "fifty cents" behind it."""
    named = said[start].dollars or number.multiple >= 1000
    value, end = number.value, number.end
    if end < len(said) and said[end].text in known.cents:
        return _Amount(value / 100, start, end + 1, 1, True, number.rough)
    if end < len(said) and said[end].text in known.dollars:
        named, end = True, end + 1
        behind = end + (end < len(said) and said[end].text in known.numbers.and_)
        cents = known.numbers.at(said, behind, links=False)
        if cents is not None and cents.value < 100 and cents.value == int(cents.value):
            spelled = cents.end < len(said) and said[cents.end].text in known.cents
            if spelled or (behind == end and cents.value >= 10 and cents.end == len(said)):
                value, end = value + cents.value / 100, cents.end + spelled
    return _Amount(value, start, end, number.multiple, named, number.rough)


def _lower_end(
    said: list[Word], known: _MoneyWords, lower: _Amount, upper: _Amount
) -> Decimal | None:
    """The lower end of a range, if two amounts are one: "two to three hundred"."""
    between = {word.text for word in said[lower.end : upper.start]}
    if not between or not between <= known.inside | known.numbers.articles:
        return None
    opened = lower.start > 0 and said[lower.start - 1].text in known.opens
    if between <= known.numbers.and_ | known.numbers.articles and not opened:
        return None
    value = lower.value
    shared = upper.multiple if upper.multiple > 1 else 100 if upper.value % 100 == 0 else 1
    if value < 100 <= upper.value and value * shared < upper.value:
        value *= shared
    return value if value < upper.value else None


def _meant(said: list[Word], known: _MoneyWords, amounts: list[_Amount]) -> _Amount:
    """The amount that counts: the one behind a correction, else the first named as dollars."""
    for before, after in zip(reversed(amounts[:-1]), reversed(amounts[1:]), strict=True):
        between = tuple(word.text for word in said[before.end : after.start])
        if any(_holds(between, phrase) for phrase in known.repairs):
            return after
    return next((one for one in amounts if one.named), amounts[0])


def _holds(between: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(between[at : at + size] == phrase for at in range(len(between) - size + 1))


def _readings(*amounts: tuple[Decimal, float]) -> tuple[Reading[Money], ...]:
    found: list[Reading[Money]] = []
    for value, confidence in amounts:
        try:
            found.append(Reading(Money(value), confidence))
        except BadMoney:
            continue
    return tuple(found)
