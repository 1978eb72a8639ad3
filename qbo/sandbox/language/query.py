"""The query language: parsed for real, with the real one's limits (Intuit: Data queries).

No OR, no JOIN, no projection; only some fields can be filtered; phones cannot.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.entities import KINDS
from qbo.sandbox.kinds.kind import Kind
from qbo.sandbox.kinds.setup import SINGLE
from qbo.sandbox.ledger import ZONE

_TOKEN = re.compile(
    r"\s*(?:(?P<string>'(?:\\.|[^'\\])*')|(?P<op><=|>=|!=|=|<|>)|(?P<sign>[(),*])"
    r"|(?P<word>[A-Za-z0-9_.]+))"
)
MOST = 1000
_NUMBERS = ("Id", "Balance", "TotalAmt", "CurrentBalance", "UnappliedAmt")
KNOWN: dict[str, Kind] = {kind.name: kind for kind in KINDS.values()} | SINGLE


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison."""

    field: str
    operator: str
    values: tuple[str, ...]
    numeric: bool = False
    """Whether it compares numbers: Id > '9' finds 10."""


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
    """The rows for which every condition holds, in the order asked for."""
    found = [row for row in rows if all(_holds(one, row) for one in query.conditions)]
    for field, descending in reversed(query.order):
        found.sort(key=_by(query.kind, field), reverse=descending)
    return found


def is_number(kind: str, field: str) -> bool:
    """Whether a field compares as a number."""
    declared = KNOWN[kind].fields.get(field)
    return field in _NUMBERS or (declared is not None and declared.sort == "number")


def instant(text: str) -> float | None:
    """A time or a day as an instant; without an offset it is the company's own time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).timestamp()


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
        # A card's payment is asked for by its address and answered by its name.
        if word.lower() in KINDS:
            return KINDS[word.lower()].name
        for kind in SINGLE:
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
            return Condition(field, operator, tuple(values), is_number(kind, field))
        if operator not in ("=", "!=", "<", ">", "<=", ">=", "LIKE"):
            raise Refusal("4000", f"QueryParserError: Encountered {operator}")
        return Condition(field, operator, (self._value(),), is_number(kind, field))

    def _field(self, kind: str) -> str:
        word = self._next()
        for field in KNOWN[kind].queryable:
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
    values = _values(row, condition.field.split("."))
    return any(_compares(condition, value) for value in values or [""])


def _compares(condition: Condition, value: str) -> bool:
    if condition.operator == "IN":
        pairs = (_comparable(value, one.lower(), condition) for one in condition.values)
        return any(left == right for left, right in pairs)
    wanted = condition.values[0].lower()
    if condition.operator == "LIKE":
        pattern = ".*".join(re.escape(part) for part in wanted.split("%"))
        return re.fullmatch(pattern, value, re.DOTALL) is not None
    compare: dict[str, Callable[[Any, Any], bool]] = {
        "=": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
        "<": lambda a, b: a < b,
        ">": lambda a, b: a > b,
        "<=": lambda a, b: a <= b,
        ">=": lambda a, b: a >= b,
    }
    return compare[condition.operator](*_comparable(value, wanted, condition))


def _comparable(value: str, wanted: str, condition: Condition) -> tuple[Any, Any]:
    """Numbers compare as numbers, times as instants whatever their offset."""
    if condition.field.startswith("MetaData."):
        one, other = instant(value.upper()), instant(wanted.upper())
        if one is not None and other is not None:
            return one, other
    if condition.numeric:
        try:
            return float(value), float(wanted)
        except ValueError:
            return value, wanted
    return value, wanted


def _values(row: Any, path: list[str]) -> list[str]:
    """What stands at a path, in lower case; a list on the way gives several."""
    if isinstance(row, list):
        return [value for one in row for value in _values(one, path)]
    if path:
        return _values(row.get(path[0]), path[1:]) if isinstance(row, dict) else []
    if isinstance(row, dict):
        row = row.get("value", row.get("Address"))
    return [] if row is None else [str(row).lower()]


def _by(kind: str, field: str) -> Callable[[dict[str, Any]], tuple[float, str]]:
    """Numbers and times in their own order, everything else as text."""
    path = field.split(".")
    number = is_number(kind, field)

    def key(row: dict[str, Any]) -> tuple[float, str]:
        text = next(iter(_values(row, path)), "")
        if path[0] == "MetaData":
            return instant(text.upper()) or 0.0, ""
        try:
            return (float(text), "") if number else (0.0, text)
        except ValueError:
            return 0.0, text

    return key
