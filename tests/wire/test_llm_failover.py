import asyncio
import socket
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from openai.types.chat import ChatCompletionUserMessageParam
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    FunctionCallResultProperties,
    LLMFullResponseEndFrame,
    LLMMessagesAppendFrame,
    LLMTextFrame,
    TTSSpeakFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.llm_service import FunctionCallParams
from pipecat.workers.runner import WorkerRunner

from agent.brain.breaker import FAILURES
from agent.brain.choice import check_record
from agent.brain.chunks import scripted
from agent.brain.deadlines import LlmTimes
from agent.brain.decision import Call, Decision, Say
from agent.brain.failover import FALLBACKS, FailoverLLM
from agent.brain.openai_client import ModelLine
from agent.brain.scripted import OWN_CALLS
from agent.brain.tools import RECORD_TURN, record_turn_schema
from agent.embedded.openai import KEY, openai_app
from agent.embedded.openai_faults import Fault, Faults, Sort
from agent.embedded.openai_requests import ChatRequest
from agent.embedded.openai_stream import Reply
from agent.pipeline import last_words

pytestmark = pytest.mark.wire

# Shorter than the real ones: what is claimed is the order of things, not the seconds.
TIMES = LlmTimes(first_token=0.3, first_sentence=0.5, stall=0.3, whole=0.8, talking=1.0)
WORDS = "Hi, this is Mike Chen"
BY_MODEL, BY_CODE = {"name": "Mike Chen", "notes": "model"}, {"name": "Mike Chen", "notes": "code"}
TALK = "I've booked you for Tuesday at 9, that's $20. The estimate is on its way. Anything else?"
LEAD_IN = "Let me write that down."
HELD = 20.0  # longer than any test takes


def records(_: ChatRequest) -> Reply:
    return [Call(RECORD_TURN, BY_MODEL)]


def leads_in(_: ChatRequest) -> Reply:
    return [Say(LEAD_IN), Call(RECORD_TURN, BY_MODEL)]


def talks(_: ChatRequest) -> Reply:
    return [Say(TALK)]


class Capture(FrameProcessor):
    """Stands behind the model, where the voice would be."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.ends: asyncio.Queue[None] = asyncio.Queue()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMTextFrame | TTSSpeakFrame):
            self.words.append(frame.text)
        elif isinstance(frame, LLMFullResponseEndFrame):
            self.ends.put_nowait(None)
        await self.push_frame(frame, direction)


@dataclass
class Desk:
    """A pipeline with a model at its centre, and what came of a caller's words."""

    line: ModelLine
    llm: FailoverLLM
    context: LLMContext
    capture: Capture
    worker: PipelineWorker
    recorded: list[tuple[str, dict[str, Any]]]
    saw: list[str]
    pair: LLMContextAggregatorPair
    errors: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        return "".join(self.capture.words)

    async def say(self, words: str = WORDS) -> None:
        """Let the caller say something and begin the model's turn."""
        message: ChatCompletionUserMessageParam = {"role": "user", "content": words}
        await self.worker.queue_frame(LLMMessagesAppendFrame(messages=[message], run_llm=True))

    async def turn(self, words: str = WORDS, *, records: int = 1) -> None:
        """Let the caller say something; wait until it was answered and written down."""
        before = len(self.recorded)
        await self.say(words)
        await asyncio.wait_for(self.capture.ends.get(), HELD / 2)
        await settle(lambda: len(self.recorded) >= before + records)
        await settle(lambda: not self.calls_running)

    @property
    def calls_running(self) -> bool:
        return self.pair.assistant().has_function_calls_in_progress


async def settle(condition: Any, seconds: float = 3.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # pipecat's state gives no event
            await asyncio.sleep(0.01)


@asynccontextmanager
async def serving(reply: Any, faults: Faults) -> AsyncIterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    app = openai_app(reply, faults=faults)
    config = uvicorn.Config(app, log_level=60, ws="none", timeout_graceful_shutdown=0)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listening]))
    try:
        await settle(lambda: server.started)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    finally:
        server.should_exit = server.force_exit = True
        await task
        listening.close()


