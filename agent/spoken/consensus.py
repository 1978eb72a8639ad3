"""One text out of several hearings of it: which spelling explains best what came each time. Pure.

A line that mishears does so in another place each time. What two hearings have in common stands;
where they differ both ways are tried, and every way is weighed against all hearings.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, product
from typing import Any, NamedTuple

from jellyfish import metaphone
from rapidfuzz.distance import Levenshtein

from agent.spoken.alphabet import confusable
from agent.spoken.reading import Reading

ALIKE, OTHER, LOST = 0.6, 1.3, 0.9
"""What one sign taken for another costs if they sound alike or do not, and one lost or added."""

SAME_SOUND = 0.5
"""So much of that it costs within a word that sounds the same."""

WORD = 2.0
"""A word can be taken for another one as a whole; more than this no misheard word costs."""

NEVER_HEARD = 0.4
"""A way that was heard as a whole is likelier than one that is put together."""

SURE, DOUBTFUL = 0.8, 0.6
"""How sure the best way is: far ahead of the next one, or nearer to it than `CLEAR`."""
CLEAR, OTHERS, MOST = 0.8, 0.3, 4

MOST_COST = 4.0
"""A hearing that is this far off says nothing about the rest."""

SIGNS, MORE_PARTS = "._-+", 1.0

LATER = 0.02
"""Of two ways that are as likely the later one counts."""

MOST_PLACES = 4
"""Hearings that differ in more places are not mixed."""


class Heard(NamedTuple):
    """A text as it came once; letters said with their example words weigh double."""

    text: str
    spelled: bool = False
    weight: float = 1.0
    letters: str = ""
    """All letters of the turn, where only some parts of the text were spelled."""

    def is_spelled(self, part: str) -> bool:
        """Whether a part of the text came letter by letter."""
        return part in self.letters if self.letters else self.spelled


class Weighed(NamedTuple):
    """A text that may be meant, and what it costs to explain all hearings by it."""

    text: str
    cost: float


def weigh(
    hearings: Sequence[Heard], supported: Iterable[str] = (), *, whole_words: bool = False
) -> list[Weighed]:
    """The texts that may be meant, the likeliest first.

    Args:
        hearings: what came, the oldest first.
        supported: what is possible as well, though it was not heard so.
        whole_words: two hearings are mixed word by word, so that no word comes up unheard.
    """
    texts = dict.fromkeys([*(one.text for one in hearings), *supported])
    for place, one in enumerate(hearings):
        for other in hearings[place + 1 :]:
            texts |= dict.fromkeys(mixed(one.text, other.text, whole_words=whole_words))
    came = {one.text for one in hearings}
    found = [
        Weighed(text, _total(hearings, text) + (0 if text in came else NEVER_HEARD))
        for text in texts
    ]
    return sorted(found, key=lambda way: way.cost)


def readings(found: Mapping[Any, float]) -> tuple[Reading[Any], ...]:
    """Values by what they cost, as readings: the cheapest, and the few next to it."""
    best = sorted(found, key=lambda value: found[value])[:MOST]
    if not best:
        return ()
    clear = len(best) == 1 or found[best[1]] - found[best[0]] >= CLEAR
    sure = Reading(best[0], SURE if clear else DOUBTFUL)
    return (sure, *(Reading(value, OTHERS) for value in best[1:]))


def _total(hearings: Sequence[Heard], text: str) -> float:
    return sum(
        min(cost(one, text), _most(one.text)) * one.weight * (1 + LATER * place)
        for place, one in enumerate(hearings)
    )


def _most(text: str) -> float:
    """A text of several parts may be misheard in each of them."""
    return MOST_COST + MORE_PARTS * sum(sign in SIGNS for sign in text)


@lru_cache(maxsize=4096)
def mixed(one: str, other: str, *, whole_words: bool = False) -> tuple[str, ...]:
    """Every way to take this or that where two hearings differ."""
    mine, its = (_words(one), _words(other)) if whole_words else (list(one), list(other))
    blocks = [
        {
            "".join(mine[block.src_start : block.src_end]),
            "".join(its[block.dest_start : block.dest_end]),
        }
        for block in Levenshtein.opcodes(mine, its)
    ]
    if not one or not other or sum(len(block) > 1 for block in blocks) > MOST_PLACES:
        return ()
    return tuple("".join(parts).strip() for parts in product(*map(sorted, blocks)))


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*", f"{text} ")


def cost(heard: Heard, text: str) -> float:
    """What it takes to hear that where this was said."""
    if heard.text == text:
        return 0.0
    mine, its = _parts(heard.text), _parts(text)
    if len(mine) != len(its) or not all(map(_same_kind, mine, its)):
        return _edits(heard.text, text)
    return sum(
        _word(part, meant) if part.isalpha() and not heard.is_spelled(part) else _edits(part, meant)
        for part, meant in zip(mine, its, strict=True)
        if part != meant
    )


def _word(heard: str, meant: str) -> float:
    """A word is heard by its sound."""
    same = metaphone(heard) == metaphone(meant)
    return min(_edits(heard, meant) * (SAME_SOUND if same else 1), WORD)


@lru_cache(maxsize=16384)
def _edits(heard: str, meant: str) -> float:
    total = 0.0
    for edit in Levenshtein.editops(heard, meant):
        if edit.tag != "replace":
            total += LOST
        else:
            alike = confusable(heard[edit.src_pos], meant[edit.dest_pos])
            total += ALIKE if alike else OTHER
    return total


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    """Words, figures and single signs, in order."""
    cuts = [0]
    for place, (one, other) in enumerate(pairwise(text), 1):
        if _kind(one) != _kind(other) or _kind(one) == "sign":
            cuts.append(place)
    cuts.append(len(text))
    return tuple(text[start:end] for start, end in pairwise(cuts))


def _kind(sign: str) -> str:
    return "letter" if sign.isalpha() else "figure" if sign.isdigit() else "sign"


def _same_kind(one: str, other: str) -> bool:
    return _kind(one[:1]) == _kind(other[:1])
