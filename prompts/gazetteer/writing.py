"""Names of streets as they are written out: "N HIGH ST" is North High Street."""

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def _lists() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((files(__package__) / "written.yaml").read_text())
    return found


def written_street(name: str) -> str:
    """A street of open data as the desk writes it, so that both are one where they are the same."""
    words = name.replace(".", " ").replace("-", " ").split()
    return " ".join(_word(words, place) for place in range(len(words)))


def written_town(name: str) -> str:
    """A town with its capitals."""
    words = name.split()
    first = _lists()["openings"].get(words[0].lower().rstrip("."), "") if len(words) > 1 else ""
    return " ".join([first or _title(words[0]), *map(_title, words[1:])]) if words else ""


def key(name: str) -> str:
    """What is equal for two ways to write the same street."""
    return re.sub(r"[^a-z0-9 ]", "", written_street(name).lower())


def core(name: str) -> str:
    """A street's own name without direction and kind: of "North High Street" it is "high"."""
    words = key(name).split()
    ways = {way.lower() for way in _lists()["directions"].values()}
    inner = words
    while len(inner) > 1 and inner[-1] in ways:
        inner = inner[:-1]
    if len(inner) > 1 and inner[-1] in _kinds():
        inner = inner[:-1]
    while len(inner) > 1 and inner[0] in ways:
        inner = inner[1:]
    return " ".join(inner)


@cache
def _kinds() -> frozenset[str]:
    lists = _lists()
    return frozenset(kind.lower() for kind in (*lists["kinds"].values(), *lists["whole"]))


def _word(words: list[str], place: int) -> str:
    lists, low = _lists(), words[place].lower()
    last = place == len(words) - 1
    ends = last or words[place + 1].lower() in (
        *lists["directions"],
        *(way.lower() for way in lists["directions"].values()),
    )
    if place and ends and low in lists["kinds"]:
        return str(lists["kinds"][low])
    if low in lists["directions"] and len(words) > 1 and (place == 0 or last):
        return str(lists["directions"][low])
    first = place == 0 or words[place - 1].lower() in lists["directions"]
    if first and not last and low in lists["openings"]:
        return str(lists["openings"][low])
    if not last and low in lists["roads"] and words[place + 1].isdigit():
        return str(lists["roads"][low])
    if low in lists["closings"]:
        return str(lists["closings"][low])
    if low in lists["ordinals"]:
        return _ordinal(lists["ordinals"].index(low) + 1)
    if place and low in lists["small"]:
        return low
    return _title(words[place])


def _ordinal(number: int) -> str:
    if number in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _title(word: str) -> str:
    """A word with its capitals; "McKinley" and "O'Neil" keep theirs."""
    low = word.lower()
    if low in ("us",):
        return "US"
    if re.fullmatch(r"\d+[a-z]+", low):
        return low
    if any(letter.isupper() for letter in word[1:]) and not word.isupper():
        return word
    if low.startswith("mc") and len(low) > 4:
        return f"Mc{low[2:].capitalize()}"
    if low[1:2] == "'" and len(low) > 3:
        return f"{low[0].upper()}'{low[2:].capitalize()}"
    return "-".join(part.capitalize() for part in low.split("-"))
