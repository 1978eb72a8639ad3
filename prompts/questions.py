"""What a caller asks about, told by lists of words by language. Pure."""

import re
from functools import cache

from prompts.rows import ENGLISH, Spelling, same_words, told
from prompts.words import Same, replaced, split

ROBOT = "robot"
"""Whether they are talking to a machine: always answered, and truthfully."""
PRICE = "price_policy"
"""What something costs: answered from the quote, once there is one."""
AREA = "area"
"""Where the business works: answered for the town they name, if it is one of the owner's."""
WHY = "why"
"""Why the desk asks what it asks."""
EVERYTHING = "your_details"
"""All that is written down of the caller."""
THANKS = "thanks"
SERVICES = "services"
"""Whether the business does some work: answered by the owner's rules."""


def topics(text: str, language: str = ENGLISH) -> tuple[str, ...]:
    """What a caller's words ask about, in the order of the file; nothing for a mere statement."""
    passed_over, meant, rows = _language(language)
    heard = (word.text for word in replaced(split(text), meant))
    line = "".join(f" {word}" for word in heard if word not in passed_over) + " "
    return tuple(topic for topic, patterns in rows if any(row.search(line) for row in patterns))


Rows = tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]


@cache
def _language(language: str) -> tuple[frozenset[str], Same, Rows]:
    file = told("questions.yaml", language)
    passed_over = frozenset(file["passed_over"])
    spell = Spelling(passed_over, file["lists"])
    rows = tuple((name, tuple(map(spell.pattern, told))) for name, told in file["topics"].items())
    return passed_over, same_words(file["meant"]), rows
