"""The scripted brain in the pipeline: answers in milliseconds, needs no key and no network."""

import secrets
from collections.abc import Callable
from typing import Any

from pipecat.frames.frames import (
    Frame,
    FunctionCallFromLLM,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings

from agent.brain.decision import Call, Decision

OWN_CALLS = "call_fb_"
"""Prefix of the scripted brain's tool calls, which tells who reported a turn."""

Decide = Callable[[LLMContext], Decision | None]


def call_id() -> str:
    """An id for a tool call of the scripted brain."""
    return OWN_CALLS + secrets.token_hex(8)


class ScriptedLLM(LLMService[Any]):
    """Stands where a model would stand, and decides by code."""

    def __init__(self, decide: Decide) -> None:
        """Ask `decide` at every turn; None means that nothing is to be done."""
        super().__init__(
            settings=LLMSettings(
                model="scripted",
                system_instruction=None,
                temperature=None,
                max_tokens=None,
                top_p=None,
                top_k=None,
                frequency_penalty=None,
                presence_penalty=None,
                seed=None,
                filter_incomplete_user_turns=False,
                user_turn_completion_config=None,
            )
        )
        self._decide = decide

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer a context; pass everything else on."""
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        await self.push_frame(LLMFullResponseStartFrame())
        try:
            await self._answer(frame.context)
        finally:
            await self.push_frame(LLMFullResponseEndFrame())

    async def _answer(self, context: LLMContext) -> None:
        decision = self._decide(context)
        if decision is None:
            return
        if isinstance(decision, Call):
            await self.run_function_calls(
                [
                    FunctionCallFromLLM(
                        function_name=decision.tool,
                        tool_call_id=call_id(),
                        arguments=decision.arguments,
                        context=context,
                    )
                ]
            )
            return
        await self._push_llm_text(decision.text)
