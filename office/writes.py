"""The ledger of intended changes in QuickBooks: written before anything is sent, done once.

States: planned → in_flight → done, or rejected (refused for good), or unknown (sent, answer lost).
Done is the end: whoever comes late, also from another process, finds it so and changes nothing.
"""

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update

from office.clock import Clock
from office.live import LiveEvents
from office.store import Row, Store
from office.tables import writes


class WriteState(StrEnum):
    """How far a write has come."""

    PLANNED = "planned"
    IN_FLIGHT = "in_flight"
    DONE = "done"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Write:
    """One intended change; `key` is its natural key, unique for ever."""

    key: str
    entity: str
    requestid: str
    payload: dict[str, Any]
    state: WriteState
    attempts: int
    call_id: str | None
    qbo_id: str | None
    answer: dict[str, Any] | None
    error: str | None
    planned_at: datetime
    changed_at: datetime


def request_id(realm: str, key: str) -> str:
    """The `requestid` of a write: the same for every try, at most 50 characters (Intuit)."""
    digest = hashlib.sha256(f"{realm}|{key}".encode()).digest()
    return base64.b32encode(digest).decode()[:32]


class WriteLedger:
    """Keeps every intended change in QuickBooks."""

    def __init__(self, store: Store, clock: Clock, live: LiveEvents) -> None:
        """Keep the ledger in a store."""
        self._store, self._clock, self._live = store, clock, live

    async def plan(
        self,
        *,
        realm: str,
        key: str,
        entity: str,
        payload: dict[str, Any],
        call_id: str | None,
    ) -> Write:
        """Commit an intention; if the key is known already, the earlier write is given back."""
        known = await self.find(key)
        if known is not None:
            return known
        now = self._clock.now()
        values = {
            "key": key,
            "entity": entity,
            "requestid": request_id(realm, key),
            "payload": payload,
            "state": WriteState.PLANNED,
            "attempts": 0,
            "call_id": call_id,
            "planned_at": now,
            "changed_at": now,
        }
        # Another process may plan it between our look and our insert: then its write is joined.
        if await self._store.run(self._store.once(writes, values)):
            self._tell(call_id)
        return await self._get(key)

    async def replan(self, key: str, payload: dict[str, Any], requestid: str) -> Write:
        """Change what will be sent after a definite refusal, under a new `requestid`."""
        await self._set(key, payload=payload, requestid=requestid, state=WriteState.PLANNED)
        return await self._get(key)

    async def claim(self, write: Write) -> Write | None:
        """Commit that the first byte is about to leave, if nobody has touched the write since.

        None means that somebody else, perhaps another process, was quicker: nothing may be sent.
        """
        attempts, now = write.attempts + 1, self._clock.now()
        claimed = await self._store.run(
            update(writes)
            .where(
                writes.c.key == write.key,
                writes.c.state == write.state,
                writes.c.attempts == write.attempts,
                writes.c.requestid == write.requestid,
                writes.c.state != WriteState.DONE,
            )
            .values(state=WriteState.IN_FLIGHT, attempts=attempts, changed_at=now)
        )
        if not claimed:
            return None
        self._tell(write.call_id)
        return replace(write, state=WriteState.IN_FLIGHT, attempts=attempts, changed_at=now)

    async def done(self, key: str, qbo_id: str, answer: dict[str, Any]) -> Write:
        """Commit that QuickBooks has it."""
        await self._set(key, state=WriteState.DONE, qbo_id=qbo_id, answer=answer, error=None)
        return await self._get(key)

    async def rejected(self, key: str, error: str, intuit_tid: str | None = None) -> Write:
        """Commit that QuickBooks refused it for good."""
        await self._set(key, state=WriteState.REJECTED, error=error, intuit_tid=intuit_tid)
        return await self._get(key)

    async def unknown(self, key: str, error: str, intuit_tid: str | None = None) -> Write:
        """Commit that it was sent and the answer was lost."""
        await self._set(key, state=WriteState.UNKNOWN, error=error, intuit_tid=intuit_tid)
        return await self._get(key)

    async def planned(self, key: str, error: str) -> Write:
        """Commit that a try did nothing and that it is still wanted."""
        await self._set(key, state=WriteState.PLANNED, error=error)
        return await self._get(key)

    async def find(self, key: str) -> Write | None:
        """The write with a key, or None."""
        row = await self._store.row(select(writes).where(writes.c.key == key))
        return None if row is None else _write(row)

    async def unsettled(self) -> list[Write]:
        """Writes that are neither done nor rejected, oldest first."""
        open_states = (WriteState.PLANNED, WriteState.IN_FLIGHT, WriteState.UNKNOWN)
        rows = await self._store.rows(
            select(writes).where(writes.c.state.in_(open_states)).order_by(writes.c.id)
        )
        return [_write(row) for row in rows]

    async def rested(self, key: str) -> timedelta:
        """How long nothing has happened to a write; nothing was sent for at least so long."""
        return self._clock.now() - (await self._get(key)).changed_at

    async def of_call(self, call_id: str) -> list[Write]:
        """The writes a call caused, in order."""
        rows = await self._store.rows(
            select(writes).where(writes.c.call_id == call_id).order_by(writes.c.id)
        )
        return [_write(row) for row in rows]

    async def _get(self, key: str) -> Write:
        found = await self.find(key)
        if found is None:
            raise KeyError(key)
        return found

    async def _set(self, key: str, **values: Any) -> None:
        await self._store.run(
            update(writes)
            .where(writes.c.key == key, writes.c.state != WriteState.DONE)
            .values(changed_at=self._clock.now(), **values)
        )
        found = await self.find(key)
        self._tell(found.call_id if found else None)

    def _tell(self, call_id: str | None) -> None:
        if call_id:
            self._live.publish(call_id, "write")


def _write(row: Row) -> Write:
    return Write(
        key=row["key"],
        entity=row["entity"],
        requestid=row["requestid"],
        payload=row["payload"],
        state=WriteState(row["state"]),
        attempts=row["attempts"],
        call_id=row["call_id"],
        qbo_id=row["qbo_id"],
        answer=row["answer"],
        error=row["error"],
        planned_at=row["planned_at"],
        changed_at=row["changed_at"],
    )
