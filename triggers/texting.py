"""Sending a text once: the ledger first, then the carrier, then the ledger again."""

from typing import Protocol

import structlog

from office.followups import Desktray
from office.messages import MessageLedger, MessageState
from office.values import Phone
from telephony.errors import CarrierError

log = structlog.get_logger()

LONGEST = 480
"""Characters; three segments of a text in plain letters (GSM 03.38: 153 each when joined)."""


class SendText(Protocol):
    """The carrier's way to send a text; gives the carrier's id of it."""

    async def send(self, to: Phone, body: str, key: str) -> str:
        """Send one text."""
        ...


class Texting:
    """Sends each text once per key, also over a crash."""

    def __init__(self, ledger: MessageLedger, tray: Desktray, carrier: SendText) -> None:
        """Keep the books in a ledger and send through a carrier."""
        self._ledger, self._tray, self._carrier = ledger, tray, carrier

    async def text(
        self,
        to: Phone,
        body: str,
        *,
        key: str,
        kind: str,
        call_id: str | None,
        alarm: bool = False,
    ) -> bool:
        """Send a text; gives whether the carrier has it.

        A text whose answer was lost is not sent again: a person is asked to look instead. Only an
        alarm is: one that may ring twice is better than one that never rings.

        Raises:
            CarrierError: the carrier did not take it now; the text stays planned.
        """
        message = await self._ledger.plan(
            key=key, kind=kind, to_address=to.e164, body=shortened(body), call_id=call_id
        )
        if message.state is MessageState.SENT:
            return True
        if message.state is MessageState.IN_FLIGHT and not alarm:
            await self._lost(key, kind, call_id)
            return False
        if message.state in (MessageState.FAILED, MessageState.UNKNOWN):
            return False
        await self._ledger.change(key, MessageState.IN_FLIGHT)
        try:
            sid = await self._carrier.send(to, message.body, key)
        except CarrierError as error:
            return await self._failed(error, key, kind, call_id, alarm)
        await self._ledger.change(key, MessageState.SENT, outside_id=sid)
        log.info("text_sent", kind=kind, call=call_id)
        return True

    async def _failed(
        self, error: CarrierError, key: str, kind: str, call_id: str | None, alarm: bool
    ) -> bool:
        """Decide by what the carrier said; without any answer the text may have gone out."""
        if error.permanent:
            await self._ledger.change(key, MessageState.FAILED, error=str(error))
            await self._ask_person(key, kind, call_id, f"was refused. {error}")
            return False
        if error.code or alarm:
            await self._ledger.change(key, MessageState.PLANNED, error=str(error))
            raise error
        await self._lost(key, kind, call_id)
        return False

    async def _lost(self, key: str, kind: str, call_id: str | None) -> None:
        await self._ledger.change(key, MessageState.UNKNOWN, error="answer lost")
        await self._ask_person(key, kind, call_id, "may or may not have gone out.")

    async def _ask_person(self, key: str, kind: str, call_id: str | None, what: str) -> None:
        await self._tray.follow_up(
            key=f"text:{key}",
            kind="text_not_sent",
            note=f"The text ({kind}) {what}",
            call_id=call_id,
        )


def shortened(body: str) -> str:
    """A body that fits three segments, cut at a word."""
    if len(body) <= LONGEST:
        return body
    return body[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
