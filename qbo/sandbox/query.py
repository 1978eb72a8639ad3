"""The query language: parsed for real, with the real one's limits (Intuit: Data queries).

No OR, no JOIN, no projection; only some fields can be filtered; phones cannot.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from qbo.sandbox.faults import Refusal

_NAMES = {
    "Id", "DisplayName", "GivenName", "MiddleName", "FamilyName", "FullyQualifiedName",
    "CompanyName", "PrintOnCheckName", "PrimaryEmailAddr", "Active", "Balance",
    "MetaData.CreateTime", "MetaData.LastUpdatedTime",
}  # fmt: skip
_TIMES = {"MetaData.CreateTime", "MetaData.LastUpdatedTime"}
FILTERABLE: dict[str, set[str]] = {
    "Customer": _NAMES,
    "Vendor": _NAMES,
    "Employee": _NAMES,
    "Item": {"Id", "Name", "Type", "Active", "Sku", "FullyQualifiedName", *_TIMES},
    "Estimate": {"Id", "CustomerRef", "TxnDate", "DocNumber", "ProjectRef", *_TIMES},
    "Invoice": {
        "Id", "CustomerRef", "DocNumber", "TxnDate", "DueDate", "Balance", "TotalAmt", *_TIMES,
    },
    "Payment": {"Id", "TxnDate", "CustomerRef", "TotalAmt", *_TIMES},
    "CompanyInfo": {"Id", *_TIMES},
}  # fmt: skip
_TRANSACTIONS = ("Estimate", "Invoice", "Payment")
_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:\\.|[^'\\])*')|(?P<op><=|>=|!=|=|<|>)|(?P<sign>[(),*])"
    r"|(?P<word>[A-Za-z0-9_.]+))"
)
MOST = 1000


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison."""

    field: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed statement."""

    kind: str
    count: bool
    conditions: tuple[Condition, ...]
    order: tuple[tuple[str, bool], ...]
    start: int
    most: int


def parse(text: str) -> Query:
    """Read a statement.

    Raises:
        Refusal: 4000 for what is not the language, 4001 for what it does not allow.
    """
    return _Parser(text).query()


def run(query: Query, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows a statement selects, in its order, without its page."""
    conditions = list(query.conditions)
    named = any(condition.field == "Active" for condition in conditions)
    hidden = query.kind not in _TRANSACTIONS and not named
    found = [
        row
        for row in rows
        if not (hidden and row.get("Active") is False)
        and all(_holds(condition, row) for condition in conditions)
    ]
    if not query.order:
        # The live service gives transactions newest first; nobody should rely on an order.
        return found[::-1] if query.kind in _TRANSACTIONS else found
    for field, descending in reversed(query.order):
        found.sort(key=_by(field), reverse=descending)
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._place = 0

    def query(self) -> Query:
        self._expect("select")
        count = self._selection()
        self._expect("from")
        kind = self._kind()
        conditions = self._where(kind)
        order = self._order(kind)
        start, most = self._page()
        if self._peek():
            raise Refusal("4000", f"QueryParserError: Encountered {self._peek()}")
        return Query(kind, count, conditions, order, start, most)

    def _selection(self) -> bool:
        if self._take("count"):
            for sign in ("(", "*", ")"):
                self._expect(sign)
            return True
        self._expect("*")
        while self._take(","):
            self._next()
        return False

    def _kind(self) -> str:
        word = self._next()
        for kind in FILTERABLE:
            if kind.lower() == word.lower():
                return kind
        raise Refusal("4001", f"QueryValidationError: unknown entity {word}")

    def _where(self, kind: str) -> tuple[Condition, ...]:
        if not self._take("where"):
            return ()
        conditions = [self._condition(kind)]
        while self._take("and"):
            conditions.append(self._condition(kind))
        return tuple(conditions)

    def _condition(self, kind: str) -> Condition:
        field = self._field(kind)
        operator = self._next().upper()
        if operator == "IN":
            self._expect("(")
            values = [self._value()]
            while self._take(","):
                values.append(self._value())
            self._expect(")")
            return Condition(field, operator, tuple(values))
        if operator not in ("=", "!=", "<", ">", "<=", ">=", "LIKE"):
            raise Refusal("4000", f"QueryParserError: Encountered {operator}")
        return Condition(field, operator, (self._value(),))

    def _field(self, kind: str) -> str:
        word = self._next()
        for field in FILTERABLE[kind]:
            if field.lower() == word.lower():
                return field
        raise Refusal("4001", f"QueryValidationError: property '{word}' is not queryable")

    def _value(self) -> str:
        word = self._next()
        if word.startswith("'"):
            return re.sub(r"\\(.)", r"\1", word[1:-1])
        if word.lower() in ("true", "false") or re.fullmatch(r"[\d.]+", word):
            return word.lower()
        raise Refusal("4000", f"QueryParserError: Encountered {word}")

    def _order(self, kind: str) -> tuple[tuple[str, bool], ...]:
        if self._take("order"):
            self._expect("by")
        elif not self._take("orderby"):
            return ()
        order = [self._ordering(kind)]
        while self._take(","):
            order.append(self._ordering(kind))
        return tuple(order)

    def _ordering(self, kind: str) -> tuple[str, bool]:
        field = self._field(kind)
        descending = self._take("desc")
        if not descending:
            self._take("asc")
        return field, descending

    def _page(self) -> tuple[int, int]:
        start, most = 1, 100
        while self._peek().lower() in ("startposition", "maxresults"):
            word, number = self._next().lower(), self._next()
            if not number.isdecimal():
                raise Refusal("4000", f"QueryParserError: Encountered {number}")
            if word == "startposition":
                start = int(number)
            else:
                most = int(number)
        if start < 1:
            raise Refusal(
                "4001", "QueryValidationError: value 0 is too small. Min allowed value is 1"
            )
        if most > MOST:
            raise Refusal("4001", f"QueryValidationError: value {most} is too large. Max {MOST}")
        return start, most

    def _peek(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _next(self) -> str:
        word = self._peek()
        if not word:
            raise Refusal("4000", "QueryParserError: Encountered <EOF>")
        self._place += 1
        return word

    def _take(self, word: str) -> bool:
        if self._peek().lower() != word:
            return False
        self._place += 1
        return True

    def _expect(self, word: str) -> None:
        found = self._next()
        if found.lower() != word:
            raise Refusal("4000", f"QueryParserError: Encountered {found}, expected {word}")


def _tokens(text: str) -> list[str]:
    tokens, place, text = [], 0, text.strip().rstrip(";")
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise Refusal("4000", f"QueryParserError: Lexical error at {text[place:][:20]}")
        tokens.append(found[0].strip())
        place = found.end()
    return tokens


def _holds(condition: Condition, row: dict[str, Any]) -> bool:
    value = _text(row, condition.field)
    if condition.operator == "IN":
        return value in (wanted.lower() for wanted in condition.values)
    wanted = condition.values[0].lower()
    if condition.operator == "LIKE":
        pattern = ".*".join(re.escape(part) for part in wanted.split("%"))
        return re.fullmatch(pattern, value) is not None
    compare: dict[str, Callable[[Any, Any], bool]] = {
        "=": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
        "<": lambda a, b: a < b,
        ">": lambda a, b: a > b,
        "<=": lambda a, b: a <= b,
        ">=": lambda a, b: a >= b,
    }
    return compare[condition.operator](*_comparable(value, wanted))


def _comparable(value: str, wanted: str) -> tuple[Any, Any]:
    """Numbers compare as numbers: Id > '9' finds 10."""
    try:
        return float(value), float(wanted)
    except ValueError:
        return value, wanted


def _text(row: dict[str, Any], field: str) -> str:
    value: Any = row
    for part in field.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, dict):
        value = value.get("value", value.get("Address"))
    return "" if value is None else str(value).lower()


def _by(field: str) -> Callable[[dict[str, Any]], tuple[float, str]]:
    def key(row: dict[str, Any]) -> tuple[float, str]:
        text = _text(row, field)
        return (float(text), "") if text.replace(".", "", 1).isdecimal() else (0.0, text)

    return key
