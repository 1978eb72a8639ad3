"""Whether a rule's conditions hold, and whether one group of them is stricter. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from prompts.schema.rules import CustomerType, Urgency, When

SOON = {Urgency.ROUTINE: 0, Urgency.URGENT: 1, Urgency.EMERGENCY: 2}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a request besides its words; `at` is local, `outside` is in Fahrenheit."""

    at: datetime
    open_now: bool = True
    holiday: bool = False
    urgency: Urgency | None = None
    customer_type: CustomerType | None = None
    new_customer: bool | None = None
    facts: frozenset[str] = frozenset()
    outside: Decimal | None = None


def holds(when: When, known: Known) -> bool:
    """Whether every condition holds."""
    return next(unmet(when, known), None) is None


def unmet(when: When, known: Known) -> Iterator[str]:
    """The conditions that do not hold, as sentences about the rule."""
    yield from _unmet_kinds(when, known)
    yield from _unmet_times(when, known)
    yield from _unmet_facts(when, known)
    for group in when.all:
        yield from unmet(group, known)
    if when.any and not any(holds(group, known) for group in when.any):
        misses = dict.fromkeys(next(unmet(group, known)) for group in when.any)
        yield f"none of its choices holds ({'; '.join(misses)})"
    if any(holds(group, known) for group in when.none):
        yield "what it must not be holds"


def _unmet_kinds(when: When, known: Known) -> Iterator[str]:
    if when.customer_type and when.customer_type is not known.customer_type:
        yield f"it is for {when.customer_type} customers only"
    if when.urgency and not _as_urgent(known.urgency, when.urgency):
        yield f"it is for {when.urgency} requests only"
    if when.new_customer is not None and when.new_customer is not known.new_customer:
        yield "it is for new customers" if when.new_customer else "it is for known customers"


def _unmet_times(when: When, known: Known) -> Iterator[str]:
    if when.after_hours is not None and when.after_hours is known.open_now:
        yield "it is for calls after hours" if when.after_hours else "it is for opening hours"
    if when.holiday is not None and when.holiday is not known.holiday:
        yield "it is for public holidays" if when.holiday else "it is not for public holidays"
    if when.months and known.at.month not in when.months:
        yield "it is for another season"
    if when.season and not when.season.holds(known.at.date()):
        yield f"it is for {when.season.text}"
    if when.days and not when.days.holds(known.at.date()):
        yield f"it is for {when.days.text}"
    if when.time and not when.time.holds(known.at):
        yield f"it is for {when.time.text}"


def _unmet_facts(when: When, known: Known) -> Iterator[str]:
    for fact in when.facts:
        if fact not in known.facts:
            yield f'nobody said "{fact.replace("_", " ")}"'
    degrees = known.outside
    if when.colder_than is not None and (degrees is None or degrees >= when.colder_than):
        yield "nobody said that it is that cold"
    if when.warmer_than is not None and (degrees is None or degrees <= when.warmer_than):
        yield "nobody said that it is that warm"


def _as_urgent(said: Urgency | None, wanted: Urgency) -> bool:
    if wanted is Urgency.ROUTINE:
        return said in (None, Urgency.ROUTINE)
    return said is not None and SOON[said] >= SOON[wanted]


def implies(strict: When, weak: When) -> bool:
    """Whether whatever meets the first meets the second; False also where that is not sure."""
    return all(one(strict, weak) for one in _IMPLIED)


def _same(name: str) -> Callable[[When, When], bool]:
    def implied(strict: When, weak: When) -> bool:
        wanted = getattr(weak, name)
        return wanted is None or getattr(strict, name) is wanted

    return implied


def _within(name: str) -> Callable[[When, When], bool]:
    def implied(strict: When, weak: When) -> bool:
        wide: Any = getattr(weak, name)
        narrow: Any = getattr(strict, name)
        return wide is None or (narrow is not None and wide.covers(narrow))

    return implied


def _urgency(strict: When, weak: When) -> bool:
    if weak.urgency is None:
        return True
    return strict.urgency is not None and _as_urgent(strict.urgency, weak.urgency)


def _groups(name: str) -> Callable[[When, When], bool]:
    def implied(strict: When, weak: When) -> bool:
        wanted = getattr(weak, name)
        return not wanted or wanted == getattr(strict, name)

    return implied


_IMPLIED: tuple[Callable[[When, When], bool], ...] = (
    *map(_same, ("customer_type", "after_hours", "holiday", "new_customer")),
    *map(_within, ("season", "days", "time")),
    *map(_groups, ("all", "any", "none")),
    _urgency,
    lambda strict, weak: (
        not weak.months or (bool(strict.months) and set(strict.months) <= set(weak.months))
    ),
    lambda strict, weak: set(weak.facts) <= set(strict.facts),
    lambda strict, weak: (
        weak.colder_than is None
        or (strict.colder_than is not None and strict.colder_than <= weak.colder_than)
    ),
    lambda strict, weak: (
        weak.warmer_than is None
        or (strict.warmer_than is not None and strict.warmer_than >= weak.warmer_than)
    ),
)
