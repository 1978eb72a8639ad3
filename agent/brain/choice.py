"""Which brain: a model with a key, the scripted brain behind it; without a key the scripted one."""

from typing import Any, Protocol

from pipecat.services.llm_service import LLMService

from agent.brain.chunks import scripted
from agent.brain.failover import FailoverLLM
from agent.brain.openai_client import ModelLine
from agent.brain.record import TurnRecord
from agent.brain.scripted import Decide, ScriptedLLM
from agent.brain.tools import RECORD_TURN
from office.settings import Settings, SettingsError


class Brains(Protocol):
    """A brain for every call."""

    label: str
    better: str

    async def start(self) -> str:
        """Get ready; what is wrong in one sentence, or nothing. Calls are answered either way."""
        ...

    async def close(self) -> None:
        """Stop."""
        ...

    def brain(self, decide: Decide, instruction: str) -> LLMService[Any]:
        """The brain of one call: `decide` is the code's own, `instruction` is for a model."""
        ...


class ScriptedBrains:
    """Code alone: needs no key and no network."""

    label = "scripted, works offline"
    better = "OPENAI_API_KEY for a model"

    async def start(self) -> str:
        """Nothing to prepare."""
        return ""

    async def close(self) -> None:
        """Nothing to stop."""

    def brain(self, decide: Decide, instruction: str) -> LLMService[Any]:
        """The scripted brain of one call."""
        return ScriptedLLM(decide)


class ModelBrains:
    """A model that sorts the caller's words, with code behind it."""

    better = "in use"

    def __init__(self, line: ModelLine) -> None:
        """Share one line to the model among all calls."""
        self._line = line
        self.label = f"{line.model}, scripted behind it"

    async def start(self) -> str:
        """Try the key and warm a connection."""
        return await self._line.trouble()

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()

    def brain(self, decide: Decide, instruction: str) -> LLMService[Any]:
        """The model of one call; it reports every turn, so that no word misses the sheet."""
        return FailoverLLM(
            self._line,
            scripted(decide),
            instruction=instruction,
            check=check_record,
        )


def choose_brains(settings: Settings) -> Brains:
    """The brains of the settings.

    Raises:
        SettingsError: a model is wanted and its key is not set.
    """
    wanted = settings.brain or ("llm" if settings.openai_api_key else "scripted")
    if wanted == "scripted":
        return ScriptedBrains()
    if not settings.openai_api_key:
        raise SettingsError(
            "FRONTDESK_BRAIN is llm, but OPENAI_API_KEY is not set. Set the key, or leave "
            "FRONTDESK_BRAIN out to work offline."
        )
    return ModelBrains(
        ModelLine(settings.openai_api_key, settings.openai_base_url, settings.openai_model)
    )


def check_record(tool: str, arguments: dict[str, Any]) -> None:
    """Whether a model's call can be taken down.

    Raises:
        ValueError: it calls another tool, or reports what a turn does not hold.
    """
    if tool != RECORD_TURN:
        raise ValueError("tool")
    TurnRecord.model_validate(arguments)
