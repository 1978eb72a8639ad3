"""Hearing an owner's phrases in a caller's words: word endings, hearing mistakes, negation."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz.fuzz import ratio

# Words that carry nothing by themselves. "no", "not" and "out" do, so they are kept.
_EMPTY_WORDS = """
a an the my our your his her their is are was were be been being am it its i we you he she they
this that these those there here have has had do does did will would could should to of in at for
with from and or so just really very please need needs want wants like some get getting got me us
him any hi hello hey um uh yeah well s t m re ve ll d
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_ENDINGS = (
    *("ations", "ation", "ments", "ment", "ions", "ion", "ings", "ing"),
    *("ated", "ate", "ed", "es", "s", "e"),
)
_NEGATIONS = frozenset({"no", "not", "never", "nothing", "without"})
# Sounds a phone line does not keep apart at the start of a word.
_SOUNDS = str.maketrans("pdkqcvzn", "btgggfsm")
# What stands behind one of these is no longer denied by a "not" before it.
_BREAKS = frozenset({"and", "but", "because"})
_HELPERS = "ca|wo|do|does|did|is|are|was|were|has|have|had|could|would|should"
_WORD = re.compile(r"[a-z0-9]+|[.,;:!?]")

LONG = 4  # letters; shorter words must be right
FORGIVEN = 0.6  # the least likeness of one word
ENOUGH = 0.8  # the least likeness of a whole phrase
ENOUGH_ALONE = 0.86  # and of a phrase of one word
ORDER_COSTS = 0.1  # what another order of right words takes from the likeness
SLACK = 3  # words that may stand between those of a phrase


@dataclass(frozen=True, slots=True)
class Word:
    """A word, its stem, and the clause it stands in."""

    text: str
    stem: str
    clause: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was heard: how strongly, and from which word to which."""

    phrase: str
    strength: float
    start: int
    end: int

    def overlaps(self, other: "Hit") -> bool:
        """Whether both were heard in the same words."""
        return self.start <= other.end and other.start <= self.end

    def beats(self, other: "Hit") -> bool:
        """Whether it is heard better than the same phrase elsewhere, or as well and closer by."""
        mine, its = self.end - self.start, other.end - other.start
        return (self.strength, -mine) > (other.strength, -its)

    def yields_to(self, other: "Hit") -> bool:
        """Whether the other explains more of the same words."""
        return other.strength > self.strength and self.overlaps(other)


class Hearing:
    """A caller's words, ready to be searched for phrases."""

    def __init__(
        self,
        text: str,
        same_words: Mapping[str, Iterable[str]] | None = None,
        *,
        same: "Same | None" = None,
    ) -> None:
        """Split a text; `same_words` maps one wording to others that mean it.

        `same` is the same as a tuple, for whoever has it ready.
        """
        known = tuple((meant, tuple(said)) for meant, said in (same_words or {}).items())
        self._same: Same = known if same is None else same
        self.words = _fold(text, self._same)
        self._stems = {word.stem for word in self.words}

    def find(self, phrase: str) -> Hit | None:
        """Where a phrase was heard best, or None."""
        wanted = fold_phrase(phrase, self._same)
        if not self._may_be(wanted):
            return None
        return self.judge(phrase, wanted, [self._places(word) for word in wanted])

    def judge(
        self, phrase: str, wanted: tuple[Word, ...], places: list[list[tuple[int, float]]]
    ) -> Hit | None:
        """The best way to put a phrase's words to the places where they were heard, or None."""
        if not self._may_be(wanted):
            return None
        best: Hit | None = None
        for choice in product(*places):
            hit = self._judge(phrase, wanted, choice)
            if hit is not None and (best is None or hit.beats(best)):
                best = hit
        return best

    def _may_be(self, wanted: tuple[Word, ...]) -> bool:
        """Whether one word at least is right; that also lets most phrases go at once."""
        return len(wanted) == 1 or any(word.stem in self._stems for word in wanted)

    def denied(self, hit: Hit) -> bool:
        """Whether the caller put a "no" or "not" to it that is not part of the phrase."""
        if any(word.text in _NEGATIONS for word in fold_phrase(hit.phrase, self._same)):
            return False
        clause = self.words[hit.start].clause
        around = self.words[max(0, hit.start - 2) : hit.end + 1]
        return any(word.text in _NEGATIONS and word.clause == clause for word in around)

    def heard(self, phrases: Iterable[str]) -> Hit | None:
        """The strongest of several phrases that was heard and not denied, or None."""
        hits = [hit for phrase in phrases if (hit := self.find(phrase)) and not self.denied(hit)]
        return max(hits, key=lambda hit: hit.strength, default=None)

    def _places(self, wanted: Word) -> list[tuple[int, float]]:
        found = [(i, likeness(wanted, word)) for i, word in enumerate(self.words)]
        close = [(i, score) for i, score in found if score >= FORGIVEN]
        return sorted(close, key=lambda place: -place[1])[:4]

    def _judge(
        self, phrase: str, wanted: tuple[Word, ...], choice: tuple[tuple[int, float], ...]
    ) -> Hit | None:
        at = [i for i, _ in choice]
        score = sum(likeness for _, likeness in choice)
        if len(set(at)) < len(at) or max(at) - min(at) >= len(at) + SLACK:
            return None
        if score / len(at) < (ENOUGH if len(at) > 1 else ENOUGH_ALONE):
            return None
        orderly = at == sorted(at)
        together = len({self.words[i].clause for i in at}) == 1
        negative = any(word.text in _NEGATIONS for word in wanted)
        # "No, the AC ..." is not "no AC", and words in another order must at least be right.
        if (negative or not orderly) and not together:
            return None
        if not orderly and (negative or score < len(at)):
            return None
        return Hit(phrase, score - (0 if orderly else ORDER_COSTS), min(at), max(at))


