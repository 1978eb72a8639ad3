"""From a caller's request to the owner's rule: which one, why, and why not the others. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from prompts.dangers import hear_danger
from prompts.schema import CustomerType, Rule, Services, Urgency
from prompts.words import Hearing, Hit

_SOON = {Urgency.ROUTINE: 0, Urgency.URGENT: 1, Urgency.EMERGENCY: 2}


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """What is wanted, in the caller's words, and what else is known; `at` is local time."""

    text: str
    at: datetime
    open_now: bool = True
    urgency: Urgency | None = None
    customer_type: CustomerType | None = None
    new_customer: bool | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A rule that did not win, and the reason in a plain sentence."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Match:
    """The rule that applies.

    `depends_on` names the facts (urgency, customer_type) that are still unknown and would change
    the rule: ask them before a price is told.
    """

    rule: Rule
    why: str
    lost: tuple[Lost, ...]
    urgency: Urgency
    after_hours: bool
    depends_on: tuple[str, ...] = ()

    @property
    def is_emergency(self) -> bool:
        """Whether the owner must hear of it at once."""
        return self.rule.emergency or self.urgency is Urgency.EMERGENCY


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Two rules or more fit different words equally well: ask which is meant."""

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
    """A rule whose words were heard, and its strongest phrase."""

    rule: Rule
    hits: tuple[Hit, ...]

    @property
    def rank(self) -> tuple[bool, int, float]:
        return self.rule.emergency, self.rule.when.count, sum(hit.strength for hit in self.hits)

    def overlaps(self, other: "_Heard") -> bool:
        return any(mine.overlaps(its) for mine in self.hits for its in other.hits)


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
    hearing = Hearing(text, rules.same_words)
    if hearing.heard(rules.urgency.emergency):
        return Urgency.EMERGENCY
    if hearing.heard(rules.urgency.routine):
        return Urgency.ROUTINE
    return Urgency.URGENT if hearing.heard(rules.urgency.urgent) else None


def customer_type(text: str, rules: Services) -> CustomerType | None:
    """Whose building a caller's words make it, or None when they do not say."""
    hearing = Hearing(text, rules.same_words)
    if hearing.heard(rules.customer_types.commercial):
        return CustomerType.COMMERCIAL
    return CustomerType.RESIDENTIAL if hearing.heard(rules.customer_types.residential) else None


def match(request: ServiceRequest, rules: Services) -> Mapped:
    """Find the rule for a request."""
    known = _known(request, rules)
    heard, unheard = _hear(known.text, rules)
    found = _decide(known, heard, unheard)
    if not isinstance(found, Match):
        return found
    return replace(found, depends_on=tuple(_open_facts(known, heard, found)))


def match_meant(
    request: ServiceRequest, rules: Services, names: tuple[str, ...], why: str
) -> Match | NoMatch:
    """Find the rule among those that are meant though their words were not heard.

    Their conditions decide, as always; `why` says how it is known what was meant.
    """
    known = _known(request, rules)
    meant = [_Heard(rule, _MEANT) for rule in rules.rules if rule.name in names]
    found = _decide(known, meant, [])
    if not isinstance(found, Match):
        return NoMatch(found.lost, found.urgency)
    return replace(found, why=why, depends_on=tuple(_open_facts(known, meant, found)))


def _known(request: ServiceRequest, rules: Services) -> ServiceRequest:
    return replace(
        request,
        urgency=request.urgency or urgency(request.text, rules),
        customer_type=request.customer_type or customer_type(request.text, rules),
    )


def offers(text: str, rules: Services) -> bool:
    """Whether the business does something of what a caller speaks of, by whatever condition."""
    return bool(_hear(text, rules)[0])


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


def _hear(text: str, rules: Services) -> tuple[list[_Heard], list[Lost]]:
    hearing = Hearing(text, rules.same_words)
    heard: list[_Heard] = []
    unheard: list[Lost] = []
    for rule in rules.rules:
        found = _listen(rule, hearing)
        if isinstance(found, Lost):
            unheard.append(found)
        else:
            heard.append(found)
    return heard, unheard


