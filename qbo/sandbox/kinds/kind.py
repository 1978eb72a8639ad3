"""How an entity is declared: its fields and their shapes, and what can be done with it."""

from dataclasses import dataclass, field
from typing import Any, Literal

Body = dict[str, Any]
Sort = Literal[
    "text", "number", "flag", "day", "choice", "reference", "parts", "list",
    "country", "gone", "any",
]  # fmt: skip
Family = Literal["people", "list", "sale", "purchase", "money", "time", "note", "setup"]
Deed = Literal["create", "update", "delete", "void", "send", "pdf"]

LONGEST = 4000
TIMES = frozenset({"MetaData.CreateTime", "MetaData.LastUpdatedTime"})
ANY_KIND = "*"
CURRENCY = "Currency"


@dataclass(frozen=True, slots=True)
class Field:
    """One writable field: what it takes, how long it may be, what it may name."""

    sort: Sort
    limit: int = LONGEST
    plain: bool = False
    """A name: no colon, tab or new line."""
    choices: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    """The kinds a reference may name; none means that nobody looks."""
    parts: dict[str, "Field"] = field(default_factory=dict)
    of: "Field | None" = None


def text(limit: int = LONGEST, *, plain: bool = False) -> Field:
    """A text of so many characters."""
    return Field("text", limit, plain)


def choice(*choices: str) -> Field:
    """One of some words."""
    return Field("choice", choices=choices)


def reference(*to: str) -> Field:
    """The id of another entity."""
    return Field("reference", to=to)


def parts(**fields: Field) -> Field:
    """An object of its own."""
    return Field("parts", parts=fields)


def many(of: Field) -> Field:
    """A list."""
    return Field("list", of=of)


NUMBER, FLAG, DAY, ANYTHING = Field("number"), Field("flag"), Field("day"), Field("any")
COUNTRY, GONE = Field("country", 255), Field("gone")
"""A country comes back in three letters; what is gone is taken and not kept (Intuit, 2025)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One entity."""

    name: str
    family: Family
    fields: dict[str, Field]
    """What a request may write."""
    readonly: frozenset[str] = frozenset()
    """What only the company writes; passed over in silence (Intuit: read-only attributes)."""
    required: tuple[str, ...] = ()
    queryable: frozenset[str] = TIMES
    """What WHERE and ORDERBY may name."""
    defaults: Body = field(default_factory=dict)
    can: frozenset[Deed] = frozenset()
    details: frozenset[str] = frozenset()
    """The DetailTypes its lines may have."""
    numbered: bool = False
    """Whether it gets a DocNumber by itself."""
    told: bool = True
    """Whether change data capture knows it."""
    form: str = ""
    """The entity whose rules hold for it, if it is a template of one."""

    @property
    def transaction(self) -> bool:
        """Whether it can be deleted; names and lists can only be made inactive."""
        return "delete" in self.can

    @property
    def newest_first(self) -> bool:
        """The order without ORDERBY: the live service gives transactions newest first."""
        return self.family in ("sale", "purchase", "money", "time")

    @property
    def owner_field(self) -> str:
        """The field that names whose document it is."""
        for name in ("CustomerRef", "VendorRef", "EntityRef", "ParentRef"):
            if name in self.fields:
                return name
        return ""


@dataclass(frozen=True, slots=True)
class Change:
    """A create or an update on its way into the ledger."""

    kind: Kind
    request: Body
    """What was asked for, checked; what it clears is None."""
    body: Body
    """That laid over what was there."""
    old: Body | None
    """As it was before; None if it is new."""
    options: frozenset[str] = frozenset()
    """The words of `include`."""
