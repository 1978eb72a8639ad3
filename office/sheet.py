"""The call sheet: what the desk knows about the caller, and how sure it is. Pure and immutable.

A confirmation is bound to the exact value that was read back; a changed value is unconfirmed
again. Only the sheet can make a `Confirmed` value, and the tools that write take nothing else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as default
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from office.values import Address, Email, Money, PersonName, Phone, Window

Value = PersonName | Phone | Email | Address | Money | Window | str
T = TypeVar("T")


class FieldName(StrEnum):
    """The fields of a call sheet; the same names stand in the API."""

    NAME = "name"
    COMPANY = "company"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    SERVICE = "service"
    URGENCY = "urgency"
    CUSTOMER_TYPE = "customer_type"
    PREFERRED_TIME = "preferred_time"
    ALTERNATE_PHONE = "alternate_phone"
    CONTACT_METHOD = "contact_method"
    BUDGET = "budget"
    MATERIALS = "materials"
    NOTES = "notes"


class State(StrEnum):
    """How far a field has come."""

    MISSING = "missing"
    HEARD = "heard"
    READ_BACK = "read_back"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    DEFERRED = "deferred"


class Source(StrEnum):
    """Where a value came from."""

    SPEECH = "speech"
    KEYPAD = "keypad"
    TEXT = "text"
    CALLER_ID = "caller_id"
    RECORDS = "records"
    OWNER = "owner"


class StaleConfirmation(ValueError):
    """The caller confirmed a value that has changed since it was read back; read it back again."""


@dataclass(frozen=True, slots=True)
class Said:
    """Where a value was said: the turn's number in the journal, and how long after the call's
    start, in milliseconds, the turn began; None where that is not known."""

    turn: int
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the sheet. `confidence` runs from 0 to 1, `attempts` counts hearings.

    `misses` counts tries without a usable value, `refusals` read-backs without a yes; `said`
    tells where the value was heard, and `alternatives` what else it could have been.
    """

    name: FieldName
    value: Value | None = None
    state: State = State.MISSING
    confidence: float = 0.0
    attempts: int = 0
    refusals: int = 0
    source: Source = Source.SPEECH
    alternatives: tuple[Value, ...] = ()
    misses: int = 0
    said: Said | None = None

    @property
    def failures(self) -> int:
        """How often it was asked for or read back in vain."""
        return self.misses + self.refusals

    @property
    def settled(self) -> bool:
        """Whether the desk is done asking about it."""
        return self.state in (State.CONFIRMED, State.DECLINED, State.DEFERRED)


_MINT = object()


