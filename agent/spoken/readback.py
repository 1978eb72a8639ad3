"""Whether a spoken value tells how it is written: "Jon" and "John" sound the same. Pure."""

import re
from functools import cache

from agent.spoken.languages import ENGLISH, words
from office.values import Email, PersonName


def given_is_plain(name: PersonName, language: str = ENGLISH) -> bool:
    """Whether the given name sounds like no other, so that only the family name is spelled."""
    given, _ = _plain(language)
    return all(part in given for part in name.given.lower().split())


def email_is_plain(email: Email, known: PersonName | None, language: str = ENGLISH) -> bool:
    """Whether the part before the at sign can be written one way only.

    Args:
        email: the address to be read back.
        known: the caller's confirmed name, whose letters they have heard already.
        language: whose words are plain.
    """
    given, others = _plain(language)
    mine = set(re.findall(r"[^\W\d_]+", f"{known or ''}".lower()))
    parts = re.findall(r"[a-z]+", email.local)
    return all(part in mine or part in given or part in others for part in parts)


def street_is_plain(line1: str, language: str = ENGLISH) -> bool:
    """Whether a street's name can be written one way only, number and kind of street aside."""
    given, others = _plain(language)
    streets = frozenset(words("readback", language)["plain_streets"].split())
    parts = re.findall(r"\b[a-z]{2,}\b", line1.lower())
    return all(part in given or part in others or part in streets for part in parts)


@cache
def _plain(language: str) -> tuple[frozenset[str], frozenset[str]]:
    listed = words("readback", language)
    given, others = listed["plain_given"], listed["plain_words"]
    return frozenset(given.lower().split()), frozenset(others.split())
