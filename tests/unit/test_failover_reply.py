import json
from typing import Any, cast

import pytest
from openai._models import construct_type
from openai.types.chat import ChatCompletionChunk
from pipecat.processors.aggregators.llm_context import LLMContext

from agent.brain.chunks import call_chunk, chunks, scripted, text_chunk
from agent.brain.decision import Call, Say
from agent.brain.reply import MalformedReply, Reply
from agent.brain.scripted import OWN_CALLS

pytestmark = pytest.mark.unit


def piece(finish: str | None = None, **delta: Any) -> ChatCompletionChunk:
    """A piece as the client builds it from the wire: without any check."""
    body = {"model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    built = construct_type(type_=ChatCompletionChunk, value=body)
    return cast(ChatCompletionChunk, built)


def call(
    index: int | None, arguments: str, *, number: str | None = None, name: str | None = None
) -> dict[str, Any]:
    return {
        "index": index,
        "id": number,
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }


def taken(*pieces: ChatCompletionChunk) -> Reply:
    reply = Reply()
    for each in pieces:
        reply.take(each)
    return reply


def test_fragments_become_one_call() -> None:
    reply = taken(
        piece(tool_calls=[call(0, "", number="call_1", name="record_turn")]),
        piece(tool_calls=[call(0, '{"name": "Mi')]),
        piece(tool_calls=[call(0, 'ke Chen"}')]),
        piece("tool_calls"),
    )
    assert reply.call == Call("record_turn", {"name": "Mike Chen"})
    assert reply.fault == ""


@pytest.mark.parametrize("indexes", [(0, 1), (0, 0), (1, 2), (None, None)])
def test_two_calls_are_no_answer_however_the_server_counts(indexes: tuple[int | None, int]) -> None:
    pair = [
        call(index, json.dumps({"turn": number}), number=f"call_{number}", name="record_turn")
        for number, index in enumerate(indexes)
    ]
    for pieces in ([piece(tool_calls=pair)], [piece(tool_calls=[one]) for one in pair]):
        assert taken(*pieces, piece("tool_calls")).fault == "two_calls"


def test_a_call_without_an_id_gets_one() -> None:
    (out,) = taken(piece(tool_calls=[call(0, "{}", name="record_turn")])).answer()
    assert out.choices[0].delta.tool_calls is not None
    assert out.choices[0].delta.tool_calls[0].id


@pytest.mark.parametrize("arguments", ['{"name": "Mi', "[]", '"Mike"'])
def test_arguments_that_are_no_object_are_refused(arguments: str) -> None:
    reply = taken(piece("tool_calls", tool_calls=[call(0, arguments, name="record_turn")]))
    with pytest.raises(MalformedReply):
        reply.answer()


def test_a_call_without_a_name_is_refused() -> None:
    with pytest.raises(MalformedReply):
        taken(piece(tool_calls=[call(0, "{}", number="call_1")])).answer()


@pytest.mark.parametrize(
    "body",
    [{"content": 5}, {"tool_calls": "record_turn"}, {"tool_calls": [{"id": 7}]}],
)
def test_a_piece_in_another_form_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(MalformedReply):
        taken(piece(**body))


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        ([piece(content="Thanks")], "cut"),
        ([piece("stop")], "empty"),
        ([piece(content="  "), piece("stop")], "empty"),
        ([piece(content="Thanks"), piece("length")], "length"),
        ([piece("content_filter")], "content_filter"),
        ([piece(content="Thanks."), piece("stop")], "no_call"),
        ([piece(tool_calls=[call(0, "{}", name="record_turn")])], "cut"),
        ([piece(tool_calls=[call(0, "{}", name="record_turn")]), piece("stop")], ""),
    ],
)
def test_a_reply_says_why_it_is_no_answer(pieces: list[ChatCompletionChunk], why: str) -> None:
    assert taken(*pieces).fault == why


def test_words_beside_a_call_are_dropped() -> None:
    reply = taken(
        piece(content="Let me book you for Tuesday, that's $20."),
        piece(tool_calls=[call(0, "{}", number="call_1", name="record_turn")]),
        piece("tool_calls"),
    )
    (out,) = reply.answer()
    assert (out.choices[0].delta.content, reply.dropped) == (None, 40)
    assert reply.fault == ""


def test_what_an_answer_cost_comes_behind_it() -> None:
    reply = taken(piece(tool_calls=[call(0, "{}", name="record_turn")]), piece("stop"))
    cost = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
    body = {"model": "m", "choices": [], "usage": cost}
    reply.take(cast(ChatCompletionChunk, construct_type(type_=ChatCompletionChunk, value=body)))
    _, last = reply.answer()
    assert last.usage is not None
    assert (last.usage.total_tokens, last.choices) == (7, [])


def test_the_end_of_a_reply_moves_it_along_but_an_empty_piece_does_not() -> None:
    reply = Reply()
    assert [reply.take(piece(content="")), reply.take(piece("stop"))] == [False, True]


def test_a_decision_of_code_comes_as_a_model_would_send_it() -> None:
    (said,) = chunks(Say("What's your name?"))
    (called,) = chunks(Call("record_turn", {"name": "Mike Chen"}))
    assert said == text_chunk("What's your name?", "scripted").model_copy(
        update={"created": said.created}
    )
    number = (called.choices[0].delta.tool_calls or [])[0].id or ""
    assert number.startswith(OWN_CALLS)
    expected = call_chunk(0, Call("record_turn", {"name": "Mike Chen"}), number, "scripted")
    assert called.choices == expected.choices


async def test_nothing_to_decide_is_nothing_said() -> None:
    assert [each async for each in scripted(lambda _: None)(LLMContext())] == []
