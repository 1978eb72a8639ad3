"""What becomes of a text that somebody sends: a live call has it, or a person does.

Each is in the ledger before anything follows, once, also when the carrier sends it twice.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import ClassVar, Protocol

import structlog

from agent.spoken.no_texts import wants_no_texts
from agent.texted import typed
from office.kept import pack
from office.messages import MessageState
from office.segments import plain
from office.texts import Consent, Received, TextLedger
from office.values import Phone
from prompts.library import Rulebook
from prompts.schema import TextWords
from telephony.errors import CarrierError
from telephony.switchboard import Text
from tools.desk import Desk
from tools.text_for_field import asked_in

log = structlog.get_logger()

CARRIER_STOPS = frozenset("stop unsubscribe end quit stopall revoke optout cancel".split())
"""Twilio answers these itself and takes no text for the number from then on."""
HELP_AGAIN = timedelta(days=1)
"""HELP is answered once in this time, so that two machines do not answer each other for ever."""
LATE = timedelta(days=2)
"""So long an answer to a text of ours is taken for one after the call has ended."""


class LiveCalls(Protocol):
    """The calls that are going on."""

    async def texted(self, sender: str, body: str) -> tuple[str, bool] | None:
        """Give a text to the newest call of its sender: the call, and whether it was of use."""
        ...

    def texts_stopped(self, sender: str) -> None:
        """A caller wants no texts any more."""
        ...


class IncomingTexts:
    """The business number's texts."""

    def __init__(self, desk: Desk, ledger: TextLedger, live: LiveCalls) -> None:
        """Keep them in a ledger; a live call of the sender has them first."""
        self._desk, self._ledger, self._live = desk, ledger, live

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
        wish = await self._wish(text)
        if wish:
            log.info("text_wish_heard", wish=wish)
            await self._WISHES[wish](self, text)
            return None
        live = await self._live.texted(text.sender, text.body) if text.body else None
        if live is not None and live[1]:
            return live[0]
        call_id = live[0] if live is not None else await self._late(text)
        if call_id is None or live is not None:
            await self._ask_person(text, call_id)
        return call_id

    async def _wish(self, text: Text) -> str:
        """STOP, START or HELP, if a text says that and no more; else nothing."""
        wish = text.opt_out or wish_of(text.body, self._words)
        if wish == "AGAIN":
            return "START" if await self._ledger.stopped(text.sender) else ""
        if wish in self._WISHES:
            return wish
        return "STOP" if wants_no_texts(text.body) else ""

    async def _stop(self, text: Text) -> None:
        """For ever, and with one last text where the carrier sends none itself."""
        had_stopped = await self._ledger.stopped(text.sender)
        await self._ledger.consent(text.sender, Consent.TEXTED_STOP)
        self._live.texts_stopped(text.sender)
        by_carrier = text.opt_out or text.body.lower() in CARRIER_STOPS
        if not had_stopped and not by_carrier:
            await self._reply(text, "stopped", self._book.messages.caller.stopped, farewell=True)

    async def _start(self, text: Text) -> None:
        await self._ledger.consent(text.sender, Consent.TEXTED_START)

    async def _help(self, text: Text) -> None:
        """Who we are; a carrier that knows what the text means has answered it already."""
        since = self._desk.clock.now() - HELP_AGAIN
        if text.opt_out or await self._desk.messages.asked_of(text.sender, "help", since):
            return
        await self._reply(text, "help", self._book.messages.caller.help)

    async def _reply(self, text: Text, kind: str, words: str, *, farewell: bool = False) -> None:
        """Answer a text, once; an answer the carrier does not take now would come too late."""
        to, region = Phone(text.sender), self._book.business.region
        if not to.is_local(region):
            return
        try:
            await self._desk.texting.text(
                to,
                self._book.say(words),
                key=f"{kind}:{text.sid}",
                kind=kind,
                call_id=None,
                by_hand=False,
                farewell=farewell,
            )
        except CarrierError as error:
            log.warning("text_not_answered", kind=kind, code=error.code)

    _WISHES: ClassVar[Mapping[str, Callable[["IncomingTexts", Text], Awaitable[None]]]] = {
        "STOP": _stop,
        "START": _start,
        "HELP": _help,
    }

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

    async def _ask_person(self, text: Text, call_id: str | None) -> None:
        """A stranger wrote, or somebody about something else."""
        said = text.body or "nothing"
        if text.pictures:
            said += f" (and sent {text.pictures} picture(s), which your phone carrier keeps)"
        await self._desk.tray.follow_up(
            key=f"text:{text.sid}",
            kind="text",
            note=f"{text.sender} wrote: {said}",
            call_id=call_id,
        )

    @property
    def _book(self) -> Rulebook:
        return self._desk.library.current

    @property
    def _words(self) -> TextWords:
        return self._book.messages.keywords


def spoken(body: str) -> str:
    """The words of a text alone: in small letters, without the signs around them."""
    return " ".join(word.strip(".,!?\"'").lower() for word in plain(body).split())


def wish_of(body: str, words: TextWords) -> str:
    """STOP, START, AGAIN or HELP where that is all a text says; else nothing."""
    said = spoken(body)
    for wish, texts in words.model_dump().items():
        if said in texts:
            return str(wish).upper()
    return ""


def _again(text: Received) -> Text:
    return Text(text.sid, text.sender, text.body)
