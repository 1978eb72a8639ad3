"""One call's conversation: takes turns down, runs the tools that are due, says what comes next.

Both brains speak to this and to nothing else. Everything is in the journal before it is said.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from agent.brain.ask import Ask
from agent.brain.record import TurnRecord
from agent.brain.understanding import understand
from agent.intake import take_down
from agent.moves import (
    AskAnythingElse,
    AskFor,
    AskPersonOrCompany,
    AskWhichService,
    Move,
    OfferCallerId,
    OfferOnFile,
    ReadBack,
    RunTool,
    SayGoodbye,
    Tell,
    Warn,
)
from agent.patience import patience
from agent.policy import Order, Situation, is_pressing, next_move
from agent.promises import keep_in_mind
from agent.toolbelt import Toolbelt
from agent.wording import Facts, Speech, speech
from office.clock import Clock
from office.events import EventLog
from office.journal import Journal, OpenCall
from office.sheet import CallSheet, Field, FieldName, Source, State
from prompts.library import Rulebook
from prompts.mapping import danger

SLOW_SECONDS = 0.7
"""A tool that takes longer is bridged by a short line."""

OnSlow = Callable[[str], Awaitable[None]]


class Conversation:
    """The state of one call between the caller's words and the desk's."""

    def __init__(
        self,
        call: OpenCall,
        rulebook: Rulebook,
        toolbelt: Toolbelt,
        journal: Journal,
        events: EventLog,
        clock: Clock,
        *,
        situation: Situation,
        sheet: CallSheet | None = None,
    ) -> None:
        """Begin, or go on with the sheet of a call whose line was lost."""
        self.call, self.rulebook, self.toolbelt = call, rulebook, toolbelt
        self.journal, self.events, self.clock = journal, events, clock
        self.sheet, self.situation = sheet or CallSheet(), situation
        self.ask = self._ask_before = Ask(None, "open", None)
        self.last: Speech | None = None
        self.heard = self._heard_before = ""
        self.desk_turn: int | None = None
        self.over = False
        self._sheet_before, self._unsaid = self.sheet, situation
        self._redoing = False
        self.goes_on, self._reported = False, True
        self._order = Order(rulebook.business.questions, rulebook.business.required)
        self._failures = 0
        self._read_backs = 0
        self._pending_read_back: tuple[str, FieldName, object] | None = None
        self._turn = asyncio.Lock()

    async def greet(self, first: Speech) -> None:
        """Journal the first words, which are being spoken."""
        self.last = first
        self.desk_turn = await self.journal.turn(self.call, "desk", first.text)

    async def resume(self, apology: str) -> Speech:
        """The first words on a line that was lost: an apology, then where we were."""

        async def nobody_waits(_line: str) -> None:
            """Nothing bridges a tool before the first words."""

        return (await self._decide(nobody_waits)).after(apology)

    async def caller_said(self, words: str) -> None:
        """Journal a turn of the caller; it goes on from words that no brain reported."""
        self.goes_on, self._reported = not self._reported, False
        if self.goes_on:
            self.heard = f"{self.heard} {words}"
        else:
            self._heard_before, self.heard = self.heard, words
        await self.journal.turn(self.call, "caller", words)

    async def answered(self, turn: int, milliseconds: int) -> None:
        """Journal how long the caller waited for a turn of the desk."""
        await self.journal.answered(self.call, turn, milliseconds)

    async def excuse(self) -> Speech:
        """A fixed line for when the next words do not come in time."""
        return await self._aside(self.rulebook.phrases.failure.one_moment)

    async def silence(self, times: int) -> Speech:
        """What to say to a caller who says nothing, the first, second and last time."""
        phrases = self.rulebook.phrases
        if times <= len(phrases.silence):
            return await self._aside(phrases.silence[times - 1])
        self.over = True
        return await self._aside(phrases.silence_goodbye, SayGoodbye())

    async def _aside(self, line: str, move: Move | None = None) -> Speech:
        said = Speech((self.rulebook.say(line),), move=move)
        await self.journal.turn(self.call, "desk", said.text)
        return said

    def understand(self, heard: str, *, overlapped: bool = False) -> TurnRecord:
        """Sort a turn by code alone; overlapping words are the end of the turn before."""
        now, caller_id = self._local_now(), self.situation.caller_id
        if overlapped:
            whole = understand(f"{self._heard_before} {heard}", self._ask_before, now, caller_id)
            if whole.model_fields_set:
                self.ask, self._redoing = self._ask_before, True
                self.heard = f"{self._heard_before} {heard}"
                return whole
        return understand(heard, self.ask, now, caller_id)

    def patience(self, heard: str) -> float:
        """How long a silence ends the turn that is being heard."""
        return patience(heard, self.ask)

    async def take(
        self,
        record: TurnRecord,
        heard: str,
        *,
        source: Source = Source.SPEECH,
        overlapped: bool = False,
    ) -> None:
        """Take a turn of the caller down and journal what it changed.

        Args:
            record: the turn, sorted by a brain.
            heard: the turn's words.
            source: how they came.
            overlapped: they began while the desk had hardly begun to speak.
        """
        self._reported = True
        if overlapped:
            self._take_back()
        before = self._sheet_before = self.sheet
        self.over = False
        found = danger(heard, self.rulebook.services)
        if found is not None:
            self.situation = replace(self.situation, danger=found.kind)
        taken = take_down(
            before,
            self.situation,
            self.ask,
            record,
            heard,
            self._local_now(),
            source=source,
            overlapped=overlapped,
        )
        self.situation = taken.situation
        understood = taken.used or found is not None or overlapped
        self._failures = 0 if understood else self._failures + 1
        await self._keep(taken.sheet)

    def _take_back(self) -> None:
        """The desk's last words went unheard: what they asked, offered and told is still to say.

        Where the turn is the rest of the one before, that one's half is undone as well.
        """
        said = self._unsaid
        self.situation = replace(
            self.situation,
            told=said.told,
            clarified=said.clarified,
            offered_caller_id=said.offered_caller_id,
            offered_on_file=said.offered_on_file,
        )
        field = self.ask.field
        if self._redoing and field is not None:
            self.sheet = self.sheet.put_back(self._sheet_before[field])
        self._redoing = False

    async def next_speech(self, on_slow: OnSlow) -> Speech:
        """Do what is due and give the words that come next; they are in the journal already.

        Args:
            on_slow: called with a short line when a tool takes longer than 0.7 s.
        """
        async with self._turn:
            if self.situation.requests[:1] == ("repeat",) and self.last is not None:
                self._answered()
                return await self._say(self.last)
            return await self._say(await self._decide(on_slow))

    async def heard_out(self, mark: str) -> None:
        """The carrier played everything up to a mark: what was read back has been heard."""
        pending = self._pending_read_back
        if pending is None or pending[0] != mark:
            return
        _, name, value = pending
        if self.sheet.value(name) == value:
            await self._keep(self.sheet.read_back(name))

    def read_back_mark(self) -> str | None:
        """The mark to send after the words that must be heard, if the last speech has any."""
        return self._pending_read_back[0] if self._pending_read_back else None

    async def _decide(self, on_slow: OnSlow) -> Speech:
        self._unsaid = self.situation
        lead: list[str] = []
        if self._failures and self.ask.kind not in ("open", "anything_else"):
            wordings = self.rulebook.phrases.failure.not_understood
            lead.append(wordings[min(self._failures, len(wordings)) - 1])
        while True:
            await self._report_emergency()
            move = next_move(self.sheet, self.situation, self._order)
            if isinstance(move, RunTool):
                await self._run(move.name, on_slow)
                continue
            said = self._words(move)
            if isinstance(move, Tell):
                await self._promise(move.key, said)
            self._note(move)
            if isinstance(move, Tell | Warn):
                lead.extend(said.parts)
                continue
            return said.after(*lead)

    async def _promise(self, key: str, said: Speech) -> None:
        """A promise is a row before it is words."""
        unanswered = key == "question" and not self.toolbelt.answer_for(self.heard)
        await keep_in_mind(
            self.toolbelt.tray,
            self.call.id,
            "no_answer" if unanswered else key,
            self.clock.now(),
            said.text,
        )

    async def _run(self, name: str, on_slow: OnSlow) -> None:
        run = asyncio.ensure_future(self.toolbelt.run(name, self.sheet, self.situation))
        done, _ = await asyncio.wait({run}, timeout=SLOW_SECONDS)
        if not done:
            line = str(getattr(self.rulebook.phrases.fillers, name))
            self.desk_turn = await self.journal.turn(self.call, "desk", line)
            await on_slow(line)
        ran = await run
        self.situation = ran.situation
        await self._keep(ran.sheet)

    def _words(self, move: Move) -> Speech:
        facts = Facts(
            words=self._known_words(),
            quote=self.toolbelt.quote,
            answer=self.toolbelt.answer_for(self.heard),
            follow_ups=self._has_open_ends(),
        )
        return speech(move, self.rulebook.phrases, facts)

    def _note(self, move: Move) -> None:
        """Remember what was asked, told and offered, so that nothing is asked or told twice."""
        situation = self.situation
        match move:
            case Tell(key) if situation.requests:
                self._answered()
                self.situation = self.situation.tell(key)
            case Tell(key):
                self.situation = situation.tell(key)
            case Warn(kind):
                self.situation = situation.tell(f"danger:{kind}")
            case OfferCallerId():
                self.situation = replace(situation, offered_caller_id=True)
            case OfferOnFile(field):
                offered = situation.offered_on_file | {field}
                self.situation = replace(situation, offered_on_file=offered)
            case AskWhichService():
                self.situation = replace(situation, clarified=situation.clarified + 1)
            case SayGoodbye():
                self.over = True
        if not isinstance(move, Tell | Warn):
            self._ask_before, self.ask = self.ask, _asked(move)

    async def _say(self, said: Speech) -> Speech:
        """Journal the words, then give them away."""
        self.last = said
        self._pending_read_back = None
        if isinstance(said.move, ReadBack):
            self._read_backs += 1
            mark = f"read-back-{self._read_backs}"
            self._pending_read_back = (mark, said.move.field, said.move.value)
        self.desk_turn = await self.journal.turn(self.call, "desk", said.text)
        return said

    async def _keep(self, sheet: CallSheet) -> None:
        changed: list[Field] = [field for field in sheet if field != self.sheet[field.name]]
        self.sheet = sheet
        await self.journal.fields(self.call, changed)

    async def _report_emergency(self) -> None:
        """The owner hears of it as soon as there is a number to call back."""
        settled = self.sheet[FieldName.PHONE].settled or self.situation.leaving
        if is_pressing(self.sheet) and settled and "reported" not in self.situation.told:
            self.situation = self.situation.tell("reported")
            await self.events.happened(
                "emergency_reported",
                f"{self.call.id}:emergency",
                {"call_id": self.call.id},
                call_id=self.call.id,
            )

    def _answered(self) -> None:
        self.situation = replace(self.situation, requests=self.situation.requests[1:])

    def _has_open_ends(self) -> bool:
        fields = (self.sheet[name] for name in self._order.required)
        unsure = any(field.state is not State.CONFIRMED for field in fields)
        return (
            unsure
            or bool(self.sheet.value(FieldName.PREFERRED_TIME))
            or (self.situation.wants_person)
        )

    def _known_words(self) -> dict[str, str]:
        name = self.sheet.value(FieldName.NAME)
        return self.rulebook.business.words | {"name": str(name) if name else ""}

    def _local_now(self) -> datetime:
        return self.clock.now().astimezone(self.rulebook.business.zone)


def _asked(move: Move) -> Ask:
    match move:
        case AskFor(field, wording):
            return Ask(field, "spell" if wording >= 2 else "value", None)
        case ReadBack(field, value):
            return Ask(field, "confirm", value)
        case OfferCallerId(value):
            return Ask(FieldName.PHONE, "offer_caller_id", value)
        case OfferOnFile(field):
            return Ask(field, "confirm", None)
        case AskPersonOrCompany(text):
            return Ask(FieldName.NAME, "person_or_company", text)
        case AskWhichService(options):
            return Ask(FieldName.SERVICE, "which", None, options)
        case AskAnythingElse():
            return Ask(None, "anything_else", None)
        case _:
            return Ask(None, "open", None)
