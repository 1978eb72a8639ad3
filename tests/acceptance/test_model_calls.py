import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
import uvicorn
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    InputTransportMessageFrame,
    OutputTransportMessageFrame,
    StartFrame,
    TranscriptionFrame,
    TTSSpeakFrame,
    TTSTextFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.transports.base_transport import BaseTransport

from agent.answering import Answering
from agent.brain.breaker import FAILURES
from agent.brain.choice import Brains, choose_brains
from agent.brain.deadlines import LlmTimes
from agent.brain.decision import Call, Say
from agent.brain.scripted import OWN_CALLS
from agent.conversation import Conversation
from agent.embedded.openai import KEY, openai_app
from agent.embedded.openai_faults import Fault, Faults, Sort
from agent.embedded.openai_mind import sort_turn
from agent.embedded.openai_requests import ChatRequest
from agent.embedded.openai_stream import Reply
from agent.linewatch import SILENCE_SECONDS
from agent.moves import SayGoodbye
from agent.pipeline import Engines
from agent.rehearsal.mind import CallerMind
from agent.rehearsal.scenario import Scenario, load
from agent.wording import Speech
from office.calls import one_call
from office.ports import loopback
from office.settings import Settings
from office.sheet import FieldName, State
from telephony.line import Line

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(120)]

SCENARIO = "ac-not-cooling"
HELD = 20.0
MOST_TURNS = 40
STRANGER = "+16145550171"
LIE = "I've booked you for Tuesday at 9, that's $20. The estimate is on its way."


class Silent(FrameProcessor):
    """Stands where sound would be turned into words."""

    def __init__(self) -> None:
        super().__init__()
        self.started = asyncio.Event()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)
        if isinstance(frame, StartFrame):
            self.started.set()


class Paper(Silent):
    """The desk's words in writing, whether code or a model would have them spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.keeps_talking = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        if isinstance(frame, TTSSpeakFrame):
            frame = TTSTextFrame(frame.text, "sentence")
        if type(frame).__name__ in ("LLMTextFrame", "TTSTextFrame"):
            self.words.append(getattr(frame, "text", ""))
            await self.push_frame(BotStartedSpeakingFrame())
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSTextFrame) and not self.keeps_talking:
            await self.push_frame(BotStoppedSpeakingFrame())


class Echo(Silent):
    """The carrier's side of a mark: it comes back once the words before it were heard."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, OutputTransportMessageFrame):
            back = InputTransportMessageFrame(message=frame.message)
            await self.push_frame(back, FrameDirection.UPSTREAM)


class TypedLine(BaseTransport):
    """A line on which the caller types and reads."""

    stream_sid = "MZ1"

    def __init__(self) -> None:
        super().__init__()
        self.keyboard, self.echo = Silent(), Echo()
        self.gone = False
        for event in ("on_client_connected", "on_client_disconnected"):
            self._register_event_handler(event)

    @property
    def transport(self) -> BaseTransport:
        return self

    def input(self) -> FrameProcessor:
        return self.keyboard

    def output(self) -> FrameProcessor:
        return self.echo

    async def open(self) -> None:
        await asyncio.wait_for(self.keyboard.started.wait(), HELD)
        await self._call_event_handler("on_client_connected", None)

    async def hang_up(self) -> None:
        self.gone = True
        await self._call_event_handler("on_client_disconnected", None)


