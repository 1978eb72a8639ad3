"""Doubts about rules that are written correctly: which can never win, and which say two things.

A file with a doubt is in use; the owner is told where it is and what to write instead. Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, product

from prompts.conditions import implies
from prompts.phrasebook import Heard
from prompts.problems import PromptProblem
from prompts.rulesets import RuleBook, RulePlace
from prompts.schema.rules import Charge, Rule, When
from prompts.schema.services import Services
from prompts.words import Hearing, fold_phrase

_MOST = 400
"""Ways to say a rule that are tried before it is taken to be one that can win."""
_YEAR = [date(2024, 1, 1) + timedelta(days=day) for day in range(366 * 4)]


def doubts(book: RuleBook) -> tuple[PromptProblem, ...]:
    """What the owner should look at, rule by rule."""
    found: list[PromptProblem] = []
    for i, rule in enumerate(book.services.rules):
        place = book.places.get(rule.name) or RulePlace("services.yaml", None)
        found += map(place.problem, _own_doubts(rule, book.services))
        shadow = _shadow(book.services, i)
        if shadow is not None:
            found.append(place.problem(_never_wins(rule, shadow, book.places)))
    return tuple(found)


def _own_doubts(rule: Rule, services: Services) -> Iterator[str]:
    same = services.phrase_book.same
    empty = [phrase for phrase in rule.says.phrases if not fold_phrase(phrase, same)]
    if empty:
        yield (
            f'the phrase "{empty[0]}" of the rule "{rule.name}" has only words that everybody '
            "says all the time, so it is never heard; add a word that tells what is meant"
        )
    ruled_out = _ruled_out(rule, services)
    if ruled_out:
        yield ruled_out
    if not any(_may_be(rule.when, day) for day in _YEAR):
        yield (
            f'the rule "{rule.name}" holds on no day of the year; its months, season and days '
            "have none in common"
        )
    if _contradicts(rule.when):
        yield (
            f'the conditions of the rule "{rule.name}" can never hold together; what one of them '
            "asks for another forbids"
        )
    least = [line for line in rule.lines if line.charge is Charge.HOURLY and line.minimum_hours]
    if len(least) > 1:
        yield (
            f'the rule "{rule.name}" has two minimums, of "{least[0].item}" and of '
            f'"{least[1].item}", and both are charged; take minimum_hours out of one line'
        )


def _ruled_out(rule: Rule, services: Services) -> str:
    """Why no words can be heard for a rule: a phrase it listens for rules it out."""
    for needed, groups in (("any", (rule.says.any,)), ("all", rule.says.all)):
        for group in groups:
            blocked = [
                (phrase, none)
                for phrase in group
                for none in rule.says.none
                if Hearing(phrase, services.same_words).find(none)
            ]
            if group and len({phrase for phrase, _ in blocked}) == len(group):
                phrase, none = blocked[0]
                return (
                    f'in the rule "{rule.name}" the phrase "{none}" under none rules out '
                    f'"{phrase}" under {needed}, so it can never win; take one of the two out'
                )
    return ""


def _may_be(when: When, day: date) -> bool:
    return (
        (not when.months or day.month in when.months)
        and (when.season is None or when.season.holds(day))
        and (when.days is None or when.days.holds(day))
        and all(_may_be(group, day) for group in when.all)
        and (not when.any or any(_may_be(group, day) for group in when.any))
    )


def _contradicts(when: When) -> bool:
    """Whether what must hold cannot: two values of one kind, or what none forbids."""
    together = [when, *when.all]
    for name in ("customer_type", "after_hours", "holiday", "new_customer"):
        if len({value for group in together if (value := getattr(group, name)) is not None}) > 1:
            return True
    if any(implies(when.model_copy(update={"none": ()}), group) for group in when.none):
        return True
    return any(_contradicts(group) for group in when.all)


@dataclass(frozen=True, slots=True)
class _Shadow:
    rule: Rule
    phrase: str


def _shadow(services: Services, i: int) -> _Shadow | None:
    """An earlier rule that always wins before this one, or None."""
    rule = services.rules[i]
    above = [
        other
        for other in services.rules[:i]
        if implies(rule.when, other.when) and set(other.says.none) <= set(rule.says.none)
    ]
    if not above:
        return None
    ways = list(islice(_ways(rule), _MOST + 1))
    if len(ways) > _MOST:
        return None
    first: _Shadow | None = None
    for way in ways:
        heard = services.phrase_book.hear(way)
        winner = next((other for other in above if _is_heard(other, heard)), None)
        if winner is None:
            return None
        first = first or _Shadow(winner, way)
    return first


def _ways(rule: Rule) -> Iterator[str]:
    """Everything a caller may say to meet the rule's words and no more."""
    groups = [*([rule.says.any] if rule.says.any else []), *rule.says.all]
    return (" ".join(chosen) for chosen in product(*groups))


def _is_heard(rule: Rule, heard: Heard) -> bool:
    says = rule.says
    return (
        all(any(phrase in heard.hits for phrase in group) for group in says.all)
        and (not says.any or any(phrase in heard.hits for phrase in says.any))
        and not any(phrase in heard.hits for phrase in says.none)
    )


def _never_wins(rule: Rule, shadow: _Shadow, places: Mapping[str, RulePlace]) -> str:
    above = places.get(shadow.rule.name)
    where = f" ({above.file}, line {above.line})" if above and above.line else ""
    return (
        f'the rule "{rule.name}" can never win: "{shadow.rule.name}"{where} stands above it and '
        f'takes "{shadow.phrase}" and everything else it listens for; move "{rule.name}" above '
        "it, or take one of the two out"
    )
