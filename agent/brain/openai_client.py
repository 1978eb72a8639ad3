"""The line to the model: one pool of connections and one breaker for all calls of the process."""

import time

import httpx2
from openai import (
    APIConnectionError,
    AsyncOpenAI,
    AuthenticationError,
    DefaultAsyncHttpxClient,
    NotFoundError,
    OpenAIError,
    PermissionDeniedError,
)

from agent.brain.breaker import Breaker

READ_SECONDS, CONNECT_SECONDS = 10.0, 2.0
CONNECTIONS = 100


class ModelLine:
    """A server with OpenAI's API and a key for it."""

    def __init__(self, key: str, base_url: str = "", model: str = "gpt-4.1") -> None:
        """Open nothing yet; an empty address means OpenAI's own."""
        self.model, self.breaker = model, Breaker(time.monotonic)
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

    async def trouble(self) -> str:
        """Try the key and the model, which also warms a connection; what is wrong, or nothing."""
        try:
            await self.client.models.retrieve(self.model)
        except (AuthenticationError, PermissionDeniedError):
            return "The model's server refuses the key; check OPENAI_API_KEY."
        except NotFoundError:
            return f"The model {self.model} is not there for this key; check OPENAI_MODEL."
        except APIConnectionError:
            where = self.client.base_url.host
            return f"The model's server {where} cannot be reached; check OPENAI_BASE_URL."
        except OpenAIError:
            return "The model's server does not work right now; the scripted brain answers."
        return ""

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()
