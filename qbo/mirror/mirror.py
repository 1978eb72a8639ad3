"""The mirror: QuickBooks' customers and items in memory, so that a look takes microseconds.

During a call QuickBooks is never asked who is calling: it cannot look for a phone number. What
the desk writes is in the mirror at once; what the owner changes is brought by `qbo.mirror.hearing`.
"""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from office.clock import Clock, SystemClock
from office.mirror_rows import Begun, Mark, MirrorRows
from office.values import Email, Phone
from qbo.mirror.cards import MirroredCustomer, MirroredItem
from qbo.mirror.shelves import CustomerShelf, ItemShelf, Shelf

__all__ = ["Mirror", "MirroredCustomer", "MirroredItem"]

Body = dict[str, Any]


class Mirror:
    """What QuickBooks knows, as far as it was last heard of."""

    def __init__(
        self,
        rows: MirrorRows,
        *,
        region: str = "US",
        area_code: str = "",
        clock: Clock | None = None,
    ) -> None:
        """Keep rows in the office; the area code completes numbers of seven digits."""
        self._rows, self.clock = rows, clock or SystemClock()
        self._region, self._area_code = region, area_code
        self._loading = asyncio.Lock()
        self._realm, self._expected = "", 0
        self.mark = Mark()
        self._customers, self._items = self._shelves("")
        self.heard_at: datetime | None = None
        """When QuickBooks was last heard, by our clock; None before the first time in this run."""

    async def load(self, realm: str) -> None:
        """Take up what was kept of a company when the desk last ran.

        What is loaded already can be looked up meanwhile.
        """
        async with self._loading:
            if self._realm == realm:
                return
            self._realm, self.mark, self.heard_at = "", Mark(), None
            self._customers, self._items = self._shelves(realm)
            await self._items.load()
            self.expect(await self._rows.count(realm))
            await self._customers.load()
            self.mark, self._realm = await self._rows.mark(realm), realm

    async def load_items(self, realm: str) -> None:
        """Take up items and prices only, for who looks at nobody's customers."""
        self._customers, self._items = self._shelves(realm)
        await self._items.load()

    def shelf(self, entity: str) -> Shelf:
        """Where "Customer" or "Item" is kept."""
        return self._items if entity == "Item" else self._customers

    async def marked(self, mark: Mark) -> None:
        """QuickBooks was heard, so far."""
        self.mark, self.heard_at = mark, self.clock.now()
        await self._rows.keep_mark(self._realm, mark)

    async def came_to(self, realm: str, entity: str, begun: Begun) -> None:
        """A first reading of a company came so far; nothing, if it is another's mirror by now."""
        if realm == self._realm:
            self.mark = replace(self.mark, begun=self.mark.begun | {entity: begun})
            await self._rows.keep_mark(realm, self.mark)

    def expect(self, customers: int) -> None:
        """So many customers there are to be heard."""
        self._expected = customers

    def put(self, customer: Body) -> None:
        """Take in a customer QuickBooks just answered with; `keep` puts it on disk."""
        self._customers.put(customer)

    async def keep(self, customer: Body) -> None:
        """Keep a customer for the next run."""
        await self._customers.keep(customer)

    def customer(self, number: str) -> MirroredCustomer | None:
        """A customer by QuickBooks' id."""
        card = self._customers.index.card(number)
        return None if card is None else card.customer

    def by_phone(self, phone: Phone) -> tuple[MirroredCustomer, ...]:
        """Who has a number, the likeliest first, the inactive ones too."""
        return self._customers.index.by_phone(phone)

    def by_email(self, email: Email) -> tuple[MirroredCustomer, ...]:
        """Who has an e-mail address, the likeliest first, the inactive ones too."""
        return self._customers.index.by_email(email)

    def by_name(self, name: str) -> tuple[MirroredCustomer, ...]:
        """Who has this display name; at most one, unless QuickBooks was changed meanwhile."""
        return self._customers.index.by_name(name)

    def by_beginning(self, text: str, most: int = 10) -> tuple[MirroredCustomer, ...]:
        """Whose display, family or company name begins so, without regard to accents."""
        return self._customers.index.by_beginning(text, most)

    def item(self, name: str) -> MirroredItem | None:
        """An item by its name, in any case."""
        return self._items.index.by_name(name)

    @property
    def realm(self) -> str:
        """Whose mirror this is; empty while it is taken up."""
        return self._realm

    @property
    def complete(self) -> bool:
        """Whether everybody was heard once; else an unknown caller may be a customer all the same.

        Then QuickBooks itself must be asked before somebody is entered: `Hearing.ask`.
        """
        return bool(self._realm) and self.mark.whole_at is not None

    @property
    def progress(self) -> float:
        """How much of the customers is known, 0 to 1."""
        if self.complete:
            return 1.0
        return min(0.99, len(self._customers.index) / self._expected) if self._expected else 0.0

    @property
    def age(self) -> timedelta | None:
        """How long ago QuickBooks was heard; None before the first time in this run."""
        return None if self.heard_at is None else self.clock.now() - self.heard_at

    @property
    def counts(self) -> tuple[int, int]:
        """How many customers and items are known."""
        return len(self._customers.index), len(self._items.index)

    def _shelves(self, realm: str) -> tuple[CustomerShelf, ItemShelf]:
        customers = CustomerShelf(self._rows, realm, self._area_code, self._region)
        return customers, ItemShelf(self._rows, realm)
