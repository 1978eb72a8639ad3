"""The ladder: by which way a field is asked for after so many failures. Data and one rule.

A failure is an answer that could not be read, a refused read-back, or no answer. The second one
changes the way, no way is taken a third time, and behind the last one stands a person.
"""

from collections.abc import Mapping
from types import MappingProxyType

from agent.moves import Way
from agent.policy.situation import Situation
from office.sheet import CallSheet, FieldName, State

LADDER: Mapping[FieldName, tuple[Way, ...]] = MappingProxyType(
    {
        FieldName.NAME: (Way.PLAIN, Way.AGAIN, Way.SPELLED),
        FieldName.PHONE: (Way.PLAIN, Way.AGAIN, Way.KEYPAD, Way.TEXT),
        FieldName.ALTERNATE_PHONE: (Way.PLAIN, Way.AGAIN, Way.KEYPAD),
        FieldName.EMAIL: (Way.PLAIN, Way.AGAIN, Way.SPELLED, Way.TEXT),
        FieldName.ADDRESS: (Way.PLAIN, Way.AGAIN, Way.SPELLED, Way.TEXT),
    }
)
SIMPLE = (Way.PLAIN, Way.AGAIN)
"""Fields that are told in everyday words: there is nothing to spell or to type."""

TRIES = 4
"""So many refused read-backs leave a field to a person, never a loop."""

MOST_QUESTIONS = 5
"""Question and read-back are the least; three more are the most a field may cost."""

MOST_SAME = 2
"""So often a question may be put in the same words."""

MOST_CHANGES = 3
"""So often a confirmed field may be changed; after that a person sees to it."""


def next_way(
    field: FieldName,
    failures: int,
    *,
    can_text: bool = False,
    taken: tuple[tuple[FieldName, Way], ...] = (),
) -> Way | None:
    """How to ask after so many failures; None leaves the field to a person.

    Args:
        field: what is asked for.
        failures: how often it was asked for or read back in vain.
        can_text: whether a text message can be sent and answered now.
        taken: the ways taken so far; none is taken a third time, whatever came of it.
    """
    ways = LADDER.get(field, SIMPLE)
    open_ways = [way for way in ways if way is not Way.TEXT or can_text]
    left = (way for way in open_ways[failures:] if taken.count((field, way)) < MOST_SAME)
    return next(left, None)


def way_left(field: FieldName, sheet: CallSheet, situation: Situation) -> Way | None:
    """How to ask for a field as things stand."""
    known = situation.caller_id or sheet[FieldName.PHONE].state is State.CONFIRMED
    can_text = situation.can_text and bool(known) and field not in situation.offered_text
    if sheet[field].refusals >= TRIES or situation.asked.count(field) >= MOST_QUESTIONS:
        # What cannot be said can still be typed, before a person has to ask.
        return Way.TEXT if can_text and Way.TEXT in LADDER.get(field, SIMPLE) else None
    failures, taken = sheet[field].failures, situation.ways
    return next_way(field, failures, can_text=can_text, taken=taken)
