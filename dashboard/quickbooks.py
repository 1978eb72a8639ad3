"""The owner's page for QuickBooks: connect, reconnect, disconnect, each by a click.

The start is a link and not a form: a content policy with `form-action 'self'` stops a form that is
sent on to Intuit. A link on somebody else's page leads to our button and not to Intuit.
"""

from html import escape
from typing import Annotated, Any
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Cookie, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dashboard import standing
from dashboard.addresses import redirect_uri, webhook_url
from dashboard.frame import HEADERS, Frame
from dashboard.guard import check_form, check_page, from_elsewhere, is_local
from dashboard.house import Desk
from office.consents import LIFETIME
from qbo.access.consent import CallOnTheLine, Choice, Returned
from qbo.faults import QboError

log = structlog.get_logger()

SESSION = "frontdesk_consent"
PAGE, START, CHOICE, END = "/quickbooks", "/qbo/connect", "/qbo/choose", "/qbo/disconnect"
ANEW = "/qbo/read"
UNCHANGED = "Nothing was changed."
NOTICES = {
    "connected": "Connected. Customers, services and prices appear by themselves.",
    "reading": "Everything is read again; that takes some minutes if there is much.",
    "kept": "Nothing was changed; the other company was let go again.",
    "parted": "Disconnected. Intuit knows it too.",
    "parted-alone": "Disconnected here. Intuit could not be told: to be sure, open Apps in "
    "QuickBooks and disconnect this app there too.",
}
Session = Annotated[str, Cookie(alias=SESSION)]


