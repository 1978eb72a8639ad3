"""The ledger of texts and e-mails: each is written before it is sent, and sent once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select, update

from office.clock import Clock
from office.store import Row, Store
from office.tables import messages


class MessageState(StrEnum):
    """How far a message has come; `unknown` means sent, answer lost: it is not sent again.

    `suppressed` is for somebody who wants none: it was never handed to the carrier.
    """

    PLANNED = "planned"
    IN_FLIGHT = "in_flight"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"


_STEPS = ("accepted", "queued", "sending", "sent", "delivered", "read")
"""How far a carrier has come with a text (Twilio: MessageStatus); reports may overtake another."""
_ENDS = {"undelivered": "delivered", "failed": "delivered"}
"""What ends a text stands where this step stands."""


@dataclass(frozen=True, slots=True)
class Message:
    """A text or e-mail to a caller or the owner; `source` is an e-mail as it goes out.

    `delivery` is what the carrier reported last, with its code for why a text did not arrive.
    """

    key: str
    kind: str
    to_address: str
    body: str
    state: MessageState
    call_id: str | None
    outside_id: str | None
    changed_at: datetime
    source: str | None = None
    delivery: str | None = None
    delivery_code: int | None = None


class MessageLedger:
    """Keeps every message the desk means to send."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep the ledger in a store."""
        self._store, self._clock = store, clock

    async def plan(
        self,
        *,
        key: str,
        kind: str,
        to_address: str,
        body: str,
        call_id: str | None,
        source: str | None = None,
    ) -> Message:
        """Commit an intention; a known key gives the earlier message back."""
        known = await self.find(key)
        if known is not None:
            return known
        now = self._clock.now()
        values = {
            "key": key,
            "kind": kind,
            "to_address": to_address,
            "body": body,
            "source": source,
            "call_id": call_id,
            "state": MessageState.PLANNED,
            "planned_at": now,
            "changed_at": now,
        }
        # Another process may plan the same message first: then that is the one to send.
        await self._store.run(self._store.once(messages, values))
        return await self._get(key)

    async def claim(self, key: str) -> bool:
        """Commit that a planned message is being handed over; False if somebody else did."""
        changed = await self._store.run(
            update(messages)
            .where(messages.c.key == key, messages.c.state == MessageState.PLANNED)
            .values(state=MessageState.IN_FLIGHT, changed_at=self._clock.now(), error=None)
        )
        return changed == 1

    async def change(
        self,
        key: str,
        state: MessageState,
        *,
        outside_id: str | None = None,
        error: str | None = None,
    ) -> Message:
        """Commit a new state, with the carrier's id or the reason of a failure."""
        values: dict[str, object] = {"state": state, "error": error}
        if outside_id is not None:
            values["outside_id"] = outside_id
        await self._store.run(
            update(messages)
            .where(messages.c.key == key)
            .values(changed_at=self._clock.now(), **values)
        )
        return await self._get(key)

    async def taken(self, key: str, outside_id: str) -> None:
        """Commit that the carrier has a text, unless it has reported of it meanwhile."""
        await self._store.run(
            update(messages)
            .where(messages.c.key == key, messages.c.state == MessageState.IN_FLIGHT)
            .values(state=MessageState.SENT, outside_id=outside_id, changed_at=self._clock.now())
        )

    async def reported(self, key: str, outside_id: str, delivery: str, code: int) -> bool:
        """Commit what the carrier reports of a text; False if it had come further before.

        Whatever is reported of was taken, also where the answer to that was lost.
        """
        step = _ENDS.get(delivery, delivery)
        earlier = _STEPS[: _STEPS.index(step)] if step in _STEPS else ()
        lost = delivery in _ENDS
        changed = await self._store.run(
            update(messages)
            .where(
                messages.c.key == key,
                or_(messages.c.delivery.is_(None), messages.c.delivery.in_(earlier)),
            )
            .values(
                state=MessageState.FAILED if lost else MessageState.SENT,
                outside_id=outside_id,
                delivery=delivery,
                delivery_code=code or None,
                error="The carrier could not deliver it." if lost else None,
                changed_at=self._clock.now(),
            )
        )
        return changed == 1

    async def find_sent(self, key: str, outside_id: str) -> Message | None:
        """The message with a key, else the one the carrier knows by an id, or None."""
        return (await self.find(key) if key else None) or await self.by_outside_id(outside_id)

    async def find(self, key: str) -> Message | None:
        """The message with a key, or None."""
        row = await self._store.row(select(messages).where(messages.c.key == key))
        return None if row is None else _message(row)

    async def by_outside_id(self, outside_id: str) -> Message | None:
        """The message the carrier knows by an id, or None."""
        row = await self._store.row(select(messages).where(messages.c.outside_id == outside_id))
        return None if row is None else _message(row)

    async def asked_of(self, address: str, kind: str, since: datetime) -> list[Message]:
        """The messages of a kind that went to an address since then, the newest first."""
        rows = await self._store.rows(
            select(messages)
            .where(
                messages.c.to_address == address,
                messages.c.kind == kind,
                messages.c.planned_at >= since,
            )
            .order_by(messages.c.id.desc())
        )
        return [_message(row) for row in rows]

    async def of_call(self, call_id: str) -> list[Message]:
        """The messages a call caused."""
        rows = await self._store.rows(
            select(messages).where(messages.c.call_id == call_id).order_by(messages.c.id)
        )
        return [_message(row) for row in rows]

    async def _get(self, key: str) -> Message:
        found = await self.find(key)
        if found is None:
            raise KeyError(key)
        return found


def _message(row: Row) -> Message:
    return Message(
        row["key"],
        row["kind"],
        row["to_address"],
        row["body"],
        MessageState(row["state"]),
        row["call_id"],
        row["outside_id"],
        row["changed_at"],
        row["source"],
        row["delivery"],
        row["delivery_code"],
    )
