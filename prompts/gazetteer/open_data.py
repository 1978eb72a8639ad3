"""Reading open data an owner can name: OpenAddresses in both its forms, and a plain list."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from prompts.gazetteer.street import Place, Street
from prompts.gazetteer.writing import written_street, written_town

_COLUMNS = {
    "street": ("street", "street_name", "road"),
    "town": ("city", "town", "place"),
    "state": ("region", "state"),
    "zip": ("postcode", "zip", "zipcode", "zip_code", "postal_code"),
    "number": ("number", "house_number", "housenumber"),
    "low": ("low", "from"),
    "high": ("high", "to"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "longitude"),
}


class StreetsError(Exception):
    """A file of streets cannot be read; the message says what to do."""


@dataclass
class _Gathered:
    """What the rows of one street in one town add up to."""

    zips: set[str] = field(default_factory=set)
    low: int = 0
    high: int = 0
    lat: float = 0.0
    lon: float = 0.0
    points: int = 0


@dataclass(frozen=True, slots=True)
class Gathering:
    """The streets of some files, and how many rows gave none."""

    streets: tuple[Street, ...]
    rows: int
    skipped: int


def gather(paths: Iterable[Path], on_bytes: Callable[[int], None]) -> Gathering:
    """Put the rows of files together, street by street.

    Args:
        paths: OpenAddresses CSV or GeoJSON lines, or CSV with `street,city,state,zip`; also
            gzipped.
        on_bytes: called with how much of the files was read since the last time.

    Raises:
        StreetsError: a file is missing, not text, or has no column of streets.
    """
    found: dict[tuple[str, str, str], _Gathered] = {}
    rows = skipped = 0
    for path in paths:
        for row in _rows(path, on_bytes):
            rows += 1
            skipped += not _add(found, row)
    streets = (_street(key, gathered) for key, gathered in found.items())
    return Gathering(tuple(sorted(streets, key=lambda one: (one.name, one.town))), rows, skipped)


def _rows(path: Path, on_bytes: Callable[[int], None]) -> Iterator[dict[str, str]]:
    try:
        with path.open("rb") as raw:
            counted = _lines(raw, path, on_bytes)
            first = next(counted, "")
            if first.lstrip().startswith("{"):
                yield from _features(first, counted, path)
            else:
                yield from _table(first, counted, path)
    except OSError as error:
        raise StreetsError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (UnicodeDecodeError, EOFError) as error:
        raise StreetsError(f"{path} is not a text in UTF-8, nor one that gzip packed.") from error


def _lines(raw: Any, path: Path, on_bytes: Callable[[int], None]) -> Iterator[str]:
    unpacked = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
    before = 0
    text = io.TextIOWrapper(unpacked, encoding="utf-8-sig", newline="")
    for number, line in enumerate(text):
        if number % 2000 == 0:
            here = raw.tell()
            on_bytes(here - before)
            before = here
        yield line
    on_bytes(raw.tell() - before)
    text.detach()


def _table(first: str, lines: Iterator[str], path: Path) -> Iterator[dict[str, str]]:
    header = [name.strip().lower() for name in next(csv.reader([first]), [])]
    places = {
        name: next((header.index(each) for each in known if each in header), None)
        for name, known in _COLUMNS.items()
    }
    if places["street"] is None:
        raise StreetsError(
            f"{path} has no column named street; its first line must name the columns, such as "
            "street,city,state,zip."
        )
    for cells in csv.reader(lines):
        yield {
            name: cells[place].strip()
            for name, place in places.items()
            if place is not None and place < len(cells)
        }


def _features(first: str, lines: Iterator[str], path: Path) -> Iterator[dict[str, str]]:
    """OpenAddresses' newer form: one GeoJSON feature a line."""
    for number, line in enumerate(chain([first], lines), 1):
        if not line.strip():
            continue
        try:
            feature = json.loads(line)
            properties = feature["properties"]
            point = (feature.get("geometry") or {}).get("coordinates") or ["", ""]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StreetsError(
                f"{path}, line {number}: this is no GeoJSON feature; the file must have one a line."
            ) from error
        given = {name.lower(): str(value or "") for name, value in properties.items()}
        row = {
            name: next((given[each].strip() for each in known if given.get(each)), "")
            for name, known in _COLUMNS.items()
        }
        yield row | {"lon": str(point[0]), "lat": str(point[1])}


def _add(found: dict[tuple[str, str, str], _Gathered], row: dict[str, str]) -> bool:
    name = written_street(row.get("street", ""))
    if not any(sign.isalpha() for sign in name):
        return False
    town, state = written_town(row.get("town", "")), row.get("state", "").upper()[:2]
    gathered = found.setdefault((name, town, state), _Gathered())
    postal = row.get("zip", "")[:5]
    if len(postal) == 5 and postal.isdigit():
        gathered.zips.add(postal)
    for part in ("number", "low", "high"):
        number = _whole(row.get(part, ""))
        if number:
            gathered.low = min(gathered.low or number, number)
            gathered.high = max(gathered.high, number)
    point = _point(row)
    if point is not None:
        gathered.lat += point.lat
        gathered.lon += point.lon
        gathered.points += 1
    return True


def _whole(text: str) -> int:
    digits = text.split("-")[0].split(" ")[0].rstrip("ABCDEFabcdef")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 0


def _point(row: dict[str, str]) -> Place | None:
    try:
        lat, lon = float(row.get("lat", "")), float(row.get("lon", ""))
    except ValueError:
        return None
    return Place(lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 and (lat or lon) else None


def _street(key: tuple[str, str, str], gathered: _Gathered) -> Street:
    name, town, state = key
    points = gathered.points
    middle = Place(gathered.lat / points, gathered.lon / points) if points else None
    return Street(
        name, town, state, tuple(sorted(gathered.zips)), gathered.low, gathered.high, middle
    )
