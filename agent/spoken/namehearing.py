"""One hearing of a name: what each part sounded like, and which letters were spelled for it. Pure.

A name that was refused is said again, and again it is heard with mistakes, but with other ones.
So every hearing is kept as it came; `nameweighing` puts them together.
"""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapidfuzz.distance import Levenshtein

from agent.spoken.alphabet import starts_with
from agent.spoken.languages import ENGLISH
from agent.spoken.letters import Piece, pieces
from agent.spoken.nameletters import is_sayable
from agent.spoken.names import parse_name
from agent.spoken.namewords import NameWords, name_words, without_suffix
from agent.spoken.yes_no import behind_answer
from office.values import PersonName

NamePart = Literal["given", "family"]

UNLIKE = 0.75
"""Letters that differ in more than this share of a word do not spell it."""


BOTH = 0.25
"""Letters that differ in no more from both names in one are those of both."""


class Sign(NamedTuple):
    """A part of a name as it came: its letters, or the word a recogniser wrote for its sound."""

    text: str
    spelled: bool


@dataclass(frozen=True, slots=True)
class NameHearing:
    """What one turn tells about a name; `refused` is the name to which it was a no."""

    given: tuple[Sign, ...] = ()
    family: tuple[Sign, ...] = ()
    suffix: str = ""
    refused: PersonName | None = None
    wrong: NamePart | None = None
    """The part that alone was put right, so that the other one was not."""
    told: bool = False
    """How it is written was said in so many words: "with an E", "not Davis"."""

    def spells(self, name: PersonName) -> bool:
        """Whether letters were said, and all of them are those of this name."""
        parts = (self.given, name.given), (self.family, without_suffix(name.family))
        said = [(plain(s.text), plain(part)) for signs, part in parts for s in signs if s.spelled]
        return bool(said) and all(letters == part for letters, part in said)


class _Run(NamedTuple):
    """Letters said in a row, and the part they were said to be."""

    letters: str
    part: NamePart | None


def hear_name(
    text: str,
    *,
    before: PersonName | None = None,
    refused: bool = False,
    language: str = ENGLISH,
) -> NameHearing:
    """What an answer tells about the caller's name.

    Args:
        text: the words of a turn in which the name was asked for or read back.
        before: the name as it stood.
        refused: the turn says that it is not that.
        language: whose words are meant.
    """
    known = name_words(language)
    said = behind_answer(text, language) if refused else text
    found = pieces(said, asked=True, language=language)
    spoken = _spoken(found, before, language)
    given, family, suffix = _split(spoken, known) if spoken else ("", "", "")
    runs, spelled_suffix = _runs(found, known)
    parts = _Parts(given, family, before)
    for run in runs:
        parts.spell(run)
    return NameHearing(
        tuple(parts.signs["given"]),
        tuple(parts.signs["family"]),
        suffix or spelled_suffix,
        before if refused else None,
        parts.spelled_alone() if refused and before and before.family else None,
    )


def heard_by_the_way(name: PersonName, language: str = ENGLISH) -> NameHearing:
    """A name that came among other things, as it was read."""
    given, family, suffix = _split(name, name_words(language))
    return NameHearing(_spoken_signs(given), _spoken_signs(family), suffix)


def plain(text: str) -> str:
    """The letters alone, small."""
    return "".join(sign for sign in text.lower() if sign.isalpha())


def is_like(word: str, name: PersonName) -> bool:
    """Whether a word may be a part of a name, heard well or badly."""
    parts = [part for part in (*name.given.split(), *name.family.split()) if part]
    return any(_apart(plain(word), plain(part)) <= UNLIKE / 1.5 for part in parts)


