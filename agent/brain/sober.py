"""A model's report beside code's own reading of the same words: what it may decide, and what not.

A model is better at telling facts apart; values are checked and read back all the same. What would
settle something at once (a yes, a refusal, a goodbye, an emergency) counts only if the caller's
words say so to code as well.
"""

from agent.brain.ask import Ask
from agent.brain.record import ERRANDS, TurnRecord
from agent.brain.understanding import intents
from agent.brain.understanding.vocabulary import pattern, table
from agent.cues import names_a_visit
from agent.spoken.languages import ENGLISH
from office.sheet import FieldName

_OPEN_KINDS = ("open", "anything_else", "which")


def sober(
    record: TurnRecord, own: TurnRecord, ask: Ask, heard: str, language: str = ENGLISH
) -> TurnRecord:
    """The report without what the caller's words do not bear out; code's own if nothing is left.

    Args:
        record: as the model reported the turn.
        own: the same turn as code understands it.
        ask: what the desk asked last.
        heard: the caller's words.
        language: whose words they are.
    """
    changes: dict[str, object] = {
        "answer": _answer(record, own, ask),
        "choice": record.choice if record.choice == own.choice else own.choice,
        "use_caller_id": record.use_caller_id and own.use_caller_id,
        "declined": _declined(record, own, ask, heard, language),
        "change": _change(record, own, heard, language),
        "request": _request(record, own, heard, language),
        "urgency": _urgency(record, own, ask),
        "customer_type": own.customer_type or record.customer_type,
        "service": record.service if _may_name_work(own, ask) else None,
    }
    kept = TurnRecord.model_validate(record.model_dump() | changes)
    return kept if kept.model_dump(exclude_defaults=True) else own


def _answer(record: TurnRecord, own: TurnRecord, ask: Ask) -> str | None:
    """A no costs one more question; a yes, or "no, nothing else", settles something."""
    if record.answer == "no" and own.answer is None and ask.kind == "confirm":
        return "no"
    return own.answer


def _declined(
    record: TurnRecord, own: TurnRecord, ask: Ask, heard: str, language: str
) -> tuple[str, ...]:
    asked = ask.field.value if ask.field is not None else ""
    refuses = intents.declines(heard, language)
    return tuple(
        name for name in record.declined if name in own.declined or (refuses and name == asked)
    )


def _change(record: TurnRecord, own: TurnRecord, heard: str, language: str) -> FieldName | None:
    if record.change is None or record.change == own.change:
        return own.change
    named = table("fields", language).get(record.change.value)
    return record.change if named is not None and named.search(heard) else own.change


def _request(record: TurnRecord, own: TurnRecord, heard: str, language: str) -> str | None:
    if own.request is None and record.request in ERRANDS and names_a_visit(heard):
        return record.request
    if own.request is not None or record.request not in ("person", "callback"):
        return own.request
    return record.request if pattern("asks_for_somebody", language).search(heard) else None


def _urgency(record: TurnRecord, own: TurnRecord, ask: Ask) -> str | None:
    """An emergency wakes the owner and costs more: the caller's own words must call it one."""
    if own.urgency is not None or record.urgency == "emergency":
        return own.urgency
    return record.urgency if ask.field is FieldName.URGENCY else None


def _may_name_work(own: TurnRecord, ask: Ask) -> bool:
    asked = ask.kind in _OPEN_KINDS or ask.field is FieldName.SERVICE
    return asked or own.service is not None
