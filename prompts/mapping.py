"""From a caller's request to the owner's rule: which one, why, and why not the others. Pure.

The first rule of the file that fits wins. Two that fit different words are asked about, unless one
of them is an emergency.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from prompts.circumstances import count, facts, outside
from prompts.conditions import SOON, Known, holds, unmet
from prompts.dangers import hear_danger
from prompts.phrasebook import Heard, Lost
from prompts.schema import Charge, CustomerType, Rule, Services, Urgency
from prompts.words import Hearing, Hit, fold_phrase


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """What is wanted, in the caller's words, and what else is known; `at` is local time.

    What the words tell of facts and degrees outside (Fahrenheit) is added to what is given here.
    """

    text: str
    at: datetime
    open_now: bool = True
    urgency: Urgency | None = None
    customer_type: CustomerType | None = None
    new_customer: bool | None = None
    holiday: bool = False
    facts: frozenset[str] = frozenset()
    outside: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The rule that applies.

    `depends_on` names the facts (urgency, customer_type) that are still unknown and would change
    the rule: ask them before a price is told. `counts` has, for each line of the rule, how many
    the caller spoke of; empty means that nothing is counted. `by_ear` is how well its words were
    heard: 1 word for word, less where they only sound alike.
    """

    rule: Rule
    why: str
    lost: tuple[Lost, ...]
    urgency: Urgency
    after_hours: bool
    depends_on: tuple[str, ...] = ()
    counts: tuple[Decimal | None, ...] = ()
    by_ear: float = 1.0

    @property
    def is_emergency(self) -> bool:
        """Whether the owner must hear of it at once."""
        return self.rule.emergency or self.urgency is Urgency.EMERGENCY


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Two rules or more fit different words: ask which is meant."""

    rules: tuple[Rule, ...]
    lost: tuple[Lost, ...]
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class NoMatch:
    """No rule fits: a person decides, nothing is guessed.

    `suggested` names the rules that come nearest to what was meant, for that person.
    """

    lost: tuple[Lost, ...]
    urgency: Urgency
    suggested: tuple[str, ...] = ()


Mapped = Match | Ambiguous | NoMatch


@dataclass(frozen=True, slots=True)
class Danger:
    """Danger to life: its kind is the name of the safety line to say first."""

    kind: str
    phrase: str


@dataclass(frozen=True, slots=True)
class _Heard:
    """A rule whose words were heard: what it needs of them, and all that it listens for."""

    rule: Rule
    needed: tuple[Hit, ...]
    any_of: tuple[Hit, ...]

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The strongest words for it."""
        return (*self.needed, *sorted(self.any_of, key=lambda hit: -hit.strength)[:1])

    def likeness(self, heard: Heard, rules: Services) -> float:
        """How well it was heard, from 0 to 1: its least needed word, or the best of the others."""

        def like(hit: Hit) -> float:
            if hit.phrase in heard.right:
                return 1.0
            return hit.strength / len(fold_phrase(hit.phrase, rules.phrase_book.same))

        return min((*map(like, self.needed), max(map(like, self.any_of), default=1.0)))

    def is_apart(self, first: "_Heard") -> bool:
        """Whether it was heard in other words than an earlier rule, too."""
        taken = (*first.needed, *first.any_of)

        def is_free(hit: Hit) -> bool:
            return not any(hit.overlaps(its) for its in taken)

        return all(map(is_free, self.needed)) and (
            not self.any_of or any(map(is_free, self.any_of))
        )


_MEANT = (Hit("what was meant", 1.0, 0, 0),)
"""Stands for the words of rules that are meant; in one place, so that they are no rivals."""


def danger(text: str, rules: Services) -> Danger | None:
    """Danger to life in a caller's words, or None: by the desk's own words, then the owner's."""
    alarm = hear_danger(text)
    if alarm is not None:
        return Danger(alarm.kind, alarm.words)
    hearing = Hearing(text, rules.same_words)
    for kind, phrases in rules.safety.model_dump().items():
        hit = hearing.heard(phrases)
        # One word alone must be right: "Spring Street" is not "sparking".
        if hit and (" " in hit.phrase or hit.strength >= 1):
            return Danger(kind, hit.phrase)
    return None


