"""How the model has been doing: what its owner should hear of, in one sentence. Pure."""

from agent.brain.breaker import FAILURES

_TAKEN_OVER = "until then the scripted brain takes every turn."
_CAUSES = {
    "AuthenticationError": "The model's server refuses the key; check OPENAI_API_KEY,",
    "PermissionDeniedError": "The model's server refuses the key; check OPENAI_API_KEY,",
    "NotFoundError": "The model {model} is not there for this key; check OPENAI_MODEL,",
    "RateLimitError": "The account at the model's server is at its limit; check its plan,",
    "BadRequestError": "The model {model} refuses to be asked with a tool; check OPENAI_MODEL,",
    "TimeoutError": "The model {model} is too slow for a phone call; check OPENAI_MODEL,",
    "APIConnectionError": "The model's server cannot be reached; check OPENAI_BASE_URL,",
    "APITimeoutError": "The model's server cannot be reached; check OPENAI_BASE_URL,",
    "no_call": "The model {model} talks instead of using its tool; check OPENAI_MODEL,",
}
_OTHER = "The model {model} gives no usable answers; look at the log,"


def sentence(why: str, model: str) -> str:
    """What is wrong and what to check, for a kind of failure."""
    return f"{_CAUSES.get(why, _OTHER).format(model=model)} {_TAKEN_OVER}"


class Health:
    """Counts turns in a row that the model let down, also those that cost nobody else a turn."""

    def __init__(self, model: str) -> None:
        """Start well."""
        self._model, self._failures, self._why = model, 0, ""

    def worked(self) -> None:
        """Note a usable reply."""
        self._failures, self._why = 0, ""

    def failed(self, why: str) -> None:
        """Note why a turn was let down."""
        self._failures, self._why = self._failures + 1, why

    @property
    def trouble(self) -> str:
        """What is wrong once it happened in a row; nothing if the last turn went well."""
        return sentence(self._why, self._model) if self._failures >= FAILURES else ""
