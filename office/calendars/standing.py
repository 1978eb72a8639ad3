"""How the owner's own calendar stands, for the page and `frontdesk doctor`."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CalendarStanding:
    """Whether one is connected, when it was read last, and what is wrong with it now."""

    connected: bool = False
    read_at: datetime | None = None
    trouble: str = ""
