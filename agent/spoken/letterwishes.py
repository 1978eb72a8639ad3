"""What callers say of single letters of a word: "with an E", "S, not Z", "no H". Pure."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from agent.spoken.alphabet import alphabet, starts_with, unit_at
from agent.spoken.languages import ENGLISH, words

Where = Literal["", "end", "start"]

FEW = 2
"""So many letters said without a cue may be a part of a word; more spell all of one."""

MOST_AT_AN_EDGE = 4
"""Letters that a word may be said to end with."""

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+[a-z]*|[,;:.!?]")
_Phrases = tuple[tuple[str, ...], ...]


class Wish(NamedTuple):
    """What a word should have: letters it has, letters it has not, or one at a place."""

    wanted: str = ""
    unwanted: str = ""
    place: int | None = None
    where: Where = ""
    cue: Literal["words", "example", ""] = "words"
    """What tells that it is a wish: "with" and the like, "V as in Victor" and "double T", which
    may be part of a spelling, or nothing, since two bare letters may be a name as well."""
    start: int = 0
    end: int = 0
    """The characters that say it."""


class _Ways(NamedTuple):
    """The language's lists."""

    having: _Phrases
    lacking: _Phrases
    nots: _Phrases
    one: _Phrases
    exchange: _Phrases
    into: _Phrases
    edges: dict[Where, _Phrases]
    tails: dict[Where, _Phrases]
    inside: frozenset[str]
    joins: frozenset[str]
    places: dict[str, int]
    letter: frozenset[str]
    articles: frozenset[str]
    after: frozenset[str]
    groups: frozenset[str]
    written: frozenset[str]


class _Said(NamedTuple):
    tokens: list[str]
    known: _Ways
    language: str

    def low(self, place: int) -> str:
        return self.tokens[place].lower() if 0 <= place < len(self.tokens) else ""


def wishes(text: str, language: str = ENGLISH) -> tuple[Wish, ...]:
    """Every letter the caller asks for, in order."""
    places = list(_TOKEN.finditer(text))
    said = _Said([found[0] for found in places], _ways(language), language)
    found: list[Wish] = []
    place, behind = 0, 0
    while place < len(said.tokens):
        joined = bool(found) and behind == place and said.low(place) in said.known.joins
        wish, end = _wish(said, place + joined)
        if joined and (wish is None or wish.cue != "words"):
            wish, end = _one_more(said, place + 1, found[-1])
        if wish is not None:
            begin, last = places[place].start(), places[end - 1].end()
            found.append(wish._replace(start=begin, end=last))
            behind = end
        place = max(end, place + 1)
    return tuple(found)


def _one_more(said: _Said, place: int, before: Wish) -> tuple[Wish | None, int]:
    """ "With a K and a Y": the second letter is wished for as the first one."""
    letters, end = _letters(said, place)
    if len(letters) != 1 or before.cue != "words":
        return None, place
    return (Wish(letters) if before.wanted else Wish("", letters)), end


def _wish(said: _Said, place: int) -> tuple[Wish | None, int]:
    """The wish that begins at a token, and the token behind it."""
    for way in (_at_a_place, _at_an_edge, _only_one, _exchanged, _with_or_without):
        wish, end = way(said, place)
        if wish is not None:
            return wish, end
    return _bare(said, place)


def _at_a_place(said: _Said, place: int) -> tuple[Wish | None, int]:
    """ "The third letter is a V"."""
    known = said.known
    if said.low(place) not in known.places or said.low(place + 1) not in known.letter:
        return None, place
    letters, end = _letters(said, place + 2)
    return (Wish(letters[:1], "", known.places[said.low(place)]), end) if letters else (None, place)


def _at_an_edge(said: _Said, place: int) -> tuple[Wish | None, int]:
    """ "It ends in S E N", "it starts with a K"."""
    for where, phrases in said.known.edges.items():
        used = starts_with(said.tokens, place, phrases)
        letters, end = _letters(said, place + used) if used else ("", place)
        if 0 < len(letters) <= MOST_AT_AN_EDGE:
            wish, end = _contrasted(letters, said, end)
            return wish._replace(where=where), end
    return None, place


def _only_one(said: _Said, place: int) -> tuple[Wish | None, int]:
    used = starts_with(said.tokens, place, said.known.one)
    letters, end = _letters(said, place + used) if used else ("", place)
    if not letters or len(set(letters)) > 1:
        return None, place
    _, end = _tail(said, end)
    return Wish(letters[0], letters[0] * 2), end


def _exchanged(said: _Said, place: int) -> tuple[Wish | None, int]:
    """ "Change the C to a K"."""
    used = starts_with(said.tokens, place, said.known.exchange)
    wrong, end = _letters(said, place + used) if used else ("", place)
    used = starts_with(said.tokens, end, said.known.into) if wrong else 0
    letters, end = _letters(said, end + used) if used else ("", place)
    return (Wish(letters, wrong), end) if letters else (None, place)


