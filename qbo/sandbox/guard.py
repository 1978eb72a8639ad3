"""Who may use the side door and the pages: this machine, and no page of another site."""

from urllib.parse import urlsplit

from fastapi import HTTPException, Request

LOCAL = ("127.0.0.1", "::1", "localhost")


def check_local(request: Request) -> None:
    """Let this machine in, asked for by a name of its own.

    A page elsewhere can make a browser here ask; its Host gives a rebound name away, its
    `Sec-Fetch-Site` or `Origin` a form sent from there.

    Raises:
        HTTPException: 403 for everybody else.
    """
    client = request.client.host if request.client else ""
    if client not in LOCAL or _name(f"//{request.headers.get('host', '')}") not in LOCAL:
        raise HTTPException(403, "This opens on the machine that runs it only.")
    if request.method not in ("GET", "HEAD") and not _is_own(request):
        raise HTTPException(403, "This was sent by a page of another site.")


def _is_own(request: Request) -> bool:
    """Whether a change comes from a page of this port, or from no page at all."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
