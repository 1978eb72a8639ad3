"""OAuth as an application meets it: the authorize page, tokens, revoke, discovery."""

from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from qbo.sandbox.company import REALM
from qbo.sandbox.oauth import BadGrant, TokenOffice
from qbo.sandbox.pages import authorize_page

HARD_END_WANTED = "x-include-refresh-token-hard-expires-in"
"""Who sends this header hears when a connection ends for good (Intuit, 2025-11-12)."""


def oauth_faces(tokens: TokenOffice, info: dict[str, Any]) -> APIRouter:
    """Routes for tokens, consent and discovery."""
    router = APIRouter()

    @router.post("/oauth2/v1/tokens/bearer")
    async def bearer(request: Request) -> Response:
        if not tokens.known_client(request.headers.get("authorization", "")):
            return JSONResponse({"error": "invalid_client"}, 401)
        form = _form(await request.body())
        try:
            if form.get("grant_type") == "authorization_code":
                grant = tokens.exchange(form.get("code", ""), form.get("redirect_uri", ""))
            elif form.get("grant_type") == "refresh_token":
                grant = tokens.refresh(form.get("refresh_token", ""))
            else:
                raise BadGrant("unsupported_grant_type", "The grant type is not supported")
        except BadGrant as error:
            body = {"error": error.error, "error_description": error.description}
            return JSONResponse(body, 400)
        if request.headers.get(HARD_END_WANTED, "").lower() != "true":
            del grant["x_refresh_token_hard_expires_in"]
        return JSONResponse(grant)

    @router.post("/v2/oauth2/tokens/revoke")
    async def revoke(request: Request) -> Response:
        if not tokens.known_client(request.headers.get("authorization", "")):
            return JSONResponse({"error": "invalid_client"}, 401)
        try:
            tokens.revoke(str((await request.json()).get("token", "")))
        except BadGrant as error:
            return JSONResponse({"error": error.error}, 400)
        return Response(status_code=200)

    @router.get("/oauth2/authorize")
    async def authorize(
        client_id: str = "", redirect_uri: str = "", state: str = "", response_type: str = ""
    ) -> Response:
        known = client_id == tokens.client["id"] and response_type == "code"
        if not known or not redirect_uri.startswith(("http://localhost", "http://127.0.0.1")):
            return HTMLResponse("<h1>The app didn't connect</h1>", 400)
        return HTMLResponse(authorize_page(info, redirect_uri, state))

    @router.post("/oauth2/authorize")
    async def decide(request: Request) -> Response:
        form = _form(await request.body())
        back, state = form.get("redirect_uri", ""), form.get("state", "")
        if form.get("choice") != "connect":
            return RedirectResponse(f"{back}?error=access_denied&state={state}", 303)
        code = tokens.code(back)
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
