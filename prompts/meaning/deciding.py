"""The owner's rules decide; meaning only proposes where their words do not, or hardly, fit. Pure.

A proposal is clear (taken, and told to the caller in words), close (one question between two), or
unsure (nothing is guessed; the likeliest are kept for the person who decides).
"""

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
from prompts.schema import Charge, Rule, Services

CLEAR, AHEAD = 0.45, 0.2
"""What is meant so surely, and so much more than anything else, is taken."""

CLEAR_PRICED, AHEAD_PRICED = 0.55, 0.25
"""More is asked of a rule with a price: a wrong one costs the owner money."""

CLOSE = 0.25
"""What is meant at least so surely may be asked about."""

AGAINST = 0.15
"""Words that fit a rule meant less than this are doubted if something else is clear."""

SUGGESTED = 3
"""So many of the likeliest are kept for a person."""


def map_request(request: ServiceRequest, rules: Services, ranking: Ranking) -> Mapped:
    """Find the rule for a request, by words first, then by what is meant.

    `prompts.mapping.match` alone does the same without a sentence model.
    """
    found = match(request, rules)
    if isinstance(found, Match):
        return _confirmed(found, ranking, rules)
    if isinstance(found, Ambiguous):
        return _narrowed(found, ranking, request, rules)
    return _proposed(found, ranking, request, rules)


def _confirmed(found: Match, ranking: Ranking, rules: Services) -> Mapped:
    """Words that fit are the law, unless they say little and something else is clearly meant."""
    best = _best(ranking)
    doubted = ranking.score(found.rule.name) < AGAINST and not found.is_emergency
    if best is None or not doubted or not _is_clear(best, ranking, rules):
        return found
    other = next(rule for rule in rules.rules if rule.name == best.rules[0])
    return Ambiguous((found.rule, other), found.lost, found.urgency)


def _narrowed(
    found: Ambiguous, ranking: Ranking, request: ServiceRequest, rules: Services
) -> Mapped:
    """Of several rules whose words fit, the one that is clearly meant, or the likeliest two."""
    best = _best(ranking)
    fitting = {rule.name for rule in found.rules}
    if best is not None and fitting & set(best.rules) and _is_clear(best, ranking, rules):
        decided = match_meant(request, rules, tuple(fitting & set(best.rules)), _why(ranking))
        if isinstance(decided, Match):
            return replace(decided, lost=found.lost)
    likeliest = sorted(found.rules, key=lambda rule: -ranking.score(rule.name))
    return replace(found, rules=tuple(likeliest))


def _proposed(found: NoMatch, ranking: Ranking, request: ServiceRequest, rules: Services) -> Mapped:
    best = _best(ranking)
    if best is None:
        return found
    if _is_clear(best, ranking, rules):
        decided = match_meant(request, rules, best.rules, _why(ranking))
        if not isinstance(decided, NoMatch):
            return decided
    asked = [one for one in ranking.candidates[:2] if one.score >= max(CLOSE, ranking.other)]
    if len(asked) == 2 and not _is_clear(best, ranking, rules):
        choices = [match_meant(request, rules, one.rules, _why(ranking)) for one in asked]
        options = tuple(choice.rule for choice in choices if isinstance(choice, Match))
        if len(options) == 2:
            return Ambiguous(options, found.lost, found.urgency)
    likeliest = [one.rules[0] for one in ranking.candidates[:SUGGESTED] if one.score >= AGAINST]
    return replace(found, suggested=tuple(likeliest))


def _best(ranking: Ranking) -> Candidate | None:
    return ranking.candidates[0] if ranking.candidates else None


def _is_clear(best: Candidate, ranking: Ranking, rules: Services) -> bool:
    """Whether it is meant surely enough, and surely more than all else."""
    following = ranking.candidates[1].score if len(ranking.candidates) > 1 else 0.0
    ahead = best.score - max(following, ranking.other)
    priced = any(_has_price(rule) for rule in rules.rules if rule.name in best.rules)
    least, lead = (CLEAR_PRICED, AHEAD_PRICED) if priced else (CLEAR, AHEAD)
    return best.score >= least and ahead >= lead


def _has_price(rule: Rule) -> bool:
    return any(line.charge not in (Charge.FREE, Charge.QUOTE) for line in rule.lines)


def _why(ranking: Ranking) -> str:
    """Why, for whoever asks: how surely it is meant, and what comes next."""
    following = ranking.candidates[1].score if len(ranking.candidates) > 1 else 0.0
    return f"meant, by meaning, {ranking.candidates[0].score:.2f}, next {following:.2f}"