def _with_or_without(said: _Said, place: int) -> tuple[Wish | None, int]:
    known = said.known
    for phrases, having in ((known.having, True), (known.lacking, False)):
        used = starts_with(said.tokens, place, phrases)
        letters, end = _letters(said, place + used) if used else ("", place)
        if not letters or not _is_told(letters, known):
            continue
        if having:
            return _contrasted(letters, said, end)
        short = used == 1 and len(said.low(place)) <= FEW
        if short and (_is_letter(said, place - 1) or said.low(end) in (",", "-")):
            # "C, H, A, no E, N": within a spelling it is a correction.
            within = _is_letter(said, place - 1) or _is_letter(said, end + 1)
            if within:
                continue
        if short and place == 0 and len(said.low(end - 1)) > FEW:
            # "No B as in boy" says a no, and then the letter.
            return Wish(letters, cue="example"), end
        where, end = _tail(said, end)
        return Wish("", letters, where=where), end
    return None, place


def _bare(said: _Said, place: int) -> tuple[Wish | None, int]:
    """ "V as in Victor", "double T", "S, not Z", "C at the end"; two letters may be a name."""
    letters, end = _letters(said, place)
    if not letters or said.low(place) in said.known.articles - {letters[:1]}:
        return None, place + 1
    wish, behind = _contrasted(letters, said, end)
    if wish.unwanted:
        single = len(wish.unwanted) == 1
        if len(letters) > FEW and single:
            return None, behind
        return wish._replace(cue="example" if single else "words"), behind
    if wish.where and len(letters) <= MOST_AT_AN_EDGE:
        return wish, behind
    if len(letters) > FEW or end - place < FEW:
        return None, end
    separate = all(len(token) == 1 for token in said.tokens[place:end])
    if separate and len(letters) == 1:
        return None, end
    return Wish(letters, cue="" if separate else "example"), end


def _contrasted(letters: str, said: _Said, end: int) -> tuple[Wish, int]:
    """A letter, where it stands, and, behind a "not", the one it replaces."""
    where, end = _tail(said, end)
    after = end
    while said.low(after) in (",", ";"):
        after += 1
    used = starts_with(said.tokens, after, said.known.nots)
    wrong, behind = _letters(said, after + used) if used else ("", 0)
    if wrong:
        return Wish(letters, wrong, where=where), behind
    return Wish(letters, where=where), end


def _tail(said: _Said, place: int) -> tuple[Where, int]:
    """Where in the word a letter stands: "at the end of Sara", "in it"."""
    for where, phrases in said.known.tails.items():
        if used := starts_with(said.tokens, place, phrases):
            _, end = _tail(said, place + used)
            return where, end
    if said.low(place) in said.known.inside and said.low(place + 1).isalpha():
        return "", place + 1
    return "", place


def _is_told(letters: str, known: _Ways) -> bool:
    return len(letters) == 1 or len(set(letters)) == 1 or letters in known.groups


def _is_letter(said: _Said, place: int) -> bool:
    return len(said.low(place)) == 1 and said.low(place).isalpha()


def _letters(said: _Said, place: int) -> tuple[str, int]:
    """The letters that stand here, articles before them left out, and where they end."""
    known = said.known
    while said.low(place) in known.articles and place + 1 < len(said.tokens):
        letters, used = _one(said, place)
        behind = place + used
        if letters and said.low(behind) not in known.written and not _one(said, behind)[0]:
            break
        place += 1
    if said.low(place) in known.written:
        return said.low(place), place + 1
    found = ""
    while place < len(said.tokens):
        letters, used = _one(said, place)
        if not letters:
            break
        found += letters
        place += used
    following = said.low(place)
    if found in ("a", "i") and following.isalpha() and following not in known.after:
        # "With a plumber", "no I said Chen": an article or a person, and no letter.
        return "", place
    return found, place


def _one(said: _Said, place: int) -> tuple[str, int]:
    unit = unit_at(said.tokens, place, alphabet(said.language), asked=False, inside="letter")
    return (unit.letters, unit.used) if unit is not None else ("", 1)


@cache
def _ways(language: str) -> _Ways:
    said = words("respelling", language)
    return _Ways(
        having=_phrases(said["with"]),
        lacking=_phrases(said["without"]),
        nots=_phrases(said["not"]),
        one=_phrases(said["one"]),
        exchange=_phrases(said["exchange"]),
        into=_phrases(said["into"]),
        edges={"end": _phrases(said["ending"]), "start": _phrases(said["beginning"])},
        tails={
            "end": _phrases(said["at_end"]),
            "start": _phrases(said["at_start"]),
            "": _phrases(said["within"]),
        },
        inside=frozenset(said["inside"]),
        joins=frozenset(said["joins"]),
        places=dict(said["places"]),
        letter=frozenset(said["letter"]),
        articles=frozenset(said["articles"]),
        after=frozenset(said["after"]),
        groups=frozenset(said["groups"]) | frozenset(said["many"]),
        written=frozenset(said["written_together"]),
    )


def _phrases(listed: Iterator[str] | list[str]) -> _Phrases:
    split = (tuple(phrase.split()) for phrase in listed)
    return tuple(sorted(split, key=len, reverse=True))
