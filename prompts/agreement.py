"""Whether business.yaml and services.yaml agree about people and trades. Pure."""

from collections.abc import Iterator

from prompts.problems import PromptProblem
from prompts.schema import Business, Services


def disagreements(business: Business, services: Services) -> tuple[PromptProblem, ...]:
    """What one file names and the other does not know; nobody would come for it."""
    return (*_unknown_people(business, services), *_unknown_trades(business, services))


def _unknown_people(business: Business, services: Services) -> Iterator[PromptProblem]:
    known = {person.name.lower(): person.name for person in business.staff}
    for rule in services.rules:
        for name in rule.visit.people:
            if name.lower() not in known:
                message = (
                    f'the rule "{rule.name}" sends "{name}", who is not among the people of '
                    f"business.yaml ({', '.join(known.values())})"
                )
                yield PromptProblem("services.yaml", None, message)


def _unknown_trades(business: Business, services: Services) -> Iterator[PromptProblem]:
    known = {rule.trade.lower(): rule.trade for rule in services.rules}
    for person in business.people:
        for trade in person.trades:
            if trade.lower() not in known:
                message = (
                    f'"{person.name}" does "{trade}", which is no trade of a rule in '
                    f"services.yaml ({', '.join(known.values())})"
                )
                yield PromptProblem("business.yaml", None, message)
