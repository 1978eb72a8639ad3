"""Whether a heard name is the one on file: spelling is forgiven, another person is not."""

import re
import unicodedata

from jellyfish import metaphone
from rapidfuzz.fuzz import ratio

from office.values import Address, PersonName

ALIKE = 80
"""Percent of letters in common from which two names that sound alike count as one."""

NEAR = 40
"""Percent of letters in common from which a given name may be the other one, badly heard."""

SAME = 92
"""Percent of letters in common from which two whole names are worth a second look."""

_COMPANY_FORMS = re.compile(r"\b(llc|inc|ltd|co|corp|company|and|the)\b")


def same_person(said: PersonName, given: str, family: str) -> bool:
    """Whether the caller's name is the customer's.

    A family name is compared when both have one; a given name may be short for the other's.
    """
    if said.family and family:
        return _alike(said.family, family) and _given_alike(said.given, given)
    return _given_alike(said.given, given)


def perhaps_misheard(said: PersonName, given: str, family: str) -> bool:
    """Whether ears alone may stand between the name said and the one on file: worth a question.

    The family name must fit; of the given name enough letters must, so that nobody who shares
    a phone with the customer is taken for them.
    """
    if not said.family or not family or not _alike(said.family, family):
        return False
    return ratio(folded(said.given), folded(given)) >= NEAR


def same_name(said: PersonName, given: str, family: str) -> bool:
    """Whether two whole names are one but for a letter; that does not make one person of two."""
    a, b = folded(said.display), folded(f"{given} {family}")
    return bool(family) and ratio(a, b) >= SAME


def same_place(one: Address | None, other: Address | None) -> bool:
    """Whether two addresses are one: the same number and street, and no other postcode."""
    if one is None or other is None:
        return False
    codes = {place.postal_code[:5] for place in (one, other) if place.postal_code}
    a, b = folded(one.line1), folded(other.line1)
    return len(codes) < 2 and a.split()[:1] == b.split()[:1] and ratio(a, b) >= ALIKE


def same_company(said: str, company: str) -> bool:
    """Whether two company names are one, with or without "LLC"."""
    a, b = _bare(said), _bare(company)
    return bool(a) and bool(b) and ratio(a, b) >= ALIKE


def _given_alike(said: str, given: str) -> bool:
    a, b = folded(said), folded(given)
    return bool(a) and bool(b) and (a.startswith(b) or b.startswith(a) or _alike(said, given))


def _alike(one: str, other: str) -> bool:
    a, b = folded(one), folded(other)
    if a == b:
        return bool(a)
    return ratio(a, b) >= ALIKE or (metaphone(a) == metaphone(b) and ratio(a, b) >= 60)


def folded(text: str) -> str:
    """Letters only, in lower case and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9 ]", "", plain).strip()


def _bare(company: str) -> str:
    return " ".join(_COMPANY_FORMS.sub(" ", folded(company)).split())
