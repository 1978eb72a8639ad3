"""Names of people as callers give them: bare, introduced, spelled, last name first, put right."""

import random
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from agent.evaluation.forms.letters import spell_aloud
from agent.spoken.languages import words
from office.values import PersonName

_CARRIERS = (
    "", "", "", "", "", "", "It's ", "it's ", "My name is ", "my name is ", "My name's ",
    "This is ", "Yeah, it's ", "Yes, my name is ", "Sure, it's ", "Sure. ", "Um, ", "uh, ",
    "I'm ", "Hi, this is ", "Yes, this is ", "The name is ", "The name's ", "You're speaking with ",
    "Yeah. ", "Oh, sure, it's ", "That's ", "That would be ", "It is ", "Hey, it's ",
)  # fmt: skip
_CLOSINGS = (
    "", "", "", "", "", "", ".", ".", ".", ", thanks.", ", please.", " calling.", " here.",
    " speaking.", ", and I need a plumber.", ". My sink is leaking.", ", and you?", ". Thank you.",
    " with JC Plumbing.", " from the office.", ". Can someone come today?",
    ", I'm calling about my furnace.",
)  # fmt: skip
_TITLES = ("Mr. ", "Mrs. ", "Ms. ", "Dr. ", "Miss ", "Doctor ", "Professor ", "Mister ")
_LINKS = (". ", ", ", ", ", ", that's ", ", spelled ", ". That's ", ". It's spelled ")
_VOWELS = {"a": "o", "e": "a", "o": "a", "u": "o"}
_SUFFIXES = {"Jr.": ("Jr.", "Junior", "Jr"), "Sr.": ("Sr.", "Senior"), "III": ("the third", "III")}


def some(dice: random.Random) -> PersonName:
    """A true name of somebody."""
    known = listed()
    given, family = dice.choice(known["given"]), dice.choice(known["family"])
    kind = dice.random()
    if kind < 0.06:
        given = dice.choice(known["words"])
    elif kind < 0.1:
        given = dice.choice(known["double"])
        given = given.replace("-", dice.choice(("-", " ")))
    if kind > 0.97:
        family = f"{family} {dice.choice(known['suffixes'])}"
    elif kind > 0.93:
        family = dice.choice(known["particled"])
    elif kind > 0.9:
        family = dice.choice(known["hyphened"])
    elif kind > 0.85:
        family = dice.choice((*known["irish"], *known["scottish"]))
    return PersonName(given, family)


def say(value: PersonName, dice: random.Random) -> str:
    """One way to say it when asked for the name, as a perfect recogniser would write it."""
    roll = dice.random()
    if roll < 0.45:
        return _framed(_plain(value, dice), dice)
    if roll < 0.75:
        return _framed(_spelled(value, dice), dice, _CLOSINGS[:11])
    if roll < 0.87:
        return _in_parts(value, dice)
    if roll < 0.93:
        return _put_right(value, dice)
    if roll < 0.96 and (wish := _with_a_letter(value)):
        return dice.choice(_CARRIERS) + wish
    return _framed(dice.choice(_TITLES) + _plain(value, dice, small=False), dice)


def same(one: PersonName, other: PersonName) -> bool:
    """Whether two names are the same by ear: capitals cannot be heard."""
    return (one.given.casefold(), one.family.casefold()) == (
        other.given.casefold(),
        other.family.casefold(),
    )


@cache
def listed() -> dict[str, Any]:
    """The names of `names.yaml`, lists split."""
    read: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("names.yaml").read_text())
    return {key: value.split() if isinstance(value, str) else value for key, value in read.items()}


def plain_pair(dice: random.Random) -> tuple[str, str]:
    """A given and a family name as addresses have them: small letters only."""
    known = listed()
    return dice.choice(known["given"]).lower(), dice.choice(known["family"]).lower()


