"""What a turn leaves half said, and what follows if it says nothing. Pure."""

from dataclasses import replace

from agent.intake.answers import PUZZLED
from agent.intake.asides import ANSWERED
from agent.intake.naming import best_guess
from agent.intake.turn import Turn
from agent.moves import Way
from agent.pieces import begun
from agent.policy import CONFIRMED_FIELDS, MOST_CHANGES, MOST_QUESTIONS, TRIES, way_left
from agent.spoken.progress import progress
from office.sheet import FieldName


def pieces(turn: Turn) -> None:
    """A part of what was asked is kept for the turn that brings the rest."""
    before, name = turn.situation.pieces, turn.ask.field
    found = None
    if name not in turn.given and not turn.record.declined and turn.record.change is None:
        failed = name is not None and turn.sheet[name].misses > 0
        found = begun(turn.ask, turn.heard, before, failed=failed)
    if found is None and turn.record.request in ANSWERED and name not in turn.given:
        found = before
    if turn.ask.kind == "confirm" and turn.record.answer != "no":
        found = None
    turn.used = turn.used or found is not None
    turn.situate(pieces=found)


def nothing_usable(turn: Turn) -> None:
    """A question that got no usable answer is a try."""
    if turn.used:
        return
    name = turn.ask.field
    if turn.ask.kind == "anything_else":
        # Asked twice for more and not understood: they have what they came for.
        turn.situate(puzzled=turn.situation.puzzled + 1)
        turn.situate(nothing_else=turn.situation.puzzled >= PUZZLED)
    if name is None:
        return
    if turn.ask.kind in ("text_reminder", "text_wait"):
        turn.situate(reminded="over")
        return
    if turn.ask.kind == "confirm" and turn.sheet[name].value is not None:
        # Neither a yes nor a no, again and again, is no confirmation.
        turn.sheet = turn.sheet.refuse(name)
    elif turn.ask.kind == "which" and name in CONFIRMED_FIELDS:
        turn.sheet = turn.sheet.miss(name).drop(name)
    elif turn.ask.kind in ("value", "spell", "which"):
        turn.sheet = turn.sheet.miss(name)
        if _wants_letters(turn, name):
            turn.sheet = turn.sheet.miss(name)
    elif turn.ask.kind == "offer_text" and turn.sheet.value(name) is None:
        turn.sheet = turn.sheet.defer(name)
    elif turn.ask.kind == "person_or_company":
        turn.sheet = turn.sheet.miss(name)


def _wants_letters(turn: Turn, name: FieldName) -> bool:
    """Whether an e-mail came out as running speech: saying it once more would cost a turn."""
    first = name is FieldName.EMAIL and turn.ask.kind == "value" and turn.sheet[name].misses == 1
    return first and progress(name, turn.heard) == "more_may_come"


def left_to_a_person(turn: Turn) -> None:
    """At the end of the ladder a field is deferred: a follow-up, never a loop.

    Not while the caller only asked something: what the desk asked is still to be answered.
    """
    if turn.situation.resuming:
        return
    for name in dict.fromkeys((turn.ask.field, *turn.given, *turn.situation.asked)):
        if name is None or turn.sheet[name].settled or not _is_out(turn, name):
            continue
        if way_left(name, turn.sheet, turn.situation) is Way.TEXT:
            turn.sheet = turn.sheet.drop(name)
        else:
            _keep_best_guess(turn, name)
            turn.sheet = turn.sheet.defer(name)
            turn.forget(name)


def _keep_best_guess(turn: Turn, name: FieldName) -> None:
    """A name that was refused each time is kept for the person who will ask, unconfirmed."""
    if name is not FieldName.NAME or turn.sheet.value(name) is not None:
        return
    guesses = best_guess(turn.situation, turn.sheet)
    if guesses:
        best, *others = guesses
        entry = replace(
            turn.sheet[name],
            value=best.value,
            confidence=best.confidence,
            alternatives=tuple(other.value for other in others),
        )
        turn.sheet = turn.sheet.with_field(entry)


def _is_out(turn: Turn, name: FieldName) -> bool:
    """Whether all ways to a field were taken."""
    entry, situation = turn.sheet[name], turn.situation
    if entry.value is not None and name not in CONFIRMED_FIELDS:
        return False
    if entry.refusals >= TRIES or situation.reopened.count(name) > MOST_CHANGES:
        return True
    if situation.asked.count(name) >= MOST_QUESTIONS:
        return True
    return entry.value is None and way_left(name, turn.sheet, situation) is None
