"""The owner's rules decide; meaning only proposes where their words do not, or hardly, fit. Pure.

A proposal is clear (taken, and told to the caller in words), close (one question between two), or
unsure (nothing is guessed; the likeliest are kept for the person who decides). Emergencies by the
owner's words are never doubted.
"""

from collections.abc import Collection
from dataclasses import replace

from prompts.mapping import (
    Ambiguous,
    Mapped,
    Match,
    NoMatch,
    ServiceRequest,
    match,
    match_meant,
)
from prompts.meaning.ranking import Candidate, Ranking
from prompts.phrasebook import Lost
from prompts.schema import Charge, Rule, Services

CLEAR, AHEAD = 0.7, 0.2
"""What is meant so surely, and so much more than anything else, is taken."""

CLEAR_PRICED, AHEAD_PRICED = 0.95, 0.25
"""More is asked of a rule with a price: a wrong one costs the owner money."""

CLOSE, TOGETHER = 0.05, 0.5
"""What is meant at least so surely, each and both together, may be asked about."""

AGREES, AGREES_PRICED = 0.3, 0.8
"""Words that fit are believed if their rule is meant at least so surely."""

BY_EAR = 0.9
"""Words for a price must be heard so well where no meaning bears them out; of those heard less
well in the tuning phrasings half were wrong."""

ELSEWHERE, INSTEAD = 0.15, 0.3
"""What speaks so surely of something else is not asked about; so much more surely, words that fit
are not believed."""

SUGGESTED, NEAR = 3, 0.15
"""So many of the likeliest are kept for a person, if they are likely at all."""


def map_request(request: ServiceRequest, rules: Services, ranking: Ranking) -> Mapped:
    """Find the rule for a request, by words first, then by what is meant.

    `prompts.mapping.match` alone does the same without a sentence model.
    """
    found = match(request, rules)
    if not ranking.candidates:
        return _unless_faint(found)
    weighed = _Weighed(request, rules, ranking)
    if isinstance(found, Match):
        return weighed.confirmed(found)
    return weighed.narrowed(found) if isinstance(found, Ambiguous) else weighed.proposed(found)


def _unless_faint(found: Mapped) -> Mapped:
    """Without a model, a price is not told for what only sounds like its words."""
    if not isinstance(found, Match) or found.is_emergency or found.by_ear >= BY_EAR:
        return found
    if not _has_price(found.rule):
        return found
    return _doubted(found, "only something like it was")


def _doubted(found: Match, but: str) -> NoMatch:
    lost = (Lost(found.rule.name, f"{found.why}, but {but}"), *found.lost)
    return NoMatch(lost, found.urgency, (found.rule.name,))


class _Weighed:
    """One request, its rules, and what is meant."""

    def __init__(self, request: ServiceRequest, rules: Services, ranking: Ranking) -> None:
        self._request, self._rules, self._ranking = request, rules, ranking
        self._best = ranking.candidates[0]
        self._next = ranking.candidates[1].score if len(ranking.candidates) > 1 else 0.0

    def confirmed(self, found: Match) -> Mapped:
        """Words that fit are the law, unless their rule is hardly meant."""
        if found.by_ear == 1 and (found.rule.emergency or not self._ranking.knows(found.rule.name)):
            return found
        least = AGREES_PRICED if _has_price(found.rule) else AGREES
        score = self._ranking.score(found.rule.name)
        if score >= least and score >= self._ranking.other:
            return found
        if self._ranking.other >= INSTEAD:
            return _doubted(found, "something else seems to be meant")
        other = self._among(self._best)
        if isinstance(other, Match) and other.rule is not found.rule:
            return Ambiguous((other.rule, found.rule), found.lost, found.urgency)
        return found

    def narrowed(self, found: Ambiguous) -> Mapped:
        """Of several rules whose words fit, the one that is clearly meant, or the likeliest."""
        fitting = {rule.name for rule in found.rules} & set(self._best.rules)
        if fitting and self._is_clear():
            decided = match_meant(self._request, self._rules, tuple(fitting), self._why)
            if isinstance(decided, Match):
                return replace(decided, lost=found.lost)
        if self._ranking.other >= INSTEAD and all(
            self._ranking.knows(rule.name) for rule in found.rules
        ):
            suggested = tuple(rule.name for rule in found.rules)
            return NoMatch(found.lost, found.urgency, suggested)
        likeliest = sorted(found.rules, key=lambda rule: -self._ranking.score(rule.name))
        return replace(found, rules=tuple(likeliest))

    def proposed(self, found: NoMatch) -> Mapped:
        """What is clearly meant, a question between two, or the likeliest for a person."""
        if self._is_clear():
            decided = self._among(self._best)
            if isinstance(decided, Match):
                return decided
        if self._ranking.other < ELSEWHERE and len(options := self._close()) == 2:
            return Ambiguous(options, found.lost, found.urgency)
        near = [one for one in self._ranking.candidates[:SUGGESTED] if one.score >= NEAR]
        return replace(found, suggested=tuple(one.rules[0] for one in near))

    def _close(self) -> tuple[Rule, ...]:
        """The two likeliest, where each of them, and one of the two, is likely enough."""
        two = self._ranking.candidates[:2]
        likely = all(one.score >= max(CLOSE, self._ranking.other) for one in two)
        if not likely or sum(one.score for one in two) < TOGETHER:
            return ()
        found = [self._among(one) for one in two]
        return tuple(one.rule for one in found if isinstance(one, Match))

    def _among(self, candidate: Candidate) -> Match | NoMatch:
        return match_meant(self._request, self._rules, candidate.rules, self._why)

    def _is_clear(self) -> bool:
        """Whether the likeliest is meant surely enough, and surely more than all else."""
        ahead = self._best.score - max(self._next, self._ranking.other)
        priced = any(_has_price(rule) for rule in self._named(self._best.rules))
        least, lead = (CLEAR_PRICED, AHEAD_PRICED) if priced else (CLEAR, AHEAD)
        return self._best.score >= least and ahead >= lead

    def _named(self, names: Collection[str]) -> list[Rule]:
        return [rule for rule in self._rules.rules if rule.name in names]

    @property
    def _why(self) -> str:
        """Why, for whoever asks: how surely it is meant, and what comes next."""
        following = max(self._next, self._ranking.other)
        return f"meant, by meaning, {self._best.score:.2f}, next {following:.2f}"


def _has_price(rule: Rule) -> bool:
    return any(line.charge not in (Charge.FREE, Charge.QUOTE) for line in rule.lines)
