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


def words(out: list[ChatCompletionChunk]) -> list[str | None]:
    return [each.choices[0].delta.content for each in out]


@pytest.mark.parametrize(
    ("heard", "let_out"),
    [
        ("What's your", []),
        ("What's your name?", ["What's your name?"]),
        ("Thanks, Mike. What is", ["Thanks, Mike."]),
        ("Thanks. Where is it? The st", ["Thanks.", " Where is it?"]),
        ("Is that Mr.", []),
        ("At 3.", []),
        ("We open at 8 a.m.", []),
    ],
)
def test_only_whole_sentences_are_let_out(heard: str, let_out: list[str]) -> None:
    assert [text.strip() for text in map(str, words(taken(piece(content=heard)).sentences()))] == [
        text.strip() for text in let_out
    ]


def test_no_word_is_lost_between_sentences_and_rest() -> None:
    text = "Thanks, Mr. Chen. It costs nothing at 3.5 miles! Where is it"
    reply, said = Reply(), ""
    for letter in text:
        reply.take(piece(content=letter))
        said += "".join(map(str, words(reply.sentences())))
    said += "".join(map(str, words(reply.rest())))
    assert said == text


def test_fragments_become_one_call() -> None:
    reply = taken(
        piece(tool_calls=[call(0, "", number="call_1", name="record_turn")]),
        piece(tool_calls=[call(0, '{"name": "Mi')]),
        piece(tool_calls=[call(0, 'ke Chen"}')]),
        piece("tool_calls"),
    )
    assert reply.calls == [Call("record_turn", {"name": "Mike Chen"})]
    assert reply.fault == ""


@pytest.mark.parametrize("indexes", [(0, 1), (0, 0), (1, 2), (None, None)])
def test_two_calls_stay_two_however_the_server_counts(indexes: tuple[int | None, int]) -> None:
    pair = [
        call(index, json.dumps({"turn": number}), number=f"call_{number}", name="record_turn")
        for number, index in enumerate(indexes)
    ]
    for pieces in ([piece(tool_calls=pair)], [piece(tool_calls=[one]) for one in pair]):
        out = [each.choices[0].delta.tool_calls or [] for each in taken(*pieces).rest()]
        assert [(one[0].index, one[0].id) for one in out] == [(0, "call_0"), (1, "call_1")]


def test_a_call_without_an_id_gets_one() -> None:
    (out,) = taken(piece(tool_calls=[call(0, "{}", name="record_turn")])).rest()
    assert out.choices[0].delta.tool_calls is not None
    assert out.choices[0].delta.tool_calls[0].id


@pytest.mark.parametrize("arguments", ['{"name": "Mi', "[]", '"Mike"'])
def test_arguments_that_are_no_object_are_refused(arguments: str) -> None:
    reply = taken(piece("tool_calls", tool_calls=[call(0, arguments, name="record_turn")]))
    with pytest.raises(MalformedReply):
        reply.rest()


def test_a_call_without_a_name_is_refused() -> None:
    with pytest.raises(MalformedReply):
        taken(piece(tool_calls=[call(0, "{}", number="call_1")])).rest()


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
        ([piece(content="Thanks."), piece("stop")], ""),
    ],
)
def test_a_reply_says_why_it_is_no_answer(pieces: list[ChatCompletionChunk], why: str) -> None:
    assert taken(*pieces).fault == why


@pytest.mark.parametrize(
    ("said", "enough"),
    [
        ("What's your e-mail?", True),
        ("Somebody will look at your furnace this week.", True),
        ("Let me check that.", False),
        ("Thanks, Mike. One moment.", False),
        ("Got it.", False),
        ("", False),
    ],
)
def test_a_lead_in_is_not_enough_to_end_a_turn_on(said: str, enough: bool) -> None:
    reply = taken(piece(content=said))
    reply.sentences()
    assert reply.said_enough is enough


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