class ModelCall:
    """One call over the real pipeline, its brain a model across the wire."""

    def __init__(self, typed: Any, brains: Brains) -> None:
        self.typed, self.brains = typed, brains
        self.line, self.paper = TypedLine(), Paper()
        self.waits: list[float] = []
        self._turn: int | None = None

    @asynccontextmanager
    async def ringing(self, caller: str | None) -> AsyncIterator[Conversation]:
        """The call from its greeting to its end."""
        conversation: Conversation = await self.typed.ring(caller)
        self.conversation = conversation
        setattr(conversation, "patience", lambda *_: 0.0)  # noqa: B010  # what is typed is whole
        book = self.typed.desk.library.current
        first = Speech((book.say(book.greeting.unknown),))
        answering = Answering(cast(Line, self.line), conversation, first)
        self.context = answering.context
        running = asyncio.create_task(answering.run(self._engines))
        try:
            await self.line.open()
            yield conversation
        finally:
            if not self.line.gone:
                await self.line.hang_up()
            await asyncio.wait_for(running, HELD)
        await self.typed.hang_up(conversation)

    async def play(self, scenario: Scenario) -> list[str]:
        """The whole call; gives what differs at its end from what the scenario expects."""
        await self.typed.prepare(scenario)
        async with self.ringing(scenario.caller.number) as conversation:
            await self._talk(CallerMind(scenario.caller))
        graded: list[str] = await self.typed.graded(scenario, conversation)
        return graded

    def _engines(self, answering: Answering) -> Engines:
        rulebook = self.conversation.rulebook
        self.llm = self.brains.brain(
            answering.decide, rulebook.instructions(self.typed.clock.now()), answering
        )
        return Engines(cast(Any, Silent()), self.llm, cast(Any, self.paper))

    async def _talk(self, mind: CallerMind) -> None:
        said = await self.heard()
        for _ in range(MOST_TURNS):
            reply = mind.reply(said)
            if reply.hang_up or self.line.gone:
                return
            await self.type(f"keypad: {reply.keys}" if reply.keys else reply.words)
            said = await self.heard()
            last = self.conversation.last
            if last is not None and isinstance(last.move, SayGoodbye):
                return

    async def type(self, words: str) -> None:
        turn = TranscriptionFrame(words, "caller", "2026-09-14T19:15:00Z", finalized=True)
        await self.line.keyboard.push_frame(turn)

    async def heard(self) -> str:
        """What the desk says next, once all of it is on the paper and its marks are back."""
        began, start = len(self.paper.words), time.monotonic()
        async with asyncio.timeout(HELD):
            while not self._written(began):  # noqa: ASYNC110  # pipecat gives no event
                await asyncio.sleep(0.01)
        self._turn = self.conversation.desk_turn
        self.waits.append(time.monotonic() - start)
        await asyncio.sleep(0.03)
        return plain(self.paper.words[began:])

    def _written(self, began: int) -> bool:
        """Whether all of the desk's turn is on the paper, and the model knows of it."""
        last = self.conversation.last
        if last is None or self.conversation.desk_turn == self._turn:
            return False
        messages: list[Any] = self.context.get_messages()
        known = not messages or '"said"' in str(messages[-1].get("content"))
        return known and plain(self.paper.words[began:]).endswith(plain([last.text]))

    @property
    def told(self) -> str:
        return "\n".join(self.paper.words)


def plain(words: list[str]) -> str:
    return " ".join(" ".join(words).split())


@asynccontextmanager
async def model(
    reply: Any, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Brains]:
    """A model across the wire, set up as a deployer does it: by two variables."""
    with loopback() as listening:
        config = uvicorn.Config(
            openai_app(reply, faults=faults),
            log_level=60,
            ws="none",
            timeout_graceful_shutdown=0,
        )
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", base)
        brains = choose_brains(Settings())
        try:
            yield brains
        finally:
            await brains.close()
            server.should_exit = server.force_exit = True
            await running


async def played(
    typed: Any,
    patch: pytest.MonkeyPatch,
    *faults: Fault,
    always: Fault | None = None,
    **options: Any,
) -> tuple[list[str], ModelCall]:
    """A whole call with these faults in a row; what differs at its end, and the call."""
    plays = options.get("plays", sort_turn)
    async with model(plays, Faults(deque(faults), always), patch) as brains:
        call = ModelCall(typed, brains)
        return await call.play(load(options.get("scenario", SCENARIO))), call


def taken_over(call: ModelCall) -> int:
    """How many turns were reported by code in the model's stead."""
    return sum(
        str(tool.get("id", "")).startswith(OWN_CALLS)
        for message in cast(list[dict[str, Any]], call.context.get_messages())
        for tool in message.get("tool_calls", ())
    )


def turns(call: ModelCall) -> int:
    return sum(message["role"] == "user" for message in cast(Any, call.context.get_messages()))


@pytest.mark.parametrize("scenario", ["ac-not-cooling", "jc-plumbing", "spelled-name"])
async def test_model_that_reports_every_turn_leaves_customer_and_estimate(
    typed: Any, monkeypatch: pytest.MonkeyPatch, scenario: str
) -> None:
    wrong, call = await played(typed, monkeypatch, scenario=scenario)
    assert wrong == [], call.told
    assert taken_over(call) == 0


