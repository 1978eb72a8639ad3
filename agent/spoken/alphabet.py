"""How one letter is said: alone, "double L", "B as in boy", "bravo", or glued by a recogniser."""

import re
from functools import cache
from typing import NamedTuple

from agent.spoken.languages import ENGLISH, words

VAGUE = "ai"
"""Letters that are words as well: alone they start no spelling unless letters were asked for."""

CONFUSED = ("bdeptvzgc3", "mn", "fsx", "ajk", "iy", "uqw")
"""Letters that sound alike on a phone line; within a group the sound of the word decides."""

BY_EXAMPLE = 2.0
"""Letters with an example word count double: "B as in boy" is hardly taken for a D."""

MOST_SMALL = 4
"""Small words that may stand between a letter and its example."""

_PLURAL = re.compile(r"([a-z])(?:'|’)?s", re.IGNORECASE)


class Unit(NamedTuple):
    letters: str
    style: str
    used: int


class Alphabet(NamedTuple):
    """The language's lists, ready for looking up."""

    nato: dict[str, str]
    names: dict[str, str]
    words: dict[str, str]
    people: frozenset[str]
    signs: dict[str, str]
    spoken_signs: dict[str, str]
    as_in: tuple[tuple[str, ...], ...]
    as_in_misheard: tuple[tuple[str, ...], ...]
    as_in_glued: re.Pattern[str]
    times: dict[str, int]
    counting: frozenset[str]
    capital: frozenset[str]
    between: frozenset[str]
    hesitations: frozenset[str]
    restart: tuple[tuple[str, ...], ...]
    mended: tuple[tuple[str, ...], ...]
    nots: tuple[tuple[str, ...], ...]
    things: frozenset[str]
    articles: frozenset[str]
    examples: frozenset[str]
    small: frozenset[str]
    pairing: frozenset[str]
    sentences: dict[str, frozenset[str]]


@cache
def alphabet(language: str = ENGLISH) -> Alphabet:
    """How a language says its letters."""
    said = words("letters", language)
    return Alphabet(
        nato=dict(said["nato"]),
        names=dict(said["names"]),
        words=dict(said["words"]),
        people=frozenset(said["people"]),
        signs=dict(said["signs"]),
        spoken_signs=dict(said["spoken_signs"]),
        as_in=_phrases(said["as_in"]),
        as_in_misheard=_phrases(said["as_in_misheard"]),
        as_in_glued=re.compile(said["as_in_glued"]),
        times=dict(said["times"]),
        counting=frozenset(said["counting"]),
        capital=frozenset(said["capital"]),
        hesitations=frozenset(said["hesitations"]),
        between=frozenset(said["between"]) | frozenset(",;.:"),
        restart=_phrases(said["restart"]),
        mended=_phrases(said["mended"]),
        nots=_phrases(said["not"]),
        things=frozenset(said["things"]),
        articles=frozenset(said["articles"]),
        examples=frozenset(word for row in said["examples"] for word in row),
        small=frozenset(said["small"]),
        pairing=frozenset(said["pairing"]),
        sentences={letter: frozenset(verbs) for letter, verbs in said["sentences"].items()},
    )


def confusable(one: str, other: str) -> bool:
    """Whether two letters are easily taken for one another on a phone line."""
    return any(one in group and other in group for group in CONFUSED)


def examples(text: str, language: str = ENGLISH) -> int:
    """How many letters come with an example word: "B as in boy"."""
    return len(_example(language).findall(text))


@cache
def _example(language: str) -> re.Pattern[str]:
    known = alphabet(language)
    said, long = (
        "|".join(re.escape(" ".join(phrase)) for phrase in phrases)
        for phrases in (known.as_in, (*_long(known.as_in), *known.as_in_misheard))
    )
    return re.compile(
        rf"\b(?:[a-z]|[a-z]+(?= (?:{long})\b))[,.]? (?:{said}|{long})\b", re.IGNORECASE
    )


