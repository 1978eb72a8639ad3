"""Sending a text once: the ledger first, then the carrier, then the ledger again."""

from collections.abc import Iterable
from typing import Protocol

import structlog

from office.followups import Desktray
from office.messages import Message, MessageLedger, MessageState
from office.segments import fitted
from office.texts import Consent, TextLedger
from office.values import Phone
from telephony.errors import CarrierError

log = structlog.get_logger()


class SendText(Protocol):
    """The carrier's way to send a text; gives the carrier's id of it."""

    async def send(self, to: Phone, body: str, key: str) -> str:
        """Send one text."""
        ...


class Texting:
    """Sends each text once per key, also over a crash, and none to whom said STOP."""

    def __init__(
        self, ledger: MessageLedger, texts: TextLedger, tray: Desktray, carrier: SendText
    ) -> None:
        """Keep the books in ledgers and send through a carrier."""
        self._ledger, self._texts = ledger, texts
        self._tray, self._carrier = tray, carrier

    async def may_text(self, to: Phone, call_id: str | None = None) -> bool:
        """Whether neither a number nor the caller of a call has asked us to stop."""
        return not await self._texts.stopped(to.e164, call_id)

    async def agreed(self, to: Phone, call_id: str, turn: int | None) -> None:
        """Keep that a caller said yes to a text, and in which turn of the call."""
        await self._texts.consent(to.e164, Consent.SAID_YES, call_id=call_id, turn=turn)

    async def gave_number(self, to: Phone, call_id: str, turn: int | None) -> None:
        """Keep that a caller gave their number, which is a yes unless they said no."""
        if await self.may_text(to, call_id):
            await self._texts.consent(to.e164, Consent.GAVE_NUMBER, call_id=call_id, turn=turn)

    async def silence(
        self, numbers: Iterable[Phone | None], call_id: str, turn: int | None
    ) -> None:
        """Keep that the caller wants no texts, on any of their numbers; None is a withheld one."""
        for number in numbers:
            e164 = number.e164 if number else ""
            await self._texts.consent(e164, Consent.SAID_STOP, call_id=call_id, turn=turn)

    async def is_silenced(self, call_id: str) -> bool:
        """Whether the caller of a call has said that they want no texts."""
        return await self._texts.silenced(call_id)

    async def text(
        self,
        to: Phone,
        body: str,
        *,
        key: str,
        kind: str,
        call_id: str | None,
        alarm: bool = False,
        by_hand: bool = True,
        farewell: bool = False,
    ) -> bool:
        """Send a text; gives whether the carrier has it.

        With `by_hand` a person is asked to see to what was refused or lost. Only a `farewell`, the
        one answer to a wish for no more texts, and an alarm go to a number that has asked us to
        stop.

        A text whose answer was lost is not sent again: a person is asked to look instead. Only an
        alarm is: one that may ring twice is better than one that never rings.

        Raises:
            CarrierError: the carrier did not take it now; the text stays planned.
        """
        message = await self._ledger.plan(
            key=key, kind=kind, to_address=to.e164, body=fitted(body), call_id=call_id
        )
        if message.state is MessageState.SENT:
            return True
        if message.state is MessageState.IN_FLIGHT and not alarm:
            return await self._lost(message, by_hand)
        if message.state in (MessageState.FAILED, MessageState.UNKNOWN, MessageState.SUPPRESSED):
            return False
        if not (alarm or farewell) and not await self.may_text(to, call_id):
            return await self._suppressed(message, by_hand)
        await self._ledger.change(key, MessageState.IN_FLIGHT)
        try:
            sid = await self._carrier.send(to, message.body, key)
        except CarrierError as error:
            return await self._failed(error, message, alarm, by_hand)
        await self._ledger.taken(key, sid)
        log.info("text_sent", kind=kind, call=call_id)
        return True

    async def _failed(
        self, error: CarrierError, message: Message, alarm: bool, by_hand: bool
    ) -> bool:
        """Decide by what the carrier said; without any answer the text may have gone out."""
        if error.stopped and not alarm:
            return await self.stopped_at_carrier(message, by_hand=by_hand)
        if error.permanent:
            await self._ledger.change(message.key, MessageState.FAILED, error=str(error))
            if by_hand and not alarm:
                await self._ask_person(message, f"was refused. {error}")
            return False
        if error.code or alarm:
            await self._ledger.change(message.key, MessageState.PLANNED, error=str(error))
            raise error
        return await self._lost(message, by_hand)

    async def stopped_at_carrier(self, message: Message, *, by_hand: bool = True) -> bool:
        """They texted STOP while nobody here heard it: it holds from now on. Gives False."""
        await self._texts.consent(message.to_address, Consent.CARRIER_STOP)
        return await self._suppressed(message, by_hand)

    async def arrived(self, message: Message) -> None:
        """A text is on its phone: nobody has to look whether it went out."""
        await self._tray.done(_question(message))

    async def _suppressed(self, message: Message, by_hand: bool) -> bool:
        """What was to be said stays with the call, for a person to say it another way."""
        await self._ledger.change(
            message.key, MessageState.SUPPRESSED, error="They asked for no texts."
        )
        log.info("text_suppressed", kind=message.kind, call=message.call_id)
        if by_hand:
            await self._tray.follow_up(
                key=f"suppressed:{message.key}",
                kind="no_texts",
                note=f'They asked for no texts, so this was not sent: "{message.body}" '
                "If it matters, please tell them another way.",
                call_id=message.call_id,
            )
        return False

    async def _lost(self, message: Message, by_hand: bool) -> bool:
        await self._ledger.change(message.key, MessageState.UNKNOWN, error="answer lost")
        if by_hand:
            await self._ask_person(message, "may or may not have gone out.")
        return False

    async def _ask_person(self, message: Message, what: str) -> None:
        await self._tray.follow_up(
            key=_question(message),
            kind="text_not_sent",
            note=f"The text ({message.kind}) {what}",
            call_id=message.call_id,
        )


def _question(message: Message) -> str:
    return f"text:{message.key}"
