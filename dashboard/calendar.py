"""The owner's page for calendars, and the feed that calendar programs subscribe to.

The feed is open to whoever knows its address, also from outside; the address is never logged.
"""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from dashboard.frame import Frame
from dashboard.guard import check_form, check_page
from dashboard.house import Desk

PAGE = "/calendar"
NOTICES = {"renewed": "The feed has a new address. The old one shows nothing any more."}


class CalendarPages:
    """The calendar page of one desk, and its feed."""

    def __init__(self, desk: Desk, frame: Frame) -> None:
        """Show a desk in a frame."""
        self._desk, self._frame = desk, frame

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route(PAGE, self.page, dependencies=[Depends(check_page)])
        router.add_api_route(
            f"{PAGE}/renew", self.renew, methods=["POST"], dependencies=[Depends(check_form)]
        )
        router.add_api_route(f"{PAGE}/{{secret}}.ics", self.feed, methods=["GET", "HEAD"])
        return router

    async def page(self, said: str = "") -> Response:
        """Where the feed is, and how the owner's own calendar stands."""
        return self._frame.page(
            "calendar.html", notice=NOTICES.get(said, ""), **await self._shown()
        )

    async def renew(self) -> Response:
        """Give the feed another address."""
        await self._desk.feed.secret.renew()
        return RedirectResponse(f"{PAGE}?said=renewed", 303)

    async def feed(self, secret: str, request: Request) -> Response:
        """All visits, for who knows the word."""
        if not await self._desk.feed.secret.opens(secret):
            return Response("There is nothing here.\n", 404, media_type="text/plain")
        text, changed = await self._desk.feed.text()
        etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
        headers = {
            "ETag": etag,
            "Cache-Control": "private, no-cache",
            "X-Robots-Tag": "noindex",
        }
        if changed is not None:
            headers["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
        if _is_known(request, etag, changed):
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = 'inline; filename="visits.ics"'
        return Response(text, headers=headers, media_type="text/calendar; charset=utf-8")

    async def _shown(self) -> dict[str, Any]:
        desk = self._desk
        address = f"{desk.settings.desk_url}{PAGE}/{await desk.feed.secret.current()}.ics"
        standing = desk.calendar_standing
        read_at = standing.read_at.astimezone(desk.zone) if standing.read_at else None
        return {
            "address": address,
            "subscribe": "webcal://" + address.partition("://")[2],
            "is_public": bool(desk.settings.public_url),
            "connected": standing.connected,
            "trouble": standing.trouble,
            "read_at": f"{read_at:%A %I:%M %p}".replace(" 0", " ") if read_at else "",
        }


def _is_known(request: Request, etag: str, changed: datetime | None) -> bool:
    """Whether who asks has this very feed already (RFC 7232: the etag goes before the date)."""
    known = request.headers.get("if-none-match")
    if known is not None:
        return etag in (one.strip().removeprefix("W/") for one in known.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or changed is None:
        return False
    try:
        return parsedate_to_datetime(since) >= changed.replace(microsecond=0)
    except (ValueError, TypeError):
        return False
