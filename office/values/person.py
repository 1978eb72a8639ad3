"""People's names, as QuickBooks splits them and as a caller hears them."""

import re
from dataclasses import dataclass
from typing import Self

_ALLOWED = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\- ])*")
_PREFIX = re.compile(r"[^\W\d_]['’](?=[^\W\d_])")

_PARTICLES = frozenset("al bin da de del den der di du el la las le los san ten van von y".split())
"""Small in the middle of a name, if whoever wrote it used capitals at all."""


_SUFFIXES = frozenset("jr jr. sr sr. ii iii iv".split())
_ROMAN = frozenset(["ii", "iii", "iv"])
_MC = re.compile(r"mc(?=[^\W\d_]{3})", re.IGNORECASE)


class BadName(ValueError):
    """That is not a name: it needs letters and no digits."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A given name and, where we have it, a family name."""

    given: str
    family: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Split a written name; the last word is the family name, with what belongs to it.

        "van der" and the like stand before it, "Jr." behind it.

        Raises:
            BadName: there are no letters, or there are digits.
        """
        words = text.replace(",", " ").split()
        joined = " ".join(words)
        if not _ALLOWED.fullmatch(joined):
            raise BadName(BadName.__doc__)
        written = joined != joined.lower()
        cased = [word if written and word in _PARTICLES else _cased(word) for word in words]
        family = _family_begins(words)
        return cls(" ".join(cased[:family]), " ".join(cased[family:]))

    @property
    def display(self) -> str:
        """The whole name as written on an estimate."""
        return f"{self.given} {self.family}".strip()

    def __str__(self) -> str:
        return self.display


def _family_begins(words: list[str]) -> int:
    """Where the family name starts; a lone word is a given name."""
    last = len(words) - 1
    if last > 1 and words[last].lower() in _SUFFIXES:
        last -= 1
    while last > 1 and words[last - 1].lower() in _PARTICLES:
        last -= 1
    return max(last, 1)


def _cased(word: str) -> str:
    """Capitals where nobody wrote any; what was written with capitals inside is kept (McKay)."""
    if word.lower() in _ROMAN:
        return word.upper()
    if word.islower() or (word.isupper() and len(word) > 2 and "." not in word):
        return "-".join(_capital(part) for part in word.split("-"))
    return word


def _capital(part: str) -> str:
    """One capital, and one more behind an O', a D' or a Mc."""
    prefix = _PREFIX.match(part) or _MC.match(part)
    begin = prefix.end() if prefix else 0
    return part[:begin].capitalize() + part[begin : begin + 1].upper() + part[begin + 1 :].lower()
