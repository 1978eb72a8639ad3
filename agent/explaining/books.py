"""The owner's rules beside the items of their QuickBooks, as far as they are known offline."""

from dataclasses import dataclass
from datetime import datetime

from office.clock import SystemClock
from office.company_rows import CompanyRows
from office.mirror_rows import MirrorRows
from office.settings import Settings
from office.store import Store
from prompts.hours import is_holiday
from prompts.library import Library, Rulebook
from prompts.mapping import Match, ServiceRequest
from prompts.pricing import Quote, price
from prompts.problems import PromptProblem
from prompts.rulesets import RuleBook
from prompts.stock import missing
from qbo.access.connection import Connection
from qbo.mirror.mirror import Mirror
from qbo.writing.company import CompanyProfile


@dataclass(frozen=True, slots=True)
class Books:
    """Rules and items; without a connection no item is known."""

    library: Library
    mirror: Mirror
    company: CompanyProfile
    now: datetime

    @classmethod
    async def open(cls, settings: Settings) -> "Books":
        """Read what the desk has on disk; nothing is asked of QuickBooks."""
        clock = SystemClock()
        library = Library.open(settings.data / "prompts")
        store = await Store.open(settings.database)
        try:
            mirror = Mirror(MirrorRows(store, clock))
            connection = Connection.of(settings, clock)
            company = CompanyProfile()
            if connection.is_connected:
                await mirror.load_items(connection.realm)
                kept = await CompanyRows(store, clock).load(connection.realm)
                company = CompanyProfile.of(kept[0]) if kept else company
        finally:
            await store.close()
        now = clock.now().astimezone(library.current.business.zone)
        return cls(library, mirror, company, now)

    @property
    def book(self) -> Rulebook:
        """The owner's words and rules."""
        return self.library.current

    @property
    def knows_items(self) -> bool:
        """Whether any item of QuickBooks is known."""
        return bool(self.mirror.counts[1])

    def request(self, text: str, at: datetime) -> ServiceRequest:
        """A sentence as it would be mapped at a time."""
        business = self.book.business
        return ServiceRequest(
            text,
            at,
            open_now=business.hours.is_open(at),
            holiday=is_holiday(at, business.region),
        )

    def price(self, found: Match) -> Quote | PromptProblem:
        """What a rule costs by the owner's items."""
        book = self.book
        return price(
            found,
            book.services,
            self.mirror.item,
            book.messages.estimate,
            sales_tax=self.company.uses_sales_tax,
        )

    def missing(self) -> tuple[PromptProblem, ...]:
        """What the rules name and QuickBooks lacks; nothing while its items are not known."""
        if not self.knows_items:
            return ()
        return missing(RuleBook(self.book.services, self.book.places), self.mirror.item)
