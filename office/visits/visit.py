"""A visit: somebody of the business comes to a customer within a window. Pure values."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from office.values import Address, Email, PersonName, Phone, Window


class VisitState(StrEnum):
    """How a visit stands: `proposed` holds its time until the owner has said yes."""

    PROPOSED = "proposed"
    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"

    @property
    def holds_time(self) -> bool:
        """Whether somebody's time is taken by it."""
        return self in (VisitState.PROPOSED, VisitState.BOOKED, VisitState.MOVED)


@dataclass(frozen=True, slots=True)
class Technician:
    """Who could come, and how many visits a day are enough for them."""

    person: str
    a_day: int | None = None


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """A visit as it is wanted; `minutes` is how long it keeps somebody, the way there included.

    `company` is the realm the customer's id belongs to; `trade` and `people` say who can do it.
    """

    window: Window
    minutes: int
    name: PersonName
    call_id: str | None = None
    customer_id: str | None = None
    company: str = ""
    phone: Phone | None = None
    email: Email | None = None
    address: Address | None = None
    service: str = ""
    trade: str = ""
    people: tuple[str, ...] = ()
    urgency: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as the book has it.

    `uid` is its name in every calendar, for ever; `sequence` grows with each change, as
    invitations count them.
    """

    id: int
    uid: str
    sequence: int
    state: VisitState
    person: str
    window: Window
    minutes: int
    name: PersonName
    call_id: str | None
    customer_id: str | None
    company: str
    phone: Phone | None
    email: Email | None
    address: Address | None
    service: str
    trade: str
    people: tuple[str, ...]
    urgency: str
    note: str
    booked_at: datetime
    changed_at: datetime

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for the owner's yes."""
        return self.state is VisitState.PROPOSED

    @property
    def question(self) -> str:
        """The key of the follow-up that asks the owner for the yes."""
        return f"visit:{self.uid}:confirm"


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch of time that somebody's own calendar has taken; `uid` is the entry's.

    Whatever zone the times are given in, they are kept in UTC, as the store keeps them.
    """

    uid: str
    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        for name in ("starts", "ends"):
            object.__setattr__(self, name, getattr(self, name).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Claim:
    """Time of a person that is taken: by a visit, or by their own calendar."""

    person: str
    starts: datetime
    ends: datetime
    visit_id: int | None = None
