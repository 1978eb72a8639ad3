"""An address as a voice reads it well, so that what is heard back is the same address."""

import re

from num2words import num2words

from agent.spoken.addresses.vocabulary import Vocabulary, vocabulary
from agent.spoken.digits import say_digits
from agent.spoken.languages import ENGLISH
from office.values import Address

_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")


def say_address(address: Address, language: str = ENGLISH) -> str:
    """House number in pairs, ordinals in full, zip digit by digit, a unit's letter apart."""
    known = vocabulary(language)
    names = {code: name for name, code in known.maps["states"].items()}
    state = known.maps["said_states"].get(address.state) or names.get(address.state, "").title()
    parts = (
        say_street(address.line1, language),
        _unit(address.line2, known),
        _named(address.city, known),
        state or address.state,
        _postal(address.postal_code),
    )
    return ", ".join(part for part in parts if part)


def say_street(line1: str, language: str = ENGLISH) -> str:
    """The street line alone: "fourteen twenty North Fifth Avenue"."""
    known = vocabulary(language)
    words = line1.split()
    number, rest = words[0], words[1:]
    said = _house(number, known)
    if rest[:1] == ["1/2"]:
        said, rest = f"{said} {known.half}", rest[1:]
    if said == number and not number.isdigit():
        return line1
    if not rest:
        return said
    # Without the pause "twenty, First Street" would be heard as the twenty-first.
    pause = "," if _ORDINAL.match(rest[0]) or rest[0].lower() in known.maps["ones"] else ""
    return f"{said}{pause} {_street(rest, known)}"


def _house(number: str, known: Vocabulary) -> str:
    found = re.fullmatch(r"(\d+)([A-Z]?)", number)
    if found is None:
        return number
    letter = f" {found[2]}" if found[2] else ""
    return say_number(found[1]) + letter


def say_number(number: str) -> str:
    """12 is "twelve", 1420 "fourteen twenty", 1405 "fourteen oh five", 105 "one oh five"."""
    if number[0] == "0" or len(number) > 4:
        return say_digits(number)
    if len(number) <= 2:
        return str(num2words(int(number)))
    if number.endswith("000"):
        return f"{num2words(int(number[:-3]))} thousand"
    if number.endswith("00"):
        return f"{num2words(int(number[:-2]))} hundred"
    head, tail = number[:-2], number[-2:]
    spoken = say_digits(tail) if tail[0] == "0" else num2words(int(tail))
    return f"{num2words(int(head))} {spoken}"


def _street(words: list[str], known: Vocabulary) -> str:
    said: list[str] = []
    for word in words:
        found = _ORDINAL.match(word)
        if found is not None:
            said.append(str(num2words(int(found[1]), to="ordinal")).replace(" and ", " ").title())
        elif re.fullmatch(r"\d+[A-Z]?", word):
            said.append(_house(word, known))
        else:
            said.append(known.maps["said"].get(word, word))
    return " ".join(said)


def _named(city: str, known: Vocabulary) -> str:
    return " ".join(known.maps["said"].get(word, word) for word in city.split())


def _unit(line2: str, known: Vocabulary) -> str:
    """ "apartment three B"."""
    said: list[str] = []
    for word in line2.split():
        found = re.fullmatch(r"([A-Z]*)(\d+)([A-Z]*)", word)
        ordinal = _ORDINAL.match(word)
        if ordinal is not None:
            said.append(str(num2words(int(ordinal[1]), to="ordinal")))
        elif found is not None:
            said += [*found[1], say_number(found[2]), *found[3]]
        elif len(word) == 1:
            said.append(word)
        else:
            said.append(known.maps["said_units"].get(word, word.lower()))
    return " ".join(part for part in said if part)


def _postal(postal: str) -> str:
    groups = postal.split("-")
    if not postal or not all(group.isdigit() for group in groups):
        return ""
    return ", ".join(say_digits(group) for group in groups)
