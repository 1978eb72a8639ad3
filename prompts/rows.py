"""Rows of words that callers may say, as the files of words by language write them. Pure.

`dangers.yaml` tells the small grammar of a row.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from prompts.words import Same

ENGLISH = "en"


@cache
def told(file: str, language: str) -> Mapping[str, Any]:
    """A language's part of a file of words.

    Raises:
        LookupError: the file has none for it.
    """
    listed = yaml.safe_load((files("prompts") / file).read_text(encoding="utf-8"))
    if language not in listed:
        raise LookupError(f"There are no words for {language!r} in {file}.")
    part: Mapping[str, Any] = listed[language]
    return part


def same_words(meant: Mapping[str, Iterable[str]]) -> Same:
    """What is meant, and how it is said or misheard."""
    return tuple((words, tuple(said)) for words, said in meant.items())


class Spelling:
    """Turns the rows of a file into regular expressions over a line of words."""

    def __init__(self, passed_over: frozenset[str], lists: dict[str, list[str]]) -> None:
        """Know the words that are passed over, and the lists that rows may name."""
        self._passed_over = passed_over
        self._lists = {name: self._either(entries) for name, entries in lists.items()}

    def pattern(self, row: str) -> re.Pattern[str]:
        """The expression of a row."""
        parts = [part for part in row.split() if part not in self._passed_over]
        start = r"(?<=\A )" if parts[0] == "^" else r"(?<= )"
        return re.compile(start + "".join(self._part(part) for part in parts if part != "^"))

    def _part(self, part: str) -> str:
        if part == "$":
            return r"\Z"
        if part.startswith("**"):
            return rf"(?:\S+ ){{0,{part[2:]}}}?"
        if part.startswith("*"):
            return rf"(?:(?!and |but )\S+ ){{0,{part[1:]}}}?"
        if part.startswith("&"):
            return f"(?={self._word(part[1:])} )"
        if part.startswith("!"):
            return f"(?!{self._word(part[1:])} )"
        if part.endswith("?"):
            return f"(?:{self._word(part[:-1])} )?"
        return f"{self._word(part)} "

    def _word(self, part: str) -> str:
        found = re.sub(r"\{(\w+)\}", lambda m: self._lists[m[1]], part)
        return self._either(found.split("|")) if "(" not in found else f"(?:{self._tilde(found)})"

    def _either(self, entries: list[str]) -> str:
        return f"(?:{'|'.join(self._tilde(entry) for entry in entries)})"

    def _tilde(self, entry: str) -> str:
        return entry.replace("~", r"\w*")
