"""A name written as its owner asks: with an E, without the hyphen, Junior behind it. Pure."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from agent.spoken.languages import ENGLISH
from agent.spoken.letterwishes import Wish
from agent.spoken.nameremarks import Remarks, Sign
from agent.spoken.namewords import name_words, without_suffix
from agent.spoken.reading import Reading
from agent.spoken.respelling import UNSURE, respelled, variants
from office.values import BadName, PersonName

SURE = 0.8
NAMED = 10
"""What the caller spoke of comes before what fits."""

TWIN, MEANT, RIGHT, CHANGED, NEITHER, VAGUE = range(6, 0, -1)
"""How well letters fit a word, the best first: they make another name of the same sound of it,
tell it from one, are in it already, change it, are not in it already, or fit in several places."""

SHORTEST = 3
"""So many letters at least stand behind a "de" or a "van"."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class _Fit(NamedTuple):
    """How well letters fit a word of the name, and what the name is with them."""

    rank: int
    readings: tuple[Reading[PersonName], ...]


def written(
    told: Remarks,
    readings: tuple[Reading[PersonName], ...],
    current: PersonName | None,
    language: str = ENGLISH,
) -> tuple[Reading[PersonName], ...]:
    """The name as the caller wants it written; nothing if it cannot be written so.

    Args:
        told: what was said of its writing.
        readings: the name by the words around that.
        current: the name that was read back.
        language: whose words are meant.
    """
    base = readings[0].value if readings else current
    if base is None:
        return ()
    sure = min(readings[0].confidence, SURE) if readings else SURE
    found: tuple[Reading[PersonName], ...] = (Reading(base, sure),)
    if told.wishes:
        said = {word.lower() for word in _WORD.findall(told.rest)}
        found = _lettered(told.wishes, found[0], said, language)
    signs, suffix = told.signs, told.suffix
    signed = ((_signed(each.value, signs, language), each.confidence) for each in found)
    return tuple(
        Reading(name if suffix is None else _ended(name, suffix, language), rate)
        for name, rate in signed
    )


def in_place_of(denied: str, said: str, current: PersonName) -> PersonName:
    """The name with the word that it is not taken out: "Micah, not Mike"."""
    words = current.display.split()
    word = next((one for one in words if one.lower() == denied.lower()), "")
    return _with_word(current, word, said.lower()) if word else PersonName(said)


def titled(letters: str) -> str:
    """Letters with the capitals of a name."""
    try:
        return PersonName.parse(letters.lower()).display
    except BadName:
        return letters.capitalize()


def _lettered(
    asked: tuple[Wish, ...], base: Reading[PersonName], said: set[str], language: str
) -> tuple[Reading[PersonName], ...]:
    """The name with letters in the word they fit best: one just said, else the family name."""
    family = without_suffix(base.value.family, language).split()
    words = [*reversed(family), *reversed(base.value.given.split())]
    fits = [_fit(asked, word, base, said, language) for word in words]
    best = max(fits, key=lambda fit: fit.rank, default=_Fit(0, ()))
    if not best.rank:
        return ()
    as_good = [fit.readings[0] for fit in fits if fit.rank == best.rank]
    if best.rank % NAMED == TWIN and len(as_good) > 1:
        # "With an E" makes an Anne as well as a Cooke.
        return tuple(Reading(each.value, UNSURE) for each in as_good)
    return best.readings


def _fit(
    asked: tuple[Wish, ...], word: str, base: Reading[PersonName], said: set[str], language: str
) -> _Fit:
    found = respelled(asked, word, language, every=True)
    if not found:
        return _Fit(0, ())
    lower, best = word.lower(), found[0]
    named = NAMED * (lower in said)
    readings = tuple(
        Reading(_with_word(base.value, word, each.value), min(base.confidence, each.confidence))
        for each in found
    )
    if best.value != lower:
        rank = CHANGED if best.confidence > UNSURE else VAGUE
        return _Fit(named + (TWIN if best.value in variants(word, language) else rank), readings)
    twins = (respelled(asked, twin, language, every=True)[:1] for twin in variants(word, language))
    if any(twin and twin[0].value == lower for twin in twins):
        return _Fit(named + MEANT, readings)
    there = all(one.wanted in lower and not one.unwanted for one in asked)
    return _Fit(named + (RIGHT if there else NEITHER), readings)


def _with_word(name: PersonName, word: str, letters: str) -> PersonName:
    new = word if letters == word.lower() else titled(letters)
    parts = ([new if one == word else one for one in part.split()] for part in _parts(name, word))
    given, family = (" ".join(part) for part in parts)
    return PersonName(given or name.given, family or name.family)


def _parts(name: PersonName, word: str) -> tuple[str, str]:
    """The part with the word; the other one stays as it is."""
    return ("", name.family) if word in name.family.split() else (name.given, "")


def _signed(name: PersonName, signs: Iterable[Sign], language: str) -> PersonName:
    """The name with its signs and spaces as they were asked for, where it can have them."""
    for sign in signs:
        parts = [_part(part, sign, language) for part in (name.given, name.family)]
        changed = PersonName(*parts)
        head, _, last = name.given.rpartition(" ")
        double = changed == name and sign.wanted and sign.sign == "-" and head and name.family
        if double and "-" not in name.display:
            changed = PersonName(head, f"{last}-{name.family}")
        name = changed
    return name


def _part(part: str, sign: Sign, language: str) -> str:
    mark, lower = sign.sign, part.lower()
    if not sign.wanted:
        if mark == "'" and mark in part:
            return part.replace(mark, "").capitalize()
        return _joined(part) if mark == " " else part.replace(mark, " ")
    if mark == "'" and re.match(r"[od][^\W\d_]{3,}$", lower):
        return f"{part[0].upper()}'{part[1:].capitalize()}"
    if mark == "-" and part.count(" ") == 1 and "." not in part:
        return part.replace(" ", "-")
    if mark == " " and " " not in part:
        return _parted(part, language)
    return part


def _joined(part: str) -> str:
    """ "Mary Ann" as one word; a suffix stays apart."""
    suffix = [word for word in part.split() if "." in word]
    first, *more = [word for word in part.split() if "." not in word] or [""]
    return " ".join([first + "".join(word.lower() for word in more), *suffix])


def _parted(part: str, language: str) -> str:
    """ "Delacruz" and "Maryann" in their words."""
    known, lower = name_words(language), part.lower()
    for cut in range(2, len(lower) - 1):
        if lower[:cut] in known.given and lower[cut:] in known.given:
            return f"{part[:cut]} {lower[cut:].capitalize()}"
    found: list[str] = []
    particles = sorted(known.particles, key=len, reverse=True)
    while head := next((one for one in particles if lower.startswith(one)), ""):
        if len(lower) - len(head) < SHORTEST:
            break
        found.append(head)
        lower = lower[len(head) :]
    return " ".join(word.capitalize() for word in (*found, lower)) if found else part


def _ended(name: PersonName, suffix: str, language: str) -> PersonName:
    """The name with another suffix behind it, or without any."""
    family = without_suffix(name.family, language)
    return PersonName(name.given, f"{family} {suffix}".strip()) if family else name
