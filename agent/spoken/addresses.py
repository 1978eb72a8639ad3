"""US street addresses by voice: number words, units, towns, zips; and their read-back."""

import re

from num2words import num2words

from agent.spoken.digits import ONES, TEENS, TENS, all_digits, say_digits
from agent.spoken.reading import Reading
from office.values import Address

STREETS = {
    "street": "Street", "st": "Street", "avenue": "Avenue", "ave": "Avenue", "road": "Road",
    "rd": "Road", "drive": "Drive", "dr": "Drive", "lane": "Lane", "ln": "Lane",
    "boulevard": "Boulevard", "blvd": "Boulevard", "court": "Court", "ct": "Court",
    "place": "Place", "pl": "Place", "way": "Way", "circle": "Circle", "terrace": "Terrace",
    "parkway": "Parkway", "pkwy": "Parkway", "highway": "Highway", "hwy": "Highway",
    "trail": "Trail", "square": "Square", "pike": "Pike", "alley": "Alley",
}  # fmt: skip
STATES = {
    "ohio": "OH", "indiana": "IN", "kentucky": "KY", "michigan": "MI", "pennsylvania": "PA",
    "west virginia": "WV", "new york": "NY", "texas": "TX", "california": "CA", "florida": "FL",
    "illinois": "IL", "georgia": "GA", "oh": "OH",
}  # fmt: skip
_UNITS = {"apartment": "Apt", "apt": "Apt", "unit": "Unit", "suite": "Suite", "number": "Unit"}
_NUMBER_WORD = "|".join((*ONES, *TEENS, *TENS, "hundred", "thousand", "and"))
_LEADING = re.compile(rf"\b((?:\d+|{_NUMBER_WORD})(?:[\s-]+(?:\d+|{_NUMBER_WORD}))*)\b", re.I)
_STREET = re.compile(
    r"^\s*,?\s*((?:[NSEW]\.? |north |south |east |west )?(?:[\w'.]+\s+){1,3}?)("
    + "|".join(STREETS)
    + r")\b\.?",
    re.IGNORECASE,
)
_UNIT = re.compile(
    rf"\b({'|'.join(_UNITS)})\s*#?\s*((?:\d+\s*[a-z]?|[a-z]|{_NUMBER_WORD})\b)", re.IGNORECASE
)


def parse_address(text: str, current: Address | None = None) -> tuple[Reading[Address], ...]:
    """An address in what was said; the rest of one that is known stays where only parts change.

    A zip code counts only with exactly five digits: a lost "oh" must not become another town.
    """
    for number in _LEADING.finditer(text):
        street = _STREET.match(text[number.end() :])
        digits = house_number(number[1])
        if street is None or not digits:
            continue
        rest = text[number.end() + street.end() :]
        name = " ".join(word.capitalize() for word in street[1].replace(".", "").split())
        line1 = f"{digits} {name} {STREETS[street[2].lower()]}"
        found = _with_rest(line1, rest)
        sure = 0.8 if found.city else 0.6
        return (Reading(found, sure),)
    return _corrected(text, current) if current is not None else ()


def house_number(spoken: str) -> str:
    """A house number in digits: "fourteen twenty" is 1420, "one hundred five" is 105."""
    words = [word for word in re.split(r"[\s-]+", spoken.lower()) if word and word != "and"]
    if not {"hundred", "thousand"} & set(words):
        return all_digits(" ".join(words))
    total = part = 0
    for word in words:
        if word == "hundred":
            part = (part or 1) * 100
        elif word == "thousand":
            total, part = total + (part or 1) * 1000, 0
        elif word in TENS:
            part += int(TENS[word]) * 10
        else:
            part += int(ONES.get(word) or TEENS.get(word) or word)
    return str(total + part)


def say_address(address: Address) -> str:
    """An address as a voice reads it well, zip digit by digit."""
    number, _, street = address.line1.partition(" ")
    spoken = f"{_say_house(number)} {street}" if number.isdigit() else address.line1
    unit = address.line2.replace("Apt", "apartment").lower()
    state = next((name.title() for name, code in STATES.items() if code == address.state), "")
    postal = say_digits(address.postal_code) if address.postal_code.isdigit() else ""
    return ", ".join(part for part in (spoken, unit, address.city, state, postal) if part)


def _say_house(number: str) -> str:
    """12 is "twelve", 1420 "fourteen twenty", 1405 "fourteen oh five", 105 "one oh five"."""
    if len(number) <= 2:
        return str(num2words(int(number)))
    if len(number) > 4 or number[-2:] == "00":
        return say_digits(number)
    head, tail = number[:-2], number[-2:]
    spoken = say_digits(tail) if tail[0] == "0" else num2words(int(tail))
    return f"{num2words(int(head))} {spoken}"


def _with_rest(line1: str, rest: str) -> Address:
    line2 = ""
    if (unit := _UNIT.search(rest)) is not None:
        number = all_digits(unit[2]) or ""
        letter = re.sub(r"[^A-Za-z]", "", unit[2]) if not number or unit[2][0].isdigit() else ""
        line2 = f"{_UNITS[unit[1].lower()]} {number}{letter.upper()}"
        rest = rest[: unit.start()] + rest[unit.end() :]
    city, state, postal = _town(rest)
    return Address(line1, line2, city, state, postal)


def _town(rest: str) -> tuple[str, str, str]:
    postal = _postal(rest)
    lower = rest.lower()
    state, place = "", len(rest)
    for name, code in STATES.items():
        found = re.search(rf"\b{name}\b", lower)
        if found is not None and (name != "oh" or "OH" in rest):
            state, place = code, found.start()
            break
    else:
        found = re.search(r"\d", rest)
        place = found.start() if found else len(rest)
    words = re.findall(r"[A-Za-z']+", rest[:place])
    if not state and not postal and (len(words) > 2 or not rest.strip(" ,.")[:1].isupper()):
        # A sentence that goes on is not a town.
        return "", "", ""
    known = [word for word in words if word.lower() not in _FILLERS][:3]
    return " ".join(word.capitalize() for word in known), state, postal


def _postal(rest: str) -> str:
    """Exactly five digits, written together or said one by one behind the state."""
    if (written := re.search(r"\b\d{5}\b", rest)) is not None:
        return written[0]
    digits = all_digits(re.sub(r"\bOH\b", " ", rest))
    return digits if len(digits) == 5 else ""


def _corrected(text: str, current: Address) -> tuple[Reading[Address], ...]:
    """Only the house number or the zip was said again."""
    digits = all_digits(text)
    if len(digits) == 5 and "zip" in text.lower():
        changed = Address(
            current.line1, current.line2, current.city, current.state, postal_code=digits
        )
        return (Reading(changed, 0.7),)
    _, _, street = current.line1.partition(" ")
    said_number = _LEADING.search(text)
    if said_number is None or not street:
        return ()
    number = house_number(said_number[1])
    if not number or len(number) > 5:
        return ()
    changed = Address(
        f"{number} {street}", current.line2, current.city, current.state, current.postal_code
    )
    return (Reading(changed, 0.6),)


_FILLERS = frozenset(
    """in and the my it's that's is at so please thanks zip code area yeah yes um uh house home
    ac a/c air i can we you there here""".split()
)
