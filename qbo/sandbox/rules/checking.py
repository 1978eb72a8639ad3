"""A request held against the declaration of its entity: what is unknown, too long, malformed."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.kind import Field, Kind

Body = dict[str, Any]

COMMON = {"Id", "SyncToken", "sparse", "domain", "MetaData", "status", "ClientEntityId"}
CENT = Decimal("0.01")
REFERENCE = {"value", "name", "type"}
_FORBIDDEN = re.compile(r"[:\t\n]")
_COUNTRIES = {
    "US": "USA", "UNITED STATES": "USA", "CA": "CAN", "CANADA": "CAN", "MX": "MEX",
    "MEXICO": "MEX", "GB": "GBR", "UK": "GBR", "UNITED KINGDOM": "GBR",
}  # fmt: skip
_MAILS = ("PrimaryEmailAddr", "BillEmail", "BillEmailCc", "BillEmailBcc")


def check(kind: Kind, body: Body) -> Body:
    """The writable part of a request; what it clears ("" or null) is None in it.

    Raises:
        Refusal: 2010 for unknown properties, 2050 for lengths, 6000 for malformed values.
    """
    kept: Body = {}
    for name, value in body.items():
        if name in COMMON or name in kind.readonly:
            continue
        field = kind.fields.get(name)
        if field is None:
            raise unsupported(name)
        kept[name] = _checked(field, name, value)
        if name in _MAILS and kept[name]:
            mailable(name, kept[name]["Address"])
    return kept


def given(body: Body) -> Body:
    """A request without what it clears."""
    return {name: value for name, value in body.items() if value is not None}


def unsupported(path: str) -> Refusal:
    """2010, as Intuit words it."""
    return Refusal("2010", f"Property Name:{path} specified is unsupported or invalid", path)


def missing(name: str) -> Refusal:
    """2020, as Intuit words it."""
    return Refusal("2020", f"Required parameter {name} is missing in the request", name)


def number_of(value: object) -> Decimal:
    """A number of a request, exactly as it is written.

    Raises:
        Refusal: 2010 for what is none.
    """
    try:
        found = Decimal(str(value))
    except InvalidOperation as error:
        raise Refusal("2010", f"{value} is not a number") from error
    if not found.is_finite():
        raise Refusal("2010", f"{value} is not a number")
    return found


def rounded(amount: Decimal) -> Decimal:
    """An amount to the cent, half up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def plain(amount: Decimal) -> int | float:
    """Amounts as JSON numbers, whole ones without a point, as Intuit writes them."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def mailable(name: str, address: str) -> None:
    """Whether mail could go to an address.

    Raises:
        Refusal: 6000 if it could not.
    """
    if "@" not in address or "." not in address or re.search(r"\s", address):
        raise Refusal("6000", "Email Address does not conform to the RFC 822 format.", name)


def _checked(field: Field, path: str, value: Any) -> Any:
    """A value as it is kept; None for one that is empty."""
    if value is None or value == "":
        return None
    match field.sort:
        case "text":
            return _text(field, path, value)
        case "country":
            return _COUNTRIES.get(str(value).strip().upper()) or _text(field, path, value)
        case "gone":
            return None
        case "number":
            return plain(number_of(value))
        case "flag":
            return _flag(path, value)
        case "day":
            return _day(path, value)
        case "choice":
            if value not in field.choices:
                raise unsupported(path)
            return value
        case "reference":
            return _reference(path, value)
        case "parts":
            return _parts(field, path, value)
        case "list":
            return _list(field, path, value)
    return value


def _text(field: Field, path: str, value: Any) -> str:
    if isinstance(value, dict | list):
        raise unsupported(path)
    found = str(value)
    if len(found) > field.limit:
        length = f"Min:0 Max:{field.limit} supported. Supplied length:{len(found)}"
        raise Refusal("2050", length, path)
    if field.plain and _FORBIDDEN.search(found):
        raise Refusal("6000", "A name must not hold a colon, tab or new line.", path)
    return found


def _flag(path: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise unsupported(path)


def _day(path: str, value: Any) -> str:
    found = str(value)[:10]
    try:
        date.fromisoformat(found)
    except ValueError as error:
        raise Refusal("2010", f"{value} is not a date.", path) from error
    return found


def _reference(path: str, value: Any) -> Body | None:
    if not isinstance(value, dict):
        raise unsupported(path)
    for part in value:
        if part not in REFERENCE:
            raise unsupported(f"{path}.{part}")
    kept = {part: str(text) for part, text in value.items() if text not in (None, "")}
    return kept if "value" in kept else None


def _parts(field: Field, path: str, value: Any) -> Body | None:
    if not isinstance(value, dict):
        raise unsupported(path)
    kept: Body = {}
    for name, part in value.items():
        inner = field.parts.get(name)
        if inner is None:
            raise unsupported(f"{path}.{name}")
        found = _checked(inner, f"{path}.{name}", part)
        if found is not None:
            kept[name] = found
    return kept or None


def _list(field: Field, path: str, value: Any) -> list[Any]:
    if not isinstance(value, list) or field.of is None:
        raise unsupported(path)
    found = (_checked(field.of, path, one) for one in value)
    return [one for one in found if one is not None]
