"""Words the recogniser should expect on a call: services, people, towns, streets, the caller. Pure.

Deepgram takes up to 500 tokens of key terms and advises 20 to 50 terms; common words would only
make it hear them where they were not said.
"""

import re
from collections.abc import Iterable
from itertools import islice

from office.sheet import CallSheet, FieldName, State
from office.values import PersonName
from prompts.library import Rulebook

MOST_TERMS = 100
MOST_TOKENS = 500
MOST_SERVICES = 30
"""Ready sets have a hundred; streets are worth more than the rest of them."""

LETTERS_PER_TOKEN = 3
"""Names break into short tokens; with this the true count is hardly ever more."""

_NAMED = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)*")
"""What is written large in the owner's words for the service area: its towns."""


def hints(
    rulebook: Rulebook, sheet: CallSheet, places: Iterable[str] = (), *, most: int = MOST_TERMS
) -> tuple[str, ...]:
    """The terms in order of what they are worth, each once, within the recogniser's limits.

    Args:
        rulebook: the owner's words.
        sheet: what is known of the caller; only a confirmed name is a hint.
        places: towns and streets that are served.
        most: how many terms there may be.
    """
    business = rulebook.business
    services = dict.fromkeys(line.say for rule in rulebook.services.rules for line in rule.lines)
    towns = _NAMED.findall(business.service_area)
    people = (*_caller(sheet), business.owner, business.name)
    named = tuple(islice(services, MOST_SERVICES))
    wanted = (*people, *towns, *named, *islice(places, max(0, most - len(named))), *services)
    kept: dict[str, str] = {}
    left = MOST_TOKENS
    for term in (" ".join(each.split()) for each in wanted):
        cost = -(-len(term) // LETTERS_PER_TOKEN)
        if not term or term.lower() in kept or cost > left:
            continue
        kept[term.lower()] = term
        left -= cost
        if len(kept) == most:
            break
    return tuple(kept.values())


def _caller(sheet: CallSheet) -> tuple[str, ...]:
    field = sheet[FieldName.NAME]
    if field.state is not State.CONFIRMED or not isinstance(field.value, PersonName):
        return ()
    return tuple(part for part in (field.value.family, field.value.given) if part)
