"""Names as QuickBooks takes them, and what a second customer of one name is called. Pure."""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator

from office.values import Address, PersonName, Phone

LONGEST_DISPLAY = 500
LONGEST_NAME = 100
NAMELESS = "Caller"
"""Who has a name in a script that US editions do not keep; a person writes it in."""
MOST_TRIES = 6
"""How many names are tried before a person has to choose one."""

_FORBIDDEN = re.compile(r"[:\t\r\n]+")
_STREET_KINDS = {
    "street": "St", "avenue": "Ave", "road": "Rd", "drive": "Dr", "lane": "Ln", "court": "Ct",
    "boulevard": "Blvd", "place": "Pl", "terrace": "Ter", "circle": "Cir", "parkway": "Pkwy",
}  # fmt: skip
_PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...",
        "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i", "Œ": "Oe", "œ": "oe",
    }
)  # fmt: skip


def latin(text: str) -> str:
    """The text in ISO-8859-1, which is what US editions keep; other accents are dropped."""
    kept = []
    for character in unicodedata.normalize("NFC", text).translate(_PLAIN):
        if ord(character) < 256:
            kept.append(character)
            continue
        base = unicodedata.normalize("NFKD", character)[0]
        kept.append(base if ord(base) < 256 else "?")
    return "".join(kept)


def clean(text: str, longest: int) -> str:
    """A name without what Intuit forbids in names: colons, tabs and new lines."""
    return " ".join(_FORBIDDEN.sub("-", latin(text)).split())[:longest].rstrip()


def readable(text: str) -> str:
    """The text, or nothing if no letter of it is left: "???" would be everybody's name."""
    return text if any(character.isalnum() for character in text) else ""


def folded(name: str) -> str:
    """A name as QuickBooks compares it: in any case, with any spaces."""
    return " ".join(name.casefold().split())


def display_names(
    person: PersonName, company: str, address: Address | None, phone: Phone | None
) -> Iterator[str]:
    """The names to try, in an order an owner would choose.

    "Mike Chen", "Mike Chen (Oak St)", "Mike Chen (0123)", "Mike Chen 2", "Mike Chen 3" …
    """
    plain = readable(clean(person.display, LONGEST_DISPLAY - 40)) or NAMELESS
    yield plain
    if company:
        yield f"{plain} ({clean(company, 36)})"
    if address is not None and (street := street_of(address)):
        yield f"{plain} ({clean(street, 36)})"
    if phone is not None:
        yield f"{plain} ({phone.last_four})"
    for number in itertools.count(2):
        yield f"{plain} {number}"


def free_names(
    names: Iterator[str], taken: Callable[[str], bool], most: int = MOST_TRIES
) -> Iterator[str]:
    """The first names nobody is known to have."""
    return itertools.islice((name for name in names if not taken(name)), most)


def street_of(address: Address) -> str:
    """The street without its number, as people tell houses apart: "Oak St"."""
    words = [word for word in address.line1.split() if not word[:1].isdigit()]
    short = [_STREET_KINDS.get(word.casefold().rstrip("."), word) for word in words]
    return " ".join(short)
