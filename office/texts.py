"""Texts that came in, each kept once before anything follows, and who may be texted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from office.clock import Clock
from office.store import Row, Store
from office.tables import text_consents, texts


class Consent(StrEnum):
    """How somebody came to be texted, or not: what they did, as the ledger keeps it.

    A no holds for that number until it texts START; no later yes of any other kind undoes it.
    """

    GAVE_NUMBER = "called and gave the number"
    SAID_YES = "said yes on the phone"
    SAID_STOP = "said on the phone: no texts"
    TEXTED_STOP = "texted STOP"
    TEXTED_START = "texted START"
    CARRIER_STOP = "the carrier refuses: they texted STOP"

    @property
    def allows(self) -> bool:
        """Whether it is a yes."""
        return self in (Consent.GAVE_NUMBER, Consent.SAID_YES, Consent.TEXTED_START)


@dataclass(frozen=True, slots=True)
class Received:
    """A text that somebody sent to the business number; `sid` is the carrier's id of it."""

    sid: str
    sender: str
    body: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """A yes or no to being texted; `turn` is the words' number in the call's journal."""

    number: str
    allowed: bool
    how: str
    call_id: str | None
    turn: int | None
    at: datetime


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
        self, number: str, how: Consent, *, call_id: str | None = None, turn: int | None = None
    ) -> None:
        """Keep that somebody agreed to be texted, or asked that it stop.

        The same yes or no of one call is kept once, where it was said first.

        Args:
            number: in E.164; empty for a call whose number is withheld.
            how: what they did.
            call_id: the call it was said on.
            turn: the turn it was said in.
        """
        if call_id is not None and await self._is_kept(number, how, call_id):
            return
        await self._store.run(
            insert(text_consents).values(
                number=number,
                allowed=how.allows,
                how=how.value,
                call_id=call_id,
                turn_id=turn,
                given_at=self._clock.now(),
            )
        )

    async def stopped(self, number: str, call_id: str | None = None) -> bool:
        """Whether a number, or the caller of a call on whatever number, wants no texts."""
        theirs: ColumnElement[bool] = text_consents.c.number == number
        if call_id is not None:
            theirs = or_(theirs, _said_stop_on(call_id))
        return await self._last_is_no(theirs)

    async def silenced(self, call_id: str) -> bool:
        """Whether somebody asked on a call not to be texted."""
        return await self._last_is_no(_said_stop_on(call_id))

    async def given(self, number: str) -> list[Given]:
        """Every yes and no of a number, the oldest first."""
        rows = await self._store.rows(
            select(text_consents)
            .where(text_consents.c.number == number)
            .order_by(text_consents.c.id)
        )
        return [_given(row) for row in rows]

    async def _last_is_no(self, theirs: ColumnElement[bool]) -> bool:
        restarts = text_consents.c.how == Consent.TEXTED_START.value
        row = await self._store.row(
            select(text_consents)
            .where(theirs, or_(text_consents.c.allowed.is_(False), restarts))
            .order_by(text_consents.c.id.desc())
            .limit(1)
        )
        return row is not None and not row["allowed"]

    async def _is_kept(self, number: str, how: Consent, call_id: str) -> bool:
        row = await self._store.row(
            select(text_consents.c.id).where(
                text_consents.c.number == number,
                text_consents.c.how == how.value,
                text_consents.c.call_id == call_id,
            )
        )
        return row is not None


def _said_stop_on(call_id: str) -> ColumnElement[bool]:
    return and_(text_consents.c.call_id == call_id, text_consents.c.how == Consent.SAID_STOP.value)


def _received(row: Row) -> Received:
    return Received(row["key"], row["sender"], row["body"], row["received_at"])


def _given(row: Row) -> Given:
    return Given(
        row["number"],
        row["allowed"],
        row["how"],
        row["call_id"],
        row["turn_id"],
        row["given_at"],
    )
