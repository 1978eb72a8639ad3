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
    "anything_else",
]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: of which kind, about which field, and the value that was just read back."""

    field: FieldName | None
    kind: Kind
    value: Value | None = None
