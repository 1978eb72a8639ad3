"""Texts that came in, each kept once before anything follows, and who may be texted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from office.clock import Clock
from office.store import Row, Store
from office.tables import text_consents, texts


@dataclass(frozen=True, slots=True)
class Received:
    """A text that somebody sent to the business number; `sid` is the carrier's id of it."""

    sid: str
    sender: str
    body: str
    received_at: datetime


class TextLedger:
    """Keeps every text that came in, and every yes and no to being texted."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep them in a store."""
        self._store, self._clock = store, clock

    async def note(self, sid: str, sender: str, body: str) -> bool:
        """Keep a text; False if it was kept before, since carriers may send one twice."""
        values = {
            "key": sid,
            "sender": sender,
            "body": body,
            "received_at": self._clock.now(),
        }
        return bool(await self._store.run(self._store.once(texts, values)))

    async def handled(self, sid: str, call_id: str | None = None) -> None:
        """What a text asks for is done, or has been handed on; `call_id` is the call it is for."""
        await self._store.run(
            update(texts)
            .where(texts.c.key == sid)
            .values(handled_at=self._clock.now(), call_id=call_id)
        )

    async def waiting(self) -> list[Received]:
        """Texts that were kept and not handled: the process died in between."""
        rows = await self._store.rows(
            select(texts).where(texts.c.handled_at.is_(None)).order_by(texts.c.received_at)
        )
        return [_received(row) for row in rows]

    async def consent(
        self, number: str, *, allowed: bool, how: str, call_id: str | None = None
    ) -> None:
        """Keep that somebody agreed to be texted, or asked that it stop; the last word counts."""
        await self._store.run(
            insert(text_consents).values(
                number=number,
                allowed=allowed,
                how=how,
                call_id=call_id,
                given_at=self._clock.now(),
            )
        )

    async def stopped(self, number: str) -> bool:
        """Whether a number asked not to be texted any more."""
        row = await self._store.row(
            select(text_consents)
            .where(text_consents.c.number == number)
            .order_by(text_consents.c.id.desc())
            .limit(1)
        )
        return row is not None and not row["allowed"]


def _received(row: Row) -> Received:
    return Received(row["key"], row["sender"], row["body"], row["received_at"])
