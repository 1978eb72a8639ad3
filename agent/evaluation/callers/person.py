"""Who phones: what they know to be true, and how they talk. Values only."""

from dataclasses import dataclass, field
from typing import Literal

from office.sheet import FieldName
from office.values import Address, Email, PersonName, Phone

Urgency = Literal["emergency", "urgent", "routine"]
Building = Literal["residential", "commercial"]


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of a caller and their job; every figure compares with this."""

    name: PersonName
    phone: Phone
    address: Address
    complaint: str
    urgency: Urgency
    building: Building
    email: Email | None = None
    time: str = "any time"
    company: str = ""
    second_phone: Phone | None = None


@dataclass(frozen=True, slots=True)
class Habits:
    """How a caller talks; several can hold at once."""

    terse: bool = False
    chatty: bool = False
    all_at_once: bool = False
    spells: bool = False
    keeps_email: bool = False
    digresses: bool = False
    changes_mind: bool = False
    wants_person: bool = False
    impatient: bool = False
    two_phones: bool = False
    for_company: bool = False
    pauses: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """The habits that hold, in words."""
        return tuple(name.replace("_", " ") for name in self.__slots__ if getattr(self, name))


@dataclass(frozen=True, slots=True)
class Caller:
    """One caller; the same seed always gives the same one.

    `says` holds fixed answers of a hand-written case: the first, second ... to a field's question.
    """

    seed: int
    name: str
    truth: Truth
    habits: Habits = Habits()
    caller_id: Phone | None = None
    accent: str = ""
    says: dict[FieldName, tuple[str, ...]] = field(default_factory=dict)
    afterwards: tuple[str, ...] = ()
    """Said when everything seems done: a change of mind, word for word."""

    becomes: Truth | None = None
    """What is true once `afterwards` was said."""

    @property
    def rare(self) -> tuple[str, ...]:
        """The words a recogniser has learnt badly."""
        truths = (self.truth, self.becomes or self.truth)
        return tuple(word for truth in truths for word in _rare(truth))


def _rare(truth: Truth) -> tuple[str, ...]:
    text = f"{truth.name.display} {truth.company} {truth.address.line1.partition(' ')[2]}"
    words = text.replace("-", " ").split()
    if truth.email is not None:
        words += truth.email.local.replace(".", " ").replace("_", " ").replace("-", " ").split()
    return tuple(word for word in words if len(word) > 1 and word.lower() not in _KNOWN_WELL)


_KNOWN_WELL = frozenset(
    """street avenue road drive lane court boulevard place circle terrace parkway highway way trail
    square north south east west and the of""".split()
)
