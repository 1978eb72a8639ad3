"""Fault bodies as Intuit sends them, in the casing and shape of each kind."""

from typing import Any

_TITLES = {
    "500": "Unsupported Operation",
    "610": "Object Not Found",
    "2010": "Request has invalid or unsupported property",
    "2020": "Required param missing, need to supply the required value for the API",
    "2050": "Invalid String. String length specified does not match the supported length",
    "2500": "Invalid Reference Id",
    "4000": "Error parsing query",
    "4001": "Invalid query",
    "5010": "Stale Object Error",
    "6000": "A business validation error has occurred while processing your request",
    "6070": "Amount calculation incorrect in the request",
    "6190": "Invalid Company Status",
    "6210": "Account Period Closed, Cannot Update Through Services API",
    "6140": "Duplicate Document Number Error",
    "6240": "Duplicate Name Exists Error",
}


class Refusal(Exception):
    """A request the company refuses (HTTP 400), with Intuit's code and detail."""

    def __init__(self, code: str, detail: str, element: str = "") -> None:
        """Keep what the fault body will say."""
        super().__init__(detail)
        self.code, self.detail, self.element = code, detail, element


class InDisguise(Exception):
    """A request the company answers with a fault inside HTTP 200, as the live service does."""


class NothingDone(Exception):
    """A request the company answers with an empty batch answer, as the live service does."""


class Unauthenticated(Exception):
    """The bearer token is missing, expired or malformed (HTTP 401)."""


class WrongRealm(Exception):
    """The token belongs to another company (HTTP 403)."""


def validation(refusal: Refusal, time: str) -> dict[str, Any]:
    """The body of a 400."""
    error = {
        "Message": _TITLES.get(refusal.code, "Validation error"),
        "Detail": refusal.detail,
        "code": refusal.code,
        "element": refusal.element,
    }
    return {"Fault": {"Error": [error], "type": "ValidationFault"}, "time": time}


def authentication(detail: str, milliseconds: int) -> dict[str, Any]:
    """The body of a 401: another casing, and null everywhere else."""
    return lower_case(
        "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        detail,
        "3200",
        "AUTHENTICATION",
        milliseconds,
    )


def authorization(milliseconds: int) -> dict[str, Any]:
    """The body of a 403 for an application that may not use this company."""
    return lower_case(
        "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
        "The application is not authorized to access this company.",
        "3100",
        "AUTHORIZATION",
        milliseconds,
    )


def lower_case(
    message: str, detail: str, code: str, kind: str, milliseconds: int
) -> dict[str, Any]:
    """The body of a 401 or 403: another casing, and null everywhere else."""
    error = {"message": message, "detail": detail, "code": code, "element": None}
    return {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": kind},
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": milliseconds,
        "status": None,
        "cdcresponse": [],
    }


def throttled(time: str) -> str:
    """The body of a 429: XML, whatever was accepted."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<IntuitResponse time="{time}" xmlns="http://schema.intuit.com/finance/v3">'
        '<Fault type="SERVICE"><Error code="3001">'
        "<Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>"
        "<Detail>The request limit was reached.  Try again later</Detail>"
        "</Error></Fault></IntuitResponse>"
    )


def gateway_timeout(time: str) -> str:
    """The body of a 504: XML."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<IntuitResponse time="{time}" xmlns="http://schema.intuit.com/finance/v3">'
        '<Fault type="SystemFault"><Error code="6002"><Message>GatewayTimeout</Message>'
        "</Error></Fault></IntuitResponse>"
    )


def unavailable_in_xml(time: str) -> str:
    """The body of a 503 that says so in XML."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<IntuitResponse time="{time}" xmlns="http://schema.intuit.com/finance/v3">'
        '<Fault type="SystemFault"><Error code="6002"><Message>ServiceUnavailable</Message>'
        "<Detail>The service is unavailable. Try again later</Detail>"
        "</Error></Fault></IntuitResponse>"
    )


def throttled_in_json(time: str) -> dict[str, Any]:
    """The body of a 429 that is JSON after all."""
    error = {
        "Message": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
        "Detail": "The request limit was reached.  Try again later",
        "code": "3001",
        "element": "",
    }
    return {"Fault": {"Error": [error], "type": "SERVICE"}, "time": time}


def web_page(status: int, title: str) -> str:
    """The body of a gateway's answer: a plain HTML page."""
    return f"<html><head><title>{status}</title></head><body>{title}</body></html>"


def in_disguise(time: str) -> dict[str, Any]:
    """A fault inside HTTP 200, as seen on the live service."""
    error = {
        "Message": "An application error has occurred while processing your request",
        "Detail": "System Failure Error",
        "code": "10000",
        "element": "",
    }
    return {"Fault": {"Error": [error], "type": "SystemFault"}, "time": time}
