"""Customers and items of one company, each in memory and in the store alike.

Whatever way a body comes (a page, a change, our own write's answer), an older one never takes the
place of a newer one. Only a reading of everything may go back: then QuickBooks itself went back.
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

from office.mirror_rows import KeptCustomer, MirrorRows
from qbo.mirror.cards import Card, card_kind, read_card, version_of
from qbo.mirror.index import CustomerIndex, ItemIndex

Body = dict[str, Any]
Kept = tuple[Body, str]
"""A body and its packed card, as they are kept."""


class Shelf(Protocol):
    """What is known of one kind of entity; `own` are the ids we wrote since `begin`."""

    own: set[str]

    @property
    def ids(self) -> set[str]:
        """The ids of all that are known."""
        ...

    def begin(self) -> None:
        """Everything is read anew from here on."""
        ...

    async def take(self, bodies: Sequence[Body], *, over: bool = False) -> int:
        """Take in what QuickBooks told; gives how many were news.

        With `over` an older body counts too, unless we wrote the newer one since `begin`.
        """
        ...

    async def drop(self, numbers: Sequence[str]) -> int:
        """Forget what QuickBooks has no longer; gives how many were known."""
        ...

    async def keep_only(self, seen: set[str]) -> None:
        """Forget what was not among everything, unless we wrote it since `begin`."""
        ...


class CustomerShelf:
    """The customers of a company."""

    def __init__(self, rows: MirrorRows, realm: str, area_code: str, region: str) -> None:
        """Keep them in rows; nothing is loaded yet."""
        self.index = CustomerIndex()
        self._rows, self._realm = rows, realm
        self._area_code, self._region = area_code, region
        self._kind = card_kind(area_code, region)
        self.own: set[str] = set()
        self._keeping = asyncio.Lock()

    @property
    def ids(self) -> set[str]:
        """The ids of all that are known."""
        return self.index.ids

    async def load(self) -> None:
        """Take up what was kept, some at a time; cards of another kind are made anew."""
        async for some in self._rows.customers(self._realm, self._kind):
            await self._keep(await asyncio.to_thread(self._taken_up, some))

    def put(self, body: Body) -> None:
        """Take in what QuickBooks just answered us with; `keep` puts it on disk."""
        self.own.add(str(body["Id"]))
        self.index.put([self._read(body)])

    async def keep(self, body: Body) -> None:
        """Keep for the next run what was put, unless something newer came meanwhile."""
        async with self._keeping:
            known = self.index.card(str(body["Id"]))
            if known is not None and known.version == version_of(body):
                await self._keep([(body, known.packed())])

    def begin(self) -> None:
        """Everything is read anew from here on."""
        self.own.clear()

    async def take(self, bodies: Sequence[Body], *, over: bool = False) -> int:
        """Take in what QuickBooks told, in a thread: numbers are parsed, which takes its time."""
        async with self._keeping:
            news = await asyncio.to_thread(self._put, bodies, over)
            await self._keep(news)
            return len(news)

    async def drop(self, numbers: Sequence[str]) -> int:
        """Forget customers."""
        async with self._keeping:
            known = [number for number in numbers if self.index.card(number) is not None]
            for number in known:
                self.index.drop(number)
            await self._rows.drop_customers(self._realm, known)
            return len(known)

    async def keep_only(self, seen: set[str]) -> None:
        """Forget customers who were not among everybody."""
        await self.drop(sorted(self.ids - seen - self.own))

    def _put(self, bodies: Sequence[Body], over: bool) -> list[Kept]:
        """Gives what is news, with its cards."""
        fresh = []
        for body in bodies:
            number, version = str(body["Id"]), version_of(body)
            known = self.index.card(number)
            if known is not None and known.version == version and version > (0, 0):
                continue
            if over and known is not None and known.version > version and number not in self.own:
                self.index.drop(number)
            fresh.append((body, self._read(body)))
        taken = {card.id for card in self.index.put(card for _, card in fresh)}
        return [(body, card.packed()) for body, card in fresh if card.id in taken]

    def _taken_up(self, rows: Sequence[KeptCustomer]) -> list[Kept]:
        """Gives what had no card, with the one that was made."""
        self.index.put(Card.unpacked(row.card) for row in rows if row.card is not None)
        return self._put([row.body for row in rows if row.body is not None], False)

    async def _keep(self, news: Sequence[Kept]) -> None:
        await self._rows.keep_customers(self._realm, news, self._kind)

    def _read(self, body: Body) -> Card:
        return read_card(body, self._area_code, self._region)


class ItemShelf:
    """The items of a company; only the owner changes them."""

    def __init__(self, rows: MirrorRows, realm: str) -> None:
        """Keep them in rows; nothing is loaded yet."""
        self.index = ItemIndex()
        self.own: set[str] = set()
        self._rows, self._realm = rows, realm

    @property
    def ids(self) -> set[str]:
        """The ids of all that are known."""
        return self.index.ids

    async def load(self) -> None:
        """Take up what was kept."""
        self.index.put(await self._rows.items(self._realm))

    def begin(self) -> None:
        """Nothing to do: we write no items."""

    async def take(self, bodies: Sequence[Body], *, over: bool = False) -> int:
        """Take in what QuickBooks told."""
        fresh = [body for body in bodies if self._is_news(body, over)]
        self.index.put(fresh)
        await self._rows.keep_items(self._realm, fresh)
        return len(fresh)

    async def drop(self, numbers: Sequence[str]) -> int:
        """Forget items."""
        known = [number for number in numbers if self.index.body(number) is not None]
        for number in known:
            self.index.drop(number)
        await self._rows.drop_items(self._realm, known)
        return len(known)

    async def keep_only(self, seen: set[str]) -> None:
        """Forget items that were not among all."""
        await self.drop(sorted(self.ids - seen))

    def _is_news(self, body: Body, over: bool) -> bool:
        known = self.index.body(str(body["Id"]))
        if known is None:
            return True
        before, now = version_of(known), version_of(body)
        return now > before or (over and now != before)
