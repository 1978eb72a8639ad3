"""`find_visits`: the visits to come of a caller who has matched; nobody else is told of any."""

from dataclasses import dataclass

from office.values import Window
from tools.desk import Desk
from tools.lookup_customer import Who
from tools.visiting import visits_of


@dataclass(frozen=True, slots=True)
class FoundVisit:
    """A visit as a caller may be told of it."""

    id: int
    window: Window
    service: str = ""


@dataclass(frozen=True, slots=True)
class FoundVisits:
    """The visits to come, the next first."""

    visits: tuple[FoundVisit, ...] = ()


async def find_visits(desk: Desk, call_id: str, who: Who) -> FoundVisits:
    """Look into the book; a caller who does not match has no visits."""
    del call_id  # a look changes nothing and leaves no trace
    mine = await visits_of(desk, who)
    return FoundVisits(tuple(FoundVisit(one.id, one.window, one.service) for one in mine))
