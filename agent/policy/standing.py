"""Where a call stands: what mapping and look-up depend on, and what can truthfully be said."""

from agent.policy.situation import Order, Situation
from office.sheet import CallSheet, FieldName, State

ARRANGED = ("booked", "proposed", "moved", "cancelled")
"""What came of a wish for a time, where nobody has to find one any more."""


def request_key(sheet: CallSheet) -> tuple[str, ...]:
    """What a mapping depends on; when it changes, the request is mapped again."""
    names = (FieldName.SERVICE, FieldName.URGENCY, FieldName.CUSTOMER_TYPE)
    return tuple(str(sheet.value(name) or "") for name in names)


def lookup_key(sheet: CallSheet, situation: Situation) -> tuple[str, ...] | None:
    """What QuickBooks' customers can be matched by so far, or None while it is too little.

    A name said by someone on a known number matches at once; anyone else is matched by a
    confirmed name and a confirmed number or address of mail.
    """
    name = sheet[FieldName.NAME]
    if name.value is None:
        return None
    if name.value == situation.suggested and name.state is not State.CONFIRMED:
        return None
    contact = [sheet[which] for which in (FieldName.PHONE, FieldName.EMAIL)]
    sure = [str(entry.value) for entry in contact if entry.state is State.CONFIRMED]
    if name.state is State.CONFIRMED and sure:
        return ("said", str(name.value), *sure)
    if situation.on_file is not None and not situation.on_file.matched:
        return ("caller_id", str(name.value))
    return None


def is_pressing(sheet: CallSheet) -> bool:
    """Whether the caller called it urgent or an emergency."""
    return str(sheet.value(FieldName.URGENCY) or "") in ("urgent", "emergency")


def is_outside(situation: Situation) -> bool:
    """Whether the place is outside the area, and the caller has not left it to the owner."""
    placing = situation.placing
    if placing is None or placing.outcome != "out_of_area":
        return False
    return placing.owner_decides is not True


def is_reachable(sheet: CallSheet, situation: Situation) -> bool:
    """Whether there is a number that somebody can call back."""
    confirmed = sheet[FieldName.PHONE].state is State.CONFIRMED
    return confirmed or situation.caller_id is not None


def is_arranged(situation: Situation) -> bool:
    """Whether nobody has to see to a time any more: it is in the book, or was told a person's."""
    visiting = situation.visiting
    if visiting is None:
        return False
    return bool(visiting.errand) or visiting.outcome in ARRANGED or "visit_person" in situation.told


def owes_emergency(sheet: CallSheet, situation: Situation) -> bool:
    """Whether the owner must hear of an emergency now: as soon as there is a number to call."""
    settled = sheet[FieldName.PHONE].settled or situation.leaving
    return is_pressing(sheet) and settled and "reported" not in situation.told


def has_open_ends(sheet: CallSheet, situation: Situation, order: Order) -> bool:
    """Whether somebody will be in touch: something required is unsure, or a time was asked for."""
    visiting = situation.visiting
    if visiting is not None and visiting.errand and sheet.value(FieldName.SERVICE) is None:
        # They called about a visit, and have what they called for, or were promised a call.
        return situation.wants_person or bool(situation.told & {"visit_person", "visit_unmatched"})
    unsure = any(sheet[name].state is not State.CONFIRMED for name in order.required)
    timed = bool(sheet.value(FieldName.PREFERRED_TIME)) and not is_arranged(situation)
    timed = timed or bool(situation.told & {"visit_person", "visit_unmatched"})
    return unsure or timed or situation.wants_person


def truths(sheet: CallSheet, situation: Situation) -> list[str]:
    """What can truthfully be said by now, in the order people want to hear it."""
    told = []
    if situation.estimate:
        told.append(f"estimate_{situation.estimate}")
    elif situation.mapped == "quote_later":
        told.append("quote_later")
    elif situation.mapped in ("none", "ambiguous") and sheet.value(FieldName.SERVICE):
        told.append("service_unclear")
    if situation.placing is not None and situation.placing.outcome == "out_of_area":
        told.append("outside_declined" if is_outside(situation) else "outside_noted")
    if situation.wants_person:
        told.append("callback_promised")
    elif is_pressing(sheet) and sheet[FieldName.PHONE].state is State.CONFIRMED:
        told.append("owner_alerted")
    elif sheet.value(FieldName.PREFERRED_TIME) and not is_arranged(situation):
        told.append("time_noted")
    return told
