"""The model with the scripted brain behind it: callers never wait for a model that fails.

Failover happens inside one pipecat service: it has one context and one set of tools, and an
error that never leaves it cannot cost the service its usability.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, suppress
from typing import Any

import httpx2
import structlog
from openai import APIStatusError, AsyncOpenAI, OpenAIError
from openai.types.chat import ChatCompletionChunk
from pipecat.processors.aggregators.async_tool_messages import parse_message
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.openai.llm import OpenAILLMService
from prometheus_client import Counter

from agent.brain.chunks import Brain
from agent.brain.deadlines import Deadlines, LlmTimes
from agent.brain.openai_client import ModelLine
from agent.brain.reply import Reply
from agent.brain.scripted import OWN_CALLS

log = structlog.get_logger()

FALLBACKS = Counter(
    "frontdesk_model_fallbacks_total", "Turns the scripted brain took over from the model", ["why"]
)
CLOSING_SECONDS = 1.0
_FAULTS = (OpenAIError, httpx2.HTTPError, httpx2.StreamError, OSError, ValueError)
"""All a server can do to us: refusals, broken connections, time-outs, nonsense."""
_THIS_REQUEST_ONLY = (400, 413, 422)

Check = Callable[[str, dict[str, Any]], object]
Chunks = AsyncGenerator[ChatCompletionChunk, None]


class FailoverLLM(OpenAILLMService):
    """Asks the model, and the scripted brain if the model is slow, failing or cut off."""

    def __init__(
        self,
        line: ModelLine,
        brain: Brain,
        *,
        instruction: str | None = None,
        times: LlmTimes | None = None,
        check: Check | None = None,
        must_call: bool = False,
    ) -> None:
        """Serve one call.

        Args:
            line: the process's line to the model.
            brain: what answers instead, from the same context.
            instruction: the system prompt.
            times: how long the model may take.
            check: given a tool's name and arguments, raises ValueError if they are no use.
            must_call: a reply without a tool call is no answer; the model is told so too.
        """
        self._line, self._brain, self._check = line, brain, check
        self._times, self._must_call = times or LlmTimes(), must_call
        super().__init__(
            settings=self.Settings(
                model=line.model,
                system_instruction=instruction,
                extra={"tool_choice": "required"} if must_call else {},
            )
        )

    def create_client(self, *_args: Any, **_kwargs: Any) -> AsyncOpenAI:
        """The process's client: pooled connections, no hidden retries."""
        return self._line.client

    async def get_chat_completions(self, context: LLMContext) -> Chunks:  # type: ignore[override]  # pipecat only iterates and closes it
        """The model's reply, or the brain's."""
        return self._answer(context)

    async def _answer(self, context: LLMContext) -> Chunks:
        why = self._why_not(context)
        if not why:
            attempt = _Attempt(Reply())
            async with aclosing(self._ask(context, attempt)) as pieces:
                async for piece in pieces:
                    yield piece
            why = attempt.why
            if not why:
                return
            log.warning("model_failed", why=why, spoke=bool(attempt.reply.spoken))
            if attempt.reply.said_enough and not self._must_call:
                # What was said stands; the brain would contradict it.
                return
        FALLBACKS.labels(why).inc()
        async with aclosing(self._brain(context)) as pieces:
            async for piece in pieces:
                yield piece

    def _why_not(self, context: LLMContext) -> str:
        """Why the model is not even asked; empty if it is."""
        if _answers_own_call(context):
            return "sticky"
        return "" if self._line.breaker.admit() else "breaker"

    async def _ask(self, context: LLMContext, attempt: "_Attempt") -> Chunks:
        """The model's sentences as they become whole, its calls at the end; never raises."""
        now = asyncio.get_running_loop().time
        reply, clocks = attempt.reply, Deadlines(self._times, now())
        stream = None
        try:
            async with asyncio.timeout_at(clocks.next):
                stream = await super().get_chat_completions(context)
            pieces = aiter(stream)
            # A `yield` inside a time-out would put the caller's awaits under it.
            while (piece := await _next(pieces, clocks, reply)) is not None:
                if not reply.take(piece):
                    continue
                for sentence in reply.sentences():
                    yield sentence
                clocks.move(
                    now(),
                    spoke=bool(reply.spoken),
                    calling=reply.calling,
                    finished=bool(reply.finish),
                )
            attempt.why = self._fault(reply)
            for rest in [] if attempt.why else reply.rest():
                yield rest
        except _FAULTS as error:
            attempt.fail(error)
        finally:
            await _close(stream)
        self._tell_breaker(attempt)

    def _fault(self, reply: Reply) -> str:
        if reply.fault:
            return reply.fault
        if self._must_call and not reply.calling:
            return "no_call"
        for call in reply.calls:
            if self._check is not None:
                self._check(call.tool, call.arguments)
        return ""

    def _tell_breaker(self, attempt: "_Attempt") -> None:
        if not attempt.why:
            self._line.breaker.worked()
        elif attempt.counts:
            self._line.breaker.failed()


class _Attempt:
    """What became of asking the model in one turn."""

    def __init__(self, reply: Reply) -> None:
        self.reply, self.why, self.counts = reply, "", True

    def fail(self, error: Exception) -> None:
        """Note why; a refusal of this very request says nothing about the next one."""
        self.why = type(error).__name__
        self.counts = not (
            isinstance(error, APIStatusError) and error.status_code in _THIS_REQUEST_ONLY
        )


async def _next(
    pieces: AsyncIterator[ChatCompletionChunk], clocks: Deadlines, reply: Reply
) -> ChatCompletionChunk | None:
    """The next piece in time, None at the end; a finished reply is not lost to what comes late."""
    try:
        async with asyncio.timeout_at(clocks.next):
            return await anext(pieces, None)
    except _FAULTS:
        if reply.finish:
            return None
        raise


async def _close(stream: Any) -> None:
    """Give the connection back; a stream that does not close in time is dropped."""
    if stream is not None:
        with suppress(*_FAULTS, RuntimeError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await stream.close()


def _answers_own_call(context: LLMContext) -> bool:
    """Whether the last thing that happened is the result of the brain's own tool call.

    A result that arrives late comes as a developer message (pipecat: async tool messages).
    """
    messages = context.get_messages()
    last: Any = messages[-1] if messages else None
    if not isinstance(last, dict):
        return False
    late = parse_message(last)  # type: ignore[arg-type]  # one of OpenAI's message types
    number = late.tool_call_id if late else last.get("tool_call_id")
    return isinstance(number, str) and number.startswith(OWN_CALLS)
