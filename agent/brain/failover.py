"""The model with the scripted brain behind it: callers never wait for a model that fails.

Failover happens inside one pipecat service: it has one context and one set of tools, and an
error that never leaves it cannot cost the service its usability.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import Any

import httpx2
import structlog
from openai import APIStatusError, AsyncOpenAI, OpenAIError
from openai.types.chat import ChatCompletionChunk
from pipecat.frames.frames import TTSSpeakFrame
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.openai.llm import OpenAILLMService
from prometheus_client import Counter

from agent.brain.chunks import Brain
from agent.brain.deadlines import Deadlines, LlmTimes
from agent.brain.moment import Desk, Moment
from agent.brain.offer import Offer
from agent.brain.openai_client import ModelLine
from agent.brain.reply import Reply
from agent.brain.talk import Talk

log = structlog.get_logger()

FALLBACKS = Counter(
    "frontdesk_model_fallbacks_total", "Turns the scripted brain took over from the model", ["why"]
)
CLOSING_SECONDS = 1.0
_FAULTS = (OpenAIError, httpx2.HTTPError, httpx2.StreamError, OSError, ValueError)
"""All a server can do to us: refusals, broken connections, time-outs, nonsense."""
_THIS_REQUEST_ONLY = (400, 413, 422)
ONE_CALL = {"tool_choice": "required", "parallel_tool_calls": False}
WITH_WORDS = ONE_CALL | {"tool_choice": "auto"}
"""What the model is told about its answer; it is checked all the same. Made to call, most models
say nothing beside the call."""

Check = Callable[[str, dict[str, Any], Offer], object]
Chunks = AsyncGenerator[ChatCompletionChunk, None]


class FailoverLLM(OpenAILLMService):
    """Asks the model to report a turn, and the scripted brain if it does not in time.

    A reply counts only if it is one whole tool call that stands the check. Sentences before it
    are spoken as they come if they stand theirs (`speech_check`); code's own words follow.
    """

    def __init__(
        self,
        line: ModelLine,
        brain: Brain,
        *,
        instruction: str | None = None,
        times: LlmTimes | None = None,
        check: Check | None = None,
        desk: Desk | None = None,
        speech: bool = True,
    ) -> None:
        """Serve one call.

        Args:
            line: the process's line to the model.
            brain: what answers instead, from the same context.
            instruction: the system prompt.
            times: how long the model may take.
            check: given a tool's name, arguments and the moment's offer, raises ValueError if
                they are no use.
            desk: the call; without one nothing is said.
            speech: whether the model may say anything at all.
        """
        self._line, self._brain, self._check, self._desk = line, brain, check, desk
        self._speech = speech and desk is not None
        self._times = times or LlmTimes()
        super().__init__(
            settings=self.Settings(
                model=line.model,
                system_instruction=instruction,
                extra=dict(WITH_WORDS if self._speech else ONE_CALL),
            )
        )

    def create_client(self, *_args: Any, **_kwargs: Any) -> AsyncOpenAI:
        """The process's client: pooled connections, no hidden retries."""
        return self._line.client

    async def get_chat_completions(self, context: LLMContext) -> Chunks:  # type: ignore[override]  # pipecat only iterates and closes it
        """The model's call, or the brain's."""
        return self._answer(context)

    async def _answer(self, context: LLMContext) -> Chunks:
        why, answer = self._why_not(context), list[ChatCompletionChunk]()
        if not why:
            moment = self._moment()
            attempt = _Attempt(Reply(), moment, Talk(self._desk, moment))
            answer = await self._ask(context, attempt)
            why = attempt.why
            if why:
                log.warning("model_failed", why=why)
            heard = sum(map(len, attempt.talk.spoken))
            if attempt.reply.dropped > heard:
                log.info("model_words_dropped", characters=attempt.reply.dropped - heard)
        for piece in answer:
            yield piece
        if not why:
            return
        FALLBACKS.labels(why).inc()
        async with aclosing(self._brain(context)) as pieces:
            async for piece in pieces:
                yield piece

    def _why_not(self, context: LLMContext) -> str:
        """Why the model is not even asked; empty if it is."""
        if _is_reported(context):
            return "reported"
        return "" if self._line.breaker.admit() else "breaker"

    async def _ask(self, context: LLMContext, attempt: "_Attempt") -> list[ChatCompletionChunk]:
        """The model's call once it is whole, or nothing and why; a failure ends here."""
        answer: list[ChatCompletionChunk] = []
        stream = None
        try:
            clocks = Deadlines(self._times, _now())
            async with asyncio.timeout_at(clocks.next):
                stream = await super().get_chat_completions(context)
            await self._hear_out(stream, clocks, attempt)
            attempt.why = self._fault(attempt)
            answer = [] if attempt.why else attempt.reply.answer()
        except _FAULTS as error:
            attempt.fail(error)
        finally:
            await _close(stream)
        self._note(attempt)
        return answer

    async def _hear_out(
        self, stream: AsyncIterable[ChatCompletionChunk], clocks: Deadlines, attempt: "_Attempt"
    ) -> None:
        """Take every piece in time; a finished reply is not lost to what comes late."""
        pieces, reply, talk = aiter(stream), attempt.reply, attempt.talk
        try:
            while True:
                async with asyncio.timeout_at(clocks.next):
                    piece = await anext(pieces, None)
                if piece is None:
                    return
                if not reply.take(piece):
                    continue
                for sentence in await talk.take(reply.sentences()):
                    await self.push_frame(TTSSpeakFrame(sentence))
                clocks.move(
                    _now(),
                    calling=reply.calling,
                    finished=bool(reply.finish),
                    spoke=bool(talk.spoken),
                )
        except _FAULTS:
            if not reply.finish:
                raise

    def _moment(self) -> Moment:
        found = self._desk.moment() if self._desk is not None else Moment()
        return found if self._speech else replace(found, may_speak=False)

    def _fault(self, attempt: "_Attempt") -> str:
        reply = attempt.reply
        if not reply.fault and self._check is not None:
            self._check(reply.call.tool, reply.call.arguments, attempt.moment.offer)
        return reply.fault

    def _note(self, attempt: "_Attempt") -> None:
        if attempt.why:
            self._line.failed(attempt.why, everybody=attempt.counts)
        else:
            self._line.worked()


class _Attempt:
    """What became of asking the model in one turn."""

    def __init__(self, reply: Reply, moment: Moment, talk: Talk) -> None:
        self.reply, self.moment, self.talk = reply, moment, talk
        self.why, self.counts = "", True

    def fail(self, error: Exception) -> None:
        """Note why; a refusal of this very request says nothing about the next one."""
        self.why = type(error).__name__
        self.counts = not (
            isinstance(error, APIStatusError) and error.status_code in _THIS_REQUEST_ONLY
        )


async def _close(stream: Any) -> None:
    """Give the connection back; a stream that does not close in time is dropped."""
    if stream is not None:
        with suppress(*_FAULTS, RuntimeError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await stream.close()


def _now() -> float:
    return asyncio.get_running_loop().time()


def _is_reported(context: LLMContext) -> bool:
    """Whether the caller's last turn was reported; then this is what follows a tool's result.

    The result of an earlier call may come late, behind words the caller has said since.
    """
    for message in reversed(context.get_messages()):
        if isinstance(message, dict) and message.get("role") == "user":
            return False
        if isinstance(message, dict) and message.get("tool_calls"):
            return True
    return True
