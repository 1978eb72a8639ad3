import json
from collections import deque
from typing import Any

import httpx2
import pytest
from openai import (
    APIError,
    AsyncOpenAI,
    AuthenticationError,
    InternalServerError,
    RateLimitError,
)
from openai.types.chat import ChatCompletionChunk

from agent.brain.decision import Call, Say
from agent.embedded.openai import KEY, MODEL, openai_app
from agent.embedded.openai_faults import Fault, Faults, Sort
from agent.embedded.openai_requests import ChatRequest
from agent.embedded.openai_stream import Reply

pytestmark = pytest.mark.wire

HELLO = {"role": "user", "content": "Hi, this is Mike Chen"}
RECORD = {
    "type": "function",
    "function": {"name": "record_turn", "parameters": {"type": "object", "properties": {}}},
}
ASKED = Call("record_turn", {"name": "Mike Chen", "service": "the AC is not cooling"})


def model(_: ChatRequest) -> Reply:
    return [Say("Thanks, Mike."), ASKED]


def client(faults: Faults | None = None, key: str = KEY) -> AsyncOpenAI:
    """The official client at the app itself, without a socket in between."""
    transport = httpx2.ASGITransport(openai_app(model, faults=faults))
    return AsyncOpenAI(
        api_key=key,
        base_url="http://model/v1",
        max_retries=0,
        http_client=httpx2.AsyncClient(transport=transport, base_url="http://model/v1"),
    )


async def post(body: object, **headers: str) -> httpx2.Response:
    transport = httpx2.ASGITransport(openai_app(model))
    async with httpx2.AsyncClient(transport=transport, base_url="http://model") as http:
        text = body if isinstance(body, str) else json.dumps(body)
        sent = {"authorization": f"Bearer {KEY}", **headers}
        return await http.post("/v1/chat/completions", content=text, headers=sent)


async def streamed(asking: AsyncOpenAI) -> list[ChatCompletionChunk]:
    async with asking:
        stream = await asking.chat.completions.create(
            model=MODEL,
            messages=[{"role": "user", "content": "Hi"}],
            tools=[{"type": "function", "function": {"name": "record_turn"}}],
            stream=True,
            stream_options={"include_usage": True},
        )
        return [chunk async for chunk in stream]


async def test_a_reply_is_streamed_word_by_word_and_its_arguments_in_fragments() -> None:
    chunks = await streamed(client())
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    calls = [call for delta in deltas for call in delta.tool_calls or []]
    arguments = [call.function.arguments or "" for call in calls if call.function]
    assert [delta.content for delta in deltas if delta.content] == ["Thanks,", " Mike."]
    assert len(arguments) > 3
    assert json.loads("".join(arguments)) == ASKED.arguments
    assert [call.id is not None for call in calls] == [True] + [False] * (len(calls) - 1)


async def test_a_stream_ends_with_its_reason_and_then_its_cost() -> None:
    *_, last, cost = await streamed(client())
    assert last.choices[0].finish_reason == "tool_calls"
    assert cost.choices == []
    assert cost.usage is not None
    assert cost.usage.total_tokens > 0


async def test_without_a_stream_the_reply_is_one_body() -> None:
    async with client() as asking:
        whole = await asking.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": "Hi"}]
        )
    message = whole.choices[0].message
    assert message.content == "Thanks, Mike."
    assert message.tool_calls is not None
    assert message.tool_calls[0].type == "function"


async def test_the_models_are_listed() -> None:
    async with client() as asking:
        assert [model.id async for model in asking.models.list()] == [MODEL]


async def test_a_wrong_key_is_refused_without_being_shown() -> None:
    async with client(key="sk-somebody-elses-key") as asking:
        with pytest.raises(AuthenticationError) as refused:
            await asking.models.list()
    assert refused.value.code == "invalid_api_key"
    assert "somebody" not in str(refused.value)


async def test_a_request_without_a_key_is_refused() -> None:
    answer = await post({"model": MODEL, "messages": [HELLO]}, authorization="")
    assert answer.status_code == 401
    assert "didn't provide an API key" in answer.json()["error"]["message"]


CALLED = {
    "role": "assistant",
    "tool_calls": [
        {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    ],
}
RESULT = {"role": "tool", "tool_call_id": "call_1", "content": "{}"}


@pytest.mark.parametrize(
    ("change", "param", "says"),
    [
        ({"colour": "blue"}, "colour", "Unknown parameter: 'colour'"),
        ({"messages": []}, "messages", "messages"),
        ({"messages": [{"role": "robot", "content": "Hi"}]}, "messages[0].role", "Invalid value"),
        ({"messages": [HELLO | {"mood": "good"}]}, "messages[0].mood", "Unknown parameter"),
        ({"messages": [HELLO | {"tool_calls": CALLED["tool_calls"]}]}, None, "Unknown parameter"),
        ({"messages": [HELLO, RESULT]}, "messages.[1].role", "must be a response"),
        ({"messages": [HELLO, CALLED]}, "messages.[1].role", "did not have response messages"),
        ({"messages": [CALLED, HELLO, RESULT]}, "messages.[1].role", "call_1"),
        ({"messages": [CALLED, RESULT, RESULT]}, "messages.[2].role", "must be a response"),
        ({"messages": [{"role": "user"}]}, "messages.[0].content", "got null"),
        ({"temperature": 3}, "temperature", "Invalid value"),
        ({"tool_choice": "required"}, "tool_choice", "only allowed when 'tools'"),
        ({"stream_options": {"include_usage": True}}, "stream_options", "only allowed when"),
        (
            {"tools": [RECORD], "tool_choice": {"type": "function", "function": {"name": "fly"}}},
            "tool_choice",
            "not found",
        ),
    ],
)
async def test_a_request_the_real_server_would_refuse_is_refused(
    change: dict[str, Any], param: str | None, says: str
) -> None:
    answer = await post({"model": MODEL, "messages": [HELLO]} | change)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (400, "invalid_request_error")
    assert says in error["message"]
    assert param is None or error["param"] == param


async def test_a_conversation_with_answered_calls_is_let_through() -> None:
    answer = await post({"model": MODEL, "messages": [HELLO, CALLED, RESULT, HELLO]})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ("{", 400, "could not parse the JSON"),
        ({"messages": [HELLO]}, 400, "Missing required parameter: 'model'"),
        ({"model": "gpt-9", "messages": [HELLO]}, 404, "`gpt-9` does not exist"),
    ],
)
async def test_a_body_that_cannot_be_served_says_why(body: object, status: int, says: str) -> None:
    answer = await post(body)
    assert answer.status_code == status
    assert says in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("sort", "error"),
    [
        ("error_500", InternalServerError),
        ("error_401", AuthenticationError),
        ("error_429", RateLimitError),
        ("error_in_stream", APIError),
        ("nonsense", ValueError),
    ],
)
async def test_a_fault_happens_once_and_then_the_model_works(
    sort: Sort, error: type[Exception]
) -> None:
    faults = Faults(deque([Fault(sort)]))
    with pytest.raises(error):
        await streamed(client(faults))
    assert len(await streamed(client(faults))) > 3