class _Parts:
    """The signs of each part while a hearing is read."""

    def __init__(self, given: str, family: str, before: PersonName | None) -> None:
        self.signs = {"given": list(_spoken_signs(given)), "family": list(_spoken_signs(family))}
        self._said = {"given": plain(given), "family": plain(family)}
        self._before = {
            "given": plain(before.given) if before else "",
            "family": plain(without_suffix(before.family)) if before else "",
        }
        self._families = family, without_suffix(before.family) if before else ""

    def spell(self, run: _Run) -> None:
        """Letters belong to the part they were said to be, else to the one they are most like."""
        letters = plain(run.letters)
        if not is_sayable(letters):
            # "J-R-M-P-T" are letters of some name, and which ones nobody can tell.
            return
        far = {part: self._far(letters, part) for part in ("given", "family")}
        known = self._said if self._said["family"] else self._before
        whole = known["given"] + known["family"]
        both = _apart(letters, whole)
        if run.part is None and known["family"] and both <= BOTH and both < far["family"]:
            cut = len(known["given"])
            self.signs["given"].append(Sign(letters[:cut], spelled=True))
            self.signs["family"].append(Sign(letters[cut:], spelled=True))
            return
        like_given = far["given"] < far["family"] and far["given"] <= UNLIKE
        if run.part == "given" or (run.part is None and like_given):
            self.signs["given"].append(Sign(run.letters, spelled=True))
        else:
            written = self._behind_particles(run.letters)
            self.signs["family"].append(Sign(written, spelled=True))

    def spelled_alone(self) -> NamePart | None:
        """The only part that was spelled."""
        given, family = (
            any(sign.spelled for sign in self.signs[part]) for part in ("given", "family")
        )
        part: NamePart = "given" if given else "family"
        letters = [plain(sign.text) for sign in self.signs[part] if sign.spelled]
        if given is family or self._before[part] in letters:
            return None
        return part

    def _behind_particles(self, letters: str) -> str:
        """ "Van der Berg, B, E, R, G": the last word alone was spelled."""
        for known in self._families:
            head, _, last = known.rpartition(" ")
            if head and _apart(plain(letters), plain(last)) < _apart(plain(letters), plain(known)):
                return f"{head} {letters}"
        return letters

    def _far(self, letters: str, part: str) -> float:
        return min(_apart(letters, known[part]) for known in (self._said, self._before))


def _apart(one: str, other: str) -> float:
    return Levenshtein.normalized_distance(one, other) if one and other else 1.0


def _spoken_signs(text: str) -> tuple[Sign, ...]:
    return (Sign(text, spelled=False),) if plain(text) else ()


def _spoken(
    found: tuple[Piece, ...], before: PersonName | None, language: str
) -> PersonName | None:
    """The name by its sound: the words without the letters."""
    words = " ".join(piece.word for piece in _without_letters(found))
    # "Will Power. Power is spelled": one sentence may be read where both cannot.
    tries = (parse_name(said, asked=True, language=language) for said in (words, *words.split(".")))
    name = next((readings[0].value for readings in tries if readings), None)
    if name is None:
        return None
    if name.family or before is None:
        return name
    lone, family = plain(name.given), plain(before.family)
    if family and _apart(lone, family) < _apart(lone, plain(before.given)):
        return PersonName("", name.given)
    return name


def _without_letters(found: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The words around the letters, and no comma where "Mike, M I K E, Chen" had them."""
    spelled = {place for place, piece in enumerate(found) if piece.letters}
    beside = {place + step for place in spelled for step in (-1, 1)}
    return tuple(
        piece
        for place, piece in enumerate(found)
        if place not in spelled and not (place in beside and piece.word == ",")
    )


def _split(name: PersonName, known: NameWords) -> tuple[str, str, str]:
    """Given name, family name and what stands behind it."""
    family = without_suffix(name.family)
    written = name.family.removeprefix(family).strip()
    return name.given, family, written and known.suffixes[written.lower().strip(".")]


def _runs(found: tuple[Piece, ...], known: NameWords) -> tuple[list[_Run], str]:
    """Every spelling, in order; "J, R" behind one is no part of it."""
    lower = [piece.word.lower() for piece in found]
    runs: list[_Run] = []
    suffix, start = "", 0
    for place, piece in enumerate(found):
        if not piece.letters:
            continue
        letters, behind = _without_suffix(piece.letters, known)
        suffix = behind or suffix
        if len(plain(letters)) > 1 and letters not in known.titles:
            runs.append(_Run(letters, _called(lower, start, place, known)))
        start = place + 1
    return runs, suffix


def _without_suffix(letters: str, known: NameWords) -> tuple[str, str]:
    head, _, last = letters.rpartition(" ")
    written = known.suffixes.get(re.sub(r"\W", "", last), "")
    return (head, written) if written else (letters, "")


def _called(lower: list[str], start: int, end: int, known: NameWords) -> NamePart | None:
    """The part that was named last before the letters."""
    for place in reversed(range(start, end)):
        if starts_with(lower, place, known.cues["first"]):
            return "given"
        if starts_with(lower, place, known.cues["last"]):
            return "family"
    return None
