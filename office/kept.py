"""Values as the journal keeps them: in their parts, so that a resumed call has the same sheet.

What people read is written beside it by `sheet.written`; an address or a name read back from that
could only be guessed at.
"""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from office.sheet import Value
from office.values import Address, Email, Money, PersonName, Phone, Window

_KINDS: dict[str, type[Address | Email | PersonName | Phone]] = {
    "address": Address,
    "email": Email,
    "name": PersonName,
    "phone": Phone,
}


def pack(value: Value) -> dict[str, Any]:
    """A value as JSON, under the name of its kind."""
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, Money):
        return {"money": str(value.amount)}
    if isinstance(value, Window):
        return {"window": pack_window(value)}
    kind = next(name for name, kind in _KINDS.items() if isinstance(value, kind))
    return {kind: asdict(value)}


def unpack(packed: dict[str, Any]) -> Value:
    """The value that `pack` packed."""
    ((kind, parts),) = packed.items()
    if kind == "text":
        return str(parts)
    if kind == "money":
        return Money(Decimal(parts))
    if kind == "window":
        return unpack_window(parts)
    return _KINDS[kind](**parts)


def pack_window(window: Window) -> dict[str, str]:
    """A window as JSON: both times, and the zone they are told in."""
    starts, ends = window.starts.isoformat(), window.ends.isoformat()
    return {"starts": starts, "ends": ends, "zone": window.zone}


def unpack_window(packed: dict[str, str]) -> Window:
    """The window that `pack_window` packed."""
    starts, ends = (datetime.fromisoformat(packed[name]) for name in ("starts", "ends"))
    return Window(starts, ends).in_zone(packed["zone"])
