"""What becomes of a text once the carrier has it: kept, and acted on if it will not arrive."""

from typing import Protocol

import structlog

from office.messages import Message
from office.sheet import FieldName
from telephony.deliveries import Delivery
from tools.desk import Desk
from tools.text_for_field import asked_in
from triggers.alarm import ALARM, PROBLEM
from triggers.text_undelivered import REGISTRATION

log = structlog.get_logger()


class LiveTexts(Protocol):
    """The calls that wait for a text to be answered."""

    def text_lost(self, call_id: str, field: FieldName) -> None:
        """A text that asked for a field did not arrive."""
        ...


class Deliveries:
    """Takes the carrier's reports, in whatever order and however often they come."""

    def __init__(self, desk: Desk, live: LiveTexts) -> None:
        """Keep them in the desk's ledger; a live call goes on without a text that was lost."""
        self._desk, self._live = desk, live

    async def reported(self, delivery: Delivery) -> None:
        """Keep a report, and what follows from a text that will not arrive."""
        message = await self._desk.messages.find_sent(delivery.key, delivery.sid)
        if message is None:
            log.warning("delivery_of_unknown_text", status=delivery.status)
            return
        if delivery.lost:
            # First: what follows must not be lost if the process dies between the two.
            await self._desk.events.happened(
                "text_undelivered",
                f"undelivered:{message.key}",
                {"message": message.key, "code": delivery.code},
                call_id=message.call_id,
            )
        news = await self._desk.messages.reported(
            message.key, delivery.sid, delivery.status, delivery.code
        )
        log.info(
            "text_reported",
            kind=message.kind,
            call=message.call_id,
            status=delivery.status,
            code=delivery.code,
            news=news,
        )
        field = asked_in(message.key)
        if news and delivery.lost and field is not None and message.call_id:
            self._live.text_lost(message.call_id, field)
        if news and delivery.status == "delivered":
            await self._arrived(message)

    async def _arrived(self, message: Message) -> None:
        """What one text shows to work is no problem any more."""
        await self._desk.texting.arrived(message)
        await self._desk.tray.solved(REGISTRATION)
        if message.kind == ALARM:
            await self._desk.tray.solved(PROBLEM)
