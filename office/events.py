"""Business events: facts that stay until the trigger that belongs to them has run.

An event can be stored in the same transaction as the change that caused it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from office.clock import Clock
from office.store import Row, Store
from office.tables import events


@dataclass(frozen=True, slots=True)
class Event:
    """A fact about the business, such as `call_completed`; `key` makes it happen once."""

    key: str
    name: str
    body: dict[str, Any]
    call_id: str | None
    happened_at: datetime
    attempts: int


class EventLog:
    """Stores events and hands them to the triggers."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep events in a store."""
        self._store, self._clock = store, clock

    async def happened(
        self,
        name: str,
        key: str,
        body: dict[str, Any],
        *,
        call_id: str | None = None,
        within: AsyncConnection | None = None,
    ) -> None:
        """Store an event once per key; with `within`, inside the caller's transaction."""
        now = self._clock.now()
        # The same fact may have been reported before; once is enough.
        statement = self._store.once(
            events,
            {
                "key": key,
                "name": name,
                "body": body,
                "call_id": call_id,
                "happened_at": now,
                "not_before": now,
                "attempts": 0,
            },
        )
        if within is None:
            await self._store.run(statement)
        else:
            await within.execute(statement)

    async def due(self, limit: int = 20) -> list[Event]:
        """Events whose trigger has not run yet and may run now, oldest first."""
        rows = await self._store.rows(
            select(events)
            .where(events.c.processed_at.is_(None), events.c.not_before <= self._clock.now())
            .order_by(events.c.id)
            .limit(limit)
        )
        return [_event(row) for row in rows]

    async def processed(self, event: Event) -> None:
        """The trigger has run to its end."""
        await self._store.run(
            update(events)
            .where(events.c.key == event.key)
            .values(processed_at=self._clock.now(), error=None)
        )

    async def put_off(self, event: Event, error: str, seconds: float) -> None:
        """The trigger failed; run it again later."""
        await self._store.run(
            update(events)
            .where(events.c.key == event.key)
            .values(
                attempts=events.c.attempts + 1,
                error=error,
                not_before=self._clock.now() + timedelta(seconds=seconds),
            )
        )


def _event(row: Row) -> Event:
    return Event(
        row["key"], row["name"], row["body"], row["call_id"], row["happened_at"], row["attempts"]
    )
