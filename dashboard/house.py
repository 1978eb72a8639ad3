"""What the pages need of a running desk, as a protocol: the desk itself stands above them."""

from typing import Protocol
from zoneinfo import ZoneInfo

from office.calendars.standing import CalendarStanding
from office.clock import Clock
from office.followups import Desktray
from office.live import LiveEvents
from office.settings import Settings
from office.store import Store
from qbo.access.consent import Consent
from qbo.access.standing import BooksKnown
from tools.visit_feed import VisitFeed


class Desk(Protocol):
    """A running desk, as the owner looks at it."""

    settings: Settings
    clock: Clock
    store: Store
    live: LiveEvents
    tray: Desktray
    consent: Consent
    feed: VisitFeed
    ready: bool

    @property
    def customers_known(self) -> int:
        """How many percent of QuickBooks' customers were read at least once."""
        ...

    @property
    def business_name(self) -> str:
        """Whose phone it answers."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """The business's time zone."""
        ...

    @property
    def calendar_standing(self) -> CalendarStanding:
        """How the owner's own calendar stands."""
        ...

    async def refresh_books(self) -> tuple[int, int]:
        """Read customers and items anew; gives how many there are."""
        ...

    def read_books_soon(self) -> None:
        """Read customers and items anew, without anybody waiting for it."""
        ...

    async def books_known(self) -> BooksKnown:
        """What is known of QuickBooks' books, and what waits to be entered there."""
        ...
