"""What the ledger keeps beside a body, so that nobody needs to read every body to find one."""

import re
from datetime import datetime
from typing import Any

Body = dict[str, Any]
COLUMNS = (
    "shown", "folded", "email", "owner", "doc", "day", "active", "created", "updated", "digits",
)  # fmt: skip
"""The derived columns, in the order `columns` gives them."""
_PHONES = ("PrimaryPhone", "Mobile", "AlternatePhone")
_OWNERS = ("CustomerRef", "VendorRef", "EntityRef", "ParentRef")


def folded(name: str) -> str:
    """A name as the company compares it: in any case, however it is spaced."""
    return " ".join(name.casefold().split())


def columns(body: Body) -> tuple[object, ...]:
    """The derived columns of a body."""
    name = body.get("DisplayName") or body.get("FullyQualifiedName") or body.get("Name")
    shown = body.get("DisplayName") or body.get("Name")
    meta = body.get("MetaData") or {}
    return (
        None if shown is None else str(shown).lower(),
        None if name is None else folded(str(name)),
        _lower((body.get("PrimaryEmailAddr") or {}).get("Address")),
        owner(body),
        _lower(body.get("DocNumber")),
        body.get("TxnDate"),
        0 if body.get("Active") is False else 1,
        seconds(meta.get("CreateTime")),
        seconds(meta.get("LastUpdatedTime")),
        _digits(body),
    )


def owner(body: Body) -> str | None:
    """Whose document or job it is."""
    for name in _OWNERS:
        if body.get(name):
            return str(body[name].get("value"))
    return None


def links(body: Body) -> set[tuple[str, str]]:
    """The kinds and ids that a document or its lines name."""
    found = [*(body.get("LinkedTxn") or [])]
    for line in body.get("Line") or []:
        found += line.get("LinkedTxn") or []
    return {(str(link.get("TxnType")), str(link.get("TxnId"))) for link in found}


def seconds(moment: str | None) -> float | None:
    """A time with its offset as an instant."""
    return None if not moment else datetime.fromisoformat(moment).timestamp()


def _digits(body: Body) -> str | None:
    """The digits of every phone number, a space between the numbers."""
    numbers = [str((body.get(name) or {}).get("FreeFormNumber", "")) for name in _PHONES]
    return " ".join(filter(None, (re.sub(r"\D", "", number) for number in numbers))) or None


def _lower(text: object) -> str | None:
    return None if text is None else str(text).lower()
