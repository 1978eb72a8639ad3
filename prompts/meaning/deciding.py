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

CLEAR, AHEAD = 0.45, 0.2
"""What is meant so surely, and so much more than anything else, is taken."""

CLEAR_PRICED, AHEAD_PRICED = 0.6, 0.4
"""More is asked of a rule with a price: a wrong one costs the owner money."""

CLOSE, TOGETHER = 0.2, 0.4
"""What is meant at least so surely, each and both together, may be asked about."""

AGAINST = 0.1
"""Words that fit say little if something clear is meant so much more than their rule."""

DOUBTING = 0.3
"""Something else meant at least so surely can make words doubtful."""

SUGGESTED, NEAR = 3, 0.15
"""So many of the likeliest are kept for a person, if they are likely at all."""


def map_request(request: ServiceRequest, rules: Services, ranking: Ranking) -> Mapped:
    """Find the rule for a request, by words first, then by what is meant.

    `prompts.mapping.match` alone does the same without a sentence model.
    """
    found = match(request, rules)
    if not ranking.candidates:
        return found
    weighed = _Weighed(request, rules, ranking)
    if isinstance(found, Match):
        return weighed.confirmed(found)
    return weighed.narrowed(found) if isinstance(found, Ambiguous) else weighed.proposed(found)


class _Weighed:
    """One request, its rules, and what is meant."""

    def __init__(self, request: ServiceRequest, rules: Services, ranking: Ranking) -> None:
        self._request, self._rules, self._ranking = request, rules, ranking
        self._best = ranking.candidates[0]
        self._next = ranking.candidates[1].score if len(ranking.candidates) > 1 else 0.0

    def confirmed(self, found: Match) -> Mapped:
        """Words that fit are the law, unless they say little and something else is clear."""
        if found.is_emergency:
            return found
        score = self._ranking.score(found.rule.name)
        if self._best.score >= max(score + AGAINST, DOUBTING):
            other = self._among(self._best)
            if isinstance(other, Match):
                return Ambiguous((found.rule, other.rule), found.lost, found.urgency)
        if self._ranking.other >= max(score + AGAINST, CLEAR):
            why = f"{found.why}, but something else seems to be meant"
            lost = (Lost(found.rule.name, why), *found.lost)
            return NoMatch(lost, found.urgency, (found.rule.name,))
        if score < NEAR and _has_price(found.rule):
            return self._doubted(found)
        return found

    def _doubted(self, found: Match) -> Mapped:
        """A price for words that say little: better one question, or a person."""
        other = self._among(self._best) if self._best.score >= CLOSE else None
        if isinstance(other, Match) and other.rule is not found.rule:
            return Ambiguous((found.rule, other.rule), found.lost, found.urgency)
        return found

    def narrowed(self, found: Ambiguous) -> Mapped:
        """Of several rules whose words fit, the one that is clearly meant, or the likeliest."""
        fitting = {rule.name for rule in found.rules} & set(self._best.rules)
        if fitting and self._is_clear():
            decided = match_meant(self._request, self._rules, tuple(fitting), self._why)
            if isinstance(decided, Match):
                return replace(decided, lost=found.lost)
        likeliest = sorted(found.rules, key=lambda rule: -self._ranking.score(rule.name))
        return replace(found, rules=tuple(likeliest))

    def proposed(self, found: NoMatch) -> Mapped:
        """What is clearly meant, a question between two, or the likeliest for a person."""
        if self._is_clear():
            decided = self._among(self._best)
            if isinstance(decided, Match):
                return decided
        elif len(options := self._close()) == 2:
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
