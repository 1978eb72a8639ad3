"""Calls as the page and the API read them: one question, one query each."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.sql.schema import Column

from office.store import Row, Store
from office.tables import calls, field_changes, follow_ups, messages, tool_runs, turns, writes
from office.values import Money


@dataclass(frozen=True, slots=True)
class CallLine:
    """One line of the list of calls."""

    id: str
    caller: str | None
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    name: str | None
    service: str | None
    urgency: str | None
    total: str | None


@dataclass(frozen=True, slots=True)
class Day:
    """What a day was like so far; `live` counts every call on the line, whenever it began."""

    calls: int
    live: int
    estimates: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class CallRecord:
    """Everything the journal knows about one call; rows are as in the API's description."""

    head: Row
    fields: dict[str, Row]
    turns: list[Row]
    tools: list[Row]
    writes: list[Row]
    follow_ups: list[Row]
    messages: list[Row] = field(default_factory=list)

    @property
    def estimate(self) -> dict[str, Any] | None:
        """The newest estimate as QuickBooks answered, or None."""
        for write in reversed(self.writes):
            if write["entity"] == "Estimate" and write["answer"]:
                answer: dict[str, Any] = write["answer"]
                return answer
        return None

    @property
    def slowest_ms(self) -> int | None:
        """The slowest answer of the desk."""
        return max((turn["answer_ms"] for turn in self.turns if turn["answer_ms"]), default=None)


async def list_calls(store: Store, *, limit: int = 50) -> list[CallLine]:
    """The last calls, newest first."""
    newest = select(calls).order_by(calls.c.started_at.desc(), calls.c.id).limit(limit)
    return await _lines(store, await store.rows(newest))


async def calls_named(store: Store, ids: Collection[str]) -> dict[str, CallLine]:
    """Some calls by their ids."""
    rows = await store.rows(select(calls).where(calls.c.id.in_(ids)))
    return {line.id: line for line in await _lines(store, rows)}


async def day_since(store: Store, midnight: datetime) -> Day:
    """The calls that began at a time or later, counted."""
    rows = await store.rows(select(calls.c.ended_at).where(calls.c.started_at >= midnight))
    live = await store.rows(select(calls.c.id).where(calls.c.ended_at.is_(None)))
    totals = await store.rows(
        _with_total()
        .join(calls, calls.c.id == writes.c.call_id)
        .where(calls.c.started_at >= midnight)
    )
    newest = {row["call_id"]: _money(row["total"]) for row in totals}
    return Day(len(rows), len(live), tuple(newest.values()))


async def one_call(store: Store, call_id: str) -> CallRecord | None:
    """One call whole, or None."""
    head = await store.row(select(calls).where(calls.c.id == call_id))
    if head is None:
        return None
    changes = await _of(store, field_changes.c.call_id, call_id)
    return CallRecord(
        head=head,
        fields={change["name"]: change for change in changes},
        turns=await _of(store, turns.c.call_id, call_id),
        tools=await _of(store, tool_runs.c.call_id, call_id),
        writes=await _of(store, writes.c.call_id, call_id),
        follow_ups=await _of(store, follow_ups.c.call_id, call_id),
        messages=await _of(store, messages.c.call_id, call_id),
    )


async def _of(store: Store, column: Column[Any], call_id: str) -> list[Row]:
    table = column.table
    return await store.rows(select(table).where(column == call_id).order_by(table.c.id))


async def _last_values(store: Store, ids: list[str]) -> dict[str, dict[str, str | None]]:
    """The newest value of each field, for several calls at once."""
    newest = (
        select(func.max(field_changes.c.id))
        .where(field_changes.c.call_id.in_(ids))
        .group_by(field_changes.c.call_id, field_changes.c.name)
    )
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    for row in await store.rows(select(field_changes).where(field_changes.c.id.in_(newest))):
        found[row["call_id"]][row["name"]] = row["value"]
    return found


async def _totals(store: Store, ids: list[str]) -> dict[str, str]:
    rows = await store.rows(_with_total().where(writes.c.call_id.in_(ids)))
    return {row["call_id"]: str(_money(row["total"]).amount) for row in rows}


async def _lines(store: Store, rows: list[Row]) -> list[CallLine]:
    ids = [row["id"] for row in rows]
    values = await _last_values(store, ids)
    totals = await _totals(store, ids)
    return [
        CallLine(
            id=row["id"],
            caller=row["from_number"],
            started_at=row["started_at"],
            ended_at=row["ended_at"],
            outcome=row["outcome"],
            name=values[row["id"]].get("name"),
            service=values[row["id"]].get("service"),
            urgency=values[row["id"]].get("urgency"),
            total=totals.get(row["id"]),
        )
        for row in rows
    ]


def _with_total() -> Select[Any]:
    """Estimates that QuickBooks has, oldest first, so that the newest of a call wins."""
    total = writes.c.answer["TotalAmt"].as_float()
    return (
        select(writes.c.call_id, total.label("total"))
        .where(writes.c.entity == "Estimate", total.is_not(None))
        .order_by(writes.c.id)
    )


def _money(amount: float) -> Money:
    return Money(Decimal(str(amount)))
