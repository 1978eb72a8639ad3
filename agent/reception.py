"""Reception: from the ring to the end of the line.

While it rings the caller is looked up in the local mirror and the first words are rendered, so
that they start with the stream. Nothing here asks QuickBooks or a provider before them.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import structlog

from agent.answering import Answering, EnginesFor
from agent.arranging import visiting_again, visiting_at
from agent.conversation import Conversation
from agent.placing import placing_at
from agent.policy import Situation
from agent.toolbelt import Toolbelt, on_file
from agent.wording import Speech
from office.clock import Clock, ShiftedClock
from office.journal import Journal, OpenCall
from office.sheet import CallSheet, FieldName, Value
from office.values import Email, PersonName, Phone
from office.writes import Write
from telephony.line import Line
from telephony.ring import Ring
from tools.desk import Desk
from tools.text_for_field import asked_in, may_text

log = structlog.get_logger()

RESUME_SECONDS = 20.0
"""How long a lost line may take to come back before the call counts as over."""

ENDING_SECONDS = 3.0
"""How long a desk that stops waits for the journals of its calls."""

RINGING_SECONDS = 60.0
"""A call whose stream has not come by then was hung up while it rang."""

Render = Callable[[str], Awaitable[None]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FirstWords:
    """What is said when the line opens, and what is known about who calls."""

    speech: Speech
    situation: Situation
    clock: Clock


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call that rings: its first words are being rendered and its journal is being opened."""

    first: FirstWords
    opened: "asyncio.Task[OpenCall]"
    textable: "asyncio.Task[bool]"


