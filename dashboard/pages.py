"""The owner's pages: the list of calls, and one call that fills while it runs."""

from http import HTTPStatus
from importlib.resources import files
from typing import Any

import structlog
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as AnyHttpException

from dashboard import shown, talk
from dashboard.calendar import CalendarPages
from dashboard.frame import Frame
from dashboard.guard import check_page
from dashboard.house import Desk
from dashboard.quickbooks import QuickBooksPages
from office.calls import calls_named, day_since, list_calls, one_call

log = structlog.get_logger()


def add_pages(app: FastAPI, desk: Desk) -> None:
    """Add pages, their files, and the page for what went wrong."""
    frame = Frame(desk)
    pages = Pages(desk, frame)
    app.include_router(pages.router())
    app.include_router(QuickBooksPages(desk, frame).router())
    app.include_router(CalendarPages(desk, frame).router())
    folder = str(files("dashboard").joinpath("static"))
    app.mount("/static", StaticFiles(directory=folder), name="static")
    app.add_exception_handler(AnyHttpException, pages.refused)
    app.add_exception_handler(Exception, pages.failed)


class Pages:
    """Renders one desk's pages."""

    def __init__(self, desk: Desk, frame: Frame) -> None:
        """Show a desk in a frame."""
        self._desk, self._frame = desk, frame

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(include_in_schema=False, dependencies=[Depends(check_page)])
        router.add_api_route("/", self.calls, response_class=HTMLResponse)
        router.add_api_route("/live", self.calls_live)
        router.add_api_route("/calls/{call_id}", self.call, response_class=HTMLResponse)
        router.add_api_route("/calls/{call_id}/live", self.call_live)
        return router

    async def calls(self) -> Response:
        """The list of calls."""
        return self._frame.page("calls.html", **await self._calls())

    async def call(self, call_id: str) -> Response:
        """One call."""
        return self._frame.page("call.html", **await self._call(call_id))

    async def calls_live(self) -> Response:
        """The list again whenever something happens on a call."""
        return self._frame.stream("calls_live.html", self._calls)

    async def call_live(self, call_id: str) -> Response:
        """One call again whenever something happens on it."""
        await self._call(call_id)
        return self._frame.stream("call_live.html", lambda: self._call(call_id), call_id)

    async def refused(self, request: Request, error: Exception) -> Response:
        """A refusal as a page for browsers, as data for the API."""
        if not isinstance(error, AnyHttpException):
            raise error
        if _is_for_programs(request):
            return JSONResponse({"detail": error.detail}, error.status_code, error.headers)
        text = "There is no page with this address." if _is_bare(error) else error.detail
        elsewhere = error.status_code == HTTPStatus.FORBIDDEN
        return self._frame.page("refused.html", error.status_code, text=text, elsewhere=elsewhere)

    async def failed(self, request: Request, error: Exception) -> Response:
        """Something broke: one plain sentence, and a line in the log."""
        # Of an address only its form: the calendar feed's is a secret.
        form = getattr(request.scope.get("route"), "path", "")
        log.error("page_failed", path=form, kind=type(error).__name__)
        if _is_for_programs(request):
            return JSONResponse({"detail": "Something went wrong. Calls go on; try again."}, 500)
        text = "Something went wrong on this page. Calls go on; reload the page in a moment."
        return self._frame.page("refused.html", 500, text=text)

    async def _calls(self) -> dict[str, Any]:
        store, tray, zone = self._desk.store, self._desk.tray, self._desk.zone
        now = self._desk.clock.now()
        waiting = shown.pressing(await tray.open_follow_ups())
        first = waiting[: shown.TODOS_AT_MOST]
        about = await calls_named(store, {one.call_id for one in first if one.call_id})
        return {
            "days": shown.days(await list_calls(store), now, zone),
            "sentence": shown.sentence(await day_since(store, shown.midnight(now, zone))),
            "problems": await tray.problems(),
            "known": self._desk.customers_known,
            "todos": [shown.todo(one, about.get(one.call_id or ""), now, zone) for one in first],
            "more": len(waiting) - len(first),
        }

    async def _call(self, call_id: str) -> dict[str, Any]:
        record = await one_call(self._desk.store, call_id)
        if record is None:
            raise HTTPException(404, "There is no call with this address.")
        return {
            "record": record,
            "head": record.head,
            "happenings": talk.happenings(record),
            "sheet": shown.sheet(record),
            "estimate": record.estimate,
            "writes": shown.writes(record),
        }


def _is_for_programs(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/twilio/", "/qbo/webhook"))


def _is_bare(error: AnyHttpException) -> bool:
    """Whether the framework refused by itself, in its own words."""
    return error.detail == HTTPStatus(error.status_code).phrase
