"""What is typed into the company's pages, and one plain sentence for what cannot be taken."""

from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from qbo.sandbox.faults import Refusal

Body = dict[str, Any]
_SENTENCES = {
    "610": "This is no longer there; go back to the list.",
    "2050": "One of these texts is too long; shorten it.",
    "5010": "Somebody changed this in the meantime. Look at it again, then repeat your change.",
    "6210": "The books are closed for that day; open them again in the preferences first.",
    "6240": "Another customer, vendor or employee has this name already; choose a different one.",
}
DONE = {
    "saved": "Saved.",
    "accepted": "The estimate is accepted.",
    "rejected": "The estimate is rejected.",
    "billed": "The estimate became this invoice.",
    "paid": "The payment is recorded.",
    "voided": "It is void: it stays here and counts for nothing.",
    "sent": "The e-mail is in the outbox.",
    "merged": "The two are one customer now.",
    "disconnected": "The app is disconnected; its tokens are no longer good.",
    "moved": "The clock was moved.",
}
"""What a page says after a deed, by the word in its address."""


class Wrong(Exception):
    """What was typed cannot be taken; the words say what to type instead."""


async def typed(request: Request) -> dict[str, str]:
    """The fields of a form, without spaces around them."""
    found = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0].strip() for name, values in found.items()}


def tried(deed: Callable[[], Any]) -> Any:
    """What a deed gives.

    Raises:
        Wrong: the company refuses it.
    """
    try:
        return deed()
    except Refusal as refusal:
        raise Wrong(_SENTENCES.get(refusal.code, refusal.detail)) from refusal


def done(path: str, word: str) -> Response:
    """Back to a page that says what was done."""
    return RedirectResponse(f"{path}?done={word}", 303)


def said(request: Request) -> str:
    """What a page says about the deed before it."""
    return DONE.get(request.query_params.get("done", ""), "")


def amount(text: str) -> Decimal:
    """An amount above zero, to the cent.

    Raises:
        Wrong: it is none.
    """
    try:
        found = Decimal(text.replace("$", "").replace(",", ""))
    except InvalidOperation as error:
        raise Wrong("Write an amount such as 120.50.") from error
    if not found.is_finite() or found <= 0 or found >= 10**9:
        raise Wrong("Write an amount above zero, such as 120.50.")
    if found != found.quantize(Decimal("0.01")):
        raise Wrong("Write the amount with two digits after the point at most.")
    return found


def number(text: str) -> int:
    """The number of a page of a list, from 1 on."""
    return int(text) if text.isdecimal() and 0 < int(text) < 10**6 else 1


def pages(total: int, at: int, most: int) -> Body:
    """Where in a list one is, for the links below it."""
    last = max(1, -(-total // most))
    return {"at": min(at, last), "last": last, "total": total}


def first(values: Iterable[Any]) -> Any:
    """The first that says something."""
    return next((value for value in values if value), "")
