"""Names and their letters: what was spelled beats what was heard."""

import re
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from agent.spoken.handles import alike, fuse
from agent.spoken.languages import ENGLISH
from agent.spoken.namewords import NameWords, Part
from agent.spoken.reading import Reading
from agent.spoken.respelling import respell, wishes
from office.values import BadName, PersonName

AGREED = 0.9
SPELLED = 0.7
HEARD = 0.8
FARTHEST = 0.6
"""Of a word's letters, how many may be heard wrong before it is another word."""

SHORTEST_UNSAYABLE = 4
"""Fewer letters may be a name without a vowel, or initials: Ng, JD."""

_PREFIXES = ("o", "d")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


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
    if current is not None and len(words) == 1 and runs == 0:
        words = _beside(words[0], current)
    otherwise = _cased(other, known, small=small) if other and parts[-1].letters else ()
    return Fused(_cased(words, known, small=small), sure, runs > 0, otherwise)


def is_sayable(letters: str) -> bool:
    """Whether letters can be a name: of more than three some are vowels, no three the same."""
    if re.search(r"(.)\1\1", letters):
        return False
    return len(letters) < SHORTEST_UNSAYABLE or re.search("[aeiouy]", letters) is not None


def corrected(
    text: str,
    readings: tuple[Reading[PersonName], ...],
    current: PersonName | None,
    language: str = ENGLISH,
) -> tuple[Reading[PersonName], ...]:
    """The name with single letters put right: "it's Chen with an E", "V as in Victor"."""
    spelled = bool(readings) and readings[0].confidence in (SPELLED, AGREED)
    if spelled or not wishes(text, language):
        return ()
    base = readings[0].value if readings else current
    if base is None:
        return ()
    said = {word.lower() for word in _WORD.findall(text)}
    parts = [part for part in (base.family, base.given) if part and " " not in part]
    parts.sort(key=lambda part: part.lower() not in said)
    for part in parts:
        changed = tuple(
            Reading(_exchanged(base, part, reading.value), reading.confidence)
            for reading in respell(text, part, language)
            if reading.value != part.lower() or part.lower() in said
        )
        if changed:
            return changed
    return ()


def _exchanged(name: PersonName, part: str, letters: str) -> PersonName:
    written = part if letters == part.lower() else _titled(letters)
    if part == name.family:
        return PersonName(name.given, written)
    return PersonName(written, name.family)


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
        after = [*words[:start], _titled(letters), *words[end:]]
        if fuse(heard, bare) == heard and not _beats(part, heard, known):
            return SPELLED, after
        words[:] = after
        return SPELLED, before
    if not words and current is not None:
        words[:] = _beside(letters, current)
    elif len(words) < 2:
        words.append(_titled(letters))
    else:
        words[-1] = _titled(letters)
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
    lower, written = word.lower(), _titled(word) if word.islower() else word
    given, family = current.given.lower(), current.family.lower()
    near_given = Levenshtein.distance(lower, given) < Levenshtein.distance(lower, family)
    if alike(lower, given) and (near_given or not family):
        return [written, *current.family.split()]
    if not family:
        return [current.given, written]
    return [current.given, written] if alike(lower, family) else [written]


def _cased(words: list[str], known: NameWords, *, small: bool) -> tuple[str, ...]:
    """Capitals where no recogniser wrote any; particles inside a name stay small."""
    last = len(words) - 1
    return tuple(
        word.lower()
        if 0 < place < last and word.lower() in known.particles and small
        else _titled(word)
        if word.islower() and not (0 < place < last and word in known.particles)
        else word
        for place, word in enumerate(words)
    )


def _titled(letters: str) -> str:
    try:
        return PersonName.parse(letters.lower()).display
    except BadName:
        return letters.capitalize()


def _bare(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.lower())