@asynccontextmanager
async def desk(
    line: ModelLine, *, seconds: float = 0.0, goes_on: bool = False, **options: Any
) -> AsyncIterator[Desk]:
    """A desk on a line to a model.

    `seconds` is how long writing a turn down takes; `goes_on` lets the brain speak after it.
    """
    recorded: list[tuple[str, dict[str, Any]]] = []
    saw: list[str] = []

    async def record_turn(params: FunctionCallParams) -> None:
        await asyncio.sleep(seconds)
        recorded.append((params.tool_call_id, dict(params.arguments)))
        after = FunctionCallResultProperties(run_llm=goes_on)
        await params.result_callback({"noted": True}, properties=after)

    def decide(context: LLMContext) -> Decision:
        words = last_words(context)
        saw.append(words)
        return Call(RECORD_TURN, BY_CODE) if words else Say("What's your number?")

    context = LLMContext(tools=[record_turn_schema(record_turn)])
    llm = FailoverLLM(line, scripted(decide), **{"times": TIMES, **options})
    pair, capture = LLMContextAggregatorPair(context), Capture()
    worker = PipelineWorker(
        Pipeline([pair.user(), llm, capture, pair.assistant()]),
        enable_rtvi=False,
        params=PipelineParams(),
    )
    here = Desk(line, llm, context, capture, worker, recorded, saw, pair)

    async def note(_worker: PipelineWorker, frame: ErrorFrame) -> None:
        here.errors.append(frame.error)

    worker.add_event_handler("on_pipeline_error", note)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    try:
        yield here
    finally:
        await worker.cancel()
        await running


@asynccontextmanager
async def call(
    reply: Any, *faults: Fault, always: Fault | None = None, **options: Any
) -> AsyncIterator[Desk]:
    """A desk, its line and its model, for one call."""
    async with serving(reply, Faults(deque(faults), always)) as base:
        line = ModelLine(KEY, base)
        try:
            async with desk(line, **options) as here:
                yield here
        finally:
            await line.close()


def by_code(here: Desk) -> bool:
    """Whether the scripted brain wrote the turn down, from the caller's own words."""
    number, arguments = here.recorded[-1]
    return (arguments, here.saw) == (BY_CODE, [WORDS]) and number.startswith(OWN_CALLS)


@pytest.mark.parametrize("faults", [[], [Fault("hang_at_end", HELD)]])
@pytest.mark.parametrize("reply", [records, leads_in])
async def test_a_model_that_reports_leaves_nothing_to_code(reply: Any, faults: list[Fault]) -> None:
    async with call(reply, *faults) as here:
        await here.turn()
        assert (here.said, here.saw, await here.line.trouble()) == ("", [], "")
        assert [arguments for _, arguments in here.recorded] == [BY_MODEL]


FAILING: list[tuple[Sort, str]] = [
    ("error_500", "InternalServerError"),
    ("error_401", "AuthenticationError"),
    ("error_429", "RateLimitError"),
    ("hang_before_headers", "TimeoutError"),
    ("hang_after_headers", "TimeoutError"),
    ("empty", "empty"),
    ("nonsense", "JSONDecodeError"),
    ("broken_call", "MalformedReply"),
    ("stall_in_call", "TimeoutError"),
    ("error_in_stream", "APIError"),
    ("cut", "APIConnectionError"),
]


@pytest.mark.parametrize(("sort", "why"), FAILING)
async def test_a_failing_model_costs_the_caller_no_word(sort: Sort, why: str) -> None:
    def reply(asked: ChatRequest) -> Reply:
        return [] if sort == "empty" else records(asked)

    before = FALLBACKS.labels(why)._value.get()
    async with call(reply, Fault(sort, HELD)) as here:
        await here.turn()
        assert (by_code(here), here.said) == (True, "")
        assert (here.errors, here.llm.is_usable) == ([], True)
    assert FALLBACKS.labels(why)._value.get() == before + 1


@pytest.mark.parametrize("sort", ["error_401", "hang_after_headers", "cut", "nonsense"])
async def test_the_next_turn_is_the_models_again(sort: Sort) -> None:
    async with call(records, Fault(sort, HELD)) as here:
        await here.turn()
        await here.turn("The AC is not cooling")
        assert [arguments for _, arguments in here.recorded] == [BY_CODE, BY_MODEL]


async def test_a_server_that_is_not_there_costs_the_caller_no_word() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        line = ModelLine(KEY, f"http://127.0.0.1:{nobody.getsockname()[1]}/v1")
        async with desk(line) as here:
            await here.turn()
            assert by_code(here)
            assert (here.errors, here.llm.is_usable) == ([], True)
        await line.close()


TALKING: list[tuple[str, Any, list[Fault]]] = [
    ("no_call", talks, []),
    ("TimeoutError", talks, [Fault("dribble", 0.05)]),
    ("APIConnectionError", talks, [Fault("cut", keep=1 + 9 + 3)]),  # role, a sentence, a half
    ("APIError", talks, [Fault("error_in_stream", keep=1 + 9)]),
    ("APIConnectionError", leads_in, [Fault("cut", keep=1 + 5)]),
    ("TimeoutError", leads_in, [Fault("stall_in_call", HELD)]),
    ("MalformedReply", leads_in, [Fault("broken_call")]),
]


