import json
from collections import deque
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from openai import AsyncOpenAI
from pipecat.processors.aggregators.llm_context import LLMContext

from agent.brain.breaker import FAILURES, PAUSE_SECONDS
from agent.brain.chunks import scripted
from agent.brain.deadlines import LlmTimes
from agent.brain.decision import Call, Say
from agent.brain.failover import FailoverLLM
from agent.brain.openai_client import ModelLine
from agent.brain.tools import RECORD_TURN, record_turn_schema
from agent.embedded.openai import KEY, openai_app
from agent.embedded.openai_faults import Fault, Faults
from agent.embedded.openai_requests import ChatRequest
from agent.embedded.openai_stream import Reply
from office.clock import FixedClock

pytestmark = pytest.mark.wire

TIMES = LlmTimes(first_token=0.3, first_sentence=0.5, stall=0.3, whole=0.8)
BAD = Fault("error_500")


def records(_: ChatRequest) -> Reply:
    return [Call(RECORD_TURN, {"notes": "model"})]


def talks(_: ChatRequest) -> Reply:
    return [Say("You are booked for Tuesday.")]


class Line(ModelLine):
    """A line straight to the embedded app, without a socket in between."""

    def __init__(self, app: Any, clock: FixedClock, key: str = KEY, model: str = "gpt-4.1") -> None:
        super().__init__(key, "http://model/v1", model, monotonic=clock.monotonic)
        http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app))
        self.client = AsyncOpenAI(
            api_key=key, base_url="http://model/v1", max_retries=0, http_client=http
        )


WORDS: list[Any] = [{"role": "user", "content": "Hi, this is Mike Chen"}]
REPORTED: list[Any] = [
    {
        "role": "assistant",
        "tool_calls": [
            {
                "id": "call_1",
                "type": "function",
                "function": {"name": RECORD_TURN, "arguments": "{}"},
            }
        ],
    },
    {"role": "tool", "tool_call_id": "call_1", "content": "{}"},
]
LATE: list[Any] = [{"role": "developer", "content": "The tool has finished."}]


async def turn(line: ModelLine, messages: list[Any] = WORDS) -> str:
    """One turn of a call: who reported it."""

    async def nobody(_: Any) -> None:
        """Only what is called counts here."""

    brain = scripted(lambda _: Call(RECORD_TURN, {"notes": "code"}))
    context = LLMContext(tools=[record_turn_schema(nobody)])
    context.add_messages(messages)
    llm = FailoverLLM(line, brain, times=TIMES)
    pieces = [piece async for piece in await llm.get_chat_completions(context)]
    calls = [
        call for piece in pieces for each in piece.choices for call in each.delta.tool_calls or []
    ]
    (function,) = (call.function for call in calls)
    assert function is not None
    return str(json.loads(function.arguments or "{}")["notes"])


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("reply", "fault", "says"),
    [
        (records, Fault("error_429"), "its limit"),
        (records, Fault("error_401"), "OPENAI_API_KEY"),
        (records, Fault("nonsense"), "no usable answers"),
        (talks, None, "talks instead"),
    ],
)
async def test_the_line_says_what_is_wrong_with_the_last_turns(
    clock: FixedClock, reply: Any, fault: Fault | None, says: str
) -> None:
    line = Line(openai_app(reply, faults=Faults(always=fault)), clock)
    assert await turn(line) == "code"
    assert await line.trouble() == ""
    assert await turn(line) == "code"
    assert says in await line.trouble()
    await line.close()


async def test_a_turn_that_works_ends_the_trouble(clock: FixedClock) -> None:
    line = Line(openai_app(records, faults=Faults(deque([BAD, BAD]))), clock)
    await turn(line)
    await turn(line)
    assert await line.trouble() != ""
    clock.advance(PAUSE_SECONDS)
    assert (await turn(line), await line.trouble()) == ("model", "")
    await line.close()


async def test_refusals_of_requests_are_trouble_though_the_breaker_stays_closed(
    clock: FixedClock,
) -> None:
    """What a server without tools does: it refuses every request, and costs nobody time."""
    app = openai_app(records, models=frozenset({"gpt-4.1"}))
    app.router.routes = [each for each in app.router.routes if "chat" not in str(each)]

    @app.post("/v1/chat/completions", status_code=400)
    async def refuse() -> dict[str, Any]:
        return {"error": {"message": "This model does not support tools.", "type": "x"}}

    line = Line(app, clock)
    assert [await turn(line) for _ in range(FAILURES)] == ["code"] * FAILURES
    assert not line.breaker.is_open
    assert "OPENAI_MODEL" in await line.trouble()
    await line.close()


async def test_the_model_is_asked_again_after_the_pause_and_kept_once_it_works(
    clock: FixedClock,
) -> None:
    app = openai_app(records, faults=Faults(deque([BAD, BAD, BAD])))
    line, by = Line(app, clock), []
    for seconds in (0.0, 0.0, 0.0, PAUSE_SECONDS, 1.0, PAUSE_SECONDS, 0.0):
        clock.advance(seconds)
        by.append(await turn(line))
    # Two failures, a turn in the pause, a failed try, a turn in its pause, a good try, closed.
    assert by == ["code"] * 5 + ["model"] * 2
    assert len(app.state.seen) == 5
    await line.close()


async def test_the_line_says_what_is_wrong_before_the_first_call(clock: FixedClock) -> None:
    app = openai_app(records)
    nowhere = ModelLine(KEY, "http://127.0.0.1:9/v1")
    for line, says in (
        (Line(app, clock, key="sk-wrong"), "OPENAI_API_KEY"),
        (Line(app, clock, model="gpt-9"), "OPENAI_MODEL"),
        (nowhere, "OPENAI_BASE_URL"),
        (Line(app, clock), ""),
    ):
        said = await line.trouble()
        assert says in said
        assert bool(said) is bool(says)
        await line.close()


@pytest.mark.parametrize(
    ("messages", "by"),
    [
        (WORDS, "model"),
        (WORDS + REPORTED, "code"),
        (WORDS + REPORTED + LATE, "code"),
        (WORDS + REPORTED + WORDS, "model"),
        (WORDS + REPORTED + WORDS + LATE, "model"),
    ],
)
async def test_every_turn_is_the_models_once(
    clock: FixedClock, messages: list[Any], by: str
) -> None:
    line = Line(openai_app(records), clock)
    assert await turn(line, messages) == by
    await line.close()