@dataclass(frozen=True)
class Confirmed(Generic[T]):
    """A value the caller confirmed; made by `CallSheet.confirmed` and by nothing else."""

    value: T
    _seal: object = default(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal is not _MINT:
            raise TypeError("Only the call sheet can confirm a value.")


@dataclass(frozen=True, slots=True)
class CallSheet:
    """All fields of one call; every change gives a new sheet."""

    fields: Mapping[FieldName, Field] = default(default_factory=lambda: MappingProxyType({}))

    def __getitem__(self, name: FieldName) -> Field:
        return self.fields.get(name) or Field(name)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields.values())

    def value(self, name: FieldName) -> Value | None:
        """The value as it stands, confirmed or not."""
        return self[name].value

    def hear(
        self,
        name: FieldName,
        value: Value,
        *,
        source: Source = Source.SPEECH,
        confidence: float = 1.0,
        alternatives: tuple[Value, ...] = (),
        said: Said | None = None,
    ) -> "CallSheet":
        """Take down a value; an unchanged value keeps its state, a changed one loses it."""
        old = self[name]
        if old.value == value and old.state is not State.MISSING:
            state = State.HEARD if old.state in (State.DECLINED, State.DEFERRED) else old.state
        else:
            state = State.HEARD
        return self.with_field(
            replace(
                old,
                value=value,
                state=state,
                source=source,
                confidence=confidence,
                alternatives=alternatives,
                attempts=old.attempts + 1,
                said=said,
            )
        )

    def miss(self, name: FieldName) -> "CallSheet":
        """Count a try that gave no usable value."""
        old = self[name]
        return self.with_field(replace(old, attempts=old.attempts + 1, misses=old.misses + 1))

    def read_back(self, name: FieldName) -> "CallSheet":
        """Note that the value as stored has been spoken to the caller."""
        old = self[name]
        if old.value is None or old.settled:
            return self
        return self.with_field(replace(old, state=State.READ_BACK))

    def confirm(self, name: FieldName, value: Value) -> "CallSheet":
        """Take the caller's yes to exactly this value.

        Raises:
            StaleConfirmation: the value was not read back, or has changed since.
        """
        old = self[name]
        if old.state is State.CONFIRMED and old.value == value:
            return self
        if old.state is not State.READ_BACK or old.value != value:
            raise StaleConfirmation(StaleConfirmation.__doc__)
        return self.with_field(replace(old, state=State.CONFIRMED))

    def refuse(self, name: FieldName) -> "CallSheet":
        """Take the caller's no to a read-back: the value is only heard, and known to be wrong."""
        old = self[name]
        state = State.MISSING if old.value is None else State.HEARD
        return self.with_field(replace(old, state=state, refusals=old.refusals + 1))

    def drop(self, name: FieldName) -> "CallSheet":
        """Forget a value the caller said is wrong, keeping the counts."""
        old = self[name]
        gone = replace(old, value=None, state=State.MISSING, alternatives=(), said=None)
        return self.with_field(gone)

    def put_back(self, earlier: Field) -> "CallSheet":
        """Undo what half a turn did to a field; what is settled by now stays."""
        if self[earlier.name].settled:
            return self
        return self.with_field(earlier)

    def with_field(self, field: Field) -> "CallSheet":
        """The sheet with one line as given."""
        fields = dict(self.fields)
        fields[field.name] = field
        return CallSheet(MappingProxyType(fields))

    def decline(self, name: FieldName) -> "CallSheet":
        """The caller does not want to give it."""
        return self.with_field(replace(self[name], state=State.DECLINED))

    def defer(self, name: FieldName) -> "CallSheet":
        """Leave it to a person or a text message; what was heard is kept as unconfirmed."""
        return self.with_field(replace(self[name], state=State.DEFERRED))

    def confirmed(self, name: FieldName, kind: type[T]) -> Confirmed[T] | None:
        """The confirmed value of a field, or None; the gate every writing tool stands behind."""
        field = self[name]
        if field.state is not State.CONFIRMED or not isinstance(field.value, kind):
            return None
        return Confirmed(field.value, _MINT)


def written(value: Value | None) -> str | None:
    """A value as the journal, the page and the API show it."""
    if value is None:
        return None
    if isinstance(value, Phone):
        return value.e164 + (f"x{value.extension}" if value.extension else "")
    return str(value)


def unwritten(name: FieldName, text: str) -> Value:
    """The value that `written` wrote, as well as its words allow; `office.kept` is exact."""
    kind: Any = {
        FieldName.NAME: PersonName.parse,
        FieldName.PHONE: _phone,
        FieldName.ALTERNATE_PHONE: _phone,
        FieldName.EMAIL: Email,
        FieldName.ADDRESS: _address,
    }.get(name, str)
    return cast("Value", kind(text))


def _phone(text: str) -> Phone:
    e164, _, extension = text.partition("x")
    return Phone(e164, extension)


def _address(text: str) -> Address:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 1:
        return Address(parts[0])
    state, _, postal = parts[-1].partition(" ")
    if len(parts) == 2:
        return Address(parts[0], city=parts[1])
    line2 = ", ".join(parts[1:-2])
    return Address(parts[0], line2, parts[-2], state, postal)
