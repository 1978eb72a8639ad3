"""People's names, as QuickBooks splits them and as a caller hears them."""

import re
from dataclasses import dataclass
from typing import Self

_ALLOWED = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\- ])*")
_PREFIX = re.compile(r"[^\W\d_]['’](?=[^\W\d_])")

_PARTICLES = frozenset("al bin da de del den der di du el la las le los san ten van von y".split())
"""Small in the middle of a name, if whoever wrote it used capitals at all."""


class BadName(ValueError):
    """That is not a name: it needs letters and no digits."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A given name and, where we have it, a family name."""

    given: str
    family: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Split a written name; the last word is the family name.

        Raises:
            BadName: there are no letters, or there are digits.
        """
        words = text.replace(",", " ").split()
        joined = " ".join(words)
        if not _ALLOWED.fullmatch(joined):
            raise BadName(BadName.__doc__)
        written = joined != joined.lower()
        cased = [word if written and word in _PARTICLES else _cased(word) for word in words]
        if len(cased) == 1:
            return cls(cased[0])
        return cls(" ".join(cased[:-1]), cased[-1])

    @property
    def display(self) -> str:
        """The whole name as written on an estimate."""
        return f"{self.given} {self.family}".strip()

    def __str__(self) -> str:
        return self.display


def _cased(word: str) -> str:
    """Capitals where nobody wrote any; what was written with capitals inside is kept (McKay)."""
    if word.islower() or (word.isupper() and len(word) > 2 and "." not in word):
        return "-".join(_capital(part) for part in word.split("-"))
    return word


def _capital(part: str) -> str:
    """One capital, and one more behind an O' or D'."""
    prefix = _PREFIX.match(part)
    begin = prefix.end() if prefix else 0
    return part[:begin].upper() + part[begin : begin + 1].upper() + part[begin + 1 :].lower()
