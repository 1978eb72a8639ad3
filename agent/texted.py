"""What a caller's text says: from typed words to values. Pure.

What was typed is only heard, like what was spoken: the caller, or a person, says yes to it.
"""

from datetime import datetime

from agent.brain.understanding import parse_field
from agent.spoken.reading import Reading
from office.sheet import FieldName, Value
from office.values import BadEmail, Email


def typed(name: FieldName, body: str, now: datetime) -> tuple[Reading[Value], ...]:
    """What a text gives for a field, best first; nothing if it gives none."""
    if name is FieldName.EMAIL and (found := _emails(body)):
        return found[:1]
    lines = (line.strip() for line in body.splitlines())
    return parse_field(name, ", ".join(line for line in lines if line), now)


def _emails(body: str) -> tuple[Reading[Value], ...]:
    """Addresses that stand in a text as such, whatever is written around them."""
    found: list[Reading[Value]] = []
    for word in body.split():
        try:
            found.append(Reading(Email.parse(word.strip("<>()[],;:!?.\"'")), 1.0))
        except BadEmail:
            continue
    return tuple(found)
