"""Where the database is, read from its URL, and in plain sentences what is wrong with it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}


class StoreError(Exception):
    """The database cannot be used; check the data folder or DATABASE_URL."""

    permanent = True


def place_of(url: str) -> URL:
    """Where the database is; URLs as hosting panels print them name no driver."""
    try:
        place = make_url(url)
    except (SQLAlchemyError, ValueError) as error:
        raise StoreError(
            "DATABASE_URL is not the address of a database; "
            "write it as postgresql://user:password@host/name."
        ) from error
    return place.set(drivername=_DRIVERS.get(place.drivername, place.drivername))


def prepare_file(place: URL) -> None:
    """Make a SQLite file and its folder, and look whether the file can be used.

    Raises:
        StoreError: it cannot; no engine was started, so that no thread of one is left behind.
    """
    if place.get_backend_name() != "sqlite":
        return
    path = place.database or ":memory:"
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The data folder {Path(path).parent} cannot be written: {reason(error)}. "
            "Choose another with FRONTDESK_DATA."
        ) from error
    try:
        with closing(sqlite3.connect(path)) as probe:
            probe.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        raise StoreError(unusable(place, error)) from error


def shown(place: URL) -> str:
    """The place without user, password and options."""
    if place.get_backend_name() == "sqlite":
        return str(place.database)
    return f"{place.host or ''}{f':{place.port}' if place.port else ''}/{place.database or ''}"


def unusable(place: URL, error: Exception) -> str:
    """Why the database cannot be used, and what to do."""
    if isinstance(error, CommandError):
        return (
            f"The database at {shown(place)} was written by another version of Frontdesk: "
            f"{reason(error)}. Start the newest version, or choose another database."
        )
    setting = "FRONTDESK_DATA" if place.get_backend_name() == "sqlite" else "DATABASE_URL"
    return (
        f"The database at {shown(place)} cannot be used: {reason(error)}. "
        f"Check it, or choose another with {setting}."
    )


def reason(error: Exception) -> str:
    """The short cause of a failure, without SQLAlchemy's link and statement."""
    cause = getattr(error, "orig", None) or error
    return str(getattr(cause, "strerror", None) or cause).splitlines()[0].rstrip(".")
