"""The values a turn gives, takes back and wants changed. Pure."""

from dataclasses import replace

from agent.brain.ask import VISIT_KINDS
from agent.brain.record import ERRANDS
from agent.brain.understanding import grounded, parse_field
from agent.confirming import contradicts
from agent.intake.gathering import afresh, without
from agent.intake.naming import fits_nowhere, spelled_only
from agent.intake.turn import Turn
from agent.pieces import is_part
from agent.policy import CONFIRMED_FIELDS
from agent.spoken.reading import Reading
from office.sheet import FieldName, State

CHOSEN = (FieldName.URGENCY, FieldName.CUSTOMER_TYPE, FieldName.CONTACT_METHOD)
"""Fields a brain sorts into fixed words, which therefore need not occur in the caller's."""


def values(turn: Turn) -> None:
    """Every field the turn gave a value for; one they want changed begins anew."""
    if (change := turn.record.change) is not None and change.value not in turn.record.declined:
        turn.reopen(change)
        if turn.before[change].state is State.CONFIRMED:
            # What was true before is no evidence of what is true now.
            turn.situation = afresh(turn.situation, change)
            name_heard = () if change is FieldName.NAME else turn.situation.name_heard
            turn.situate(name_heard=name_heard)
    _chosen(turn)
    _corrected_within_a_yes(turn)
    for name in FieldName:
        text = getattr(turn.record, name.value)
        if text is None or name in turn.given or _is_about_a_visit(turn, name):
            continue
        if name is turn.ask.field and name.value in turn.record.declined:
            continue
        if name not in CHOSEN and not grounded(text, turn.words(name), name):
            continue
        turn.hear(name, text)
    _by_letters(turn)
    _without_its_letters(turn)


def _is_about_a_visit(turn: Turn, name: FieldName) -> bool:
    """What is said of a visit in the book, or of times on offer, is no work and no wish yet."""
    if turn.record.request in ERRANDS:
        return name in (FieldName.SERVICE, FieldName.PREFERRED_TIME)
    arranging = turn.ask.kind in VISIT_KINDS and turn.situation.visiting is not None
    return arranging and name is FieldName.PREFERRED_TIME


def _by_letters(turn: Turn) -> None:
    """Letters of a name where nothing else of the answer can be read."""
    ask, name = turn.ask, FieldName.NAME
    if ask.field is not name or ask.kind not in ("value", "spell") or name in turn.given:
        return
    if turn.record.model_fields_set or is_part(ask, turn.words(name)):
        return
    found = spelled_only(turn.situation, turn.words(name), turn.sheet)
    if found:
        turn.take(name, found)


def _without_its_letters(turn: Turn) -> None:
    """ "It's with a Q" behind a name that can have none: it is not that, so it is spelled."""
    name = FieldName.NAME
    if turn.ask.field is not name or name in turn.given or turn.record.answer is not None:
        return
    if fits_nowhere(turn.ask, turn.heard):
        turn.used = True
        turn.sheet = turn.sheet.refuse(name).drop(name)
        turn.situate(changing=name)


def _chosen(turn: Turn) -> None:
    """Which of the desk's own options they want; none of them is a no to all."""
    name = turn.ask.field
    if turn.record.choice is None or name is None or not turn.ask.options:
        return
    turn.used = True
    place = ("first", "second", "third", "neither").index(turn.record.choice)
    entry = turn.sheet[name]
    known = (entry.value, *entry.alternatives) if name in CONFIRMED_FIELDS else ()
    if place >= len(turn.ask.options):
        if known:
            turn.sheet = turn.sheet.refuse(name).drop(name)
            for value in known:
                turn.situation = without(turn.situation, name, value)
            turn.situate(changing=name)
    elif place < len(known) and (value := known[place]) is not None:
        # The very value that was offered, not its words read anew.
        turn.take(name, (Reading(value, 0.9),))
    else:
        turn.hear(name, turn.ask.options[place])


def _corrected_within_a_yes(turn: Turn) -> None:
    """ "Yes, but it ends in 44": what contradicts the read-back is a correction of it."""
    name, value = turn.ask.field, turn.ask.value
    if turn.ask.kind != "confirm" or name is None or value is None:
        return
    if turn.record.answer != "yes" or turn.used or not contradicts(name, value, turn.heard):
        return
    if getattr(turn.record, name.value) is None:
        readings = parse_field(name, turn.heard, turn.now, value)
        if readings and readings[0].value != value:
            turn.take(name, readings)


def declined(turn: Turn) -> None:
    """Fields they would rather not give."""
    for text in turn.record.declined:
        if text == turn.ask.field and (turn.ask.kind == "offer_text" or _asked_for_a_part(turn)):
            # "I'd rather not" is a no to the text, "no idea" one to the zip: not to the field.
            turn.used = True
        elif text in set(FieldName):
            turn.used = True
            if text != turn.ask.field:
                _acknowledge(turn, f"declined:{text}")
            turn.sheet = turn.sheet.decline(FieldName(text))
            turn.forget(FieldName(text))


def _acknowledge(turn: Turn, key: str) -> None:
    """What was declined by the way is acknowledged, and what was asked is asked again."""
    turn.situate(resuming=True)
    if key not in turn.situation.told:
        turn.situate(requests=(*turn.situation.requests, key))


def _asked_for_a_part(turn: Turn) -> bool:
    """Whether what was asked is the zip or the letters of an address that was heard."""
    return turn.ask.kind in ("value", "spell") and turn.ask.value is not None


def changed(turn: Turn) -> None:
    """A field they want changed: open again, whatever it was, and asked for next."""
    name = turn.record.change
    if name is None or name.value in turn.record.declined:
        return
    if turn.before[name].state is State.DEFERRED and turn.ask.field and name not in turn.given:
        # "No, my name is" in an answer to something else, without a name: it stays with a person.
        return
    turn.used = True
    if name not in turn.given:
        turn.sheet = turn.sheet.drop(name)
        if (old := turn.before[name].value) is not None:
            # What it was is kept for a person, in case that nothing new is confirmed.
            entry = turn.sheet[name]
            turn.sheet = turn.sheet.with_field(replace(entry, alternatives=(old,)))
        turn.situate(changing=name, unsure=turn.situation.unsure - {name})
    # Whoever changes something is not done, and is not leaving.
    turn.situate(nothing_else=False, leaving=False, something_wrong=False)