class Reception:
    """Answers every call of the process."""

    def __init__(
        self,
        desk: Desk,
        journal: Journal,
        engines_for: EnginesFor,
        render: Render,
        *,
        rehearsals: bool = False,
        resume_seconds: float = RESUME_SECONDS,
        ringing_seconds: float = RINGING_SECONDS,
    ) -> None:
        """Work at a desk.

        Args:
            desk: what the tools work at.
            journal: where calls are written down.
            engines_for: builds ears, brain and voice for one call.
            render: turns words into sound ahead of time, while the phone still rings.
            rehearsals: whether a ring may say what time it pretends to be; on the embedded
                carrier only.
            resume_seconds: how long a lost line may take to come back.
            ringing_seconds: how long the stream of a call that rang may take to come.
        """
        self._desk, self._journal = desk, journal
        self._engines_for, self._render = engines_for, render
        self._rehearsals = rehearsals
        self._resume_seconds, self._ringing_seconds = resume_seconds, ringing_seconds
        self._ringing: dict[str, Ringing] = {}
        self._live: dict[str, Answering] = {}
        self._finished: set[str] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def on_ring(self, ring: Ring) -> None:
        """Look the caller up, open the journal, render the first words; no network, no waiting."""
        if ring.call_sid in self._ringing or ring.call_sid in self._live:
            # The carrier sent the webhook again: what it started goes on.
            return
        ringing = self._ring(ring)
        self._ringing[ring.call_sid] = ringing
        self._keep(self._prepare(ringing.first.speech))
        self._keep(self._give_up_ringing(ring.call_sid))

    async def answer(self, line: Line) -> None:
        """Hold the call on this line until it ends."""
        ring = line.ring
        known = await self._journal.find_call(ring.call_sid) if line.resumed else None
        ringing = self._ringing.pop(ring.call_sid, None)
        if known is not None:
            call, conversation, speech = await self._resume(known, ring)
        else:
            ringing = ringing or self._ring(ring)
            call, speech = await ringing.opened, ringing.first.speech
            situation = replace(ringing.first.situation, can_text=await ringing.textable)
            conversation = self._conversation(call, ringing.first, situation)
        streets = self._desk.library.gazetteer.names
        answering = Answering(line, conversation, speech, streets)
        self._live[ring.call_sid] = answering
        self._idle.clear()
        try:
            await answering.run(self._engines_for)
        finally:
            self._live.pop(ring.call_sid, None)
            await self._part(call, conversation, line)
            if not self._live:
                self._idle.set()

    async def take_up(self) -> None:
        """See to the calls of a process that died: who does not come back has hung up."""
        for call in await self._journal.left_open():
            if call.call_sid not in self._live:
                await self._journal.close_call(call, "lost")
                self._keep(self._give_up(call, None))

    def how_it_ended(self, call_sid: str) -> str:
        """Whether a call that left its stream was "finished" by us or "lost"."""
        live = self._live.get(call_sid)
        parting = live is not None and live.conversation.over
        return "finished" if parting or call_sid in self._finished else "lost"

    async def ended(self, call_sid: str) -> None:
        """The carrier says the call is over, whatever became of its stream."""
        if await self._hung_up_ringing(call_sid):
            return
        call = await self._journal.find_call(call_sid)
        if call is not None and call_sid not in self._live:
            await self._complete(call)

    async def texted(self, sender: str, body: str) -> tuple[str, bool] | None:
        """Give a text to the newest call of its sender: the call, and whether it was of use."""
        for answering in reversed(self._live.values()):
            if _reaches(answering, sender):
                return answering.conversation.call.id, await answering.texted(body)
        return None

    def texts_stopped(self, sender: str) -> None:
        """A caller wants no texts any more: what they were asked by text a person asks."""
        for answering in self._live.values():
            if _reaches(answering, sender):
                answering.conversation.text_lost()

    def text_lost(self, call_id: str, field: FieldName) -> None:
        """A text that asked for a field did not arrive."""
        for answering in self._live.values():
            if answering.conversation.call.id == call_id:
                answering.conversation.text_lost(field)

    async def close(self) -> None:
        """Let calls that are ending be written down, then stop what runs beside them."""
        for answering in list(self._live.values()):
            await answering.end()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENDING_SECONDS):
                await self._idle.wait()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def live_calls(self) -> int:
        """Calls being answered right now."""
        return len(self._live)

    def _ring(self, ring: Ring) -> Ringing:
        """Begin to open the journal of a call, so that no commit lies before its first word."""
        opening = self._journal.open_call(
            ring.call_sid,
            caller=ring.caller.e164 if ring.caller else None,
            called=ring.called,
            attestation=ring.attestation,
        )
        textable = self._keep(self._can_text(ring))
        return Ringing(self._first_words(ring), self._keep(opening), textable)

    async def _can_text(self, ring: Ring) -> bool:
        """Whether a text can be offered: not to a number that the carrier calls forged.

        A withheld number does not matter: then the confirmed one is texted.
        """
        if ring.caller is None:
            return True
        return ring.attestation != "failed" and await may_text(self._desk, ring.caller)

    async def _give_up_ringing(self, call_sid: str) -> None:
        await asyncio.sleep(self._ringing_seconds)
        await self._hung_up_ringing(call_sid)

    async def _hung_up_ringing(self, call_sid: str) -> bool:
        """Close a call whose stream never came; False if it is not ringing any more."""
        ringing = self._ringing.pop(call_sid, None)
        if ringing is None:
            return False
        call = await ringing.opened
        await self._journal.close_call(call, "hung_up", if_open=True)
        await self._complete(call, ringing.first.situation)
        return True

    def _first_words(self, ring: Ring) -> FirstWords:
        book = self._desk.library.current
        file, first_name = on_file(self._desk, ring.caller)
        clock = self._clock_of(ring)
        now = clock.now().astimezone(book.business.zone)
        is_open = book.business.hours.is_open(now)
        if first_name and self._may_greet(ring):
            text = book.greeting.known if is_open else book.greeting.known_after_hours
            parts = book.greet(text, name=first_name)
            file = replace(file, greeted=True) if file else None
        else:
            parts = book.greet(book.greeting.unknown if is_open else book.greeting.after_hours)
        situation = Situation(
            caller_id=ring.caller,
            on_file=file,
            placing=placing_at(self._desk),
            visiting=visiting_at(self._desk),
        )
        return FirstWords(Speech(parts), situation, clock)

    def _clock_of(self, ring: Ring) -> Clock:
        """The desk's own, or that of a rehearsal, which must not depend on the time of day."""
        if self._rehearsals and ring.rehearsed_at is not None:
            return ShiftedClock(self._desk.clock, ring.rehearsed_at)
        return self._desk.clock

    def _may_greet(self, ring: Ring) -> bool:
        """By name only as far as the owner allows and the carrier vouches for the number."""
        rule = self._desk.library.current.business.greet_known_callers
        if rule == "never" or ring.attestation == "failed":
            return False
        return rule == "always" or ring.attestation == "A"

    async def _prepare(self, speech: Speech) -> None:
        for part in speech.parts:
            await self._render(part)

    async def _resume(self, known: OpenCall, ring: Ring) -> tuple[OpenCall, Conversation, Speech]:
        first = self._first_words(ring)
        call = await self._journal.resume_call(known)
        sheet = await self._journal.sheet(call)
        book = self._desk.library.current
        name = sheet.value(FieldName.NAME)
        said = (
            book.say(book.phrases.resume.named, name=name.given)
            if isinstance(name, PersonName)
            else book.say(book.phrases.resume.unnamed)
        )
        made, here = await self._desk.writes.of_call(call.id), f"@{self._desk.company}"
        writes = {write.entity: write for write in made if write.key.endswith(here)}
        situation = first.situation
        if (customer := writes.get("Customer")) is not None:
            # What was changed before the line was lost is corrected when the call is over.
            situation = replace(
                situation, customer="created", customer_id=customer.qbo_id, entered=sheet
            )
        if "Estimate" in writes:
            situation = replace(
                situation,
                estimate="created",
                estimate_for=_mailed_to(writes.get("EstimateEmail"), sheet),
                told=frozenset({"estimate_created"}),
            )
        here_and_now = replace(self._desk, clock=first.clock)
        situation = replace(situation, visiting=await visiting_again(here_and_now, call.id))
        sent = await self._desk.messages.of_call(call.id)
        awaited = tuple(name for message in sent if (name := asked_in(message.key)) is not None)
        situation = replace(situation, awaited=awaited, can_text=await self._can_text(ring))
        if await self._desk.texting.is_silenced(call.id):
            situation = replace(situation, can_text=False, no_texts="told")
        conversation = self._conversation(call, first, situation, sheet)
        return call, conversation, await conversation.resume(said)

    def _conversation(
        self,
        call: OpenCall,
        first: FirstWords,
        situation: Situation,
        sheet: CallSheet | None = None,
    ) -> Conversation:
        desk = replace(self._desk, clock=first.clock)
        return Conversation(
            call,
            desk.library.current,
            Toolbelt(desk, call, self._journal),
            self._journal,
            desk.events,
            desk.clock,
            situation=situation,
            sheet=sheet,
        )

    async def _part(self, call: OpenCall, conversation: Conversation, line: Line) -> None:
        """The stream is gone: the call ended, or the line was lost and may come back."""
        if conversation.over or line.stopped:
            self._finished.add(call.call_sid)
            await self._journal.close_call(call, "finished" if conversation.over else "hung_up")
            await self._complete(call, conversation.situation)
            return
        await self._journal.close_call(call, "lost")
        self._keep(self._give_up(call, conversation.situation))

    async def _give_up(self, call: OpenCall, situation: Situation | None) -> None:
        await asyncio.sleep(self._resume_seconds)
        if call.call_sid not in self._live:
            await self._complete(call, situation)

    async def _complete(self, call: OpenCall, situation: Situation | None = None) -> None:
        """Everything that follows a call hangs on this one event."""
        company = self._desk.company
        body = {"call_id": call.id, "caller": call.caller or "", "company": company}
        if situation is not None and situation.customer == "known" and situation.customer_id:
            body["customer_id"] = situation.customer_id
        if situation is not None and situation.visiting and situation.visiting.errand:
            body["about_visit"] = situation.visiting.errand
        await self._desk.events.happened(
            "call_completed", f"{call.id}:completed", body, call_id=call.id
        )

    def _keep(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _reaches(answering: Answering, number: str) -> bool:
    """Whether a call is with this number: the one that calls, or the one that was confirmed."""
    conversation = answering.conversation
    confirmed = conversation.sheet.confirmed(FieldName.PHONE, Phone)
    return number in (conversation.call.caller, confirmed.value.e164 if confirmed else None)


def _mailed_to(mailed: Write | None, sheet: CallSheet) -> Value | None:
    """The address that the estimate went to, or would have gone to."""
    return Email(str(mailed.payload["to"])) if mailed else sheet.value(FieldName.EMAIL)
