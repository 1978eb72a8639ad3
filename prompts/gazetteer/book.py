"""Looking an address up: exact, by sound, by spelling; a near one is asked about, never taken."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import jellyfish
from rapidfuzz import fuzz, process

from office.values import Address
from prompts.gazetteer.area import Area
from prompts.gazetteer.street import Place, Street
from prompts.gazetteer.writing import core, key

NEAR = 62.0
"""From this likeness on a street is worth a question; 100 is the same."""
SPELLED_ALIKE = 70.0
MOST_ASKED, MOST_ALIKE = 3, 12
SOUNDS_SAME, SOUNDS_NEAR, KIND_SAME = 18.0, 12.0, 6.0
TOWN_SAME, TOWN_OTHER = 6.0, -40.0
NUMBER_FITS, NUMBER_MISFITS = 4.0, -8.0

ON_A_LINE = str.maketrans("BDVN0", "PTFMF")
"""Sounds that a phone line makes one: "Mabel Avenue" is heard for "Maple Avenue"."""


@dataclass(frozen=True, slots=True)
class Found:
    """There is such a street. `address` has what the data adds, which still is read back."""

    address: Address


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """There is no such street, but these sound or look like it; the likeliest first."""

    candidates: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The data has no such street. Many data are incomplete: this is no mistake of the caller."""


@dataclass(frozen=True, slots=True)
class OutOfArea:
    """The place is known, and the owner does not serve it."""

    address: Address


Verdict = Found | DidYouMean | Unknown | OutOfArea


