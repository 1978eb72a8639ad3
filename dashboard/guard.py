"""Who may look: a bearer token for the API, and this machine only until there is a login."""

import hmac
from urllib.parse import urlsplit

from fastapi import HTTPException, Request

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
LOCAL_CLIENTS = ("127.0.0.1", "::1")


def is_local(request: Request) -> bool:
    """Whether the request was made on this machine and for it.

    A tunnel makes every visitor look local; the Host it was asked for gives it away.
    """
    client = request.client.host if request.client else ""
    return _host(request.headers.get("host", "")) in LOCAL_HOSTS and client in LOCAL_CLIENTS


def check_page(request: Request) -> None:
    """Let this machine see the pages.

    Raises:
        HTTPException: 403 for everybody else.
    """
    if not is_local(request):
        raise HTTPException(403, "This page opens on the machine that runs Frontdesk only.")


def from_elsewhere(request: Request) -> bool:
    """Whether another site's page led the browser here; browsers say so by themselves."""
    return request.headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")


def check_form(request: Request) -> None:
    """Let a form of our own pages do what it says, and nobody else's.

    Raises:
        HTTPException: 403 for a form on another site's page, or from another machine.
    """
    check_page(request)
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    ours = f"{request.url.scheme}://{request.headers.get('host', '')}"
    # Browsers from before Sec-Fetch-Site name the origin; programs on this machine name nothing.
    if site != "same-origin" if site else origin not in (None, ours):
        raise HTTPException(403, "This form was sent from another page. Nothing was changed.")


def check_api(request: Request, token: str) -> None:
    """Let a caller use the API: by token where one is set, else from this machine.

    Raises:
        HTTPException: 401 without the right token, 403 from elsewhere.
    """
    if not token:
        check_page(request)
        return
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise HTTPException(
            401,
            "Send the token of FRONTDESK_API_TOKEN as a bearer token.",
            {"WWW-Authenticate": "Bearer"},
        )


def _host(header: str) -> str:
    """The name in a Host header, without port and brackets; nothing if it makes no sense."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""