@pytest.mark.parametrize("sort", ["hang_before_headers", "error_401", "error_500"])
async def test_model_that_fails_in_every_turn_is_replaced_in_the_same_turn(
    typed: Any, monkeypatch: pytest.MonkeyPatch, sort: Sort
) -> None:
    wrong, call = await played(typed, monkeypatch, always=Fault(sort, HELD))
    assert wrong == [], call.told
    assert taken_over(call) == turns(call)
    # After two failures the model is left alone, so nobody waits for it any more.
    slow = [wait for wait in call.waits[1:] if wait > LlmTimes().first_token]
    assert len(slow) == (FAILURES if sort == "hang_before_headers" else 0)
    assert max(call.waits[1:]) < SILENCE_SECONDS


WORKS = Fault("hang_at_end", 0.0)
THIRD: list[Fault] = [
    Fault("cut", keep=1),
    Fault("cut", keep=4),
    Fault("dribble", 0.05),
    Fault("stall_in_call", HELD),
    Fault("error_401"),
    Fault("error_500"),
    Fault("nonsense"),
    Fault("error_in_stream", keep=3),
]


@pytest.mark.parametrize("fault", THIRD, ids=lambda fault: f"{fault.sort}-{fault.keep}")
async def test_model_that_fails_in_the_third_turn_costs_the_caller_nothing(
    typed: Any, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    wrong, call = await played(typed, monkeypatch, WORKS, WORKS, fault)
    assert wrong == [], call.told
    assert taken_over(call) == 1
    assert max(call.waits[1:]) < SILENCE_SECONDS


def lies(_: ChatRequest) -> Reply:
    return [Say(LIE)]


def lies_and_reports(asked: ChatRequest) -> Reply:
    return [Say(LIE), *sort_turn(asked)]


def invents(asked: ChatRequest) -> Reply:
    """A report of what nobody said, with a name, a number and a street of its own."""
    made_up = {"name": "Zoe Quinn", "phone": "614-555-0999", "address": "9 Elm Street"}
    return [
        Call(part.tool, part.arguments | made_up)
        for part in sort_turn(asked)
        if isinstance(part, Call)
    ]


@pytest.mark.parametrize("plays", [lies, lies_and_reports])
async def test_words_of_a_model_are_never_heard(
    typed: Any, monkeypatch: pytest.MonkeyPatch, plays: Any
) -> None:
    wrong, call = await played(typed, monkeypatch, plays=plays)
    assert wrong == [], call.told
    assert "Tuesday at 9" not in call.told
    assert "20" not in call.told
    record = await one_call(typed.store, call.conversation.call.id)
    assert record is not None
    journaled = " ".join(turn["text"] for turn in record.turns if turn["who"] == "desk")
    fixed = call.conversation.rulebook.fixed_lines()
    assert [
        words for words in call.paper.words if words not in journaled and words not in fixed
    ] == []


async def test_what_a_model_invents_reaches_no_sheet(
    typed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, call = await played(typed, monkeypatch, plays=invents)
    sheet = str(list(call.conversation.sheet))
    assert "Quinn" not in sheet
    assert "Elm" not in sheet
    assert "0999" not in sheet


@pytest.mark.parametrize("always", [None, Fault("hang_before_headers", HELD)])
async def test_words_said_while_the_model_thinks_are_taken_down_with_the_next(
    typed: Any, monkeypatch: pytest.MonkeyPatch, always: Fault | None
) -> None:
    faults = Faults(deque([WORKS, Fault("hang_before_headers", HELD)]), always)
    async with model(sort_turn, faults, monkeypatch) as brains:
        call = ModelCall(typed, brains)
        async with call.ringing(STRANGER) as conversation:
            await call.heard()
            await call.type("I need two new outlets. It can wait a few days.")
            await call.heard()
            await call.type("My name is Lisa Park.")
            await asyncio.sleep(0.3)
            await call.type("And it's for my home.")
            assert "Lisa Park" in await call.heard()
            sheet = conversation.sheet
            assert "home" not in str(sheet.value(FieldName.SERVICE))
            assert sheet.value(FieldName.CUSTOMER_TYPE) == "residential"


async def test_yes_over_a_question_not_yet_heard_is_no_answer_to_it(
    typed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with model(sort_turn, Faults(), monkeypatch) as brains:
        call = ModelCall(typed, brains)
        async with call.ringing(STRANGER) as conversation:
            await call.heard()
            for words in ("I need two new outlets. It can wait.", "My name is Lisa Park."):
                await call.type(words)
                await call.heard()
            call.paper.keeps_talking = True
            await call.type("Yes.")
            assert "calling from" in await call.heard()
            await call.type("Yes, that's right.")
            assert "calling from" in await call.heard()
            assert conversation.sheet[FieldName.NAME].state is State.CONFIRMED
            assert conversation.sheet.value(FieldName.PHONE) is None