class Gazetteer:
    """The streets of an area, with an index by name, by sound and by spelling."""

    def __init__(self, streets: Iterable[Street] = ()) -> None:
        """Build the index; half a second for fifty thousand streets."""
        self._by_key: dict[str, list[Street]] = defaultdict(list)
        self._by_core: dict[str, list[Street]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._by_line: dict[str, list[str]] = defaultdict(list)
        self._sounds: dict[str, str] = {}
        self._states: dict[str, set[str]] = defaultdict(set)
        self._zips: set[str] = set()
        self.size = 0
        for street in streets:
            self._add(street)
        self._cores = list(self._by_core)

    def _add(self, street: Street) -> None:
        self.size += 1
        own = core(street.name)
        self._by_key[key(street.name)].append(street)
        if own not in self._by_core:
            self._sounds[own] = _sound(own)
            self._by_sound[self._sounds[own]].append(own)
            self._by_line[_over_a_line(self._sounds[own])].append(own)
        self._by_core[own].append(street)
        if street.town:
            self._states[street.town.lower()].add(street.state)
        self._zips.update(street.zips)

    @cached_property
    def towns(self) -> frozenset[str]:
        """The towns there are streets of, in lower case."""
        return frozenset(self._states)

    @property
    def names(self) -> tuple[str, ...]:
        """The street names, the ones in most towns first: hints for a recogniser."""
        common = sorted(self._by_key.values(), key=len, reverse=True)
        return tuple(streets[0].name for streets in common)

    def check(self, address: Address, area: Area, denied: frozenset[str] = frozenset()) -> Verdict:
        """What the data says of an address.

        Args:
            address: as it was heard.
            area: where the owner works.
            denied: addresses, as displayed, that the caller has said no to.
        """
        if not self.size:
            return self._by_area(address, area)
        number, name = _parts(address)
        exact = self._fitting(self._by_key.get(key(name), []), address)
        if exact:
            return self._found(address, number, exact, area)
        near = self._near(address, number, name)
        asked = tuple(each for each in near if each.display not in denied)[:MOST_ASKED]
        inside = tuple(each for each in asked if self._holds(each, area) is not False)
        if inside:
            return DidYouMean(inside)
        return self._by_area(address, area)

    def _found(
        self, address: Address, number: int, streets: list[Street], area: Area
    ) -> Found | OutOfArea:
        fitting = [street for street in streets if street.holds(number) is not False]
        one = fitting or streets
        filled = _filled(address, one)
        place = one[0].place if len(one) == 1 else None
        if _served(area, filled, place) is False:
            return OutOfArea(filled)
        return Found(filled)

    def _by_area(self, address: Address, area: Area) -> Unknown | OutOfArea:
        """A street nobody knows may still be in a town or zip that everybody does."""
        return OutOfArea(address) if self._holds(address, area) is False else Unknown()

    def _holds(self, address: Address, area: Area) -> bool | None:
        """Whether a place is served; a town that nobody knows may have been misheard."""
        states = {state for town in area.towns for state in self._states.get(town, ())}
        if address.state and states and address.state not in states:
            return False
        holds = area.holds(address.city, address.postal_code, self._middle(address))
        if holds is False and area.towns and not area.zips:
            known = address.city.lower() in self._states
            return False if known or not self.size else None
        return holds

    def _middle(self, address: Address) -> Place | None:
        """About where a street is, or nothing where the data does not say."""
        for street in self._fitting(self._by_key.get(key(_parts(address)[1]), []), address):
            if street.place is not None:
                return street.place
        return None

    def _fitting(self, streets: list[Street], address: Address) -> list[Street]:
        """Those that contradict nothing that was said of town, state and zip."""
        fitting = [
            street
            for street in streets
            if not (address.state and street.state and address.state != street.state)
            and not (address.city and street.town and not _same_town(address.city, street.town))
        ]
        zipped = [street for street in fitting if address.postal_code[:5] in street.zips]
        return zipped if address.postal_code and zipped else fitting

    def _near(self, address: Address, number: int, name: str) -> list[Address]:
        """Addresses in streets that are like the one that was heard."""
        own = core(name)
        heard = _Heard(address, number, own, _sound(own), _kind(name))
        cores = dict.fromkeys([own] if own in self._by_core else [])
        cores |= dict.fromkeys(self._by_sound.get(heard.sound, []))
        cores |= dict.fromkeys(self._by_line.get(_over_a_line(heard.sound), []))
        alike = process.extract(
            own, self._cores, scorer=fuzz.ratio, score_cutoff=SPELLED_ALIKE, limit=MOST_ALIKE
        )
        cores |= dict.fromkeys(found[0] for found in alike)
        scored = [
            (likeness, street)
            for each in cores
            for street in self._by_core[each]
            if (likeness := self._likeness(heard, each, street)) >= NEAR
        ]
        best = sorted(scored, key=lambda pair: -pair[0])[:MOST_ALIKE]
        return list(dict.fromkeys(_placed(address, street) for _, street in best))

    def _likeness(self, heard: "_Heard", own: str, street: Street) -> float:
        address = heard.address
        likeness = fuzz.ratio(heard.core, own) * 0.72 + _sound_likeness(
            heard.sound, self._sounds[own]
        )
        likeness += KIND_SAME if _kind(street.name) == heard.kind else 0.0
        if address.city and street.town:
            likeness += _town_likeness(address.city, street.town)
        if address.postal_code and street.zips:
            likeness += TOWN_SAME if address.postal_code[:5] in street.zips else -TOWN_SAME
        if address.state and street.state and address.state != street.state:
            return 0.0
        holds = street.holds(heard.number)
        return likeness + {True: NUMBER_FITS, False: NUMBER_MISFITS, None: 0.0}[holds]


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was heard, in the parts that are compared."""

    address: Address
    number: int
    core: str
    sound: str
    kind: str


def _sound(name: str) -> str:
    return str(jellyfish.metaphone(name)) or name


def _over_a_line(sound: str) -> str:
    return sound.translate(ON_A_LINE)


def _sound_likeness(one: str, other: str) -> float:
    if one == other:
        return SOUNDS_SAME
    return SOUNDS_NEAR if _over_a_line(one) == _over_a_line(other) else 0.0


def _kind(name: str) -> str:
    """The last word of a street, which mostly is its kind."""
    return name.rpartition(" ")[2].lower()


def _parts(address: Address) -> tuple[int, str]:
    """The house number, and the street without it."""
    found = re.match(r"(\d+)[\w-]*(?: 1/2)?\s+(.*)", address.line1)
    return (int(found[1]), found[2]) if found else (0, address.line1)


def _same_town(one: str, other: str) -> bool:
    return key(one) == key(other)


def _town_likeness(said: str, known: str) -> float:
    """A town that was said and is another one is no mishearing, unless both look alike."""
    if _same_town(said, known):
        return TOWN_SAME
    alike = fuzz.ratio(said.lower(), known.lower()) >= SPELLED_ALIKE
    return -TOWN_SAME if alike or _sound_likeness(_sound(said), _sound(known)) else TOWN_OTHER


def _filled(address: Address, streets: list[Street]) -> Address:
    """With the town and zip that all these streets share, where none was said."""
    number = address.line1.removesuffix(_parts(address)[1])
    towns = {(street.town, street.state) for street in streets}
    filled = replace(address, line1=f"{number}{streets[0].name}")
    if len(towns) != 1:
        return filled
    town, state = next(iter(towns))
    zips = {postal for street in streets for postal in street.zips}
    return replace(
        filled,
        city=town or address.city,
        state=state or address.state,
        postal_code=address.postal_code or (next(iter(zips)) if len(zips) == 1 else ""),
    )


def _placed(address: Address, street: Street) -> Address:
    """The house that was heard, in another street; a zip that is not there is left out."""
    number = address.line1.removesuffix(_parts(address)[1])
    postal = address.postal_code
    if postal and street.zips and postal[:5] not in street.zips:
        postal = ""
    return replace(
        address,
        line1=f"{number}{street.name}",
        city=street.town or address.city,
        state=street.state or address.state,
        postal_code=postal or (street.zips[0] if len(street.zips) == 1 else ""),
    )


def _served(area: Area, address: Address, place: Place | None) -> bool | None:
    return area.holds(address.city, address.postal_code, place)
