"""One call being answered: wires the conversation to its pipeline and its line."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from pipecat.frames.frames import (
    Frame,
    FunctionCallResultProperties,
    LLMRunFrame,
    TTSSpeakFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.llm_service import FunctionCallParams
from pipecat.services.stt_service import STTService
from pipecat.workers.runner import WorkerRunner

from agent.brain.ask import YES_NO
from agent.brain.decision import Call, Decision
from agent.brain.moment import Moment
from agent.brain.record import TurnRecord
from agent.brain.scripted import OWN_CALLS
from agent.brain.sober import sober
from agent.brain.tools import RECORD_TURN, record_turn_schema
from agent.conversation import Conversation
from agent.dialogue import GOODBYE
from agent.floor import Floor, Manner
from agent.hints import MOST_TERMS, hints
from agent.linewatch import LineWatch
from agent.moves import SayGoodbye
from agent.offer import moment_now
from agent.pipeline import CallPipeline, Engines, build, frames_of, last_words
from agent.turns import KEYPAD_PREFIX
from agent.voices.ears import Expecting
from agent.wording import Speech
from office.sheet import Source
from telephony.line import Line

log = structlog.get_logger()

HANG_UP_SECONDS = 12.0
"""The desk hangs up after this even if the carrier never says that the goodbye was heard."""

EnginesFor = Callable[["Answering"], Engines]
Push = Callable[[Frame], Awaitable[None]]


class Answering:
    """The parts of one live call, and what they tell each other."""

    def __init__(
        self,
        line: Line,
        conversation: Conversation,
        first: Speech,
        places: Sequence[str] = (),
    ) -> None:
        """Prepare to answer a line with these first words; `places` are streets to listen for."""
        self.line, self.conversation = line, conversation
        self.context = LLMContext(tools=[record_turn_schema(self.record_turn)])
        self._first, self._heard, self._silences = first, "", 0
        self._encouraged, self._unreported, self._reads_again = 0, False, False
        self._places = places[:MOST_TERMS]
        self.hints = hints(conversation.rulebook, conversation.sheet, self._places)
        self._ears: STTService | None = None
        self._desk_turn: int | None = None
        self._moment = Moment()
        self._greeted: asyncio.Future[None] | None = None
        self._pipeline: CallPipeline | None = None
        self._watch: LineWatch | None = None
        self._one_turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, engines_for: EnginesFor) -> None:
        """Talk until the line is gone."""
        # The first words are written down while the pipeline is built.
        self._greeted = asyncio.ensure_future(self.conversation.greet(self._first))
        watch = self._watch = LineWatch(
            answered=self._answered,
            marked=self._marked,
            silent=self._fill_silence,
            stopped=lambda: self._keep(self.end()),
        )
        engines = engines_for(self)
        self._ears = engines.ears
        pipeline = self._pipeline = build(
            self.line.transport,
            engines,
            self.context,
            watch,
            floor=Floor(self.conversation.patience, self._manner),
            keys=self.conversation.key_patience,
            go_on=self._go_on,
            wrote=self._wrote,
        )
        pipeline.user.add_event_handler("on_user_turn_idle", self._idle)
        pipeline.user.add_event_handler("on_user_turn_stopped", self._turn_ended)
        transport = self.line.transport
        transport.add_event_handler("on_client_connected", self._greet)
        transport.add_event_handler("on_client_disconnected", self._gone)
        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(pipeline.worker)
        try:
            await runner.run()
        finally:
            for task in self._tasks:
                task.cancel()

    async def record_turn(self, params: FunctionCallParams) -> None:
        """The tool both brains report a caller's turn with; code speaks what comes next."""
        record = TurnRecord.model_validate(dict(params.arguments))
        if not params.tool_call_id.startswith(OWN_CALLS):
            own = self.conversation.understand(self._words)
            record = sober(record, own, self.conversation.ask, self._words)
        speech = await self._hear(record, params.llm.push_frame)
        await params.result_callback({"said": speech.text}, properties=_SPOKEN_BY_CODE)

    def decide(self, context: LLMContext) -> Decision | None:
        """The scripted brain: a turn of the caller is sorted by code."""
        if not last_words(context):
            return None
        record = self.conversation.understand(self._words, overlapped=self._overlapped)
        return Call(RECORD_TURN, record.model_dump(exclude_defaults=True))

    def moment(self) -> Moment:
        """What a model may report and say in this turn."""
        return self._moment

    async def model_said(self, sentence: str) -> None:
        """A checked sentence of a model, about to be spoken."""
        await self.conversation.model_said(sentence)
        self._desk_turn = self.conversation.desk_turn

    def model_misspoke(self) -> None:
        """Let the desk's next words begin by putting it right."""
        self.conversation.dialogue.misspoke = True

    def _close_the_form(self) -> None:
        """Offer a model what can be reported of this turn, and nothing else."""
        talk = self.conversation
        self._moment = moment_now(
            talk.rulebook,
            talk.sheet,
            talk.situation,
            talk.ask,
            self._words,
            speech=not self._overlapped and not self._heard.startswith(KEYPAD_PREFIX),
            said=talk.last.text if talk.last else "",
        )
        self.context.set_tools([record_turn_schema(self.record_turn, self._moment.offer)])

    async def _hear(self, record: TurnRecord, push: Push) -> Speech:
        async with self._one_turn:
            self._unreported = False
            keyed = self._heard.startswith(KEYPAD_PREFIX)
            overlapped = self._overlapped
            if overlapped:
                # Only code knows which question the caller had heard, and had not.
                record = self.conversation.understand(self._heard, overlapped=True)
            await self.conversation.take(
                record,
                self.conversation.heard if overlapped else self._words,
                source=Source.KEYPAD if keyed else Source.SPEECH,
                overlapped=overlapped,
            )

            async def bridge(line: str) -> None:
                self._desk_turn = self.conversation.desk_turn
                await push(TTSSpeakFrame(line))

            speech = await self.conversation.next_speech(bridge)
            await self._speak(speech, push)
            self._expect()
            return speech

    def _expect(self) -> None:
        """Ears that can are told the caller's name once it is sure, while the desk speaks."""
        known = hints(self.conversation.rulebook, self.conversation.sheet, self._places)
        if known != self.hints and isinstance(self._ears, Expecting):
            self._keep(self._ears.expect(known))
        self.hints = known

    async def texted(self, body: str) -> bool:
        """Take a text of the caller; False if it gives nothing to this call.

        It is answered at once, but not into the caller's words: then with what follows them.
        """
        async with self._one_turn:
            if not await self.conversation.texted(body):
                return False
            self._silences = 0
            talks = self._watch is not None and self._watch.caller_talks
            if not talks and not self._unreported:
                await self._thank()
        return True

    async def _thank(self) -> None:
        """Say what is due after a text came."""
        if self._pipeline is None:
            return
        push = self._pipeline.worker.queue_frame

        async def bridge(line: str) -> None:
            self._desk_turn = self.conversation.desk_turn
            await push(TTSSpeakFrame(line))

        await self._speak(await self.conversation.next_speech(bridge), push)
        self._expect()

    @property
    def _overlapped(self) -> bool:
        """Whether the turn is the end of the one before, which a brain has reported already."""
        young = self._watch is not None and self._watch.overlapped
        return young and not self.conversation.goes_on

    @property
    def _words(self) -> str:
        """The turn's words, with those before them that no brain reported."""
        return self.conversation.heard if self.conversation.goes_on else self._heard

    async def _speak(self, speech: Speech, push: Push) -> None:
        mark = self.conversation.read_back_mark()
        if isinstance(speech.move, SayGoodbye):
            mark = GOODBYE
            self._keep(self._hang_up_after(HANG_UP_SECONDS))
        self._desk_turn = self.conversation.desk_turn
        for frame in frames_of(speech, mark, self.line.stream_sid):
            await push(frame)

    async def _greet(self, *_: Any) -> None:
        if self._greeted is None:
            return
        await self._greeted
        self._desk_turn = self.conversation.desk_turn
        await self._queue(self._first, self.conversation.read_back_mark())

    async def _wrote(self, words: str) -> None:
        """A turn of the caller is whole: it is in the journal before any brain sees it."""
        if self._reads_again:
            self._reads_again = False
            return
        self._heard, self._silences, self._unreported = words, 0, True
        seconds = self._watch.turn_seconds() if self._watch else None
        await self.conversation.caller_said(words.removeprefix(KEYPAD_PREFIX), seconds=seconds)
        self._close_the_form()

    async def _answered(self, milliseconds: int) -> None:
        turn, self._desk_turn = self._desk_turn, None
        if turn is not None:
            await self.conversation.answered(turn, milliseconds)

    async def _marked(self, name: str) -> None:
        await self.conversation.heard_out(name)
        if self.conversation.parted:
            self._keep(self._hang_up_after(0.0))

    def _manner(self) -> Manner:
        """What the desk is saying, as far as it matters to who speaks into it."""
        last, book = self.conversation.last, self.conversation.rulebook
        warnings = {book.say(line) for line in book.phrases.safety.model_dump().values()}
        if last is not None and warnings & set(last.parts):
            return "safety"
        return "yes_no" if self.conversation.ask.kind in YES_NO else "plain"

    async def _go_on(self) -> None:
        """The caller pauses within something unfinished: a "mm-hm" that takes no turn."""
        if self._pipeline is None:
            return
        self._encouraged += 1
        speech = await self.conversation.encourage(self._encouraged)
        await self._pipeline.worker.queue_frame(TTSSpeakFrame(speech.text, append_to_context=False))

    async def _turn_ended(self, _user: Any, _strategy: Any, message: Any) -> None:
        """Noise without words took the floor: what it cut off is said, or decided, again."""
        cut_off = self._watch is not None and self._watch.cut_off
        if not message.content and self.conversation.situation.text_came and not self._unreported:
            # A text that came meanwhile waited for words that were none.
            self._keep(self._thank())
            return
        if message.content or not cut_off or self._pipeline is None:
            return
        if self._unreported:
            self._reads_again = True
            await self._pipeline.worker.queue_frame(LLMRunFrame())
        elif (last := self.conversation.last) is not None:
            mark = self.conversation.read_back_mark()
            if isinstance(last.move, SayGoodbye):
                mark = GOODBYE
            for frame in frames_of(last, mark, self.line.stream_sid):
                await self._pipeline.worker.queue_frame(frame)

    async def _fill_silence(self) -> None:
        """Something failed or is slow: say so rather than nothing."""
        await self._queue(await self.conversation.excuse())

    async def _idle(self, *_: Any) -> None:
        """The caller says nothing: ask twice, then part."""
        self._silences += 1
        speech = await self.conversation.silence(self._silences)
        await self._queue(speech)
        if isinstance(speech.move, SayGoodbye):
            self._keep(self._hang_up_after(HANG_UP_SECONDS))

    async def _queue(self, speech: Speech, mark: str | None = None) -> None:
        if self._pipeline is None:
            return
        if isinstance(speech.move, SayGoodbye):
            mark = GOODBYE
        for frame in frames_of(speech, mark, self.line.stream_sid):
            await self._pipeline.worker.queue_frame(frame)

    async def end(self) -> None:
        """End the conversation; the line itself is the carrier's."""
        if self._pipeline is not None:
            await self._pipeline.worker.cancel()

    async def _gone(self, *_: Any) -> None:
        await self.end()

    async def _hang_up_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        if self.conversation.over:
            await self.line.hang_up()

    def _keep(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


_SPOKEN_BY_CODE = FunctionCallResultProperties(run_llm=False)
