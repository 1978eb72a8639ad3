"""What a client gets to read, or does not, while there is trouble."""

import asyncio
from typing import Any

from fastapi.responses import HTMLResponse, JSONResponse, Response

from qbo.sandbox import faults
from qbo.sandbox.trouble import Fault

_PAGES = {
    "html_500": (500, "Internal Server Error"),
    "html_502": (502, "Bad Gateway"),
    "html_503": (503, "Service Unavailable"),
    "html_504": (504, "Gateway Time-out"),
    "down": (503, "Service Unavailable"),
}
_REFUSALS = {
    "subscription_ended": (
        "6190",
        "Invalid Company Status : Subscription period has ended or canceled or there was a "
        "billing problem. You can't add data to QuickBooks Online Plus because your trial or "
        "subscription period ended.",
    ),
    "closed_books": (
        "6210",
        "Account Period Closed, Cannot Update Through Services API : The account period has "
        "closed and the account books cannot be updated through the QBO Services API.",
    ),
    "not_queryable": ("4001", "QueryValidationError: property 'Id' is not queryable"),
    "not_supported": ("500", "Unsupported Operation : Operation is not supported."),
}
_UNAUTHORIZED = {
    "token_expired": ("003200", "3200", "Token expired", "AUTHENTICATION"),
    "token_revoked": ("003200", "3200", "Token revoked", "AUTHENTICATION"),
    "no_access": (
        "000120",
        "120",
        "The user's access to this company has been removed.",
        "AUTHORIZATION",
    ),
}


def bad_answer(trouble: Fault, stamp: str, milliseconds: int) -> Response:
    """The answer of a request that ran into trouble.

    Args:
        trouble: what it ran into.
        stamp: the company's time, as bodies show it.
        milliseconds: the same, as bodies in lower case show it.
    """
    answer = _body(trouble.sort, stamp, milliseconds)
    if trouble.retry_after is not None:
        answer.headers["Retry-After"] = str(trouble.retry_after)
    return answer


def _body(sort: str, stamp: str, milliseconds: int) -> Response:
    if sort in _PAGES:
        status, title = _PAGES[sort]
        return HTMLResponse(faults.web_page(status, title), status)
    if sort in _REFUSALS:
        return JSONResponse(faults.validation(faults.Refusal(*_REFUSALS[sort]), stamp), 400)
    if sort in _UNAUTHORIZED:
        number, code, detail, kind = _UNAUTHORIZED[sort]
        what = "AuthenticationFailed" if code == "3200" else "AuthorizationFailed"
        message = f"message={what}; errorCode={number}; statusCode=401"
        return JSONResponse(faults.lower_case(message, detail, code, kind, milliseconds), 401)
    match sort:
        case "throttle":
            return Response(faults.throttled(stamp), 429, media_type="application/xml")
        case "throttle_json":
            return JSONResponse(faults.throttled_in_json(stamp), 429)
        case "xml_503":
            return Response(faults.unavailable_in_xml(stamp), 503, media_type="application/xml")
        case "xml_504":
            return Response(faults.gateway_timeout(stamp), 504, media_type="application/xml")
        case "fault_in_200":
            return JSONResponse(faults.in_disguise(stamp))
        case "garbage_in_200":
            return Response("<html>not what was asked for</html>", media_type="text/html")
        case "hang" | "hang_after_commit":
            return Silent()
    return Broken()


class Broken(Response):
    """Closes the connection without an answer."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Begin an answer that is shorter than announced: the server drops the connection."""
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"1000"), (b"connection", b"close")],
            }
        )
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class Silent(Response):
    """Never answers; ends when the client has had enough."""

    LONGEST = 600.0
    """Seconds after which even the most patient client is dropped."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Wait until the client is gone."""
        try:
            async with asyncio.timeout(self.LONGEST):
                while (await receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            await Broken()(scope, receive, send)
