"""Building the index, and what is told about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from office.settings import Settings
from prompts.gazetteer.kept import FILE, write_streets
from prompts.gazetteer.open_data import StreetsError, gather
from prompts.library import Library


@dataclass(frozen=True, slots=True)
class Built:
    """What `frontdesk streets` found and kept."""

    path: Path
    rows: int
    skipped: int
    streets: int
    towns: int
    kilobytes: int
    with_numbers: int
    with_places: int
    missing_towns: tuple[str, ...]

    @property
    def text(self) -> str:
        """The report as people read it."""
        lines = [
            f"{self.streets:,} streets in {self.towns:,} towns, from {self.rows:,} rows",
            f"{self.with_numbers:,} with house numbers, {self.with_places:,} with coordinates",
            f"kept in {self.path} ({self.kilobytes:,} kB); a running desk takes it up by itself",
        ]
        if self.skipped:
            lines.insert(1, f"{self.skipped:,} rows have no street and were left out")
        if self.missing_towns:
            towns = ", ".join(self.missing_towns)
            lines.append(f"no street is known in these towns of business.yaml: {towns}")
        return "\n".join(f"  {line}" for line in lines)


def total_bytes(paths: Sequence[Path]) -> int:
    """How much there is to read, for a progress bar."""
    return sum(path.stat().st_size for path in paths if path.is_file())


def build(paths: Sequence[Path], settings: Settings, on_bytes: Callable[[int], None]) -> Built:
    """Read files of open data and keep their streets in the owner's folder.

    Raises:
        StreetsError: a file cannot be read, or has no street at all.
    """
    found = gather(paths, on_bytes)
    if not found.streets:
        raise StreetsError(
            "No street was found; the files must be OpenAddresses data or CSV with the columns "
            "street,city,state,zip."
        )
    path = settings.data / "prompts" / FILE
    write_streets(path, found.streets)
    towns = {street.town.lower() for street in found.streets if street.town}
    area = Library.open(settings.data / "prompts").current.business.area
    return Built(
        path=path,
        rows=found.rows,
        skipped=found.skipped,
        streets=len(found.streets),
        towns=len(towns),
        kilobytes=-(-path.stat().st_size // 1024),
        with_numbers=sum(street.high > 0 for street in found.streets),
        with_places=sum(street.place is not None for street in found.streets),
        missing_towns=tuple(town for town in area.towns if towns and town.lower() not in towns),
    )
