"""What the desk asked last: the answer is understood against it."""

from dataclasses import dataclass
from typing import Literal

from office.sheet import FieldName, Value

Kind = Literal[
    "open",
    "value",
    "confirm",
    "spell",
    "offer_caller_id",
    "person_or_company",
    "which",
    "how_many",
    "offer_text",
    "text_reminder",
    "text_wait",
    "what_to_change",
    "owner_decides",
    "offer_time",
    "which_time",
    "new_time",
    "which_visit",
    "cancel_visit",
    "anything_else",
]

VISIT_KINDS = ("offer_time", "which_time", "new_time", "which_visit", "cancel_visit")
"""Kinds of questions about visits; a time said in answer to one is understood against it."""

YES_NO: tuple[Kind, ...] = (
    "confirm",
    "offer_caller_id",
    "offer_text",
    "text_reminder",
    "owner_decides",
    "offer_time",
    "cancel_visit",
)
"""Kinds of questions to which a "mm-hm" is an answer."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: of which kind, about which field, the value read back, the options offered."""

    field: FieldName | None
    kind: Kind
    value: Value | None = None
    options: tuple[str, ...] = ()
