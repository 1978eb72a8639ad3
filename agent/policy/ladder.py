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
        FieldName.NAME: (Way.PLAIN, Way.AGAIN, Way.SPELLED, Way.TEXT),
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

MOST_OFFERS = 2
"""So many offers of a text that were not taken are the last."""

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
    if sheet[field].refusals >= TRIES or situation.asked.count(field) >= MOST_QUESTIONS:
        return None
    if is_text_due(field, sheet, situation):
        return Way.TEXT
    failures, taken = sheet[field].failures, situation.ways
    if field is FieldName.NAME and sheet[field].refusals:
        # It was read back by its letters: what helps now are the letters.
        failures = LADDER[field].index(Way.SPELLED)
    return next_way(field, failures, can_text=may_text(field, sheet, situation), taken=taken)


def is_text_due(field: FieldName, sheet: CallSheet, situation: Situation) -> bool:
    """Whether only the offer of a text and the read-back of its answer are left to be said.

    What could not be understood twice can still be typed, before a person has to ask.
    """
    last = situation.asked.count(field) == MOST_QUESTIONS - 2
    in_vain = sheet[field].failures >= MOST_SAME
    return last and in_vain and may_text(field, sheet, situation)


def may_text(field: FieldName, sheet: CallSheet, situation: Situation) -> bool:
    """Whether a text can be offered for a field now, and what it brings be read back after it."""
    if not situation.can_text or field in situation.offered_text:
        return False
    if Way.TEXT not in LADDER.get(field, SIMPLE):
        return False
    if _texts_in_vain(sheet, situation) >= MOST_OFFERS:
        return False
    known = situation.caller_id or sheet[FieldName.PHONE].state is State.CONFIRMED
    return bool(known) and situation.asked.count(field) <= MOST_QUESTIONS - 2


def _texts_in_vain(sheet: CallSheet, situation: Situation) -> int:
    """For how many fields a text was offered, and none is on its way."""
    declined = (name for name in situation.offered_text if name not in situation.awaited)
    return sum(sheet[name].state is State.DEFERRED for name in declined)
