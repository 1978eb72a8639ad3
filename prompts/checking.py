"""Holding a document against its schema, with the owner's mistake put into one sentence."""

import difflib
from collections.abc import Mapping
from enum import EnumType
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from prompts.document import Document
from prompts.problems import PromptError, PromptProblem
from prompts.wording import Strict

S = TypeVar("S", bound=Strict)
_KINDS = {
    "string_type": "a text (put it in quotes)",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "decimal_type": "a number",
    "decimal_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "float_type": "a number",
    "float_parsing": "a number",
    "tuple_type": "a list in [brackets] or with dashes",
    "dict_type": "names with a colon",
    "model_type": "names with a colon",
    "model_attributes_type": "names with a colon",
}
# A misspelled name also leaves the right one missing, and a bad entry its list short: the cause
# is told before the consequence.
_AFTER = {"extra_forbidden": 0, "missing": 2, "too_short": 3}


def check(document: Document, schema: type[S], inside: tuple[str, ...] = ()) -> S:
    """Make the values of a file, or of the part of it at `inside`.

    Raises:
        PromptError: the mistake to mend first; several are told one after the other.
    """
    content = document.at(inside)
    if content is None and inside:
        message = f'"{inside[-1]}" is missing at the top of the file'
        raise PromptError(PromptProblem(document.file, 1, message))
    try:
        return schema.model_validate(content)
    except ValidationError as error:
        mistakes = [
            (_AFTER.get(found["type"], 1), _mistake(document, schema, inside, found))
            for found in error.errors()
        ]
        mistakes.sort(key=lambda mistake: (mistake[0], mistake[1].line or 0))
        raise PromptError(mistakes[0][1]) from error


def _mistake(
    document: Document, schema: type[BaseModel], inside: tuple[str, ...], found: ErrorDetails
) -> PromptProblem:
    loc = tuple(step for step in found["loc"] if step != "[key]")
    line = document.line((*inside, *loc))
    return PromptProblem(document.file, line, _sentence(schema, loc, found))


def _sentence(schema: type[BaseModel], loc: tuple[int | str, ...], found: ErrorDetails) -> str:
    kind, name = found["type"], _name(loc)
    context: Mapping[str, Any] = found.get("ctx") or {}
    if kind == "extra_forbidden":
        return f"{name} is not known here; {_allowed(schema, loc)}"
    if kind == "missing":
        return f"{name} is missing"
    if kind in ("enum", "literal_error"):
        return f"{name} cannot be {_shown(found['input'])}; allowed are {context['expected']}"
    if kind == "value_error":
        return f"{name}: {str(context['error']).rstrip('.')}"
    if kind in _KINDS:
        return f"{name} must be {_KINDS[kind]}, not {_shown(found['input'])}"
    if kind in ("too_short", "string_too_short"):
        return f"{name} must not be empty"
    return f"{name}: {found['msg'][:1].lower()}{found['msg'][1:].rstrip('.')}"


def _name(loc: tuple[int | str, ...]) -> str:
    words = [str(step) for step in loc if isinstance(step, str)]
    if not words:
        return "the file"
    entry = next((step for step in reversed(loc) if isinstance(step, int)), None)
    if isinstance(loc[-1], int) and entry is not None:
        return f'entry {entry + 1} of "{words[-1]}"'
    return f'"{words[-1]}"'


def _shown(value: object) -> str:
    if isinstance(value, (dict, list)):
        return "a list" if isinstance(value, list) else "a group of names"
    text = "empty" if value is None else str(value)
    return text if value is None else f'"{text[:40]}"'


def _allowed(schema: type[BaseModel], loc: tuple[int | str, ...]) -> str:
    names = _names(schema, loc[:-1])
    close = difflib.get_close_matches(str(loc[-1]), names, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    return f"{hint}Allowed are {', '.join(names)}" if hint else f"allowed are {', '.join(names)}"


def _names(schema: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The names allowed in the part of a schema that a path leads to."""
    here: Any = schema
    for step in path:
        model = _model(here)
        if model is not None and isinstance(step, str):
            fields = {info.alias or name: info for name, info in model.model_fields.items()}
            here = fields[step].annotation
        elif not isinstance(step, int):
            here = get_args(here)[-1]
    model = _model(here)
    if model is None:
        return []
    return [info.alias or name for name, info in model.model_fields.items()]


def _model(kind: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as `tuple[Rule, ...]` or `Line | None`."""
    if isinstance(kind, type) and not isinstance(kind, EnumType) and issubclass(kind, BaseModel):
        return kind
    for inner in get_args(kind):
        if inner is not Ellipsis and (model := _model(inner)) is not None:
            return model
    return None
