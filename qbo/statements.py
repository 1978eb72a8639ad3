"""Statements of Intuit's query language, with values that cannot leave their quotes. Pure."""

MOST = 1000
"""Rows in one answer at most (Intuit)."""


def select(
    entity: str,
    *conditions: str,
    what: str = "*",
    order: str = "",
    start: int = 1,
    most: int = MOST,
) -> str:
    """A statement; the order is always stated, since the default differs from entity to entity."""
    words = ["SELECT", what, "FROM", entity]
    if conditions:
        words += ["WHERE", " AND ".join(conditions)]
    if order:
        words += ["ORDERBY", order]
        words += ["STARTPOSITION", str(start)] * (start > 1)
        words += ["MAXRESULTS", str(most)]
    return " ".join(words)


def whether(field: str, sign: str, value: str) -> str:
    """A condition on a field."""
    return f"{field} {sign} {quoted(value)}"


ACTIVE_OR_NOT = "Active IN (true, false)"
"""Inactive names are hidden unless the statement speaks of them."""


def quoted(value: str) -> str:
    """A value inside a statement; the backslash goes first, or it would escape the quote."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
