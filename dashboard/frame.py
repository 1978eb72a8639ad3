"""What every page stands in: the frame, its headers, and who is let in to see it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

from fastapi.responses import HTMLResponse, Response, StreamingResponse
from jinja2 import Environment, PackageLoader, select_autoescape

from dashboard import shown, stream
from dashboard.house import Desk

Values = Callable[[], Awaitable[dict[str, Any]]]
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # Callers' names and numbers: nothing of them stays in a cache or goes to another site.
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Frame:
    """Renders templates for one desk."""

    def __init__(self, desk: Desk) -> None:
        """Frame a desk's pages."""
        self._desk = desk
        self._jinja = Environment(
            loader=PackageLoader("dashboard"), autoescape=select_autoescape(), trim_blocks=True
        )
        self._jinja.globals |= {"shown": shown}

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A whole page."""
        return HTMLResponse(self.render(template, **values), status, headers=HEADERS)

    def render(self, template: str, **values: Any) -> str:
        """A template as text."""
        settings = self._desk.settings
        return self._jinja.get_template(template).render(
            business=self._desk.business_name,
            zone=self._desk.zone,
            sandbox=shown.sandbox(settings.embedded_phone, settings.embedded_books),
            **values,
        )

    def stream(self, template: str, values: Values, call_id: str | None = None) -> Response:
        """The changing part of a page, whole, each time it has changed (server-sent events).

        It is looked at after news of a call, of any call without `call_id`, and when it is quiet.
        """
        return StreamingResponse(
            self._fragments(template, values, call_id),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _fragments(
        self, template: str, values: Values, call_id: str | None
    ) -> AsyncIterator[str]:
        last = ""
        async with (
            self._desk.live.follow(call_id) as news,
            aclosing(
                stream.occasions(news, rest=stream.REST_SECONDS, quiet=stream.QUIET_SECONDS)
            ) as occasions,
        ):
            async for _ in occasions:
                html = self.render(template, **await values())
                yield stream.STILL_HERE if html == last else stream.event(html)
                last = html
