"""One call's conversation: the dialogue with its journal, its tools and the owner's events.

Both brains speak to this and to nothing else. Everything is in the journal before it is said.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from agent.brain.ask import Ask
from agent.brain.record import TurnRecord
from agent.dialogue import Dialogue, Keep, ReportEmergency, Run, Say
from agent.patience import key_patience, patience
from agent.pieces import joined
from agent.policy import Situation
from agent.promises import keep_in_mind
from agent.spoken.digits import all_digits
from agent.toolbelt import Toolbelt
from agent.wording import Speech
from office.clock import Clock
from office.events import EventLog
from office.journal import Journal, OpenCall
from office.sheet import CallSheet, FieldName, Said, Source
from office.values import PersonName
from prompts.library import Rulebook

SLOW_SECONDS = 0.7
"""A tool that takes longer is bridged by a short line."""

OnSlow = Callable[[str], Awaitable[None]]


class Conversation:
    """The shell of one call's dialogue: writes it down and carries out what it asks for."""

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
        self.dialogue = Dialogue(rulebook, situation, sheet)
        self.desk_turn: int | None = None
        self._journaled = self.dialogue.sheet
        self._said: Said | None = None
        self._turn = asyncio.Lock()

    @property
    def sheet(self) -> CallSheet:
        """What is known about the caller."""
        return self.dialogue.sheet

    @property
    def situation(self) -> Situation:
        """What is known besides the sheet."""
        return self.dialogue.situation

    @property
    def ask(self) -> Ask:
        """What the desk asked last."""
        return self.dialogue.ask

    @property
    def last(self) -> Speech | None:
        """What the desk said last."""
        return self.dialogue.last

    @property
    def heard(self) -> str:
        """The caller's last turn, with words before it that no brain reported."""
        return self.dialogue.heard

    @property
    def goes_on(self) -> bool:
        """Whether the caller's last turn goes on from words that no brain reported."""
        return self.dialogue.goes_on

    @property
    def parted(self) -> bool:
        """Whether the goodbye was said, heard to its end, and nothing after it."""
        return self.dialogue.parted

    @property
    def over(self) -> bool:
        """Whether the goodbye was said and nothing after it."""
        return self.dialogue.over

    async def greet(self, first: Speech) -> None:
        """Journal the first words, which are being spoken."""
        self.dialogue.greet(first)
        self.desk_turn = await self.journal.turn(self.call, "desk", first.text)

    async def resume(self, apology: str) -> Speech:
        """The first words on a line that was lost: an apology, then where we were."""
        return (await self._decide(_nobody_waits)).after(apology)

    async def caller_said(self, words: str, *, seconds: float | None = None) -> None:
        """Journal a turn of the caller; it goes on from words that no brain reported.

        Args:
            words: the turn, as recognised.
            seconds: how long ago it began, if that is known.
        """
        self.dialogue.caller_said(words)
        now = self.journal.at(self.call)
        began = None if seconds is None else max(0, now - int(seconds * 1000))
        self._said = Said(await self.journal.turn(self.call, "caller", words), began)

    async def answered(self, turn: int, milliseconds: int) -> None:
        """Journal how long the caller waited for a turn of the desk."""
        await self.journal.answered(self.call, turn, milliseconds)

    async def excuse(self) -> Speech:
        """A fixed line for when the next words do not come in time."""
        return await self._aside(self.dialogue.excuse())

    async def silence(self, times: int) -> Speech:
        """What to say to a caller who says nothing, the first, second and last time."""
        say = self.dialogue.silence(times)
        return await self.next_speech(_nobody_waits) if say is None else await self._aside(say)

    async def encourage(self, times: int) -> Speech:
        """A "mm-hm" for a caller who pauses within something unfinished."""
        return await self._aside(self.dialogue.encourage(times))

    async def model_said(self, sentence: str) -> None:
        """Journal a sentence of a model that is about to be spoken before the desk's words."""
        self.dialogue.spoken = (*self.dialogue.spoken, sentence)
        self.desk_turn = await self.journal.turn(self.call, "desk", sentence)

    async def _aside(self, say: Say) -> Speech:
        await self.journal.turn(self.call, "desk", say.speech.text)
        return say.speech

    def understand(self, heard: str, *, overlapped: bool = False) -> TurnRecord:
        """Sort a turn by code alone; overlapping words are the end of the turn before."""
        return self.dialogue.understand(heard, self._local_now(), overlapped=overlapped)

    def patience(self, heard: str, one_breath: bool) -> float:
        """How long a silence ends the turn that is being heard."""
        name = self.sheet.value(FieldName.NAME)
        expected = name.family or name.given if isinstance(name, PersonName) else ""
        alone = patience(heard, self.ask, expected, one_breath=one_breath)
        pieces = self.situation.pieces
        if pieces is None:
            return alone
        return min(alone, patience(joined(pieces, heard), self.ask, expected))

    def key_patience(self, keys: str) -> float:
        """How long the next key is waited for; 0 if what was asked is whole."""
        pieces = self.situation.pieces
        before = all_digits(pieces.words) if pieces is not None else ""
        return min(key_patience(each, self.ask) for each in (keys, f"{before}{keys}"))

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
        now, said = self._local_now(), self._said
        self.dialogue.take(record, heard, now, source=source, said=said, overlapped=overlapped)
        await self._keep_sheet()
        if self.situation.no_texts:
            # Each time: a number that is confirmed later is theirs as well.
            await self.toolbelt.silence(self.sheet, self.situation, said.turn if said else None)

    async def texted(self, body: str) -> bool:
        """Journal a text of the caller and take it down; False if it gives nothing usable."""
        words = f"{self.rulebook.phrases.text.shown} {body}"
        turn = await self.journal.turn(self.call, "caller", words)
        said = Said(turn, self.journal.at(self.call))
        taken = self.dialogue.texted(body, self._local_now(), said)
        await self._keep_sheet()
        return taken

    def text_lost(self, *fields: FieldName) -> None:
        """A text of ours did not reach the caller, or they asked for no more."""
        self.dialogue.text_lost(*fields)

    async def next_speech(self, on_slow: OnSlow) -> Speech:
        """Do what is due and give the words that come next; they are in the journal already.

        Args:
            on_slow: called with a short line when a tool takes longer than 0.7 s.
        """
        async with self._turn:
            said = await self._decide(on_slow)
            self.desk_turn = await self.journal.turn(self.call, "desk", said.text)
            return said

    async def heard_out(self, mark: str) -> None:
        """The carrier played everything up to a mark: what was read back has been heard."""
        self.dialogue.heard_out(mark)
        await self._keep_sheet()

    def read_back_mark(self) -> str | None:
        """The mark to send after the words that must be heard, if the last speech has any."""
        return self.dialogue.mark

    async def _decide(self, on_slow: OnSlow) -> Speech:
        while True:
            match self.dialogue.step():
                case Run(tool):
                    await self._run(tool, on_slow)
                case Keep(promise, words):
                    await self._promise(promise, words)
                case ReportEmergency(kind):
                    await self._report_emergency(kind)
                case Say(said):
                    return said

    async def _run(self, name: str, on_slow: OnSlow) -> None:
        run = asyncio.ensure_future(self.toolbelt.run(name, self.sheet, self.situation))
        done, _ = await asyncio.wait({run}, timeout=SLOW_SECONDS)
        if not done:
            line = str(getattr(self.rulebook.phrases.fillers, name))
            self.desk_turn = await self.journal.turn(self.call, "desk", line)
            await on_slow(line)
        self.dialogue.ran(await run)
        await self._keep_sheet()

    async def _promise(self, promise: str, words: str) -> None:
        """A promise is a row before it is words."""
        tray, now = self.toolbelt.tray, self.clock.now()
        await keep_in_mind(tray, self.call.id, promise, now, words)

    async def _report_emergency(self, kind: str) -> None:
        await self.events.happened(
            "emergency_reported",
            f"{self.call.id}:{'danger' if kind else 'emergency'}",
            {"call_id": self.call.id, "danger": kind, "caller": self.call.caller or ""},
            call_id=self.call.id,
        )

    async def _keep_sheet(self) -> None:
        """Journal the fields that have changed since the journal was written last."""
        before, self._journaled = self._journaled, self.sheet
        changed = [field for field in self.sheet if field != before[field.name]]
        await self.journal.fields(self.call, changed)

    def _local_now(self) -> datetime:
        return self.clock.now().astimezone(self.rulebook.business.zone)


async def _nobody_waits(_line: str) -> None:
    """Nothing bridges a tool where the caller waits for no answer."""
