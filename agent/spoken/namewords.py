"""The words around people's names by language, and the stretch of words that is one."""

from functools import cache
from typing import NamedTuple

from agent.spoken.alphabet import alphabet, starts_with
from agent.spoken.languages import ENGLISH, words
from agent.spoken.letters import Piece

Phrases = tuple[tuple[str, ...], ...]
MOST = 5
CALLED = ("first", "last")
"""Which part a name was called."""


class NameWords(NamedTuple):
    """The language's lists, ready for looking up."""

    cues: dict[str, Phrases]
    others: frozenset[str]
    mended: Phrases
    last_first: Phrases
    trailing: Phrases
    links: frozenset[str]
    titles: frozenset[str]
    suffixes: dict[str, str]
    spoken_suffixes: dict[tuple[str, ...], str]
    particles: frozenset[str]
    openings: frozenset[str]
    stops: frozenset[str]
    continuing: frozenset[str]
    ordinary: frozenset[str]
    given_like: frozenset[str]
    family_like: frozenset[str]
    given: frozenset[str]
    common: frozenset[str]
    placeholders: frozenset[str]
    addresses: tuple[str, ...]
    said_suffixes: dict[str, str]
    trades: frozenset[str]
    sentences: dict[str, frozenset[str]]


class Part(NamedTuple):
    """A word of a name as it was heard, or letters that were spelled."""

    word: str
    letters: str = ""


class Span(NamedTuple):
    """The parts of a name, where they end, and whether a title or a comma stood among them."""

    parts: tuple[Part, ...]
    start: int
    end: int
    titled: bool = False
    comma: int = 0


@cache
def name_words(language: str = ENGLISH) -> NameWords:
    """How a language introduces, orders and ends names."""
    said = words("names", language)
    kinds = ("clear", "open", "asked", "first", "last")
    return NameWords(
        cues={kind: _phrases(said[kind]) for kind in kinds},
        others=frozenset(said["others"]),
        mended=_phrases(said["mended"]),
        last_first=_phrases(said["last_first"]),
        trailing=_phrases(said["trailing"]),
        links=frozenset(said["links"]),
        titles=frozenset(said["titles"]),
        suffixes=dict(said["suffixes"]),
        spoken_suffixes={
            tuple(key.split()): value for key, value in said["spoken_suffixes"].items()
        },
        particles=frozenset(said["particles"]),
        openings=frozenset(said["openings"]),
        stops=frozenset(said["stops"]),
        continuing=frozenset(said["continuing"]),
        ordinary=frozenset(said["ordinary"].split()),
        given_like=frozenset(said["given_like"]),
        family_like=frozenset(said["family_like"]),
        given=frozenset(said["given"].split()),
        common=frozenset((said["given"] + said["family"]).split()),
        placeholders=frozenset(said["placeholders"]),
        addresses=tuple(said["addresses"]),
        said_suffixes=dict(said["said_suffixes"]),
        trades=frozenset(said["trades"].split()),
        sentences=alphabet(language).sentences,
    )


def without_suffix(family: str, language: str = ENGLISH) -> str:
    """A family name as it is spelled: without the "Jr." behind it."""
    head, _, last = family.rpartition(" ")
    return head if head and last.lower().strip(".") in name_words(language).suffixes else family


def span_at(found: tuple[Piece, ...], place: int, known: NameWords, *, kind: str = "") -> Span:
    """The longest stretch of words from a piece on that can be a person's name.

    `kind` says that it was called a "first" or a "last" name: then it may be any word ("Price").
    """
    parts: list[Part] = []
    titled, comma, start = False, 0, place
    lower = [piece.word.lower().replace("’", "'") for piece in found]
    while place < len(found):
        piece = found[place]
        if piece.letters in known.titles and not parts and place + 1 < len(found):
            # "Ms." is written "M.S." now and then.
            titled = True
            place += 2 if found[place + 1].word == "." else 1
            continue
        if piece.letters and piece.letters in known.suffixes and parts:
            parts.append(Part(known.suffixes[piece.letters]))
            place += 1
            break
        if piece.letters:
            parts.append(Part(piece.word, piece.letters))
            place += 1
            continue
        if (skipped := _before_letters(found, place, known)) and (parts or kind in CALLED):
            place += skipped
            continue
        if (suffix := _suffix(lower, place, known)) is not None and parts:
            parts.append(Part(suffix[0]))
            place += suffix[1]
            place += lower[place : place + 2] == [".", ","]
            break
        if piece.word in ".,;:!?":
            if not parts and (piece.word == "," or place == 0):
                place += 1
                continue
            if _goes_on(found, lower, place, parts, known):
                place += 1
                continue
            comma = place if piece.word == "," else 0
            break
        if lower[place] in known.titles and not parts and place + 1 < len(found):
            titled = True
            place += 2 if found[place + 1].word == "." else 1
            continue
        if len([part for part in parts if not part.letters]) == MOST:
            break
        called = {"first": known.given_like, "last": known.family_like}.get(kind, frozenset())
        named = not parts and lower[place] in called
        if not named and not _is_name(found, lower, place, parts, known):
            break
        parts.append(Part(piece.word.strip("'’-")))
        place += 1
    if not comma and parts and place < len(found) and found[place].word == ",":
        comma = place
    return Span(tuple(parts), start, place, titled, comma)


