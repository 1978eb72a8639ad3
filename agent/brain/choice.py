"""Which brain: a model with a key, the scripted brain behind it; without a key the scripted one."""

from typing import Any, Protocol

from pipecat.services.llm_service import LLMService

from agent.brain.chunks import scripted
from agent.brain.failover import FailoverLLM
from agent.brain.moment import Desk
from agent.brain.offer import EVERYTHING, Offer, accept
from agent.brain.openai_client import ModelLine
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

    def brain(self, decide: Decide, instruction: str, desk: Desk | None = None) -> LLMService[Any]:
        """The brain of one call.

        Args:
            decide: the code's own.
            instruction: what a model is told.
            desk: the call a model talks in; without one it can report anything and says nothing.
        """
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

    def brain(self, decide: Decide, instruction: str, desk: Desk | None = None) -> LLMService[Any]:
        """The scripted brain of one call."""
        return ScriptedLLM(decide)


class ModelBrains:
    """A model that sorts the caller's words, with code behind it."""

    better = "in use"

    def __init__(self, line: ModelLine, *, speech: bool = True) -> None:
        """Share one line to the model among all calls; `speech` lets it say short sentences."""
        self._line, self._speech = line, speech
        self.label = f"{line.model}, scripted behind it"

    async def start(self) -> str:
        """Try the key and warm a connection."""
        return await self._line.trouble()

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()

    def brain(self, decide: Decide, instruction: str, desk: Desk | None = None) -> LLMService[Any]:
        """The model of one call; it reports every turn, so that no word misses the sheet."""
        return FailoverLLM(
            self._line,
            scripted(decide),
            instruction=instruction,
            check=check_record,
            desk=desk,
            speech=self._speech,
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
    line = ModelLine(settings.openai_api_key, settings.openai_base_url, settings.openai_model)
    return ModelBrains(line, speech=settings.model_speech)


def check_record(tool: str, arguments: dict[str, Any], offer: Offer = EVERYTHING) -> None:
    """Whether a model's call can be taken down in this moment.

    Raises:
        ValueError: it calls another tool, or reports what was not offered.
    """
    if tool != RECORD_TURN:
        raise ValueError("tool")
    accept(arguments, offer)
