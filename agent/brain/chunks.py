"""Decisions as chunks of a chat completion, so that code can answer in a model's stead."""

import json
import time
from collections.abc import AsyncGenerator, Callable
from typing import Any

from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk
from pipecat.processors.aggregators.llm_context import LLMContext

from agent.brain.decision import Call, Decision, Say
from agent.brain.scripted import Decide, call_id

SCRIPTED = "scripted"

Brain = Callable[[LLMContext], AsyncGenerator[ChatCompletionChunk, None]]


def scripted(decide: Decide) -> Brain:
    """The scripted brain as a stream of chunks; it stays silent where nothing is to be done."""

    async def brain(context: LLMContext) -> AsyncGenerator[ChatCompletionChunk, None]:
        for chunk in chunks(decide(context)):
            yield chunk

    return brain


def chunks(decision: Decision | None) -> list[ChatCompletionChunk]:
    """A decision as a model would stream it; the calls carry the scripted brain's ids."""
    match decision:
        case Say(text):
            return [text_chunk(text, SCRIPTED)]
        case Call():
            return [call_chunk(0, decision, call_id(), SCRIPTED)]
        case None:
            return []


def text_chunk(text: str, model: str) -> ChatCompletionChunk:
    """A piece of a reply's words."""
    return _chunk(model, {"content": text})


def call_chunk(index: int, call: Call, number: str, model: str) -> ChatCompletionChunk:
    """A whole tool call; `index` counts the calls of one reply from 0."""
    function = {"name": call.tool, "arguments": json.dumps(call.arguments)}
    whole = {"index": index, "id": number, "type": "function", "function": function}
    return _chunk(model, {"tool_calls": [whole]})


def usage_chunk(usage: CompletionUsage, model: str) -> ChatCompletionChunk:
    """What a reply cost; comes last and says nothing."""
    chunk = _chunk(model, {})
    return chunk.model_copy(update={"choices": [], "usage": usage})


def _chunk(model: str, delta: dict[str, Any]) -> ChatCompletionChunk:
    return ChatCompletionChunk.model_validate(
        {
            "id": "chatcmpl-frontdesk",
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": model,
            "choices": [{"index": 0, "delta": {"role": "assistant", **delta}}],
        }
    )
