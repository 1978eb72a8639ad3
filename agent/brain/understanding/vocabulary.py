"""The words understanding looks for, compiled once per language."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from agent.spoken.languages import ENGLISH, words
from office.sheet import FieldName

TOPIC = "understanding"


@cache
def pattern(key: str, language: str = ENGLISH) -> re.Pattern[str]:
    """Any of the entries under a key; `a.b` is entry `b` of table `a`."""
    return _any(_entries(key, language))


@cache
def table(key: str, language: str = ENGLISH) -> Mapping[str, re.Pattern[str]]:
    """A table's patterns, in the order they are written."""
    listed: Mapping[str, Any] = words(TOPIC, language)[key]
    return {name: _any(_list(entries)) for name, entries in listed.items()}


@cache
def about_fields(key: str, language: str = ENGLISH) -> Mapping[FieldName, re.Pattern[str]]:
    """A key's patterns with each field's own words in their place for one, field by field."""
    fields: Mapping[str, str] = words(TOPIC, language)["fields"]
    return {
        FieldName(name): _any(
            entry.replace("{FIELD}", rf"(?:{said})\b") for entry in _entries(key, language)
        )
        for name, said in fields.items()
    }


def _entries(key: str, language: str) -> list[str]:
    found: Any = words(TOPIC, language)
    for step in key.split("."):
        found = found[step]
    return _list(found)


def _list(entries: Any) -> list[str]:
    return [entries] if isinstance(entries, str) else list(entries)


def _any(entries: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_at_word(entry)})" for entry in entries), re.IGNORECASE)


def _at_word(entry: str) -> str:
    """An entry that opens with a letter or a group begins where a word begins."""
    return rf"\b{entry}" if entry[0].isalpha() or entry.startswith("(?:") else entry
