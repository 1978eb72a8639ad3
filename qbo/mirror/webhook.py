"""The door QuickBooks announces changes at: `POST /qbo/webhook`.

What is announced is on disk before Intuit gets its answer, within 3 seconds, and is heard
afterwards; so nothing is lost when QuickBooks or the desk is down in between.
"""

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path

import requests
import structlog
from fastapi import APIRouter, HTTPException, Request, Response

from office.announcements import Announcements
from office.settings import Settings
from qbo.access.connection import TIMEOUT, Connection
from qbo.faults import NotConnected
from qbo.mirror.news import NotNews, announced, is_signed

log = structlog.get_logger()

PATH = "/qbo/webhook"
LARGEST = 1 << 20
"""Bytes of a post; Intuit bundles some dozens of events of a few hundred bytes each."""
IN_TIME = 2.5
"""Seconds to note what came; Intuit waits 3."""


class Doorbell:
    """Notes what is announced of our company, and rings for whoever fetches it."""

    def __init__(
        self,
        connection: Connection,
        announcements: Announcements,
        token: str,
        ring: Callable[[], None],
    ) -> None:
        """Believe what is signed with the verifier token; without one nothing is believed."""
        self._connection, self._announcements = connection, announcements
        self._token, self._ring = token, ring

    def door(self) -> APIRouter:
        """The route."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route(PATH, self.hear, methods=["POST"])
        return router

    async def hear(self, request: Request) -> Response:
        """Note what was announced, once; whatever its type says, the bytes decide."""
        raw = await _body(request)
        if not is_signed(raw, request.headers.get("intuit-signature", ""), self._token):
            log.warning("webhook_refused", size=len(raw))
            raise HTTPException(401, "This was not signed with the verifier token of this desk.")
        try:
            told = announced(raw)
        except NotNews as error:
            log.warning("webhook_not_understood", size=len(raw))
            raise HTTPException(400, "This is no announcement of QuickBooks.") from error
        try:
            realm = self._connection.realm
        except NotConnected:
            realm = ""
        ours = [one for one in told if one.realm == realm]
        for other in {one.realm for one in told} - {realm}:
            log.info("webhook_of_another_company_ignored", realm=other)
        try:
            async with asyncio.timeout(IN_TIME):
                fresh = await self._announcements.note(ours)
        except TimeoutError as error:
            raise HTTPException(503, "The desk is busy; send it again.") from error
        if fresh:
            self._ring()
        return Response(status_code=200)


def verifier_token(settings: Settings) -> str:
    """What webhooks are signed with: the Intuit app's own, or one for the embedded company.

    That one is made up and kept in the data folder, for the desk's own user only.
    """
    if settings.qbo_webhook_token or not settings.embedded_books:
        return settings.qbo_webhook_token
    path = settings.data / "qbo" / "webhook.token"
    if not path.exists():
        _keep(path, secrets.token_urlsafe(32))
    return path.read_text().strip()


async def subscribe(connection: Connection, settings: Settings) -> bool:
    """Let the embedded company announce its changes; Intuit's are set up in its portal.

    False means that it may work another time.
    """
    if not settings.embedded_books:
        return True
    wanted = {
        "url": f"http://127.0.0.1:{settings.port}{PATH}",
        "verifier_token": verifier_token(settings),
        "style": "cloudevents",
    }
    where = f"{connection.base}/_sandbox/webhooks"
    try:
        answer = await asyncio.to_thread(requests.post, where, json=wanted, timeout=TIMEOUT)
        answer.raise_for_status()
    except requests.RequestException as error:
        log.info("webhooks_not_subscribed", reason=type(error).__name__)
        return False
    return True


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.touch(mode=0o600)
    partial.write_text(text)
    partial.replace(path)


async def _body(request: Request) -> bytes:
    """The bytes of a post.

    Raises:
        HTTPException: 413, there are too many.
    """
    raw = bytearray()
    async for some in request.stream():
        raw += some
        if len(raw) > LARGEST:
            raise HTTPException(413, "This is too long for an announcement.")
    return bytes(raw)