@cache
def plain_words() -> frozenset[str]:
    """Every name that an address can hold, in small letters."""
    known = listed()
    return frozenset(name.lower() for name in (*known["given"], *known["family"]))


def _framed(said: str, dice: random.Random, closings: tuple[str, ...] = _CLOSINGS) -> str:
    return dice.choice(_CARRIERS) + said + dice.choice(closings)


def _plain(value: PersonName, dice: random.Random, *, small: bool = True) -> str:
    family, _, suffix = _split(value.family)
    written = f"{value.given} {family}"
    if family.startswith("O'") and dice.random() < 0.2:
        written = written.replace("O'", "O ")
    if suffix:
        comma = dice.choice((" ", ", "))
        written = f"{written}{comma}{dice.choice(_SUFFIXES[suffix])}"
    return written.lower() if small and dice.random() < 0.25 else written


def _split(family: str) -> tuple[str, str, str]:
    """A family name without its suffix, its last word, and the suffix."""
    bare, _, suffix = family.rpartition(" ")
    if suffix not in _SUFFIXES:
        bare, suffix = family, ""
    return bare, bare.rpartition(" ")[2], suffix


def _spelled(value: PersonName, dice: random.Random) -> str:
    family, last, suffix = _split(value.family)
    if suffix:
        return _plain(value, dice)
    link = dice.choice(
        (". ", ", ", ", ", ", that's ", ", spelled ", ". That's ", ". It's spelled ")
    )
    letters = spell_aloud(last, dice, named=True)
    roll = dice.random()
    if roll < 0.15 and value.given.isalpha() and len(value.given) > 2:
        given = spell_aloud(value.given, dice)
        return f"{value.given}, {given}, {family}{link}{letters}"
    if roll < 0.4 and " " not in family and (heard := _misheard(last, dice)):
        return f"{value.given} {heard}{link}{letters}"
    return f"{value.given} {family}{link}{letters}"


def _misheard(word: str, dice: random.Random) -> str:
    """The word with one vowel heard as another; its letters are right."""
    places = [place for place, sign in enumerate(word) if place and sign in _VOWELS]
    if len(word) < 4 or not places or not word.isalpha():
        return ""
    place = dice.choice(places)
    return word[:place] + _VOWELS[word[place]] + word[place + 1 :]


def _in_parts(value: PersonName, dice: random.Random) -> str:
    family, last, suffix = _split(value.family)
    whole = value.family if suffix else family
    letters = f", {spell_aloud(last, dice)}" if dice.random() < 0.4 and not suffix else ""
    return dice.choice(
        (
            f"First name {value.given}, last name {whole}{letters}.",
            f"first name is {value.given} last name is {whole}",
            f"My first name is {value.given} and my last name is {whole}{letters}",
            f"Last name {whole}{letters}, first name {value.given}.",
            f"Last name is {whole}{letters}. First name is {value.given}.",
            f"{value.given}. Last name {whole}{letters}",
            f"It's {value.given}, last name {whole}{letters}.",
            f"Last name first: {whole}, {value.given}.",
        )
    )  # fmt: skip


def _put_right(value: PersonName, dice: random.Random) -> str:
    cue = dice.choice(("no sorry", "sorry", "no wait", "I mean", "no", "make that"))
    wrong = dice.choice(listed()["family"])
    if value.given == wrong:
        return value.display
    return dice.choice(_CARRIERS) + f"{value.given} {wrong}, {cue}, {value.display}."


def _with_a_letter(value: PersonName) -> str:
    """ "Anderson with an E" for Andersen: only where one spelling of the sound has that letter."""
    lower = value.family.lower()
    for group in words("respelling")["variants"]:
        if lower not in group:
            continue
        for other in group:
            for letter in sorted(set(lower) - set(other)):
                if all(letter not in one for one in group if one != lower):
                    article = "an" if letter in "aefhilmnorsx" else "a"
                    return f"{value.given} {other.title()} with {article} {letter.upper()}"
    return ""
