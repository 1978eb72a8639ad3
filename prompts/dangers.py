"""Danger to life in a caller's words: heard by code alone, from lists by language. Pure.

A miss can cost a life and a false alarm a moment, so doubt counts as danger; only what is plainly
denied ("no smell of gas") or plainly something else ("a fire pit") does not.
"""

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz.fuzz import ratio

from prompts.rows import ENGLISH, Spelling, same_words, told
from prompts.words import Same, Word, replaced, split

SLURRED = 7
"""Letters from which on a word may be misspelled and still be known."""
ALIKE = 89.0
"""How alike a misspelled word must be, of 100: "flooring" (87.5) is not "flooding"."""
REACH = 4
"""Words between a "no" and what it denies, at most."""
STRUCK = "_"


@dataclass(frozen=True, slots=True)
class Alarm:
    """A danger that was heard: its kind, and the caller's words for it."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class _Denials:
    words: frozenset[str]
    ends: frozenset[str]
    doubts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Language:
    """One language's lists, ready for use."""

    passed_over: frozenset[str]
    meant: Same
    denials: _Denials
    harmless: tuple[re.Pattern[str], ...]
    kinds: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]
    known: frozenset[str]


def kinds(language: str = ENGLISH) -> tuple[str, ...]:
    """The kinds of danger that are listened for, the first to be warned of first."""
    return tuple(kind for kind, _ in _language(language).kinds)


def hear_danger(text: str, language: str = ENGLISH) -> Alarm | None:
    """The danger a caller speaks of, or None."""
    lists = _language(language)
    heard = list(replaced(split(text), lists.meant))
    kept = [i for i, word in enumerate(heard) if word.text not in lists.passed_over]
    line = "".join(f" {_known(heard[i].text, lists)}" for i in kept) + " "
    for pattern in lists.harmless:
        line = pattern.sub(lambda found: " ".join(STRUCK for _ in found[0].split()) + " ", line)
    for kind, patterns in lists.kinds:
        for pattern in patterns:
            for found in pattern.finditer(line):
                first = kept[_place(line, found.start())]
                last = kept[_place(line, found.end() - 1)]
                if not _denied(heard, first, last, lists.denials):
                    return Alarm(kind, " ".join(word.text for word in heard[first : last + 1]))
    return None


def _place(line: str, at: int) -> int:
    """The number of the word at a place of a line."""
    return line.count(" ", 0, at) - 1


def _denied(heard: list[Word], first: int, last: int, denials: _Denials) -> bool:
    """Whether a "no" in the same clause, before the words or between them, takes them back."""
    for i in range(first, last + 1):
        if heard[i].text in denials.words and not _doubted(heard, i, denials):
            return True
    for i in range(first - 1, max(-1, first - REACH - 2), -1):
        word = heard[i]
        if word.clause != heard[first].clause or word.text in denials.ends:
            return False
        if word.text in denials.words:
            return not _doubted(heard, i, denials)
    return False


def _doubted(heard: list[Word], i: int, denials: _Denials) -> bool:
    """Whether a "not" takes nothing back: "I'm not sure", "it won't stop"."""
    return any(word.text in denials.doubts for word in heard[i + 1 : i + 2])


def _known(word: str, lists: _Language) -> str:
    """The word of the lists that a long misspelled one stands for, or itself."""
    if len(word) < SLURRED or word in lists.known:
        return word
    close = [known for known in lists.known if known[0] == word[0] and ratio(known, word) >= ALIKE]
    return close[0] if close else word


@cache
def _language(language: str) -> _Language:
    file = told("dangers.yaml", language)
    passed_over = frozenset(file["passed_over"])
    spell = Spelling(passed_over, file["lists"])
    patterns = {kind: tuple(map(spell.pattern, rows)) for kind, rows in file["kinds"].items()}
    rows = [row for rows in file["kinds"].values() for row in rows]
    long = re.compile(rf"\b[a-z]{{{SLURRED},}}\b(?!~)")
    lists = " ".join(entry for entries in file["lists"].values() for entry in entries)
    return _Language(
        passed_over,
        same_words(file["meant"]),
        _Denials(*(frozenset(file["denials"][name]) for name in ("words", "ends", "doubts"))),
        tuple(map(spell.pattern, file["harmless"])),
        tuple(patterns.items()),
        frozenset(long.findall(f"{' '.join(rows)} {lists}")),
    )