def _before_letters(found: tuple[Piece, ...], place: int, known: NameWords) -> int:
    """The tokens between a name and its letters: ", that's spelled"."""
    start = place
    while place < len(found) and place - start < 6:
        if found[place].letters:
            return place - start
        if found[place].word.lower() not in known.links and found[place].word not in ",.;:":
            return 0
        place += 1
    return 0


def _suffix(lower: list[str], place: int, known: NameWords) -> tuple[str, int] | None:
    if place < len(lower) and lower[place] == "," and place + 1 < len(lower):
        behind = _suffix(lower, place + 1, known)
        return (behind[0], behind[1] + 1) if behind is not None else None
    for phrase, written in known.spoken_suffixes.items():
        if tuple(lower[place : place + len(phrase)]) == phrase:
            return written, len(phrase)
    written = known.suffixes.get(lower[place], "") if place < len(lower) else ""
    return (written, 1) if written else None


def _goes_on(
    found: tuple[Piece, ...],
    lower: list[str],
    place: int,
    parts: list[Part],
    known: NameWords,
) -> bool:
    """Whether a mark of punctuation stands inside the name: "Mike J. Chen"."""
    last = parts[-1] if parts else Part("")
    glued = len(last.letters) == 2 and len(parts) == 1
    initial = found[place].word == "." and (len(last.word) == 1 or glued)
    # "Sara, S A R A, Chen": the family name follows the letters of the given one.
    heard = sum(not part.letters for part in parts)
    between = found[place].word == "," and bool(last.letters) and heard == 1
    if not (initial or between) or place + 1 >= len(found):
        return False
    return initial or _is_name(found, lower, place + 1, parts, known)


def _is_name(
    found: tuple[Piece, ...],
    lower: list[str],
    place: int,
    parts: list[Part],
    known: NameWords,
) -> bool:
    word = lower[place]
    if not word[:1].isalpha() or any(sign.isdigit() for sign in word):
        return False
    following = lower[place + 1] if place + 1 < len(lower) else ""
    if "-" in word and any(part in known.ordinary for part in word.split("-")[:1]):
        return False
    if "'" in word and (word in known.stops or word.partition("'")[0] in known.ordinary):
        return False
    if len(word) == 1:
        # A middle initial, or the O of O'Brien that a recogniser wrote apart.
        initial = bool(parts) and not (word == "a" and found[place].word == word)
        initial = initial and following not in known.sentences.get(word, ())
        return (initial or word == "o") and following.isalpha() and len(following) > 1
    if word not in known.stops and word not in known.ordinary:
        return True
    if not parts:
        return word in known.given_like and _begins(found, lower, place, known)
    ends = following in ("", ".", ",", "!") or bool(starts_with(lower, place + 1, known.trailing))
    ends = ends or following in known.suffixes or following in known.continuing
    ends = ends or _before_letters(found, place + 1, known) > 0
    ends = ends or (place + 1 < len(found) and bool(found[place + 1].letters))
    # "Hope so" is no name, "Linh Do" is one.
    small = found[place].word == word and not parts[0].word.islower()
    vague = small and word in known.stops and parts[-1].word.lower() in known.given_like
    return word in known.family_like and ends and not vague


def _begins(found: tuple[Piece, ...], lower: list[str], place: int, known: NameWords) -> bool:
    """Whether an everyday word is a given name here: before another name, or all alone."""
    following = lower[place + 1] if place + 1 < len(lower) else ""
    if place + 1 < len(found) and found[place + 1].letters:
        return True
    if _before_letters(found, place + 1, known):
        return True
    if any(starts_with(lower, place + ahead, known.cues["last"]) for ahead in (1, 2)):
        return True
    if following.isalpha() and following not in known.stops and following not in known.ordinary:
        return True
    last = following in known.family_like and place + 2 >= len(lower) - 1
    vague = lower[place] in known.stops and lower[place] not in known.given
    return last or (_stands_alone(lower, place) and not vague)


def _stands_alone(lower: list[str], place: int) -> bool:
    return place + 1 >= len(lower) or (lower[place + 1] in ".!" and place + 2 >= len(lower))


def _phrases(listed: list[str]) -> Phrases:
    split = (tuple(phrase.split()) for phrase in listed)
    return tuple(sorted(split, key=len, reverse=True))