def _long(phrases: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(phrase for phrase in phrases if len(phrase) > 1)


def starts_with(tokens: list[str], place: int, phrases: tuple[tuple[str, ...], ...]) -> int:
    """How many tokens one of the phrases takes here; 0 if none is here."""
    head = tokens[place].lower() if place < len(tokens) else ""
    for phrase in phrases:
        if phrase[0] != head:
            continue
        if all(
            place + ahead < len(tokens) and tokens[place + ahead].lower() == word
            for ahead, word in enumerate(phrase)
        ):
            return len(phrase)
    return 0


def unit_at(
    tokens: list[str], place: int, known: Alphabet, *, asked: bool, inside: str
) -> Unit | None:
    """One letter, or letters said in one breath, beginning at a token."""
    if place >= len(tokens):
        return None
    word = tokens[place]
    lower = word.lower()
    if lower in known.capital and place + 1 < len(tokens):
        unit = unit_at(tokens, place + 1, known, asked=asked, inside=inside)
        sure = unit is not None and (len(tokens[place + unit.used]) == 1 or asked or inside)
        return unit._replace(used=unit.used + 1) if sure and unit is not None else None
    if lower in known.times and (unit := _repeated(tokens, place, known, asked=asked)):
        return unit
    if len(word) > 1 and (glued := _glued(word)):
        return Unit(glued, "letter", 1)
    if (asked or inside) and (mistaken := _by_example(tokens, place, known, inside=bool(inside))):
        return mistaken
    if inside and lower in known.signs and _sign_counts(tokens, place, known, asked=asked):
        return Unit(known.signs[lower], "sign", 1)
    letter, style = _letter(lower, known, asked=asked, inside=bool(inside))
    if not letter or not word[0].isalpha():
        return None
    if style == "person" and not _is_letter_here(tokens, place, known, inside=inside):
        return None
    paired = _paired(tokens, place, letter, known, inside=bool(inside) or asked)
    if paired is not None:
        return paired
    if len(word) == 1 and lower in VAGUE:
        alone = not (asked or inside) and not following(tokens, place, known)
        return None if alone else Unit(letter, "word", 1)
    return Unit(letter, style, 1)


def _by_example(tokens: list[str], place: int, known: Alphabet, *, inside: bool) -> Unit | None:
    """The letter was lost, or taken for a word, and its example was not: "him as in Mary".

    Within a spelling a word that is no usual example will do as well: "he has in ever".
    """
    lost = starts_with(tokens, place, known.as_in)
    lost = lost if lost > 1 else starts_with(tokens, place, known.as_in_misheard)
    ahead = 0 if lost else 1
    if ahead and (len(tokens[place]) == 1 or not tokens[place].isalpha()):
        return None
    used = lost or starts_with(tokens, place + 1, known.as_in)
    misheard = 0 if used > 1 else starts_with(tokens, place + ahead, known.as_in_misheard)
    used = misheard or used
    example = tokens[place + ahead + used].lower() if place + ahead + used < len(tokens) else ""
    usual = example in known.nato or example in known.examples
    if not used or (used == 1 and not inside) or not example.isalpha():
        return None
    if not usual and not (inside and used > 1 and ahead and len(example) > 2):
        return None
    return Unit(example[0], "letter", ahead + used + 1)


def _is_letter_here(tokens: list[str], place: int, known: Alphabet, *, inside: str) -> bool:
    """Whether "Mike" is an M: among others of its alphabet, not before or after "C H E N"."""
    behind = following(tokens, place, known)
    if not inside:
        # "Mike, Mike India Kilo Echo" and "jay oh en ee ess"
        named = behind == "word" and following(tokens, place + 1, known) in ("name", "nato")
        if _spells(tokens, place, known):
            return False
        return behind in ("nato", "name") or named
    return inside in ("nato", "person", "name", "word") or bool(behind)


def _spells(tokens: list[str], place: int, known: Alphabet) -> bool:
    """Whether the words behind a name spell that very name: then it is no letter of them."""
    name = tokens[place].lower()
    behind = [word.lower() for word in tokens[place + 1 :] if word not in ",;."]
    return "".join(known.nato.get(word, " ") for word in behind[: len(name)]) == name


def following(tokens: list[str], place: int, known: Alphabet) -> str:
    """How the letter behind this token is said, if there is one."""
    place += 1
    while place < len(tokens) and tokens[place] in ",;.":
        place += 1
    word = tokens[place] if place < len(tokens) else ""
    if len(word) > 1 and _glued(word):
        return "letter"
    _, style = _letter(word.lower(), known, asked=True, inside=True)
    return "nato" if style == "person" else style


def _sign_counts(tokens: list[str], place: int, known: Alphabet, *, asked: bool) -> bool:
    place += 1
    while place < len(tokens) and tokens[place] in ",;.":
        place += 1
    return unit_at(tokens, place, known, asked=asked, inside="letter") is not None


def _glued(word: str) -> str:
    """Letters that a recogniser wrote as one: "C-H-E-N", "C.H.E.N", "CHEN"."""
    parts = re.split(r"[-.]", word)
    if len(parts) == 1:
        return word.lower() if word.isupper() and word.isalpha() and len(word) > 1 else ""
    single = sum(len(part) == 1 for part in parts)
    few = all(1 <= len(part) <= 4 and "'" not in part for part in parts)
    if few and (single == len(parts) or (len(parts) > 2 and single * 2 >= len(parts))):
        return "".join(parts).lower()
    upper = few and word.isupper() and len(parts) > 2
    return "".join(parts).lower() if upper else ""


def _repeated(tokens: list[str], place: int, known: Alphabet, *, asked: bool) -> Unit | None:
    """ "double L", "two Ls"; "double U" is the letter W."""
    if place + 1 >= len(tokens):
        return None
    lower, behind = tokens[place].lower(), tokens[place + 1].lower()
    if lower == "double" and behind in ("u", "you"):
        return Unit("w", "letter", 2)
    plural = _PLURAL.fullmatch(behind)
    if plural is not None and len(behind) <= 3 and behind not in known.words:
        return Unit(plural[1].lower() * known.times[lower], "letter", 2)
    if lower in known.counting:
        return None
    letter, style = _letter(behind, known, asked=asked, inside=True)
    if not letter or style == "person":
        return None
    return Unit(letter * known.times[lower], "letter", 2)


def _letter(lower: str, known: Alphabet, *, asked: bool, inside: bool) -> tuple[str, str]:
    if len(lower) == 1 and lower.isalpha():
        return lower, "letter"
    if lower in known.nato and (asked or inside):
        return known.nato[lower], "person" if lower in known.people else "nato"
    if not asked:
        return "", ""
    if lower in known.names:
        return known.names[lower], "person" if lower in known.people else "name"
    return (known.words[lower], "word") if lower in known.words else ("", "")


def _paired(
    tokens: list[str], place: int, letter: str, known: Alphabet, *, inside: bool
) -> Unit | None:
    """In "B as in boy" the word is surer than the letter's sound."""
    after = place + 1
    while after < len(tokens) and tokens[after] in ",.":
        after += 1
    used = starts_with(tokens, after, known.as_in) or _misheard(tokens, after, letter, known)
    if used and after + used + 1 < len(tokens) and tokens[after + used].lower() in known.articles:
        used += 1
    example = tokens[after + used].lower() if after + used < len(tokens) else ""
    told = used > 1 or (used == 1 and len(example) > 1 and (inside or letter not in VAGUE))
    if told and example[:1].isalpha():
        # "X as in extra" begins with another letter and still means the X; "D as in Edward" an E.
        keeps = letter in example[1:3] and not confusable(letter, example[0])
        meant = letter if keeps else example[0]
        return Unit(meant, "letter", after + used + 1 - place)
    if not used and (blurred := _blurred(tokens, place, letter, known)) is not None:
        return blurred
    # "C Charlie, H hotel", "N Nancy"
    beside = tokens[place + 1].lower() if place + 1 < len(tokens) else ""
    said = known.nato.get(beside) or (beside[0] if beside in known.examples else "")
    if len(tokens[place]) == 1 and said == letter:
        return Unit(letter, "letter", 2)
    return None


def _misheard(tokens: list[str], place: int, letter: str, known: Alphabet) -> int:
    """The tokens of an "as in" written otherwise, before an example of the letter."""
    used = starts_with(tokens, place, known.as_in_misheard)
    example = tokens[place + used].lower() if used and place + used < len(tokens) else ""
    usual = example in known.nato or example in known.examples
    return used if usual or (len(example) > 2 and example[0] == letter) else 0


def _blurred(tokens: list[str], place: int, letter: str, known: Alphabet) -> Unit | None:
    """ "T the as in Tom", "O as okay in Oscar": small words among "as in", and an example."""
    behind = place + 1
    while behind < len(tokens) and behind - place <= MOST_SMALL:
        if tokens[behind].lower() not in known.small:
            break
        behind += 1
    said = {word.lower() for word in tokens[place + 1 : behind]}
    example = tokens[behind].lower() if behind < len(tokens) else ""
    if len(tokens[place]) > 1 or not said & known.pairing:
        return None
    if len(tokens[place + 1]) == 1 and example[:1] == tokens[place + 1].lower():
        # "N, A like alfa" are two letters.
        return None
    if example not in known.nato and example not in known.examples:
        return None
    return Unit(example[0], "letter", behind + 1 - place)


def _phrases(listed: list[str]) -> tuple[tuple[str, ...], ...]:
    split = (tuple(phrase.split()) for phrase in listed)
    return tuple(sorted(split, key=len, reverse=True))
