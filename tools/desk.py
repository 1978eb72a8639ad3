"""The desk a tool works at: the books, the owner's words, and what the office keeps."""

from dataclasses import dataclass, field

from office.calendars.several import Calendars
from office.clock import Clock
from office.events import EventLog
from office.followups import Desktray
from office.mail.mailing import Mailing
from office.messages import MessageLedger
from office.visits import VisitBook
from office.writes import WriteLedger
from prompts.library import Library
from prompts.meaning.sense import Sense
from qbo.books import Books
from tools.texting import Texting


@dataclass(frozen=True, slots=True)
class Desk:
    """Given to every tool by whoever runs it: a call, a page or a trigger.

    `calendar` is the owner's own and those of others, if any is connected.
    """

    books: Books
    library: Library
    clock: Clock
    tray: Desktray
    writes: WriteLedger
    messages: MessageLedger
    events: EventLog
    texting: Texting
    mailing: Mailing
    visits: VisitBook
    calendar: Calendars | None = None
    sense: Sense = field(default_factory=Sense)

    @property
    def company(self) -> str:
        """The realm of the company that ids of customers and items belong to now.

        While nothing is connected it is the last one's; empty before there was any.
        """
        connection = self.books.connection
        if connection.is_connected:
            return connection.realm
        known = connection.last_company
        return known[0] if known else ""

    def works_for(self, company: str) -> bool:
        """Whether this company's ids may be used; what names no company is from this one."""
        return company in ("", self.company)
