"""What a caller makes of the desk's read-back: the words are parsed as a person would. Pure.

Nothing here looks into the call sheet. What was spelled is compared letter by letter, what was
only spoken by its sound, and digits one by one.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from rapidfuzz.distance import Levenshtein

from agent.evaluation.callers import places
from agent.evaluation.callers.sound import sound, sounds_like
from agent.spoken import say_name
from office.values import Address, Email, PersonName, Phone

_UNITS = "zero one two three four five six seven eight nine".split()
_TEENS = ("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen").split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {
    **{word: number for number, word in enumerate((*_UNITS, *_TEENS))},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    "oh": 0,
    "o": 0,
}
_SIGNS = {
    "dot": ".", "underscore": "_", "dash": "-", "hyphen": "-", "plus": "+",
    "apostrophe": "", "space": "",
}  # fmt: skip
_AS_IN = re.compile(r"\b([A-Za-z])(?:,)? (?:as in|like|for) [A-Za-z]+")
UNIT = r"\b(apartment|apt|unit|suite|ste|number|lot|trailer|room|building)\b"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a read-back is right, which part is not, and by how many signs it differs."""

    right: bool
    part: str = ""
    signs: int = 0


RIGHT = Verdict(True)
ALL = Verdict(False, "all", 9)


def judge(spoken: str, truth: Any) -> Verdict:
    """Compare the words of a read-back with what is true."""
    match truth:
        case Phone():
            return _phone(spoken, truth)
        case Email():
            return _email(spoken, truth)
        case PersonName():
            return _name(spoken, truth)
        case Address():
            return _address(spoken, truth)
        case _:
            return RIGHT if sounds_like(spoken, str(truth)) else ALL


def figures(spoken: str) -> str:
    """Digits said one by one, in pairs or as figures, in order."""
    words = re.findall(r"[a-z]+|\d+", spoken.lower())
    out, place = "", 0
    while place < len(words):
        word = words[place]
        place += 1
        following = words[place] if place < len(words) else ""
        if word.isdigit():
            out += word
        elif word in ("double", "triple") and following in _SMALL:
            out += str(_SMALL[following]) * (2 if word == "double" else 3)
            place += 1
        elif word in _TENS and following in _UNITS[1:]:
            out += str(_SMALL[word] + _SMALL[following])
            place += 1
        elif word in _SMALL:
            out += str(_SMALL[word])
        elif word == "hundred" and out:
            out += "00" if following not in _SMALL else ""
    return out


def _phone(spoken: str, truth: Phone) -> Verdict:
    number, _, extension = spoken.lower().partition("extension")
    said, meant = figures(number), truth.e164.removeprefix("+1")
    if len(said) == 11 and said[0] == "1":
        said = said[1:]
    if said != meant:
        return Verdict(False, _phone_part(said, meant), _apart(said, meant))
    wanted = truth.extension
    if figures(extension) != wanted:
        return Verdict(False, "extension", _apart(figures(extension), wanted))
    return RIGHT


def _phone_part(said: str, meant: str) -> str:
    if len(said) == 10 and said[:6] == meant[:6]:
        return "last_four"
    if len(said) == 10 and said[3:] == meant[3:]:
        return "area"
    return "all"


def letters(spoken: str) -> str:
    """What was spelled: letters, digits and signs said one by one."""
    return "".join(_spelled(spoken))


def _spelled(spoken: str) -> list[str]:
    """Each stretch of letters said one by one; a pause ends it, as between two names."""
    return [stretch for part in spoken.split(";") for stretch in _stretches(part)]


def _stretches(spoken: str) -> list[str]:
    stretches: list[str] = [""]
    for word in re.findall(r"[\w'’]+", _AS_IN.sub(r"\1", spoken)):
        lower = word.lower()
        if len(word) == 1 and word.isalpha():
            stretches[-1] += lower
        elif lower in ("apostrophe", "dash", "hyphen", "space", "dot") and stretches[-1]:
            continue
        elif stretches[-1]:
            stretches.append("")
    return [stretch for stretch in stretches if len(stretch) > 1]


