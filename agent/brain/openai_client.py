"""The line to the model: one pool of connections and one breaker for all calls of the process."""

import time
from collections.abc import Callable

import httpx2
from openai import AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError

from agent.brain.breaker import Breaker
from agent.brain.health import Health, sentence

READ_SECONDS, CONNECT_SECONDS = 10.0, 2.0
CONNECTIONS = 100


class ModelLine:
    """A server with OpenAI's API and a key for it."""

    def __init__(
        self,
        key: str,
        base_url: str = "",
        model: str = "gpt-4.1",
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open nothing yet; an empty address means OpenAI's own."""
        self.model, self.breaker, self._health = model, Breaker(monotonic), Health(model)
        # Retries would be hidden waiting; connections stay open, so that no call pays for TLS.
        self.client = AsyncOpenAI(
            api_key=key,
            base_url=base_url or None,
            max_retries=0,
            timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            http_client=DefaultAsyncHttpxClient(
                limits=httpx2.Limits(
                    max_connections=CONNECTIONS,
                    max_keepalive_connections=CONNECTIONS,
                    keepalive_expiry=None,
                )
            ),
        )

    def worked(self) -> None:
        """Note a usable reply."""
        self._health.worked()
        self.breaker.worked()

    def failed(self, why: str, *, everybody: bool) -> None:
        """Note why a turn was let down, and whether the turns of other calls would be too."""
        self._health.failed(why)
        if everybody:
            self.breaker.failed()

    async def trouble(self) -> str:
        """What is wrong, or nothing: the key and the model are tried, the last turns remembered.

        Trying also warms a connection.
        """
        try:
            await self.client.models.retrieve(self.model)
        except OpenAIError as error:
            return sentence(type(error).__name__, self.model)
        return self._health.trouble

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()
