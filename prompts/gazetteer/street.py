"""One street in one town, as far as the owner's data knows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the earth, in degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Street:
    """`low` and `high` are the house numbers the data has; 0 for none."""

    name: str
    town: str
    state: str
    zips: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    place: Place | None = None

    def holds(self, number: int) -> bool | None:
        """Whether the street has such a house number, as far as the data tells.

        New houses are built and data have gaps, so that a little beyond the last is still held.
        """
        if not self.high or not number:
            return None
        return max(1, self.low - MARGIN) <= number <= self.high + MARGIN


MARGIN = 100
"""House numbers beyond the known ones that are no reason to doubt."""
