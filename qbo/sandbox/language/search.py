"""Queries answered: in SQL as far as the ledger's columns tell exactly, in Python for the rest."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qbo.sandbox.kinds.answers import answered
from qbo.sandbox.kinds.kind import Kind
from qbo.sandbox.kinds.lists import EXCHANGE_RATE
from qbo.sandbox.language.query import KNOWN, Condition, Query, instant, parse, run
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.rules.rates import effective

Body = dict[str, Any]
Part = tuple[str, list[object]]
_COMPARISONS = ("=", "!=", "<", ">", "<=", ">=")
_TIMES = {"MetaData.CreateTime": "created", "MetaData.LastUpdatedTime": "updated"}
_COLUMNS = {
    "DisplayName": "shown",
    "Name": "shown",
    "PrimaryEmailAddr": "email",
    "DocNumber": "doc",
    "TxnDate": "day",
}
_ORDERS = {"Id": "id", **_TIMES, **_COLUMNS}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def found(ledger: Ledger, text: str, single: dict[str, Body]) -> Body:
    """One page of what a statement asks for, as a `QueryResponse`.

    Args:
        ledger: where to look.
        text: the statement.
        single: what there is once, by name.

    Raises:
        Refusal: 4000 and 4001.
    """
    asked = parse(text)
    if asked.kind in single:
        rows = run(asked, [single[asked.kind]])
        return _answer(asked, len(rows), _page(asked, rows))
    if asked.kind == EXCHANGE_RATE.name:
        rows = _rates(ledger, asked)
        return _answer(asked, len(rows), _page(asked, rows))
    where, values, rest = _pushed(asked)
    order = _order(asked)
    if asked.count and not rest:
        return _answer(asked, ledger.count(asked.kind, where, values), [])
    if not rest and order is not None:
        page = (asked.most, asked.start - 1)
        return _answer(asked, 0, ledger.select(asked.kind, where, values, order=order, page=page))
    first = order or _order(replace(asked, order=())) or "id"
    rows = ledger.select(asked.kind, where, values, order=first)
    left = replace(asked, conditions=tuple(rest), order=() if order else asked.order)
    rows = run(left, rows)
    return _answer(asked, len(rows), _page(asked, rows))


def _rates(ledger: Ledger, asked: Query) -> list[Body]:
    """Exchange rates; AsOfDate asks for what holds on a day, whenever it was set (Intuit)."""
    rows = ledger.all(EXCHANGE_RATE.name)
    days = [one for one in asked.conditions if one.field == "AsOfDate" and one.operator == "="]
    for one in days:
        rows = effective(rows, one.values[0])
    others = tuple(one for one in asked.conditions if one not in days)
    return run(replace(asked, conditions=others), rows)


def _answer(asked: Query, count: int, page: list[Body]) -> Body:
    if asked.count:
        return {"totalCount": count}
    if not page:
        return {}
    rows = [answered(KNOWN[asked.kind], one) for one in page]
    return {asked.kind: rows, "startPosition": asked.start, "maxResults": len(page)}


def _page(asked: Query, rows: list[Body]) -> list[Body]:
    return rows[asked.start - 1 : asked.start - 1 + asked.most]


def _order(asked: Query) -> str | None:
    """The order in SQL; None if the columns do not tell it."""
    if not asked.order:
        # The live service gives transactions newest first; nobody should rely on an order.
        return "id DESC" if KNOWN[asked.kind].newest_first else "id"
    parts = []
    for field, descending in asked.order:
        if field not in _ORDERS:
            return None
        parts.append(f"{_ORDERS[field]}{' DESC' if descending else ''}")
    return ", ".join([*parts, "id"])


def _pushed(asked: Query) -> tuple[list[str], list[object], list[Condition]]:
    """The conditions as SQL with its values, and those that are left."""
    where: list[str] = []
    values: list[object] = []
    rest: list[Condition] = []
    if "Active" in KNOWN[asked.kind].queryable and not any(
        condition.field == "Active" for condition in asked.conditions
    ):
        # The plus keeps SQLite from choosing this index before one that finds a single row.
        where.append("+active=1" if asked.conditions else "active=1")
    for condition in asked.conditions:
        part = _as_sql(KNOWN[asked.kind], condition)
        if part is None:
            rest.append(condition)
        elif part[0]:
            where.append(part[0])
            values += part[1]
    return where, values, rest


def _as_sql(kind: Kind, condition: Condition) -> Part | None:
    """A condition in SQL, if that means the same; else None."""
    field, operator, wanted = condition.field, condition.operator, condition.values
    if field == "Id" and kind.name != "TaxCode" and operator != "LIKE":
        # The codes of tax have ids that are words.
        numbers = [int(one) for one in wanted if one.isdecimal()]
        return _compared("id", operator, numbers) if len(numbers) == len(wanted) else None
    if field in _TIMES and operator in _COMPARISONS:
        moment = instant(wanted[0].upper())
        return None if moment is None else _compared(_TIMES[field], operator, [moment])
    if field == "Active" and operator in ("=", "IN") and set(wanted) <= {"true", "false"}:
        both = len(set(wanted)) > 1
        return ("", []) if both else _compared("active", "=", [int(wanted[0] == "true")])
    if field == kind.owner_field and operator in ("=", "IN"):
        return _compared("owner", operator, list(wanted))
    declared = kind.fields.get(field) or kind.fields.get(field.partition(".")[0])
    if condition.numeric and operator in _COMPARISONS and _numeric(wanted[0]):
        return _compared(_extracted(field), operator, [float(wanted[0])])
    if declared is None or "." in field:
        return None
    return _texts(field, declared.sort, operator, [one.lower() for one in wanted])


def _texts(field: str, sort: str, operator: str, wanted: list[str]) -> Part | None:
    """A comparison of texts, in a column of its own or out of the body."""
    column = _COLUMNS.get(field)
    if sort == "day":
        dated = all(map(_DAY.fullmatch, wanted)) and operator != "LIKE"
        return _compared(column or _extracted(field), operator, wanted) if dated else None
    mail = field == "PrimaryEmailAddr"
    if sort not in ("text", "choice") and not mail:
        return None
    if not all(one.strip("%") for one in wanted):
        # What is empty is not in a column at all.
        return None
    text = column or f"lowered({_extracted(field)})"
    if operator in ("=", "IN"):
        return _compared(text, operator, wanted)
    if operator == "LIKE":
        escaped = wanted[0].replace("\\", "\\\\").replace("_", "\\_")
        return f"{text} LIKE ? ESCAPE '\\'", [escaped]
    return None


def _extracted(field: str) -> str:
    """A field out of the body; the name is one the declarations know."""
    return f"json_extract(body, '$.{field}')"


def _compared(column: str, operator: str, values: Sequence[object]) -> Part:
    if operator == "IN":
        return f"{column} IN ({', '.join('?' * len(values))})", list(values)
    return f"{column} {operator} ?", list(values)


def _numeric(text: str) -> bool:
    """Whether a text compares as a number, which a column of texts does not."""
    try:
        float(text)
    except ValueError:
        return False
    return True