def urgency(text: str, rules: Services) -> Urgency | None:
    """How urgent a caller's words make it, or None when they do not say."""
    return _urgency(rules.phrase_book.hear(text), rules)


def customer_type(text: str, rules: Services) -> CustomerType | None:
    """Whose building a caller's words make it, or None when they do not say."""
    return _customer_type(rules.phrase_book.hear(text), rules)


def _urgency(heard: Heard, rules: Services) -> Urgency | None:
    if heard.heard(rules.urgency.emergency):
        return Urgency.EMERGENCY
    if heard.heard(rules.urgency.routine):
        return Urgency.ROUTINE
    return Urgency.URGENT if heard.heard(rules.urgency.urgent) else None


def _customer_type(heard: Heard, rules: Services) -> CustomerType | None:
    business = heard.heard(rules.customer_types.commercial)
    home = heard.heard(rules.customer_types.residential)
    # A home office is no office.
    if business and not (home and home.overlaps(business) and home.strength > business.strength):
        return CustomerType.COMMERCIAL
    return CustomerType.RESIDENTIAL if home else None


def match(request: ServiceRequest, rules: Services) -> Mapped:
    """Find the rule for a request."""
    heard = rules.phrase_book.hear(request.text)
    known = understood(request, heard, rules)
    candidates, unheard = _listen(heard, rules)
    found = _decide(known, candidates, unheard)
    if not isinstance(found, Match):
        return found
    winner = next(one for one in candidates if one.rule is found.rule)
    done = _completed(found, request, known, candidates)
    return replace(done, by_ear=winner.likeness(heard, rules))


def match_meant(
    request: ServiceRequest, rules: Services, names: tuple[str, ...], why: str
) -> Match | NoMatch:
    """Find the rule among those that are meant though their words were not heard.

    Their conditions decide, as always; `why` says how it is known what was meant.
    """
    known = understood(request, rules.phrase_book.hear(request.text), rules)
    meant = [_Heard(rule, _MEANT, ()) for rule in rules.rules if rule.name in names]
    found = _decide(known, meant, [])
    if not isinstance(found, Match):
        return NoMatch(found.lost, found.urgency)
    return replace(_completed(found, request, known, meant), why=why)


def _completed(
    found: Match, request: ServiceRequest, known: Known, candidates: list[_Heard]
) -> Match:
    return replace(
        found,
        depends_on=tuple(_open_facts(known, candidates, found)),
        counts=_counts(request.text, found.rule),
    )


def understood(request: ServiceRequest, heard: Heard, rules: Services) -> Known:
    """Everything that conditions ask about, with the urgency the circumstances raise it to."""
    known = Known(
        at=request.at,
        open_now=request.open_now,
        holiday=request.holiday,
        urgency=request.urgency or _urgency(heard, rules),
        customer_type=request.customer_type or _customer_type(heard, rules),
        new_customer=request.new_customer,
        facts=request.facts | facts(heard, rules.facts),
        outside=request.outside if request.outside is not None else outside(request.text),
    )
    return known if request.urgency else _raised(known, rules)


def _raised(known: Known, rules: Services) -> Known:
    """What the caller settled stays; their words alone are outdone by the circumstances."""
    raised = [one.to for one in rules.raises if holds(one.when, known)]
    said = [known.urgency] if known.urgency else []
    return replace(known, urgency=max((*said, *raised), key=SOON.__getitem__, default=None))


def offers(text: str, rules: Services) -> bool:
    """Whether the business does something of what a caller speaks of, by whatever condition."""
    return bool(_listen(rules.phrase_book.hear(text), rules)[0])


def explain(request: ServiceRequest, rules: Services) -> tuple[str, ...]:
    """Who won, who lost and why, one sentence each, the winner first."""
    return told(match(request, rules))


def told(found: Mapped) -> tuple[str, ...]:
    """Which rule was found, who lost and why, one sentence each, the winner first."""
    if isinstance(found, Match):
        first = f"{found.rule.name}: {found.why}"
    elif isinstance(found, Ambiguous):
        first = f"Unclear between {' and '.join(rule.name for rule in found.rules)}: ask which"
    else:
        first = "No rule fits: the request is kept for a person"
        if found.suggested:
            first += f" (nearest: {', '.join(found.suggested)})"
    return (first, *(f"{lost.rule}: {lost.why}" for lost in found.lost))


