"""Whether a place is in the owner's area: yes, no, or not to be told from what is known."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from prompts.gazetteer.street import Place

EARTH_MILES = 3958.8


@dataclass(frozen=True, slots=True)
class Area:
    """Towns in lower case, zips, and a circle; whatever the owner named of them."""

    towns: frozenset[str] = frozenset()
    zips: frozenset[str] = frozenset()
    centre: Place | None = None
    miles: float = 0.0

    @property
    def is_named(self) -> bool:
        """Whether the owner has said where the area ends."""
        return bool(self.towns or self.zips or self.centre)

    def holds(self, town: str, postal: str, place: Place | None) -> bool | None:
        """Whether a place is served; one of the owner's ways to say so is enough.

        None where nothing that was named can tell.
        """
        told = [self._by_town(town), self._by_zip(postal), self._by_miles(place)]
        if True in told:
            return True
        return False if False in told else None

    def _by_town(self, town: str) -> bool | None:
        return town.lower() in self.towns if self.towns and town else None

    def _by_zip(self, postal: str) -> bool | None:
        return postal[:5] in self.zips if self.zips and postal else None

    def _by_miles(self, place: Place | None) -> bool | None:
        if self.centre is None or place is None:
            return None
        return miles_between(self.centre, place) <= self.miles


def miles_between(one: Place, other: Place) -> float:
    """Along the earth's surface, good enough for a service area."""
    lat1, lat2 = radians(one.lat), radians(other.lat)
    half_lat, half_lon = (lat2 - lat1) / 2, radians(other.lon - one.lon) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH_MILES * asin(sqrt(min(1.0, chord)))
