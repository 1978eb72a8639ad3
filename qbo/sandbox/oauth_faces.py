"""OAuth as an application meets it: the authorize page, tokens, revoke, discovery."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from qbo.sandbox import faults
from qbo.sandbox.guard import check_local
from qbo.sandbox.oauth.grants import SCOPES, App
from qbo.sandbox.oauth.identity import Identity
from qbo.sandbox.oauth.tokens import BadGrant, TokenOffice
from qbo.sandbox.pages.paper import page

HARD_END = "x-include-refresh-token-hard-expires-in"


def oauth_faces(tokens: TokenOffice, names: Callable[[], dict[str, str]]) -> APIRouter:
    """Routes for tokens, consent and discovery.

    Args:
        tokens: issues and checks them.
        names: the companies an owner may pick from, by realm.
    """
    router, identity = APIRouter(), Identity(tokens)

    @router.post("/oauth2/v1/tokens/bearer")
    async def bearer(request: Request) -> Response:
        app = tokens.known_client(request.headers.get("authorization", ""))
        if app is None:
            return JSONResponse({"error": "invalid_client"}, 401)
        form = _form(await request.body())
        try:
            grant = _granted(tokens, app, form)
        except BadGrant as error:
            body = {"error": error.error, "error_description": error.description}
            return JSONResponse(body, 400)
        if request.headers.get(HARD_END, "").lower() == "true":
            grant["x_refresh_token_hard_expires_in"] = tokens.hard_end(grant["refresh_token"])
        if form.get("grant_type") == "authorization_code":
            grant |= identity.token(app, grant["access_token"], _base(request))
        return JSONResponse(grant, headers={"Cache-Control": "no-store"})

    @router.post("/v2/oauth2/tokens/revoke")
    async def revoke(request: Request) -> Response:
        app = tokens.known_client(request.headers.get("authorization", ""))
        if app is None:
            return JSONResponse({"error": "invalid_client"}, 401)
        token = _token(await request.body())
        if tokens.given_to(token) != app.id:
            return JSONResponse({"error": "invalid_request"}, 400)
        tokens.revoke(token)
        return Response(status_code=200)

    @router.get("/v1/openid_connect/userinfo")
    async def userinfo(request: Request) -> Response:
        try:
            grant = tokens.holder(request.headers.get("authorization", ""))
        except faults.Unauthenticated as error:
            return JSONResponse({"error": "invalid_token", "error_description": str(error)}, 401)
        if "openid" not in grant.scopes:
            return JSONResponse({"error": "insufficient_scope"}, 403)
        return JSONResponse(identity.about(grant.scopes))

    @router.get("/op/v1/jwks")
    async def jwks() -> dict[str, Any]:
        return identity.keys()

    @router.get("/.well-known/openid_configuration")
    @router.get("/.well-known/openid_sandbox_configuration")
    async def discovery(request: Request) -> dict[str, Any]:
        return _discovery(_base(request))

    router.include_router(_consent(tokens, names))
    return router


def _granted(tokens: TokenOffice, app: App, form: dict[str, str]) -> dict[str, Any]:
    match form.get("grant_type"):
        case "authorization_code":
            return tokens.exchange(app, form.get("code", ""), form.get("redirect_uri", ""))
        case "refresh_token":
            token = form.get("refresh_token", "")
            if tokens.given_to(token) not in ("", app.id):
                raise BadGrant("invalid_grant", "Incorrect Token type or clientID")
            return tokens.refresh(token)
        case None:
            raise BadGrant("invalid_request", "The grant_type is missing")
    raise BadGrant("unsupported_grant_type", "The grant type is not supported")


def _consent(tokens: TokenOffice, names: Callable[[], dict[str, str]]) -> APIRouter:
    """The authorize page: what an application wants, for which company, Connect or Cancel."""
    router = APIRouter(dependencies=[Depends(check_local)])

    @router.get("/oauth2/authorize")
    async def authorize(request: Request) -> Response:
        asked = dict(request.query_params)
        app, wrong = _asker(tokens, asked)
        if app is None:
            return page("stranger.html", 400, why=wrong)
        wanted = asked.get("scope", "").split()
        if asked.get("response_type") != "code":
            return _back(asked, error="unsupported_response_type")
        if not wanted or not {*wanted} <= {*SCOPES}:
            return _back(asked, error="invalid_scope")
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(asked["redirect_uri"]))
        words = [SCOPES[scope] for scope in wanted]
        return page(
            "authorize.html", to=origin, app=app, words=words, companies=names(), asked=asked
        )

    @router.post("/oauth2/authorize")
    async def decide(request: Request) -> Response:
        form = _form(await request.body())
        app, wrong = _asker(tokens, form)
        if app is None:
            return page("stranger.html", 400, why=wrong)
        if form.get("choice") != "connect":
            return _back(form, error="access_denied")
        realm, scopes = form.get("realm", ""), form.get("scope", "").split()
        if realm not in names() or not scopes or not {*scopes} <= {*SCOPES}:
            return page("stranger.html", 400, why="Pick one of the companies of the list.")
        code = tokens.code(app, realm, scopes, form["redirect_uri"])
        return _back(form, code=code, realmId=realm)

    return router


def _asker(tokens: TokenOffice, asked: dict[str, str]) -> tuple[App | None, str]:
    """Who asks, if an answer may be sent there; else what is wrong."""
    app = tokens.apps.find(asked.get("client_id", ""))
    if app is None:
        return None, "The client_id belongs to no registered app."
    if not app.may_lead_to(asked.get("redirect_uri", "")):
        return None, "The redirect_uri is not one that this app registered."
    return app, ""


def _back(asked: dict[str, str], **answer: str) -> Response:
    """Back to the application, with its state if it sent one."""
    if "state" in asked:
        answer["state"] = asked["state"]
    address = asked["redirect_uri"]
    joint = "&" if urlsplit(address).query else "?"
    return RedirectResponse(f"{address}{joint}{urlencode(answer)}", 303)


def _discovery(base: str) -> dict[str, Any]:
    return {
        "issuer": base,
        "authorization_endpoint": f"{base}/oauth2/authorize",
        "token_endpoint": f"{base}/oauth2/v1/tokens/bearer",
        "userinfo_endpoint": f"{base}/v1/openid_connect/userinfo",
        "revocation_endpoint": f"{base}/v2/oauth2/tokens/revoke",
        "jwks_uri": f"{base}/op/v1/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": [*SCOPES],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "claims_supported": ["aud", "exp", "iat", "iss", "realmid", "sub"],
    }


def _token(body: bytes) -> str:
    """The token of a revocation, sent as JSON or as a form."""
    try:
        found = json.loads(body)
    except ValueError:
        return _form(body).get("token", "")
    return str(found.get("token", "")) if isinstance(found, dict) else ""


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _form(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
