"""What can go wrong with QuickBooks, told from the bytes on the wire and not from a library."""

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

Body = dict[str, Any]
Outcome = Literal["refused", "unknown"]
_XML_CODE = re.compile(r'<Error[^>]*\bcode="(\d+)"')
_XML_DETAIL = re.compile(r"<(?:Detail|Message)>([^<]*)</")
UNREADABLE = "10000"
"""The code Intuit gives system failures; ours for answers that are not what was asked for."""


class QboError(Exception):
    """QuickBooks did not do what was asked; see the reason it gave.

    `outcome` says what became of a write: "refused" changed nothing, "unknown" was sent and the
    answer was lost. `permanent` means that the same request can never succeed.
    """

    permanent = False
    outcome: Outcome = "refused"

    def __init__(
        self,
        message: str = "",
        *,
        code: str = "",
        intuit_tid: str = "",
        retry_after: float | None = None,
    ) -> None:
        """Keep Intuit's code, its id of the exchange (for their support), and seconds to wait."""
        super().__init__(message or (type(self).__doc__ or "").partition("\n")[0])
        self.code, self.intuit_tid, self.retry_after = code, intuit_tid, retry_after


class KeyMissing(QboError):
    """QuickBooks needs a key that is not set; set it, or set QBO_ENVIRONMENT=embedded."""

    permanent = True


class NotConnected(QboError):
    """QuickBooks is not connected; connect it on its page, what is noted goes in then."""


class Disconnected(NotConnected):
    """You disconnected QuickBooks; connect it on its page, what is noted goes in then."""


class ConsentEnded(NotConnected):
    """Intuit asks you to connect QuickBooks again; what is noted meanwhile goes in then."""


class AccessLost(NotConnected):
    """Whoever connected QuickBooks may not open this company any more; an admin must reconnect."""


class SubscriptionEnded(NotConnected):
    """This company's QuickBooks subscription has ended; renew it at Intuit, then reconnect."""


class CompanyChanged(NotConnected):
    """Another QuickBooks company was connected meanwhile; this belongs to the one before."""


class KeysRefused(NotConnected):
    """Intuit does not know your app's keys; check QBO_CLIENT_ID and QBO_CLIENT_SECRET, restart."""


class KeysCrossed(NotConnected):
    """Your app's keys may not open this QuickBooks company; check that they fit it."""


class TokensUnreadable(NotConnected):
    """The kept connection to QuickBooks was sealed with a key that is not known now."""

    def __init__(self) -> None:
        """Say both ways out."""
        super().__init__(
            "The kept connection to QuickBooks was sealed with another key. Put that key behind "
            "the new one in FRONTDESK_SECRET_KEY, with a comma, or connect QuickBooks again."
        )


class TokenExpired(QboError):
    """The access token is no longer good; it is renewed by itself."""


class Throttled(QboError):
    """QuickBooks gets too many requests; it is tried again by itself."""


class BooksDown(QboError):
    """QuickBooks could not be reached; nothing is lost, it is tried again by itself."""


class AnswerLost(QboError):
    """QuickBooks did not answer clearly; what became of it is checked before another try."""

    outcome: Outcome = "unknown"


class StillOpen(AnswerLost):
    """QuickBooks may still be at it; it is looked at again before it is sent once more."""


class Stale(QboError):
    """Somebody changed this in QuickBooks at the same moment; it is read again."""


class Refused(QboError):
    """QuickBooks refuses this entry; see the reason it gave."""

    permanent = True


class NameTaken(Refused):
    """Another customer, vendor or employee in QuickBooks has this name already."""


class NumberTaken(Refused):
    """Another document in QuickBooks has this number already."""


class NotOurs(Refused):
    """This was not made by Frontdesk, so only you change it, in QuickBooks."""


class ReferenceGone(Refused):
    """A customer or item of this entry is gone or inactive in QuickBooks; choose another."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over the wire; `retry_after` in seconds."""

    status: int
    text: str
    intuit_tid: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class _Fault:
    code: str = ""
    detail: str = ""


def opened(answer: Answer, expected: str) -> Body:
    """The body of an answer, if it holds what was expected; fractions come as text, never float.

    Raises:
        QboError: the kind that says what to do. A 200 can be a fault too (seen live).
    """
    body = _json(answer.text)
    fault = _fault(answer.text, body)
    if answer.status == 200 and fault is None and body is not None and expected in body:
        return body
    raise _told(answer, fault)


def _told(answer: Answer, fault: _Fault | None) -> QboError:
    kind, words = _kind(answer.status, fault), ""
    if fault and fault.detail and issubclass(kind, Refused):
        words = f"QuickBooks refused: {fault.detail.rstrip('.')} (code {fault.code})."
    return kind(
        words,
        code=fault.code if fault and fault.code else str(answer.status),
        intuit_tid=answer.intuit_tid,
        retry_after=answer.retry_after,
    )


_CODES: dict[str, type[QboError]] = {
    "120": AccessLost,
    "3100": KeysCrossed,
    "3001": Throttled,
    "3200": TokenExpired,
    "610": ReferenceGone,
    "2500": ReferenceGone,
    "5010": Stale,
    "6140": NumberTaken,
    "6190": SubscriptionEnded,
    "6240": NameTaken,
}


def _kind(status: int, fault: _Fault | None) -> type[QboError]:
    if status == 429:
        return Throttled
    if status == 401:
        return AccessLost if fault and fault.code == "120" else TokenExpired
    if status == 403:
        told = _CODES.get(fault.code, NotConnected) if fault else NotConnected
        return told if issubclass(told, NotConnected) else NotConnected
    if fault is None or not fault.code or fault.code == UNREADABLE or status >= 500:
        # A 503 with a fault of its own did nothing; a bare one may have come from a proxy.
        plain = status == 503 and fault is not None and fault.code not in ("", UNREADABLE)
        return BooksDown if plain else AnswerLost
    return _CODES.get(fault.code, Refused)


def _json(text: str) -> Body | None:
    try:
        found = json.loads(text, parse_float=str)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _fault(text: str, body: Body | None) -> _Fault | None:
    """The first error of a body in any of Intuit's three forms."""
    if body is None:
        code = _XML_CODE.search(text)
        texts = _XML_DETAIL.findall(text)
        return _Fault(code[1], texts[-1] if texts else "") if code else None
    wrapped = body.get("Fault") or body.get("fault")
    if not isinstance(wrapped, dict):
        return None
    errors = wrapped.get("Error") or wrapped.get("error") or [{}]
    first = errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {}
    detail = _text(first, "Detail") or _text(first, "Message")
    return _Fault(_text(first, "code"), detail)


def _text(error: Body, name: str) -> str:
    return str(error.get(name) or error.get(name.lower()) or "")
