"""The embedded company's faces: the v3 API, OAuth, and the side door."""

import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from office.clock import Clock, SystemClock
from qbo.sandbox import faults
from qbo.sandbox.changes import changes
from qbo.sandbox.company import REALM, Company
from qbo.sandbox.entities import KINDS, Kind
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.oauth import BadGrant, TokenOffice
from qbo.sandbox.pages import authorize_page
from qbo.sandbox.seed import plant
from qbo.sandbox.side_door import side_door
from qbo.sandbox.trouble import Fault, Troubles


def sandbox_app(folder: Path, *, seed: Path | None = None, clock: Clock | None = None) -> FastAPI:
    """A QuickBooks company in a folder; the shipped seed fills it when it is new."""
    ticking = clock or SystemClock()
    ledger = Ledger(folder, ticking)
    info = plant(ledger, seed)
    sandbox = Sandbox(Company(ledger, info), TokenOffice(ledger), Troubles(ticking))

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        ledger.close()

    app = FastAPI(title="Embedded QuickBooks", lifespan=life, docs_url=None, redoc_url=None)
    app.state.sandbox = sandbox
    app.include_router(_v3(sandbox))
    app.include_router(_oauth(sandbox))
    app.include_router(
        side_door(sandbox.company, sandbox.tokens, sandbox.troubles, lambda: plant(ledger, seed))
    )
    return app


class Sandbox:
    """The company, its tokens and its troubles."""

    def __init__(self, company: Company, tokens: TokenOffice, troubles: Troubles) -> None:
        """Put the three together."""
        self.company, self.tokens, self.troubles = company, tokens, troubles

    async def answer(self, request: Request, realm: str, rest: str) -> Response:
        """Answer any v3 request, or refuse it in the form the real service does."""
        stamp = self.company.ledger.stamp()
        try:
            self.tokens.check(request.headers.get("authorization", ""), realm)
        except faults.Unauthenticated as error:
            return JSONResponse(faults.authentication(str(error), self._milliseconds()), 401)
        except faults.WrongRealm:
            return JSONResponse(faults.authorization(self._milliseconds()), 403)
        if self.troubles.over_limit():
            return Response(faults.throttled(stamp), 429, media_type="application/xml")
        wanted = _Wanted(request, rest, await request.body())
        trouble = await self.troubles.next(wanted.entity, wanted.operation)
        if trouble is not None and trouble.sort != "reset_after_commit":
            return _troubled(trouble, stamp)
        answer = self._replayed(wanted) or self._served(wanted, stamp)
        if trouble is not None:
            # The change is committed; the client never hears of it.
            return _Broken()
        return answer

    def _replayed(self, wanted: "_Wanted") -> Response | None:
        """A `requestid` that was answered before gets the very same answer again."""
        if not wanted.request_id or wanted.operation != "write":
            return None
        kept = self.company.ledger.answered(wanted.request_id)
        if kept is None:
            return None
        return Response(kept[1], kept[0], media_type="application/json")

    def _served(self, wanted: "_Wanted", stamp: str) -> Response:
        try:
            with self.company.ledger.together():
                body = {**self._do(wanted), "time": stamp}
                text = json.dumps(body)
                if wanted.request_id and wanted.operation == "write":
                    self.company.ledger.keep_answer(wanted.request_id, 200, text)
        except faults.Refusal as refusal:
            return JSONResponse(faults.validation(refusal, stamp), 400)
        return Response(text, media_type="application/json")

    def _do(self, wanted: "_Wanted") -> dict[str, Any]:
        if len(wanted.request_id) > 50:
            raise faults.Refusal("2050", "Min:0 Max:50 supported. requestid is longer.")
        match wanted.parts:
            case ["query"]:
                return {"QueryResponse": self.company.query(wanted.statement())}
            case ["companyinfo", _]:
                return {"CompanyInfo": self.company.info}
            case ["cdc"]:
                asked = wanted.parameters
                found = changes(
                    self.company.ledger, asked.get("entities", ""), asked.get("changedSince", "")
                )
                return {"CDCResponse": found}
            case ["preferences"]:
                return {"Preferences": _PREFERENCES}
            case [name, number, "send"] if wanted.kind and wanted.method == "POST":
                return {name_of(name): self.company.send(wanted.kind, number, wanted.send_to)}
            case [name, number] if wanted.kind and wanted.method == "GET":
                return {name_of(name): self.company.read(wanted.kind, number)}
            case [name] if wanted.kind and wanted.method == "POST":
                return {name_of(name): self._change(wanted, wanted.kind)}
        raise faults.Refusal("500", "Unsupported Operation : Operation is not supported.")

    def _change(self, wanted: "_Wanted", kind: Kind) -> dict[str, Any]:
        if kind.name in ("Vendor", "Employee", "Item"):
            # Frontdesk never adds these; the embedded company therefore does not offer it.
            raise faults.Refusal("500", f"Operation create {kind.name} is not supported.")
        body = wanted.json()
        if wanted.parameters.get("operation") == "delete":
            return self.company.delete(kind, body)
        if "void" in (wanted.parameters.get("operation"), wanted.parameters.get("include")):
            return self.company.void(kind, body)
        return self.company.write(kind, body)

    def _milliseconds(self) -> int:
        return int(self.company.ledger.now().timestamp() * 1000)