@pytest.mark.parametrize(("why", "reply", "faults"), TALKING)
async def test_no_word_of_a_model_is_spoken_and_code_takes_the_turn_down(
    why: str, reply: Any, faults: list[Fault]
) -> None:
    before = FALLBACKS.labels(why)._value.get()
    async with call(reply, *faults) as here:
        await here.turn()
        assert (by_code(here), here.said, len(here.recorded)) == (True, "", 1)
        assert (here.errors, here.llm.is_usable) == ([], True)
    assert FALLBACKS.labels(why)._value.get() == before + 1


async def test_two_calls_for_one_turn_are_taken_down_once() -> None:
    async with call(lambda _: [Call(RECORD_TURN, BY_MODEL)] * 2) as here:
        await here.turn()
        assert (by_code(here), len(here.recorded)) == (True, 1)


async def test_the_model_is_told_to_call_once() -> None:
    asked: list[ChatRequest] = []

    def reply(request: ChatRequest) -> Reply:
        asked.append(request)
        return records(request)

    async with call(reply) as here:
        await here.turn()
    assert [(each.tool_choice, each.parallel_tool_calls) for each in asked] == [("required", False)]


async def test_after_failures_in_a_row_later_turns_do_not_ask_the_model() -> None:
    faults = [Fault("hang_after_headers", HELD)] * FAILURES
    async with call(records, *faults) as here:
        for _ in range(FAILURES + 1):
            await here.turn()
        assert [arguments for _, arguments in here.recorded] == [BY_CODE] * (FAILURES + 1)


async def test_one_call_learns_from_the_failures_of_another() -> None:
    async with call(records, *[Fault("error_500")] * FAILURES) as first:
        for _ in range(FAILURES):
            await first.turn()
        async with desk(first.line) as second:
            await second.turn()
        assert by_code(second)


async def test_a_request_the_server_refuses_does_not_cost_other_calls_the_model() -> None:
    async with call(records) as odd:
        odd.context.add_message({"role": "tool", "tool_call_id": "lost", "content": "{}"})
        for _ in range(FAILURES):
            await odd.turn()
        async with desk(odd.line) as usual:
            await usual.turn()
        assert [arguments for _, arguments in odd.recorded] == [BY_CODE] * FAILURES
        assert [arguments for _, arguments in usual.recorded] == [BY_MODEL]


@pytest.mark.parametrize("faults", [[], [Fault("error_500")]])
async def test_after_a_tools_result_code_speaks_and_no_model_is_asked(faults: list[Fault]) -> None:
    asked: list[str] = []

    def reply(request: ChatRequest) -> Reply:
        asked.append(request.words)
        return records(request)

    async with call(reply, *faults, goes_on=True) as here:
        await here.turn()
        await asyncio.wait_for(here.capture.ends.get(), HELD / 2)
        assert (here.said, len(here.recorded)) == ("What's your number?", 1)
        assert asked == ([] if faults else [WORDS])


async def test_a_result_that_comes_late_is_followed_by_code_too() -> None:
    async with call(records, Fault("error_500"), goes_on=True, seconds=0.4) as here:
        await here.say()
        await asyncio.wait_for(here.capture.ends.get(), HELD / 2)
        await here.say("And it is urgent")
        for _ in range(3):
            await asyncio.wait_for(here.capture.ends.get(), HELD / 2)
        assert [arguments for _, arguments in here.recorded] == [BY_CODE, BY_MODEL]
        assert set(here.capture.words) == {"What's your number?"}


async def test_arguments_the_desk_cannot_use_are_left_to_code() -> None:
    def invents(_: ChatRequest) -> Reply:
        return [Call(RECORD_TURN, {"favourite_colour": "blue"})]

    async with call(invents, check=check_record) as here:
        await here.turn()
        assert by_code(here)


async def test_barge_in_leaves_model_and_breaker_as_they_were() -> None:
    asked: list[str] = []

    def reply(request: ChatRequest) -> Reply:
        asked.append(request.words)
        return records(request)

    faults = [Fault("hang_after_headers", HELD)] * FAILURES
    async with call(reply, *faults, times=LlmTimes()) as here:
        for number in range(FAILURES):
            await here.say()
            await settle(lambda: len(asked) > number)  # noqa: B023  # awaited at once
            await here.pair.user().broadcast_interruption()
            await asyncio.wait_for(here.capture.ends.get(), HELD / 2)
        await here.turn("The AC is not cooling")
        assert here.recorded[-1][1] == BY_MODEL
        assert (here.saw, here.errors) == ([], [])


async def test_barge_in_during_a_lead_in_leaves_no_call_unsettled() -> None:
    """A tool that survives barge-in runs and settles (pipecat #5779)."""
    async with call(leads_in, seconds=0.4) as here:
        await here.say()
        await settle(lambda: here.calls_running)
        await here.pair.user().broadcast_interruption()
        await settle(lambda: bool(here.recorded) and not here.calls_running)
        assert "noted" in str(here.context.get_messages())
        await here.turn("The AC is not cooling")
        assert len(here.recorded) == 2