@lru_cache(maxsize=20_000)
def likeness(wanted: Word, said: Word) -> float:
    """How alike two words sound, from 0 to 1; short words and negations must be right."""
    if wanted.stem == said.stem:
        return 1.0
    a, b = wanted.text, said.text
    if min(len(a), len(b)) < LONG or sounds_first(a) != sounds_first(b):
        return 0.0
    return (ratio(a, b) + ratio(consonants(a), consonants(b))) / 200


def sounds_first(word: str) -> str:
    """The first letter, one for all that a phone line does not keep apart."""
    return word[0].translate(_SOUNDS)


def stem(word: str) -> str:
    """A word without its ending: cooling, cooled and cools are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeious":
        word = word[:-1]
    return word


def split(text: str) -> list[Word]:
    """The words of a text, with contractions and initials written out."""
    plain = text.lower().replace("’", "'")
    plain = re.sub(r"\b([a-z])[./]\s?([a-z])\b\.?", r"\1\2", plain)  # a.c. and a/c
    plain = re.sub(rf"\b({_HELPERS})n'?t\b", r"\1 not", plain)
    plain = plain.replace("cannot", "can not").replace("'", " ").replace("-", " ")
    words: list[Word] = []
    clause = 0
    for part in _WORD.findall(plain):
        if part.isalnum():
            clause += part in _BREAKS
            word = {"ca": "can", "wo": "will"}.get(part, part)
            words.append(Word(word, stem(word), clause))
        else:
            clause += 1
    return words


Same = tuple[tuple[str, tuple[str, ...]], ...]


def _fold(text: str, same: Same) -> tuple[Word, ...]:
    """Put the wording the rules use in place of those that mean the same; drop empty words."""
    return tuple(word for word in replaced(split(text), same) if word.text not in _EMPTY)


def replaced(words: list[Word], same: Same) -> list[Word]:
    """The words with the meant wording in place of each that means the same."""
    stems = {word.stem for word in words}
    for variant, meant in _replacements(same):
        if stems.issuperset(variant):
            words = list(_replaced(words, variant, meant))
            stems = {word.stem for word in words}
    return words


fold_phrase = lru_cache(maxsize=16_384)(_fold)
"""The words of a phrase as a rule writes it."""


@lru_cache(maxsize=16)
def _replacements(same: Same) -> list[tuple[list[str], list[str]]]:
    """Stems to look for and words to put there, the longest first."""
    pairs = [(variant, meant) for meant, variants in same for variant in variants]
    pairs.sort(key=lambda pair: -len(pair[0].split()))
    return [([w.stem for w in split(a)], [w.text for w in split(b)]) for a, b in pairs]


def _replaced(words: list[Word], variant: list[str], meant: list[str]) -> Iterator[Word]:
    i = 0
    while i < len(words):
        if [word.stem for word in words[i : i + len(variant)]] == variant:
            yield from (Word(text, stem(text), words[i].clause) for text in meant)
            i += len(variant)
        else:
            yield words[i]
            i += 1


def consonants(word: str) -> str:
    """What is left of a word without its vowels; its first letter stays."""
    return word[0] + re.sub("[aeiouy]", "", word[1:])
