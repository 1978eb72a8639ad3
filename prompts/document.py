"""YAML read with its line numbers, so that a mistake can be pointed at.

Only maps, lists, texts, numbers, true and false are read: no anchors, no tags, no dates, and no
"yes" or "17:00" that silently turns into something else.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from prompts.problems import PromptError, PromptProblem

_INTEGER = re.compile(r"-?\d{1,15}")
_DECIMAL = re.compile(r"-?\d{1,15}\.\d{1,15}")
_HINT = "a text that holds a colon, comma, question mark or # needs quotes around it"
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Document:
    """The content of a file, and where each part of it stands."""

    file: str
    content: Any
    lines: dict[tuple[str | int, ...], int]

    def line(self, path: tuple[str | int, ...]) -> int | None:
        """The line of a part, or of the nearest part around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None

    def at(self, path: tuple[str | int, ...]) -> Any:
        """The content at a path, or None."""
        found = self.content
        for step in path:
            if not isinstance(found, dict) or step not in found:
                return None
            found = found[step]
        return found

    def completed(self, other: "Document", below: str) -> "Document":
        """With what another document has below a name, and this one has not, at whatever depth."""
        if not isinstance(self.content, dict) or below not in self.content:
            return self
        whole = _filled(self.content[below], other.content[below])
        return Document(self.file, {**self.content, below: whole}, self.lines)


def read_yaml(file: str, text: str) -> Document:
    """Read a file's text.

    Raises:
        PromptError: it is not the plain YAML described above.
    """
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = (error.problem or "it cannot be read").rstrip(".")
        raise _mistake(file, mark, f"this is not YAML ({said}); {_HINT}") from error
    except yaml.YAMLError as error:
        raise _mistake(file, None, "it holds a character that YAML does not allow") from error
    if root is None:
        raise _mistake(file, None, "the file is empty; delete it to use the shipped one")
    lines: dict[tuple[str | int, ...], int] = {}
    return Document(file, _plain(file, root, (), lines), lines)


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.get_event().start_mark  # type: ignore[no-untyped-call]
            said = "anchors and aliases are not read"
            raise yaml.MarkedYAMLError(problem=said, problem_mark=mark)
        return super().compose_node(parent, index)


def _filled(given: Any, other: Any) -> Any:
    if not isinstance(given, dict) or not isinstance(other, dict):
        return given
    both = {name: _filled(given[name], other[name]) for name in given if name in other}
    return {**other, **given, **both}


def _plain(
    file: str, node: yaml.Node, path: tuple[str | int, ...], lines: dict[tuple[str | int, ...], int]
) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(file, child, (*path, i), lines) for i, child in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return _scalar(node)
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _mistake(file, key.start_mark, "a name before a colon must be a word")
        if key.value in found:
            raise _mistake(
                file, key.start_mark, f'"{key.value}" stands here twice; keep one of them'
            )
        lines[(*path, key.value)] = key.start_mark.line + 1
        found[key.value] = _plain(file, value, (*path, key.value), lines)
    return found


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if not isinstance(node, yaml.ScalarNode) or node.style is not None:
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


def _mistake(file: str, mark: yaml.Mark | None, message: str) -> PromptError:
    return PromptError(PromptProblem(file, mark.line + 1 if mark else None, message))
