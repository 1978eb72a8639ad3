"""What an e-mail or an address comes to when all that was heard of it is put together. Pure."""

from dataclasses import replace

from agent.policy import Situation
from agent.spoken.addresses import weigh_address
from agent.spoken.hearings import Evidence, Hearing
from agent.spoken.mailweighing import weigh_email
from agent.spoken.reading import Reading
from office.sheet import CallSheet, FieldName, Value
from office.values import PersonName

GATHERED = (FieldName.EMAIL, FieldName.ADDRESS)


def without(situation: Situation, name: FieldName, value: Value | None) -> Situation:
    """After a read-back that was not right: that value is never offered again."""
    if name not in GATHERED or value is None:
        return situation
    return _with(situation, name, evidence(situation, name).without(value))


def afresh(situation: Situation, name: FieldName) -> Situation:
    """After the caller wants a confirmed value changed: what was true before is no evidence."""
    return _with(situation, name, Evidence())


def with_hearing(
    situation: Situation, name: FieldName, words: str, readings: tuple[Reading[Value], ...]
) -> Situation:
    """After one more hearing."""
    return _with(situation, name, evidence(situation, name).with_hearing(Hearing(words, readings)))


def gathered(situation: Situation, name: FieldName, sheet: CallSheet) -> tuple[Reading[Value], ...]:
    """The likeliest values by all hearings; nothing if all that was heard has been refused.

    The first hearing is taken as it came.
    """
    known = evidence(situation, name)
    if len(known.hearings) < 2 and not known.refused:
        return known.hearings[-1].readings
    if name is FieldName.ADDRESS:
        return weigh_address(known)
    caller = sheet.value(FieldName.NAME)
    return weigh_email(known, name=caller if isinstance(caller, PersonName) else None)


def evidence(situation: Situation, name: FieldName) -> Evidence:
    """All that was heard of a field so far."""
    return situation.evidence.get(name, Evidence())


def _with(situation: Situation, name: FieldName, known: Evidence) -> Situation:
    return replace(situation, evidence={**situation.evidence, name: known})
