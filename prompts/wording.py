"""Words with places for values: `{name}` and nothing cleverer, so that owners can edit them."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

# Known as soon as the desk starts; any sentence may use them.
ALWAYS = frozenset({"business", "assistant", "owner", "service_area", "business_phone"})
_PLAIN = re.compile(r"[a-z_]+")
_AMOUNT = re.compile(r"\$\s*\d|\b\d[\d,]*\.\d\d\b|\b(?:dollars?|bucks|cents?)\b", re.IGNORECASE)


class Strict(BaseModel):
    """A part of an owner's file: unknown words in it are mistakes, and it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording:
    """Checks that a text uses only the places it can be given values for."""

    def __init__(self, *allowed: str) -> None:
        """Allow these places beside the ones every text may use."""
        self.allowed = frozenset(allowed) | ALWAYS

    def __call__(self, text: str) -> str:
        """Give the text back, or say which place is unknown."""
        for place in places(text):
            if place not in self.allowed:
                known = ", ".join("{" + name + "}" for name in sorted(self.allowed))
                raise ValueError(f"{{{place}}} is not known here; use {known}")
        return text


def places(text: str) -> frozenset[str]:
    """The names in braces in a text.

    Raises:
        ValueError: a brace is left open, or holds more than a plain name.
    """
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise ValueError("a brace is not closed; write {name}, or no brace at all") from error
    found = set()
    for _, name, spec, conversion in parsed:
        if name is None:
            continue
        if spec or conversion or not _PLAIN.fullmatch(name):
            raise ValueError(f"{{{name}}} must be one plain word in braces, like {{name}}")
        found.add(name)
    return frozenset(found)


def spoken_parts(text: str) -> tuple[str, ...]:
    """A paragraph in the pieces it is spoken in: what is the same on every call stands alone.

    Sentences are pieces; in one with a place, the clause with the place is a piece of its own.
    """
    parts: list[str] = []
    for sentence in re.split(r"(?<=[.?!])\s+", text.strip()):
        head, comma, rest = sentence.partition(", ")
        if comma and "{name}" in head and "{name}" not in rest:
            parts += [f"{head},", rest]
        else:
            parts.append(sentence)
    return tuple(part for part in parts if part)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into their places; a place without a value stays as written.

    Values are inserted once and never read as templates themselves.
    """
    return re.sub(r"\{([a-z_]+)\}", lambda m: values.get(m[1], m[0]), text)


def _unpriced(text: str) -> str:
    found = _AMOUNT.search(text)
    if found is not None:
        raise ValueError(
            f'"{found[0]}" names an amount; write it without, prices come from QuickBooks'
        )
    return text


NO_AMOUNT = AfterValidator(_unpriced)
"""The check of a text that names no amount of money."""


def line(*allowed: str) -> AfterValidator:
    """The check of a non-empty text with these places."""
    return AfterValidator(Wording(*allowed))


Text = Annotated[str, Field(min_length=1)]
Plain = Annotated[str, Field(min_length=1), line()]
"""A sentence that can be rendered before any call."""