def _listen(rule: Rule, hearing: Hearing) -> _Heard | Lost:
    for phrase in rule.says.none:
        if hearing.find(phrase):
            return Lost(rule.name, f'"{phrase}" rules it out')
    hits: list[Hit] = []
    for phrase in rule.says.all:
        hit = hearing.find(phrase)
        if hit is None:
            return Lost(rule.name, f'"{phrase}" was not heard')
        hits.append(hit)
    found = [hit for phrase in rule.says.any if (hit := hearing.find(phrase))]
    if rule.says.any and not found:
        return Lost(rule.name, "none of its phrases was heard")
    if found:
        hits.append(max(found, key=lambda hit: hit.strength))
    return _Heard(rule, tuple(hits))


def _decide(request: ServiceRequest, heard: list[_Heard], unheard: list[Lost]) -> Mapped:
    soon = request.urgency or Urgency.ROUTINE
    fitting: list[_Heard] = []
    failed: list[Lost] = []
    for one in heard:
        misses = list(_unmet(one.rule, request))
        if misses:
            failed.append(Lost(one.rule.name, f"its words were heard, but {misses[0]}"))
        else:
            fitting.append(one)
    if not fitting:
        return NoMatch((*failed, *unheard), soon)
    fitting.sort(key=lambda one: one.rank, reverse=True)
    winner, *others = fitting
    rivals = [one for one in others if _rivals(winner, one)]
    beaten = [Lost(o.rule.name, _why_beaten(winner, o)) for o in others if o not in rivals]
    lost = (*beaten, *failed, *unheard)
    if rivals:
        return Ambiguous((winner.rule, *(one.rule for one in rivals)), lost, soon)
    return Match(winner.rule, _why(winner), lost, soon, not request.open_now)


def _rivals(winner: _Heard, other: _Heard) -> bool:
    """Whether the caller seems to want both: other words, and neither of them an emergency."""
    return not winner.rule.emergency and not winner.overlaps(other)


def _unmet(rule: Rule, request: ServiceRequest) -> Iterator[str]:
    """The conditions of a rule that do not hold."""
    when = rule.when
    if when.customer_type and when.customer_type is not request.customer_type:
        yield f"it is for {when.customer_type} customers only"
    if when.urgency and not _as_urgent(request.urgency, when.urgency):
        yield f"it is for {when.urgency} requests only"
    if when.after_hours is not None and when.after_hours is request.open_now:
        yield "it is for calls after hours" if when.after_hours else "it is for opening hours"
    if when.months and request.at.month not in when.months:
        yield "it is for another season"
    if when.new_customer is not None and when.new_customer is not request.new_customer:
        yield "it is for new customers" if when.new_customer else "it is for known customers"


def _as_urgent(said: Urgency | None, wanted: Urgency) -> bool:
    if wanted is Urgency.ROUTINE:
        return said in (None, Urgency.ROUTINE)
    return said is not None and _SOON[said] >= _SOON[wanted]


def _open_facts(request: ServiceRequest, heard: list[_Heard], found: Match) -> Iterator[str]:
    """Unknown facts that would lead to another rule."""
    variants: dict[str, list[ServiceRequest]] = {}
    if request.urgency is None:
        variants["urgency"] = [replace(request, urgency=soon) for soon in Urgency]
    if request.customer_type is None:
        variants["customer_type"] = [replace(request, customer_type=kind) for kind in CustomerType]
    for fact, requests in variants.items():
        for variant in requests:
            other = _decide(variant, heard, [])
            if not isinstance(other, Match) or other.rule is not found.rule:
                yield fact
                break


def _why(winner: _Heard) -> str:
    phrases = " and ".join(f'"{hit.phrase}"' for hit in winner.hits)
    return f"heard {phrases}" + (", and its conditions hold" if winner.rule.when.count else "")


def _why_beaten(winner: _Heard, other: _Heard) -> str:
    name = winner.rule.name
    if winner.rule.emergency > other.rule.emergency:
        return f"{name} is an emergency and comes first"
    if winner.rule.when.count > other.rule.when.count:
        return f"{name} has more conditions that hold"
    if winner.rank > other.rank:
        return f"{name} fits more of the words"
    return f"{name} stands earlier in the file"
