"""What callers say about a name beside it: "with an E", "hyphenated", "not Davis". Pure.

Such remarks are taken out of the words before a name is read in them, so that "with a K" is no Mr
Ak; then the name is written as they ask.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from agent.spoken.languages import ENGLISH, words
from agent.spoken.letters import pieces
from agent.spoken.letterwishes import Wish, wishes
from agent.spoken.namewords import name_words
from office.values import PersonName

SPELLING = 3
"""So many letters in a row spell a name."""

ALIKE = 0.6
"""Of a word's letters, how many may differ in a name that is said to be a wrong one."""

_ARTICLE = r"(?:(?:an?|the|another)\s+)?"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Sign(NamedTuple):
    """An apostrophe, a hyphen or a space, and whether the name has it."""

    sign: str
    wanted: bool


class Remarks(NamedTuple):
    """What was said about a name, and the words without it."""

    rest: str
    wishes: tuple[Wish, ...] = ()
    signs: tuple[Sign, ...] = ()
    suffix: str | None = None
    """ "Jr." behind the name; nothing if it has none."""
    denied: tuple[str, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether it says how the name is written."""
        return bool(self.wishes or self.signs) or self.suffix is not None

    def __bool__(self) -> bool:
        return self.tells or bool(self.denied)


def remarks(text: str, current: PersonName | None = None, language: str = ENGLISH) -> Remarks:
    """What a turn tells about the writing of a name.

    Args:
        text: the turn's words.
        current: the name that was read back.
        language: whose words are meant.
    """
    known = _phrases(language)
    spans: list[tuple[int, int]] = []
    signs: list[Sign] = []
    for sign, wanted, pattern in known.signs:
        for found in pattern.finditer(text):
            if not _within(found.span(), spans):
                signs.append(Sign(sign, wanted))
                spans.append(found.span())
    suffix = None
    if current is not None and (told := _suffix(text, known)):
        suffix, span = told
        spans.append(span)
    letters = _letters(text, spans, language)
    if current is None:
        letters = tuple(one for one in letters if one.cue == "words" or one.unwanted)
    spans += [(wish.start, wish.end) for wish in letters]
    denied = _denied(text, spans, current, known)
    spans += [found for _, found in denied]
    rest = _without(text, spans) if spans else text
    return Remarks(rest, letters, tuple(signs), suffix, tuple(word for word, _ in denied))


def is_spelled(text: str, language: str = ENGLISH) -> bool:
    """Whether a word is spelled in a turn, and not only a letter of it told."""
    return any(len(one.letters) >= SPELLING for one in pieces(text, asked=True, language=language))


def _letters(text: str, spans: list[tuple[int, int]], language: str) -> tuple[Wish, ...]:
    """The single letters asked for; "C as in cat, H, E, N" are none, but a spelling."""
    found = [one for one in wishes(text, language) if not _within((one.start, one.end), spans)]
    sure = [one for one in found if one.cue == "words"]
    rest = _without(text, [*spans, *((one.start, one.end) for one in sure)])
    if is_spelled(rest, language):
        return tuple(sure)
    return tuple(one for one in found if one.cue or _is_all(one, text))


def _suffix(text: str, known: "_Known") -> tuple[str, tuple[int, int]] | None:
    for wanted, pattern in known.suffix:
        if (found := pattern.search(text)) is not None:
            written = known.suffixes[re.sub(r"\s+", " ", found["suffix"].lower()).strip(".")]
            return written if wanted else "", found.span()
    return None


def _denied(
    text: str, spans: list[tuple[int, int]], current: PersonName | None, known: "_Known"
) -> list[tuple[str, tuple[int, int]]]:
    """ "Davies, not Davis": the name that it is not, where another one was said."""
    found: list[tuple[str, tuple[int, int]]] = []
    there = [word for word in re.split(r"[ -]", current.display) if word] if current else []
    for match in known.nots.finditer(text):
        if _within(match.span(), spans):
            continue
        word = match["word"]
        others = _WORD.findall(text[: match.start()]) + _WORD.findall(text[match.end() :])
        stood = word.lower() in (one.lower() for one in there)
        same = any(_alike(word, one) for one in others if len(one) > 2)
        if others and (stood or (same and word.istitle())) and _WORD.search(text[: match.start()]):
            found.append((word, match.span()))
    return found


def _alike(one: str, other: str) -> bool:
    return Levenshtein.normalized_distance(one.lower(), other.lower()) <= 1 - ALIKE


def _is_all(wish: Wish, text: str) -> bool:
    """Whether nothing but the letters was said."""
    return _WORD.search(text[: wish.start] + text[wish.end :]) is None


def _within(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in spans)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    text = re.sub(r"\s+([,.;!?])", r"\1", re.sub(r"\s+", " ", text))
    text = re.sub(r"([,;])(?:\s*[,;])+", r"\1", text).strip()
    return re.sub(r"[\s,;]+(?:and|but)?[\s,;]*([.!?]*)$", r"\1", text).lstrip(" ,;.")


class _Known(NamedTuple):
    """The language's phrases, as patterns."""

    signs: tuple[tuple[str, bool, re.Pattern[str]], ...]
    suffix: tuple[tuple[bool, re.Pattern[str]], ...]
    suffixes: dict[str, str]
    nots: re.Pattern[str]


@cache
def _phrases(language: str) -> _Known:
    said, names = words("respelling", language), name_words(language)
    having, lacking = _either(said["with"]), _either(said["without"])
    ends = _either([*said["at_end"], *said["within"]])
    signs: list[tuple[str, bool, re.Pattern[str]]] = []
    for wanted, ways, alone in (
        (False, lacking, said["signs_untold"]),
        (True, having, said["signs_told"]),
    ):
        for sign, nouns in said["signs"].items():
            told = rf"{ways}\s+{_ARTICLE}{_either(nouns)}(?:\s+{ends})?"
            more = rf"|{_either(alone[sign])}" if sign in alone else ""
            signs.append((sign, wanted, _pattern(rf"{told}{more}")))
    written = {" ".join(phrase): one for phrase, one in names.spoken_suffixes.items()}
    suffixes = {**names.suffixes, **written}
    suffix = rf"(?P<suffix>{_either(suffixes)})"
    return _Known(
        tuple(signs),
        (
            (False, _pattern(rf"(?:{lacking}|{_either(said['not'])})\s+{_ARTICLE}{suffix}")),
            (True, _pattern(rf"{having}\s+{_ARTICLE}{suffix}(?:\s+{ends})?")),
            (True, _pattern(rf"{suffix}\.?\s+{ends}")),
            (True, re.compile(rf"^\W*{_openings(names.openings)}{suffix}\W*$", re.IGNORECASE)),
        ),
        suffixes,
        _pattern(rf",?\s*(?:and\s+)?{_either(said['not'])}\s+(?P<word>[^\W\d_]{{3,}})"),
    )


def _openings(opening: Iterable[str]) -> str:
    return rf"(?:(?:{_either([*opening, 'it is', 'i am'])}|it[’']s|i[’']m|he[’']s)\W+)*"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’])(?:{text})(?![\w'’])", re.IGNORECASE)


def _either(listed: Iterable[str]) -> str:
    longest = sorted(listed, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in longest) + ")"
