"""Names and their letters: what was spelled beats what was heard."""

import re
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from agent.spoken.handles import alike, fuse
from agent.spoken.namewords import NameWords, Part
from agent.spoken.namewriting import titled
from office.values import PersonName

AGREED = 0.9
SPELLED = 0.7
HEARD = 0.8
FARTHEST = 0.6
"""Of a word's letters, how many may be heard wrong before it is another word."""

SAME = 0.2
"""Of the letters of words that are one part of a name, how many may differ from it."""

SHORTEST_UNSAYABLE = 4
"""Fewer letters may be a name without a vowel, or initials: Ng, JD."""

_PREFIXES = ("o", "d")


class Fused(NamedTuple):
    """The words of a name as written, how sure they are, and whether any was spelled.

    `other` is the name with what the letters and the sound disagree about decided otherwise.
    """

    words: tuple[str, ...]
    sure: float
    spelled: bool
    other: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words)


def fused(parts: tuple[Part, ...], known: NameWords, current: PersonName | None = None) -> Fused:
    """Heard words and spelled letters in one; letters go to the word that they resemble."""
    words: list[str] = []
    other: list[str] = []
    sure, runs = HEARD, 0
    small = all(part.word == part.word.lower() for part in parts if not part.letters)
    for place, part in enumerate(parts):
        if not part.letters:
            _hear(words, part.word)
        elif not is_sayable(_bare(part.letters)):
            continue
        elif _are_initials(part, place, parts):
            words.append(part.letters.upper())
        else:
            runs += 1
            rate, other = _spell(words, part, current, known)
            sure = min(sure if runs > 1 else AGREED, rate)
    if current is not None and words and runs == 0:
        placed = _in_place(words, current)
        words = _beside(words[0], current) if placed == words and len(words) == 1 else placed
    otherwise = _cased(other, known, small=small) if other and parts[-1].letters else ()
    return Fused(_cased(words, known, small=small), sure, runs > 0, otherwise)


def is_sayable(letters: str) -> bool:
    """Whether letters can be a name: of more than three some are vowels, no three the same."""
    if re.search(r"(.)\1\1", letters):
        return False
    return len(letters) < SHORTEST_UNSAYABLE or re.search("[aeiouy]", letters) is not None


def _hear(words: list[str], word: str) -> None:
    """ "O Brien" is O'Brien."""
    if words and words[-1].lower() in _PREFIXES and len(word) > 2:
        words[-1] = f"{words[-1].upper()}'{word.capitalize()}"
    else:
        words.append(word)


def _are_initials(part: Part, place: int, parts: tuple[Part, ...]) -> bool:
    """ "A.J. Green", "TJ Smith": two letters before a word that they do not spell."""
    later = [one.word for one in parts[place + 1 :] if not one.letters]
    return place == 0 and len(part.letters) == 2 and len(later) > 0


def _spell(
    words: list[str], part: Part, current: PersonName | None, known: NameWords
) -> tuple[float, list[str]]:
    """Put letters where they belong among the words; how sure that is, and the other way."""
    letters, bare = part.letters, _bare(part.letters)
    start, end = _resembling(words, bare)
    if end > start:
        before = [*words]
        heard = _bare("".join(words[start:end]))
        if heard == bare:
            return AGREED, []
        after = [*words[:start], titled(letters), *words[end:]]
        if fuse(heard, bare) == heard and not _beats(part, heard, known):
            return SPELLED, after
        words[:] = after
        return SPELLED, before
    if not words and current is not None:
        words[:] = _beside(letters, current)
    elif len(words) < 2:
        words.append(titled(letters))
    else:
        words[-1] = titled(letters)
    return SPELLED, []


def _beats(part: Part, heard: str, known: NameWords) -> bool:
    """Whether letters are surer than the sound even where the two are easily confused."""
    told = [word for word in re.findall(r"[^\W\d_]+", part.word) if len(word) > 2]
    if len(told) >= len(part.letters):
        return True
    if (part.letters in known.common) is not (heard in known.common):
        return part.letters in known.common
    return len(told) * 2 >= len(part.letters) and not part.word.isupper()


def _resembling(words: list[str], bare: str) -> tuple[int, int]:
    """The stretch of words that the letters spell best; an empty one if they spell none."""
    best, cost = (0, 0), 1.0
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            heard = _bare("".join(words[start:end]))
            far = Levenshtein.distance(heard, bare) / max(len(heard), len(bare), 1)
            if far <= FARTHEST and far <= cost:
                best, cost = (start, end), far
    return best


def _beside(word: str, current: PersonName) -> list[str]:
    """A lone name said after a read-back takes the place of the one that it resembles."""
    lower, written = word.lower(), titled(word) if word.islower() else word
    given, family = current.given.lower(), current.family.lower()
    near_given = Levenshtein.distance(lower, given) < Levenshtein.distance(lower, family)
    if alike(lower, given) and (near_given or not family):
        return [written, *current.family.split()]
    if not family:
        return [current.given, written]
    return [current.given, written] if alike(lower, family) else [written]


def _in_place(words: list[str], current: PersonName) -> list[str]:
    """Several words for one part of the name read back: "De La Cruz" for Delacruz."""
    said, stood = _bare("".join(words)), current.display.split()
    far = Levenshtein.normalized_distance
    whole = far(said, _bare(current.display))
    for start in range(len(stood)):
        for end in range(start + 1, len(stood) + 1):
            near = far(said, _bare("".join(stood[start:end])))
            if end - start < len(stood) and near <= SAME and near < whole:
                return [*stood[:start], *words, *stood[end:]]
    return words


def _cased(words: list[str], known: NameWords, *, small: bool) -> tuple[str, ...]:
    """Capitals where no recogniser wrote any; particles inside a name stay small."""
    last = len(words) - 1
    return tuple(
        word.lower()
        if 0 < place < last and word.lower() in known.particles and small
        else titled(word)
        if word.islower() and not (0 < place < last and word in known.particles)
        else word
        for place, word in enumerate(words)
    )


def _bare(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.lower())