class QuickBooksPages:
    """The pages of one desk's connection."""

    def __init__(self, desk: Desk, frame: Frame) -> None:
        """Show a desk in a frame."""
        self._desk, self._frame = desk, frame

    def router(self) -> APIRouter:
        """The routes; Intuit sends the browser back to /qbo/callback, whatever host that is."""
        router = APIRouter(include_in_schema=False)
        seen, sent = [Depends(check_page)], [Depends(check_form)]
        router.add_api_route(PAGE, self.page, dependencies=seen)
        router.add_api_route(f"{PAGE}/live", self.page_live, dependencies=seen)
        router.add_api_route(START, self.start, dependencies=seen)
        router.add_api_route("/qbo/callback", self.callback)
        router.add_api_route(CHOICE, self.choice, dependencies=seen)
        router.add_api_route(CHOICE, self.choose, methods=["POST"], dependencies=sent)
        router.add_api_route(ANEW, self.read_again, methods=["POST"], dependencies=sent)
        router.add_api_route(END, self.ending, dependencies=seen)
        router.add_api_route(END, self.end, methods=["POST"], dependencies=sent)
        return router

    async def page(self, said: str = "") -> Response:
        """How the connection stands."""
        notice = NOTICES.get(said, "")
        return self._frame.page("quickbooks.html", notice=notice, **await self._shown())

    async def page_live(self) -> Response:
        """The same again while customers are read in, or when Intuit asks again."""
        return self._frame.stream("quickbooks_live.html", self._shown)

    async def start(self, request: Request) -> Response:
        """Send the browser to Intuit, with a state that only this browser can bring back."""
        if from_elsewhere(request):
            return _on(PAGE)
        home = f"{request.url.scheme}://{request.headers['host']}"
        try:
            begun = await self._desk.consent.begin(home)
        except QboError as error:
            return self._refused(error)
        answer = _on(begun.address)
        answer.set_cookie(
            SESSION,
            begun.session,
            max_age=int(LIFETIME.total_seconds()) * 2,
            path="/qbo",
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    async def callback(
        self,
        request: Request,
        state: str = "",
        code: str = "",
        realm: Annotated[str, Query(alias="realmId")] = "",
        error: str = "",
        session: Session = "",
    ) -> Response:
        """Take the browser back from Intuit.

        It may come through a tunnel, to a name that the page was not opened under and that has no
        session: then it is sent home. A stranger there meets the same bare sentence every time.
        """
        returned = Returned(state, code, realm, error)
        here = f"{request.url.scheme}://{request.headers.get('host', '')}"
        home = await self._desk.consent.home(state)
        if home is not None and home != here:
            return _homewards(f"{home}/qbo/callback?{_query(returned)}")
        if not is_local(request):
            return _stranger()
        try:
            found = await self._desk.consent.finish(returned, session)
        except QboError as refusal:
            return self._refused(refusal)
        if found is None:
            return self._said("You said no at Intuit.", UNCHANGED, 200)
        return _on(CHOICE if isinstance(found, Choice) else f"{PAGE}?said=connected")

    async def choice(self, session: Session = "") -> Response:
        """Ask which of two companies this desk shall work for."""
        found = await self._desk.consent.choice(session)
        if found is None:
            return _on(PAGE)
        return self._frame.page("quickbooks_choice.html", choice=found)

    async def choose(
        self, which: Annotated[str, Form()] = "known", session: Session = ""
    ) -> Response:
        """Do what the owner decided between two companies."""
        other = which == "other"
        try:
            await self._desk.consent.decide(session, change=other)
        except CallOnTheLine as wait:
            found = await self._desk.consent.choice(session)
            if found is None:
                return self._refused(wait)
            trouble = f"{wait} Choose again when it has ended."
            return self._frame.page("quickbooks_choice.html", 409, choice=found, trouble=trouble)
        except QboError as refusal:
            return self._refused(refusal)
        return _on(f"{PAGE}?said={'connected' if other else 'kept'}")

    async def read_again(self) -> Response:
        """Read all customers and items anew; the page shows how far that is."""
        self._desk.read_books_soon()
        return _on(f"{PAGE}?said=reading")

    async def ending(self) -> Response:
        """Ask whether to disconnect."""
        known = self._desk.consent.connection.standing
        if known.state == "parted":
            return _on(PAGE)
        books = await self._desk.books_known()
        return self._frame.page("quickbooks_end.html", standing=known, waiting=books.waiting)

    async def end(self) -> Response:
        """Disconnect."""
        told = await self._desk.consent.leave()
        return _on(f"{PAGE}?said={'parted' if told else 'parted-alone'}")

    async def _shown(self) -> dict[str, Any]:
        desk, now = self._desk, self._desk.clock.now()
        known = desk.consent.connection.standing
        embedded = desk.settings.embedded_books
        return {
            "standing": known,
            "sentence": standing.sentence(known, embedded=embedded),
            "detail": standing.detail(known, now, desk.zone),
            "facts": standing.facts(known, await desk.books_known(), now, desk.zone),
            "pastes": [redirect_uri(desk.settings), webhook_url(desk.settings)],
            "embedded": embedded,
        }

    def _refused(self, error: QboError) -> Response:
        log.info("quickbooks_not_connected", kind=type(error).__name__, code=error.code)
        return self._said(str(error), UNCHANGED, 400)

    def _said(self, sentence: str, detail: str, status: int) -> Response:
        return self._frame.page("quickbooks_said.html", status, sentence=sentence, detail=detail)


def _on(address: str) -> Response:
    headers = {name: HEADERS[name] for name in ("Cache-Control", "Referrer-Policy")}
    return RedirectResponse(address, 303, headers)


def _query(returned: Returned) -> str:
    named: dict[str, Any] = {
        "state": returned.state,
        "code": returned.code,
        "realmId": returned.realm,
        "error": returned.error,
    }
    return urlencode({name: value for name, value in named.items() if value})


def _homewards(address: str) -> Response:
    """A page that leads on: Intuit's own policy may stop a redirect to a third host."""
    where = escape(address, quote=True)
    text = (
        '<!doctype html><title>Frontdesk</title><link rel="icon" href="/static/icon.svg">'
        f'<meta http-equiv="refresh" content="0;url={where}">'
        f'<p><a href="{where}">Back to Frontdesk</a></p>'
    )
    return HTMLResponse(text, headers=HEADERS)


def _stranger() -> Response:
    text = "<!doctype html><title>Nothing here</title><p>There is nothing to see here.</p>"
    return HTMLResponse(text, 404, headers=HEADERS)
