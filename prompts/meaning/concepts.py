"""What a text speaks of: things, troubles and wishes, by the words of `concepts.yaml`. Pure."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from prompts.words import split

PAIR, REST = 0.7, 0.4
"""How much two things said together weigh, and a word that belongs to no concept, beside a
concept alone."""

_EMPTY = frozenset(
    """a an the my our is are was were it its i we you to of in at for with and or so just some get
    got me us t s m re ve ll d there when can need want have hi uh um that this on up out be do does
    did your they them he she if but by from as like real""".split()
)

Features = Mapping[tuple[str, ...], float]


def features(text: str) -> Features:
    """The concepts of a text, each two of them together, and its other words, with weights."""
    named, rest = _named([word.stem for word in split(text)])
    found: dict[tuple[str, ...], float] = {(concept,): 1.0 for concept in named}
    for place, first in enumerate(named):
        found |= {tuple(sorted((first, second))): PAIR for second in named[place + 1 :]}
    return found | {("", word): REST for word in rest if word not in _EMPTY}


def _named(stems: list[str]) -> tuple[list[str], list[str]]:
    """Concepts in the order they are named, and the words that name none."""
    wordings = _wordings()
    longest = max(map(len, wordings))
    found: dict[str, None] = {}
    rest: list[str] = []
    place = 0
    while place < len(stems):
        for length in range(min(longest, len(stems) - place), 0, -1):
            concepts = wordings.get(tuple(stems[place : place + length]))
            if concepts:
                found |= dict.fromkeys(concepts)
                place += length
                break
        else:
            rest.append(stems[place])
            place += 1
    return list(found), rest


@cache
def _wordings() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The stems of every wording, and the concepts it names."""
    text = files("prompts.meaning").joinpath("concepts.yaml").read_text(encoding="utf-8")
    named: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for concept, wordings in yaml.safe_load(text).items():
        for wording in wordings.split(","):
            named[tuple(word.stem for word in split(wording))].append(concept)
    return {stems: tuple(dict.fromkeys(concepts)) for stems, concepts in named.items()}
