"""Puts words into the owner's rules as text, so that comments and order stay as written. Pure."""

import json
from collections.abc import Iterator

import yaml

from prompts.problems import PromptError, PromptProblem


def with_words(text: str, rule: str, words: str, *, file: str = "services.yaml") -> str:
    """The text of a rules file in which a rule also knows these words of callers (`means`).

    Raises:
        PromptError: the file has no such rule, or is not YAML.
    """
    node = _rule(text, rule, file)
    means = _below(node, "means")
    quoted = _quoted(words)
    if isinstance(means, yaml.SequenceNode) and not means.value:
        return _put(text, means.start_mark.index, means.end_mark.index, f"[{quoted}]")
    if isinstance(means, yaml.SequenceNode) and means.flow_style:
        return _put(text, means.value[-1].end_mark.index, None, f", {quoted}")
    if isinstance(means, yaml.SequenceNode):
        last = means.value[-1]
        indent = " " * (last.start_mark.column - 2)
        return _put(text, _line_end(text, last.end_mark.index), None, f"\n{indent}- {quoted}")
    name = _key(node, "name")
    indent = " " * name.start_mark.column
    end = _line_end(text, _value(node, "name").end_mark.index)
    return _put(text, end, None, f"\n{indent}means: [{quoted}]")


def _rule(text: str, rule: str, file: str) -> yaml.MappingNode:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        message = "it is not YAML; mend that first"
        raise PromptError(PromptProblem(file, None, message)) from error
    rules = _below(root, "rules")
    entries = rules.value if isinstance(rules, yaml.SequenceNode) else []
    for entry in entries:
        if isinstance(entry, yaml.MappingNode) and not entry.flow_style:
            name = _below(entry, "name")
            if isinstance(name, yaml.ScalarNode) and name.value == rule:
                return entry
    message = f'there is no rule "{rule}" in it; write its name exactly as it stands there'
    raise PromptError(PromptProblem(file, None, message))


def _pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from node.value


def _key(node: yaml.MappingNode, name: str) -> yaml.Node:
    return next(key for key, _ in _pairs(node) if key.value == name)


def _value(node: yaml.MappingNode, name: str) -> yaml.Node:
    return next(value for key, value in _pairs(node) if key.value == name)


def _below(node: yaml.Node | None, name: str) -> yaml.Node | None:
    return next((value for key, value in _pairs(node) if key.value == name), None)


def _line_end(text: str, index: int) -> int:
    """Where the line of a position ends, so that a comment behind it stays with it."""
    end = text.find("\n", index)
    return len(text) if end < 0 else end


def _put(text: str, start: int, end: int | None, words: str) -> str:
    return text[:start] + words + text[start if end is None else end :]


def _quoted(words: str) -> str:
    """On one line and in quotes, since callers' words may hold colons and commas."""
    return json.dumps(" ".join(words.split()), ensure_ascii=False)
