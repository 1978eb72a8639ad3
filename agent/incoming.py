"""What becomes of a text that somebody sends: it answers one of ours, or a person reads it.

Each is in the ledger before anything follows, once, also when the carrier sends it twice.
"""

from datetime import timedelta

import structlog

from agent.texted import typed
from office.kept import pack
from office.messages import MessageState
from office.texts import Received, TextLedger
from prompts.schema import TextWords
from telephony.switchboard import Text
from tools.desk import Desk
from tools.text_for_field import asked_in

log = structlog.get_logger()

LATE = timedelta(days=2)
"""So long an answer to a text of ours is taken for one after the call has ended."""


class IncomingTexts:
    """The business number's texts."""

    def __init__(self, desk: Desk, ledger: TextLedger) -> None:
        """Keep them in a ledger, and see to them at a desk."""
        self._desk, self._ledger = desk, ledger

    async def received(self, text: Text) -> None:
        """Keep a text, then see to it; one that was kept before is seen to already."""
        if not await self._ledger.note(text.sid, text.sender, text.body):
            log.info("text_sent_twice", sid=text.sid)
            return
        call_id = await self._see_to(text)
        await self._ledger.handled(text.sid, call_id)

    async def take_up(self) -> None:
        """See to texts that a process kept and then died."""
        for waiting in await self._ledger.waiting():
            call_id = await self._see_to(_again(waiting))
            await self._ledger.handled(waiting.sid, call_id)

    async def _see_to(self, text: Text) -> str | None:
        """Do what a text asks for; gives the call it belongs to, if one is known."""
        wish = text.opt_out or wish_of(text.body, self._words)
        if wish:
            log.info("text_wish_heard", wish=wish)
            if wish in ("STOP", "START"):
                allowed = wish == "START"
                await self._ledger.consent(text.sender, allowed=allowed, how=f"texted {wish}")
            return None
        call_id = await self._late(text)
        if call_id is None:
            await self._ask_person(text)
        return call_id

    async def _late(self, text: Text) -> str | None:
        """The answer to a text of ours, after its call: heard, and checked by a person."""
        clock, zone = self._desk.clock, self._desk.library.current.business.zone
        since = clock.now() - LATE
        for asked in await self._desk.messages.asked_of(text.sender, "field", since):
            field = asked_in(asked.key)
            if asked.call_id is None or field is None or asked.state is not MessageState.SENT:
                continue
            readings = typed(field, text.body, clock.now().astimezone(zone))
            value = pack(readings[0].value) if readings else None
            body = {"field": field.value, "value": value, "words": text.body}
            await self._desk.events.happened(
                "text_received", f"text:{text.sid}", body, call_id=asked.call_id
            )
            return asked.call_id
        return None

    async def _ask_person(self, text: Text) -> None:
        """A stranger wrote, or somebody about something else."""
        said = text.body or "nothing"
        if text.pictures:
            said += f" (and sent {text.pictures} picture(s), which your phone carrier keeps)"
        await self._desk.tray.follow_up(
            key=f"text:{text.sid}", kind="text", note=f"{text.sender} wrote: {said}"
        )

    @property
    def _words(self) -> TextWords:
        return self._desk.library.current.messages.keywords


def wish_of(body: str, words: TextWords) -> str:
    """STOP, START or HELP where that is all a text says; else nothing."""
    said = " ".join(word.strip(".,!?\"'").lower() for word in body.split())
    for wish, texts in words.model_dump().items():
        if said in texts:
            return str(wish).upper()
    return ""


def _again(text: Received) -> Text:
    return Text(text.sid, text.sender, text.body)
