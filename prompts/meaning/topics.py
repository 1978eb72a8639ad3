"""The services people commonly phone about, and how callers speak of them. Pure.

`topics/*.yaml` and `ways/*.yaml` hold ways of speaking, one a line, under the topic they fit, or
under two that they fit equally. `python -m prompts.meaning train` makes the head out of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

TRADES = ("plumbing", "hvac", "electrical", "general")
ELSEWHERE, BETWEEN = "elsewhere", "between"


@dataclass(frozen=True, slots=True)
class Saying:
    """A way of speaking, and the topics it fits: one, or two equally."""

    text: str
    topics: tuple[str, ...]


@cache
def sayings() -> tuple[Saying, ...]:
    """The short ways of speaking, of each topic the common ones."""
    pages = (f"topics/{name}.yaml" for name in (*TRADES, ELSEWHERE, BETWEEN))
    return tuple(saying for page in pages for saying in _told(page))


@cache
def ways() -> tuple[Saying, ...]:
    """Many more ways of speaking, as callers put it at length."""
    folder = files("prompts.meaning").joinpath("ways")
    pages = sorted(page.name for page in folder.iterdir() if page.name.endswith(".yaml"))
    return tuple(saying for page in pages for saying in _told(f"ways/{page}"))


@cache
def names() -> tuple[str, ...]:
    """Every topic, in the order of the files."""
    return tuple(dict.fromkeys(topic for saying in sayings() for topic in saying.topics))


@cache
def services() -> tuple[str, ...]:
    """The topics that are services of these trades."""
    return tuple(topic for topic in names() if not is_elsewhere(topic))


@cache
def is_elsewhere(topic: str) -> bool:
    """Whether a topic is one that no service of these trades has."""
    return topic in _page(f"topics/{ELSEWHERE}.yaml")


def _told(file: str) -> Iterator[Saying]:
    for topics, texts in _page(file).items():
        for text in texts.splitlines():
            yield Saying(text.strip(), tuple(topics.split()))


@cache
def _page(file: str) -> dict[str, str]:
    text = files("prompts.meaning").joinpath(file).read_text(encoding="utf-8")
    found: dict[str, str] = yaml.safe_load(text)
    return found
