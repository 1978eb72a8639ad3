"""Reading all rows of an entity, a page at a time, and what changed, as QuickBooks tells it.

Pages by offset skip rows when the set changes meanwhile (seen live), so pages go by key. Whether
`Id >` compares as a number with every company is documented nowhere: where it does not, the
company is read by the time its rows were made.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import structlog

from qbo.faults import AnswerLost, Refused
from qbo.statements import ACTIVE_OR_NOT, MOST, select, whether
from qbo.wire.session import Wire

log = structlog.get_logger()

Body = dict[str, Any]
MADE, CHANGED = "MetaData.CreateTime", "MetaData.LastUpdatedTime"


class _OutOfOrder(Exception):
    """Ids do not compare as numbers here."""


class Reading:
    """All rows of one entity; `began` is QuickBooks' own time of the first answer.

    `last` is the id up to which everything was given, so that a reading that was cut off can go on.
    """

    def __init__(
        self, wire: Wire, entity: str, most: int = MOST, *, last: int = 0, found: int = 0
    ) -> None:
        """Read over a wire, in pages of `most` rows; `found` rows up to `last` are known."""
        self._wire, self._entity, self._most = wire, entity, most
        self.last, self._found = last, found
        self.counted: int | None = None
        self.began: datetime | None = None

    async def pages(self) -> AsyncIterator[list[Body]]:
        """Every row, most of them once.

        Raises:
            QboError: QuickBooks did not answer; what was given is true all the same.
        """
        try:
            async for page in self._by_id():
                yield page
        except (_OutOfOrder, Refused) as error:
            log.info("pages_read_by_time", entity=self._entity, reason=type(error).__name__)
            self.last = 0
            async for page in self.by_time(MADE):
                yield page

    async def by_time(self, field: str, since: str = "", until: str = "") -> AsyncIterator[Any]:
        """The rows whose `field` lies from one time to another; each window begins with the last
        row of the one before, and rows of one moment are paged by offset."""
        start, edge = 1, since
        while True:
            window = [whether(field, ">=", edge)] * bool(edge)
            window += [whether(field, "<=", until)] * bool(until)
            page = await self._page(*window, order=field, start=start)
            yield page
            if len(page) < self._most:
                return
            last = str(page[-1]["MetaData"][field.partition(".")[2]])
            start, edge = (start + len(page), edge) if last == edge else (1, last)

    async def count(self) -> int:
        """How many rows QuickBooks says there are, active or not."""
        answer = await self._wire.query(select(self._entity, ACTIVE_OR_NOT, what="count(*)"))
        self.counted = int(answer.get("totalCount", 0))
        return self.counted

    async def _by_id(self) -> AsyncIterator[list[Body]]:
        while True:
            page = await self._page(whether("Id", ">", str(self.last)), order="Id")
            ids = [_number(body) for body in page]
            if any(after <= before for before, after in pairwise([self.last, *ids])):
                raise _OutOfOrder
            yield page
            self.last = ids[-1] if ids else self.last
            self._found += len(page)
            alone = self._found == len(page) < self._most and page
            if self.counted is None and not alone:
                await self.count()
            if len(page) < self._most:
                if (self.counted or 0) > self._found:
                    raise _OutOfOrder
                return

    async def _page(self, *conditions: str, order: str, start: int = 1) -> list[Body]:
        answer = await self._wire.answer(
            select(
                self._entity,
                ACTIVE_OR_NOT,
                *conditions,
                order=order,
                start=start,
                most=self._most,
            )
        )
        self.began = self.began or moment(answer)
        return _told(answer["QueryResponse"], self._entity)


@dataclass(frozen=True, slots=True)
class Changes:
    """What change data capture told of some entities, and when by QuickBooks' clock."""

    changed: dict[str, list[Body]]
    gone: dict[str, list[str]]
    at: datetime

    @property
    def named(self) -> frozenset[tuple[str, str]]:
        """Entity and id of everything told."""
        changed = {(name, str(one["Id"])) for name, some in self.changed.items() for one in some}
        gone = {(name, number) for name, some in self.gone.items() for number in some}
        return frozenset(changed | gone)

    @property
    def size(self) -> int:
        """How many objects were told."""
        return sum(map(len, self.changed.values())) + sum(map(len, self.gone.values()))


def changes_in(answer: Body, entities: tuple[str, ...], asked_at: datetime) -> Changes:
    """The changes in an answer; without a time of its own it was given when it was asked for."""
    changed: dict[str, list[Body]] = {name: [] for name in entities}
    gone: dict[str, list[str]] = {name: [] for name in entities}
    told = [part for outer in answer["CDCResponse"] for part in outer.get("QueryResponse", [])]
    for part in told:
        for name in entities:
            for body in _told(part, name):
                if body.get("status") == "Deleted":
                    gone[name].append(str(body["Id"]))
                else:
                    changed[name].append(body)
    return Changes(changed, gone, moment(answer) or asked_at)


def moment(answer: Body) -> datetime | None:
    """QuickBooks' own time of an answer, with the company's offset."""
    try:
        found = datetime.fromisoformat(str(answer.get("time", "")))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _told(part: Body, entity: str) -> list[Body]:
    """The rows of an entity in a part of an answer.

    Raises:
        AnswerLost: they are not what QuickBooks sends.
    """
    rows = part.get(entity, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "Id" in row for row in rows):
        raise AnswerLost
    return rows


def _number(body: Body) -> int:
    """An id as a number.

    Raises:
        _OutOfOrder: it is none.
    """
    number = str(body["Id"])
    if not number.isdecimal():
        raise _OutOfOrder
    return int(number)
