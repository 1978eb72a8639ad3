"""The streets as one compact file in the owner's folder: a line each, packed."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

from prompts.gazetteer.open_data import StreetsError
from prompts.gazetteer.street import Place, Street

FILE = "streets.tsv.gz"
HEAD = "frontdesk streets 1"


def write_streets(path: Path, streets: Iterable[Street]) -> None:
    """Keep streets; the old file stays until the new one is whole."""
    fresh = path.with_suffix(".new")
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(fresh, "wt", encoding="utf-8", newline="\n") as packed:
        packed.write(f"{HEAD}\n")
        packed.writelines(f"{_line(street)}\n" for street in streets)
    fresh.replace(path)


def read_streets(path: Path) -> Iterator[Street]:
    """The streets of a file.

    Raises:
        StreetsError: the file was not made by this program, or is damaged.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as packed:
            if packed.readline().strip() != HEAD:
                raise _damaged(path)
            for line in packed:
                yield _read(line)
    except (OSError, EOFError, ValueError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> StreetsError:
    return StreetsError(f"{path.name} cannot be used; make it anew with frontdesk streets.")


def _line(street: Street) -> str:
    place = f"{street.place.lat:.4f},{street.place.lon:.4f}" if street.place else ""
    numbers = f"{street.low}-{street.high}" if street.high else ""
    parts = (street.name, street.town, street.state, " ".join(street.zips), numbers, place)
    return "\t".join(part.replace("\t", " ") for part in parts)


def _read(line: str) -> Street:
    name, town, state, zips, numbers, place = line.rstrip("\n").split("\t")
    low, _, high = numbers.partition("-")
    lat, _, lon = place.partition(",")
    return Street(
        name,
        town,
        state,
        tuple(zips.split()),
        int(low or 0),
        int(high or 0),
        Place(float(lat), float(lon)) if place else None,
    )
