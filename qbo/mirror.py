"""The mirror: QuickBooks' customers and items in memory, so that a look takes microseconds.

During a call QuickBooks is never asked who is calling: it cannot look for a phone number. What
the desk writes is in the mirror at once; what the owner changes comes with the next refresh.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import structlog

from office.clock import Clock, SystemClock
from office.mirror_rows import MirrorRows
from office.values import Email, Phone
from qbo.cards import CustomerIndex, MirroredCustomer, MirroredItem, items_by_name
from qbo.naming import folded
from qbo.session import Wire
from qbo.statements import ACTIVE_OR_NOT, MOST, select, whether

__all__ = ["Mirror", "MirroredCustomer", "MirroredItem"]

log = structlog.get_logger()

Body = dict[str, Any]


class Mirror:
    """What QuickBooks knows, as far as it was last heard of."""

    def __init__(
        self,
        customers: MirrorRows,
        items: MirrorRows,
        *,
        region: str = "US",
        area_code: str = "",
        clock: Clock | None = None,
    ) -> None:
        """Keep rows in the office; the area code completes numbers of seven digits."""
        self._customer_rows, self._item_rows = customers, items
        self._region, self._area_code = region, area_code
        self._clock = clock or SystemClock()
        self._customers = CustomerIndex(area_code, region)
        self._items: dict[str, MirroredItem] = {}
        self._realm = ""
        self._refreshing = asyncio.Lock()
        self._own: dict[str, Body] = {}
        self.refreshed_at: datetime | None = None
        """When QuickBooks was last heard in full; None before the first time in this run."""

    async def load(self, realm: str) -> None:
        """Take up what was kept of a company when the desk last ran."""
        if self._realm == realm:
            return
        customers, items = await self._customer_rows.load(realm), await self._item_rows.load(realm)
        self._customers = await self._indexed(customers)
        self._items, self._realm = items_by_name(items), realm

    async def refresh(self, wire: Wire) -> None:
        """Hear all customers and items anew.

        Raises:
            QboError: QuickBooks did not answer; the mirror stays as it was.
        """
        async with self._refreshing:
            self._own = {}
            customers, items = await _all(wire, "Customer"), await _all(wire, "Item")
            realm = wire.connection.realm
            index = await self._indexed(customers)
            # Customers entered while the pages were read may be missing from them.
            own = dict(self._own)
            for body in own.values():
                index.put(body)
            self._customers, self._items = index, items_by_name(items)
            self._realm, self.refreshed_at = realm, self._clock.now()
            whole = {**{str(body["Id"]): body for body in customers}, **own}
            await self._customer_rows.replace_all(realm, list(whole.values()))
            await self._item_rows.replace_all(realm, items)
            log.info("mirror_refreshed", customers=len(whole), items=len(items))

    def put(self, customer: Body) -> None:
        """Take in a customer QuickBooks just answered with; `keep` puts it on disk."""
        self._own[str(customer["Id"])] = customer
        self._customers.put(customer)

    async def keep(self, customer: Body) -> None:
        """Keep a customer for the next run, after a refresh under way has kept its pages."""
        async with self._refreshing:
            await self._customer_rows.upsert(self._realm, customer)

    def customer(self, number: str) -> MirroredCustomer | None:
        """A customer by QuickBooks' id."""
        return self._customers.cards.get(number)

    def by_phone(self, phone: Phone) -> tuple[MirroredCustomer, ...]:
        """Who has a number, the inactive ones too."""
        return self._customers.by_phone(phone)

    def by_email(self, email: Email) -> tuple[MirroredCustomer, ...]:
        """Who has an e-mail address, the inactive ones too."""
        return self._customers.by_email(email)

    def by_name(self, name: str) -> tuple[MirroredCustomer, ...]:
        """Who has this display name; at most one, unless QuickBooks was changed meanwhile."""
        return self._customers.by_name(name)

    def item(self, name: str) -> MirroredItem | None:
        """An item by its name, in any case."""
        return self._items.get(folded(name))

    @property
    def age(self) -> timedelta | None:
        """How long ago QuickBooks was heard in full; None before the first time in this run."""
        return None if self.refreshed_at is None else self._clock.now() - self.refreshed_at

    @property
    def counts(self) -> tuple[int, int]:
        """How many customers and items are known."""
        return len(self._customers.cards), len({item.id for item in self._items.values()})

    async def _indexed(self, bodies: list[Body]) -> CustomerIndex:
        """In a thread: 10,000 customers take a second."""
        return await asyncio.to_thread(CustomerIndex.of, bodies, self._area_code, self._region)


async def _all(wire: Wire, entity: str) -> list[Body]:
    """Page by key: pages by offset skip rows when the set changes meanwhile (seen live)."""
    found: dict[str, Body] = {}
    last = "0"
    while True:
        after = whether("Id", ">", last)
        answer = await wire.query(select(entity, ACTIVE_OR_NOT, after, order="Id"))
        page: list[Body] = answer.get(entity, [])
        before = len(found)
        found.update({str(body["Id"]): body for body in page})
        if len(page) < MOST or len(found) == before:
            break
        last = str(page[-1]["Id"])
    if len(found) >= MOST:
        await _compare(wire, entity, len(found))
    return list(found.values())


async def _compare(wire: Wire, entity: str, found: int) -> None:
    answer = await wire.query(select(entity, ACTIVE_OR_NOT, what="count(*)"))
    counted = int(answer.get("totalCount", found))
    if counted != found:
        log.warning("mirror_count_differed", entity=entity, found=found, counted=counted)
