"""Delivers what the company tells: in the background, in 3 seconds, again by Intuit's ladder."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx2
import structlog
from pydantic import BaseModel, ConfigDict
from starlette.types import ASGIApp, Receive, Scope, Send

from qbo.sandbox.ledger import Ledger
from qbo.sandbox.webhooks.envelope import CONTENT_TYPES, signature
from qbo.sandbox.webhooks.happenings import Endpoint, Happenings, Post

log = structlog.get_logger()

PATIENCE = 3.0
"""Seconds an endpoint has for its answer (Intuit: webhooks)."""
LADDER = (
    timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=30), timedelta(minutes=5),
    timedelta(minutes=20), timedelta(hours=2), timedelta(hours=4), timedelta(hours=6),
)  # fmt: skip
"""How long after each failure the next try comes, on the company's clock (Intuit: webhooks)."""
_TOGETHER = 0.02
"""Seconds in which changes come into one post."""
_LONGEST = 1.0
"""Seconds after which the clock is looked at again while something waits."""


class Mood(BaseModel):
    """How posts go out until told otherwise: held back, twice each, or one by one, last first."""

    model_config = ConfigDict(extra="forbid")

    hold: bool = False
    twice: bool = False
    backwards: bool = False


class PostOffice:
    """Tells the changes of a server's companies to whoever registered."""

    def __init__(self, happenings: Happenings, ledger: Ledger) -> None:
        """Deliver from a queue, on a ledger's clock."""
        self.happenings, self._ledger = happenings, ledger
        self.mood = Mood()
        self._pulse = asyncio.Event()

    def wake(self) -> None:
        """Something may have happened, or the clock moved."""
        self._pulse.set()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Deliver as long as this is open; what an earlier run left goes out first."""
        async with httpx2.AsyncClient(trust_env=False, timeout=PATIENCE) as http:
            working = asyncio.create_task(self._work(http))
            try:
                yield
            finally:
                working.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await working
        self.happenings.close()

    async def _work(self, http: httpx2.AsyncClient) -> None:
        while True:
            self._pulse.clear()
            pause = await self._round(http)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._pulse.wait()
            await asyncio.sleep(_TOGETHER)

    async def _round(self, http: httpx2.AsyncClient) -> float | None:
        """Deliver what is due; gives the seconds to rest, or None until something happens."""
        endpoints = {one.url: one for one in self.happenings.endpoints()}
        if not endpoints or self.mood.hold:
            return None
        self.happenings.gather(self._ledger.now(), backwards=self.mood.backwards)
        waiting = self.happenings.waiting()
        due = [post for post in waiting if post.due <= self._ledger.now()]
        async with asyncio.TaskGroup() as group:
            for url, endpoint in endpoints.items():
                group.create_task(self._tell(http, endpoint, [p for p in due if p.url == url]))
        return _LONGEST if self.happenings.waiting() else None

    async def _tell(self, http: httpx2.AsyncClient, endpoint: Endpoint, due: list[Post]) -> None:
        for post in due:
            for _ in range(2 if self.mood.twice else 1):
                attempt = await self._try(http, endpoint, post.body)
            self._note(post, attempt)

    async def _try(
        self, http: httpx2.AsyncClient, endpoint: Endpoint, body: bytes
    ) -> dict[str, Any]:
        headers = {
            "Content-Type": CONTENT_TYPES[endpoint.style],
            "intuit-signature": signature(body, endpoint.token),
            "User-Agent": "intuit_notification_client",
        }
        attempt: dict[str, Any] = {"at": self._ledger.stamp(), "status": None, "error": ""}
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await http.post(endpoint.url, content=body, headers=headers)
        except TimeoutError:
            return attempt | {"error": f"no answer within {PATIENCE:g} seconds"}
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            return attempt | {"error": type(error).__name__}
        return attempt | {"status": answer.status_code}

    def _note(self, post: Post, attempt: dict[str, Any]) -> None:
        now, failed = self._ledger.now(), len(post.tries)
        if 200 <= (attempt["status"] or 0) < 300:
            self.happenings.tried(post, attempt, "delivered", now)
        elif failed < len(LADDER):
            self.happenings.tried(post, attempt, "waiting", _after(now, failed))
        else:
            log.warning("webhook_given_up", tries=failed + 1)
            self.happenings.tried(post, attempt, "given up", now)


class Attentive:
    """After every request the post office looks whether something happened."""

    def __init__(self, app: ASGIApp, office: PostOffice) -> None:
        """Wrap an application."""
        self._app, self._office = app, office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, then wake the post office."""
        try:
            await self._app(scope, receive, send)
        finally:
            self._office.wake()


def _after(now: datetime, failed: int) -> datetime:
    return now + LADDER[failed]
