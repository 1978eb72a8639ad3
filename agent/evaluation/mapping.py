"""The mapping level: labelled phrasings through the desk's own mapping, as written and misheard."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from agent.evaluation.channel.line import ACCENTS, Line
from agent.evaluation.channel.strength import calibrated
from agent.evaluation.desk import MONDAY, shipped
from agent.evaluation.meant import Became, MappingFigures, figures
from agent.evaluation.phrased import Phrasing, kept, table, tuning
from prompts.mapping import Ambiguous, Match, ServiceRequest
from prompts.meaning.deciding import map_request
from prompts.meaning.ranking import Ranking
from prompts.meaning.sense import Sense
from prompts.schema import Charge, CustomerType, Rule, Services

ACCENTED = 0.4
"""Callers with an accent, as in the channel's calibration."""

Rank = Callable[[str], Ranking]
Ticking = Callable[[str, int], Callable[[int], None]]


@dataclass(frozen=True, slots=True)
class Owner:
    """An owner with a rule for each service of the tables, and the services of the rules."""

    rules: Services
    service_of: dict[str, str]

    def service(self, rule: str) -> str:
        """The service that a rule is for."""
        return self.service_of.get(rule, rule)


@cache
def owner() -> Owner:
    """The rules that the phrasings are measured with."""
    rules, service_of = [], {}
    for service, told in yaml.safe_load(table("services")).items():
        charge, *says = (part.strip() for part in told.split(","))
        name = service.replace("_", " ").capitalize()
        line = {"item": name, "say": name.lower(), "charge": Charge(charge)}
        rules.append(
            Rule.model_validate(
                {"name": name, "trade": "all", "says": {"any": says}, "lines": [line]}
            )
        )
        service_of[name] = service
    book = shipped().services.model_copy(update={"rules": tuple(rules)})
    return Owner(Services.model_validate(book.model_dump(exclude_unset=True)), service_of)


def sense_of(folder: Path, *, wanted: bool = True) -> Sense:
    """The sentence model of a folder, ready for the measured rules; without it, words alone."""
    sense = Sense.at(folder, wanted=wanted)
    sense.learn(owner().rules)
    return sense


def map_phrasings(
    sense: Sense, share: float | None, *, held_out: bool, ticking: Ticking
) -> MappingFigures:
    """Map every phrasing of a part, as written or over a line of a share."""
    wanted = kept() if held_out else tuning()
    heard = (
        [one.says for one in wanted] if share is None else misheard(wanted, calibrated(share).value)
    )
    name = "as written" if share is None else f"line {share:.0%}"
    tick = ticking(f"Requests, {name}", len(wanted))
    became = []
    for phrasing, words in zip(wanted, heard, strict=True):
        became.append(outcome(phrasing, words, lambda text: sense.rank(text, owner().rules)))
        tick(1)
    return figures(name, became, listed=not held_out)


def misheard(wanted: Sequence[Phrasing], strength: float) -> list[str]:
    """The phrasings as a recogniser writes them over a line; the same ones every time."""
    return [_heard(one.says, strength) for one in wanted]


def _heard(words: str, strength: float) -> str:
    dice = random.Random(f"phrasing {words}")  # noqa: S311 - repeatable
    accent = dice.choice(ACCENTS) if dice.random() < ACCENTED else ""
    return Line(strength, dice, accent=accent).hear(words)


def outcome(phrasing: Phrasing, heard: str, rank: Rank) -> Became:
    """What the desk makes of a phrasing, before any question."""
    rules, known = owner().rules, owner()
    request = ServiceRequest(
        heard,
        MONDAY.astimezone(shipped().business.zone),
        customer_type=CustomerType(phrasing.customer_type) if phrasing.customer_type else None,
    )
    ranking = rank(heard)
    found = map_request(request, rules, ranking)
    likeliest = known.service(ranking.candidates[0].rules[0]) if ranking.candidates else ""
    if isinstance(found, Match):
        service = known.service(found.rule.name)
        return Became(phrasing, heard, service, (), service, has_price(found.rule), found.why)
    if isinstance(found, Ambiguous):
        asked = tuple(known.service(rule.name) for rule in found.rules[:2])
        best = likeliest if likeliest in asked else asked[0]
        return Became(phrasing, heard, "", asked, best)
    return Became(phrasing, heard, guess=likeliest)


def has_price(rule: Rule) -> bool:
    """Whether a price would be told."""
    return any(line.charge not in (Charge.FREE, Charge.QUOTE) for line in rule.lines)
