"""One hearing of a street: the words as they sounded, and the letters that were said for it. Pure.

"Oak Lane. Oak, O A K" tells the name three times, and each of them may be misheard in another way.
"""

from functools import lru_cache
from typing import NamedTuple

from agent.spoken.addresses.parsing import takes
from agent.spoken.addresses.recognised import put_right
from agent.spoken.addresses.spelling import is_near, spelling
from agent.spoken.addresses.street import streets
from agent.spoken.addresses.tokens import tokenise
from agent.spoken.addresses.vocabulary import vocabulary
from agent.spoken.alphabet import BY_EXAMPLE, examples
from agent.spoken.languages import ENGLISH


class StreetHeard(NamedTuple):
    """What one turn tells about the street, in lower case."""

    line: str
    """The street as it sounded, without the number; empty if only letters were said."""
    again: str = ""
    """The name said once more, before its letters."""
    letters: str = ""
    weight: float = 1.0
    """How much the letters count."""


@lru_cache(maxsize=1024)
def hear_street(words: str, language: str = ENGLISH) -> StreetHeard:
    """What the words of a turn tell about the street."""
    known = vocabulary(language)
    line, behind = "", tokenise(put_right(words, known, language), known)
    for said in takes(behind, known):
        found = [one for one in streets(said, known, bare=True) if not _is_letters(one.name.text)]
        if found:
            line, behind = found[0].name.text.lower(), said[found[0].end :]
    told = spelling(behind, known, language)
    again, letters = told.again, told.letters
    near = not letters or is_near(again, letters) or is_near(line, letters)
    shown = bool(letters) and examples(words, language) * 2 >= len(letters)
    weight = BY_EXAMPLE if shown else 1.0
    return StreetHeard(line, again if near else "", letters if near else "", weight)


def _is_letters(name: str) -> bool:
    """Whether what looks like a street is its spelling: "fifty-five T E X A S"."""
    return any(len(word) == 1 and word not in "nsew" for word in name.lower().split()[:1])