def _plain(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _name(spoken: str, truth: PersonName) -> Verdict:
    """The name by its sound, and what was spelled by its letters."""
    given, family = _plain(truth.given), _plain(truth.family)
    spelled = _spelled(spoken)
    bare = _plain(without_suffix(truth.family))
    for stretch in spelled:
        if stretch not in (given, family, bare, given + family):
            near = min((given, bare), key=lambda known: _apart(stretch, known))
            part = "given" if near == given and family else "family"
            return Verdict(False, part, _apart(stretch, near))
    # What is spelled in capitals is no word.
    words = re.sub(r"\b[A-Za-z]\b[.,]*(?=\s|$)", " ", _AS_IN.sub(" ", spoken))
    words = re.sub(r"\b(?:dash|hyphen|apostrophe|space|dot)\b", " ", words)
    said = " ".join(re.findall(r"[\w'’-]{2,}", words))
    if sounds_like(said, truth.display) or sounds_like(said, say_name(truth)):
        return RIGHT
    if _whole_said(said, truth):
        return RIGHT
    first, _, last = said.partition(" ")
    part = "family" if sound(first) == sound(truth.given.split()[0]) and last else "given"
    return Verdict(False, part, _apart(_plain(said), given + family))


def without_suffix(family: str) -> str:
    """A family name as it is spelled: nobody says J and R for "Junior"."""
    return re.sub(r"\s+(?:Jr\.|Sr\.|II|III|IV)$", "", family)


def _whole_said(said: str, truth: PersonName) -> bool:
    """Single letters in a name, as in "JC Park", are heard as letters."""
    bare = " ".join(word for word in re.split(r"[\s.]+", truth.display) if len(word) > 1)
    return bare != truth.display and sounds_like(said, bare)


def _email(spoken: str, truth: Email) -> Verdict:
    local, at, domain = spoken.lower().strip(" .").rpartition(" at ")
    if not at:
        return Verdict(False, "local", 9)
    said_domain = _typed(domain)[0]
    if said_domain != truth.domain and not sounds_like(said_domain, truth.domain):
        return Verdict(False, "domain", _apart(said_domain, truth.domain))
    said, by_letters = _typed(local)
    if said == truth.local:
        return RIGHT
    if not by_letters and _alike(said, truth.local):
        return RIGHT
    return Verdict(False, "local", _apart(said, truth.local))


def _typed(spoken: str) -> tuple[str, bool]:
    """An address part as it would be typed, and whether all of it was said letter by letter."""
    out, spelled = "", True
    for word in re.findall(r"[\w'’]+", _AS_IN.sub(r"\1", spoken)):
        if word in _SIGNS:
            out += _SIGNS[word]
        elif word in _SMALL and len(word) > 1:
            out += str(_SMALL[word])
        else:
            spelled &= len(word) == 1
            out += word
    return out, spelled


def _alike(said: str, meant: str) -> bool:
    """Part by part between signs and digits, since those are heard exactly."""
    mine, its = re.split(r"([^a-z])", said), re.split(r"([^a-z])", meant)
    return len(mine) == len(its) and all(
        a == b or (a.isalpha() and b.isalpha() and sound(a) == sound(b))
        for a, b in zip(mine, its, strict=True)
    )


_LETTERS_BEHIND = re.compile(
    r"(?<=\. )(?:\b(?:[A-Za-z]|dash|apostrophe|space)\b[,.]?\s*){2,}$", re.IGNORECASE
)


def _address(spoken: str, truth: Address) -> Verdict:
    """The house and the street must be heard, the rest must not be wrong."""
    behind = _LETTERS_BEHIND.search(spoken)
    spelled = _spelled(behind[0]) if behind else []
    said = places.tokens(spoken[: behind.start()] if behind else spoken)
    meant = places.told_apart(places.tokens(truth.line1))
    heard, true = places.house(said), places.house(meant)
    if heard.digits != true.digits:
        return Verdict(False, "number", _apart(heard.digits, true.digits))
    line, rest = _cut(said[heard.used :])
    wanted = meant[true.used :]
    if places.street(line) != places.street(wanted):
        return Verdict(False, "street", _apart(places.street(line), places.street(wanted)))
    if spelled and not _spells_street(spelled, truth.line1):
        return Verdict(False, "street", 1)
    return _rest(rest, truth)


def _cut(said: list[str]) -> tuple[list[str], str]:
    """The street's tokens, and the words behind its comma; a comma before it is a breath."""
    if said[:1] == [","]:
        said = said[1:]
    comma = said.index(",") if "," in said else len(said)
    return said[:comma], " ".join(said[comma + 1 :])


def _spells_street(spelled: list[str], line1: str) -> bool:
    """Whether what was spelled stands in the street."""
    words = re.findall(r"[a-z]+", re.sub(r"\b(?:st|dr)\b|'", "", line1.lower()))
    whole = {
        "".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    }
    return all(stretch in whole for stretch in spelled)


def _rest(behind: str, truth: Address) -> Verdict:
    """Unit, town and zip: a unit must be there, the others must not be wrong."""
    if truth.line2 and re.search(UNIT, truth.line2, re.IGNORECASE) is None:
        head, _, behind = behind.partition(",")
        if places.town(head) != places.town(truth.line2):
            return Verdict(False, "unit", _apart(_plain(head), _plain(truth.line2)))
        truth = replace(truth, line2="")
    unit = re.search(UNIT + r"\s*([^,]*)", behind, re.IGNORECASE)
    wanted = places.unit(re.sub(UNIT, "", truth.line2.lower()))
    said_unit = places.unit(unit[2]) if unit else ""
    if said_unit != wanted:
        return Verdict(False, "unit", _apart(said_unit, wanted))
    left = behind[unit.end() :] if unit and unit.start() == 0 else behind[: unit and unit.start()]
    parts = [part.strip() for part in left.split(",") if part.strip()]
    towns = [part for part in parts if not _all_figures(part)]
    if towns and truth.city and places.town(towns[0]) != places.town(truth.city):
        return Verdict(False, "city", _apart(_plain(towns[0]), _plain(truth.city)))
    postal = "".join(figures(part) for part in parts if _all_figures(part))
    if postal and truth.postal_code:
        true = re.sub(r"\D", "", truth.postal_code)
        if postal[:5] != true[:5] or (len(postal) == 9 == len(true) and postal != true):
            return Verdict(False, "zip", _apart(postal, true))
    return RIGHT


def _all_figures(text: str) -> bool:
    return all(word in _SMALL or word.isdigit() for word in re.findall(r"\w+", text.lower()))


def _apart(one: str, other: str) -> int:
    return Levenshtein.distance(one, other)