class _Wanted:
    """A request taken apart."""

    def __init__(self, request: Request, rest: str, body: bytes) -> None:
        self.method, self.body = request.method, body
        self.parameters = dict(request.query_params)
        self.parts = [part for part in rest.strip("/").split("/") if part]
        self.entity = self.parts[0].lower() if self.parts else ""
        self.kind = KINDS.get(self.entity)
        self.request_id = self.parameters.get("requestid", "")
        self.send_to = self.parameters.get("sendTo")

    @property
    def operation(self) -> str:
        """read, write, query or send."""
        if self.entity == "query":
            return "query"
        if self.parts[-1:] == ["send"]:
            return "send"
        return "write" if self.method == "POST" else "read"

    def statement(self) -> str:
        """The query, from the address or the body."""
        return self.parameters.get("query") or self.body.decode("utf-8", "replace")

    def json(self) -> dict[str, Any]:
        """The body as an object."""
        try:
            found = json.loads(self.body)
        except ValueError as error:
            raise faults.Refusal("2010", "The body is not JSON.") from error
        if not isinstance(found, dict):
            raise faults.Refusal("2010", "The body is not an object.")
        return found


class _Broken(Response):
    """Closes the connection without an answer."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        # An answer shorter than announced makes the server drop the connection.
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"1000"), (b"connection", b"close")],
            }
        )
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def name_of(entity: str) -> str:
    """The entity's name as it stands in bodies."""
    return KINDS[entity.lower()].name


def _troubled(trouble: Fault, stamp: str) -> Response:
    match trouble.sort:
        case "throttle":
            return Response(faults.throttled(stamp), 429, media_type="application/xml")
        case "xml_504":
            return Response(faults.gateway_timeout(stamp), 504, media_type="application/xml")
        case "fault_in_200":
            return JSONResponse(faults.in_disguise(stamp))
        case "garbage_in_200":
            return Response("<html>not what was asked for</html>", media_type="text/html")
        case "html_500":
            return HTMLResponse(faults.unavailable(), 500)
        case "reset_before":
            return _Broken()
    return HTMLResponse(faults.unavailable(), 503)


def _v3(sandbox: Sandbox) -> APIRouter:
    router = APIRouter()

    @router.api_route("/v3/company/{realm}/{rest:path}", methods=["GET", "POST"])
    async def v3(request: Request, realm: str, rest: str) -> Response:
        answer = await sandbox.answer(request, realm, rest)
        answer.headers["intuit_tid"] = f"1-{secrets.token_hex(4)}-{secrets.token_hex(12)}"
        answer.headers["QBO-Version"] = "embedded"
        return answer

    return router


def _oauth(sandbox: Sandbox) -> APIRouter:
    router = APIRouter()

    @router.post("/oauth2/v1/tokens/bearer")
    async def bearer(request: Request) -> Response:
        if not sandbox.tokens.known_client(request.headers.get("authorization", "")):
            return JSONResponse({"error": "invalid_client"}, 401)
        form = _form(await request.body())
        try:
            if form.get("grant_type") == "authorization_code":
                grant = sandbox.tokens.exchange(form.get("code", ""), form.get("redirect_uri", ""))
            elif form.get("grant_type") == "refresh_token":
                grant = sandbox.tokens.refresh(form.get("refresh_token", ""))
            else:
                raise BadGrant("unsupported_grant_type", "The grant type is not supported")
        except BadGrant as error:
            body = {"error": error.error, "error_description": error.description}
            return JSONResponse(body, 400)
        return JSONResponse(grant)

    @router.post("/v2/oauth2/tokens/revoke")
    async def revoke(request: Request) -> Response:
        if not sandbox.tokens.known_client(request.headers.get("authorization", "")):
            return JSONResponse({"error": "invalid_client"}, 401)
        sandbox.tokens.revoke(str((await request.json()).get("token", "")))
        return Response(status_code=200)

    @router.get("/oauth2/authorize")
    async def authorize(
        client_id: str = "", redirect_uri: str = "", state: str = "", response_type: str = ""
    ) -> Response:
        known = client_id == sandbox.tokens.client["id"] and response_type == "code"
        if not known or not redirect_uri.startswith(("http://localhost", "http://127.0.0.1")):
            return HTMLResponse("<h1>The app didn't connect</h1>", 400)
        return HTMLResponse(authorize_page(sandbox.company.info, redirect_uri, state))

    @router.post("/oauth2/authorize")
    async def decide(request: Request) -> Response:
        form = _form(await request.body())
        back, state = form.get("redirect_uri", ""), form.get("state", "")
        if form.get("choice") != "connect":
            return RedirectResponse(f"{back}?error=access_denied&state={state}", 303)
        code = sandbox.tokens.code(back)
        return RedirectResponse(f"{back}?code={code}&state={state}&realmId={REALM}", 303)

    @router.get("/.well-known/openid_configuration")
    async def discovery(request: Request) -> dict[str, str]:
        base = str(request.base_url).rstrip("/")
        return {
            "issuer": base,
            "authorization_endpoint": f"{base}/oauth2/authorize",
            "token_endpoint": f"{base}/oauth2/v1/tokens/bearer",
            "userinfo_endpoint": f"{base}/v1/openid_connect/userinfo",
            "revocation_endpoint": f"{base}/v2/oauth2/tokens/revoke",
            "jwks_uri": f"{base}/op/v1/jwks",
        }

    return router


def _form(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


_PREFERENCES: dict[str, Any] = {
    "Id": "1",
    "SyncToken": "0",
    "SalesFormsPrefs": {
        "AllowEstimates": True,
        "CustomTxnNumbers": False,
        "ETransactionPaymentEnabled": False,
        "AllowServiceDate": True,
    },
    "TaxPrefs": {"UsingSalesTax": False},
    "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
    "AccountingInfoPrefs": {"CustomerTerminology": "Customers"},
}