def _listen(heard: Heard, rules: Services) -> tuple[list[_Heard], list[Lost]]:
    hits = heard.believed()
    near = {place for phrase in hits for place in rules.listeners.get(phrase, ())}
    candidates: list[_Heard] = []
    unheard: list[Lost] = []
    for place, silent in enumerate(rules.silent):
        found = _listened(rules.rules[place], hits) if place in near else silent
        if isinstance(found, Lost):
            unheard.append(found)
        else:
            candidates.append(found)
    return candidates, unheard


def _listened(rule: Rule, hits: Mapping[str, Hit]) -> _Heard | Lost:
    says = rule.says
    needed: list[Hit] = []
    for group in says.all:
        among = [hits[phrase] for phrase in group if phrase in hits]
        if not among:
            named = " or ".join(f'"{phrase}"' for phrase in group)
            return Lost(rule.name, f"{named} was not heard")
        needed.append(max(among, key=lambda hit: hit.strength))
    any_of = [hits[phrase] for phrase in says.any if phrase in hits]
    if says.any and not any_of:
        return Lost(rule.name, "none of its phrases was heard")
    for phrase in says.none:
        if phrase in hits:
            return Lost(rule.name, f'"{phrase}" rules it out')
    return _Heard(rule, tuple(needed), tuple(any_of))


def _decide(known: Known, candidates: list[_Heard], unheard: list[Lost]) -> Mapped:
    soon = known.urgency or Urgency.ROUTINE
    fitting: list[_Heard] = []
    failed: list[Lost] = []
    for one in candidates:
        miss = next(unmet(one.rule.when, known), None)
        if miss is None:
            fitting.append(one)
        else:
            failed.append(Lost(one.rule.name, f"its words were heard, but {miss}"))
    if not fitting:
        return NoMatch((*failed, *unheard), soon)
    wishes = [fitting[0], *(one for one in fitting[1:] if one.is_apart(fitting[0]))]
    winner = next((one for one in wishes if one.rule.emergency), fitting[0])
    asked = [] if winner.rule.emergency else wishes[1:]
    beaten = [
        Lost(one.rule.name, _why_beaten(winner, one, fitting))
        for one in fitting
        if one is not winner and one not in asked
    ]
    lost = (*beaten, *failed, *unheard)
    if asked:
        return Ambiguous((winner.rule, *(one.rule for one in asked)), lost, soon)
    return Match(winner.rule, _why(winner), lost, soon, not known.open_now)


def _open_facts(known: Known, candidates: list[_Heard], found: Match) -> Iterator[str]:
    """Unknown facts that would lead to another rule."""
    variants: dict[str, list[Known]] = {}
    if known.urgency is None:
        variants["urgency"] = [replace(known, urgency=soon) for soon in Urgency]
    if known.customer_type is None:
        variants["customer_type"] = [replace(known, customer_type=kind) for kind in CustomerType]
    for fact, choices in variants.items():
        for choice in choices:
            other = _decide(choice, candidates, [])
            if not isinstance(other, Match) or other.rule is not found.rule:
                yield fact
                break


def _counts(text: str, rule: Rule) -> tuple[Decimal | None, ...]:
    """For each line how many the caller speaks of; a fixed quantity of the owner's stays."""
    if all(line.charge is not Charge.EACH for line in rule.lines):
        return ()
    return tuple(count(text, line.count) if line.count else None for line in rule.lines)


def _why(winner: _Heard) -> str:
    phrases = " and ".join(f'"{hit.phrase}"' for hit in winner.hits)
    return f"heard {phrases}" + (", and its conditions hold" if winner.rule.when.is_set else "")


def _why_beaten(winner: _Heard, other: _Heard, fitting: list[_Heard]) -> str:
    name = winner.rule.name
    if winner.rule.emergency and fitting.index(other) < fitting.index(winner):
        return f"{name} is an emergency and comes first"
    return f"{name} stands earlier in the file"
