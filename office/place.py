"""Where the database is, read from its URL, and in plain sentences what is wrong with it."""

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


def prepare_folder(place: URL) -> None:
    """Make the folder of a SQLite file."""
    if place.get_backend_name() != "sqlite":
        return
    folder = Path(place.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The data folder {folder} cannot be written: {reason(error)}. "
            "Choose another with FRONTDESK_DATA."
        ) from error


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
