"""The store: one database, SQLite by default and PostgreSQL by URL, brought up to date at start."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.sql import Executable

Row = dict[str, Any]


class StoreError(Exception):
    """The database cannot be used; check the data folder or DATABASE_URL."""

    permanent = True


class Store:
    """Connections to the database. Every write is committed when the awaited call returns."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine; use `Store.open`."""
        self._engine = engine
        # SQLite has one writer: waiting here costs nothing, waiting in the file costs polling.
        self._writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    @classmethod
    async def open(cls, url: str) -> "Store":
        """Open the database and run the migrations.

        Raises:
            StoreError: the file or server cannot be used; the message says which.
        """
        shown = _prepare_folder(url)
        try:
            engine = create_async_engine(_with_driver(url))
            if engine.dialect.name == "sqlite":
                event.listen(engine.sync_engine, "connect", _tune_sqlite)
            async with engine.begin() as connection:
                await connection.run_sync(_migrate)
        except (SQLAlchemyError, OSError) as error:
            raise StoreError(
                f"The database at {shown} cannot be used: {_reason(error)}."
            ) from error
        return cls(engine)

    async def close(self) -> None:
        """Give all connections back."""
        await self._engine.dispose()

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: everything inside is committed together or not at all."""
        if self._writer is None:
            async with self._engine.begin() as connection:
                yield connection
        else:
            async with self._writer, self._engine.begin() as connection:
                yield connection

    async def run(self, statement: Executable, values: Any = None) -> int:
        """Run one writing statement in a transaction of its own; gives the rows touched."""
        async with self.transaction() as connection:
            result = await connection.execute(statement, values)
            return int(getattr(result, "rowcount", 0))

    async def add(self, statement: Executable) -> int:
        """Run one INSERT into a table with a counted key; gives the new key."""
        async with self.transaction() as connection:
            result = await connection.execute(statement)
            return int(only(list(result.inserted_primary_key or ())))

    async def rows(self, statement: Executable) -> list[Row]:
        """All rows of a query, times aware."""
        async with self._engine.connect() as connection:
            result = await connection.execute(statement)
            return [aware(row) for row in result.mappings().all()]

    async def row(self, statement: Executable) -> Row | None:
        """The first row of a query, or None."""
        found = await self.rows(statement)
        return found[0] if found else None


def aware(row: Mapping[Any, Any]) -> Row:
    """SQLite gives naive times back; they were written as UTC."""
    return {
        str(key): value.replace(tzinfo=UTC)
        if isinstance(value, datetime) and value.tzinfo is None
        else value
        for key, value in row.items()
    }


def only(found: Sequence[Any]) -> Any:
    """The one thing of a list that cannot be empty."""
    return found[0]


def _prepare_folder(url: str) -> str:
    """Make the folder of a SQLite file; gives the place without any password."""
    if "sqlite" not in url:
        return url.rpartition("@")[2]
    path = Path(make_url(url).database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The data folder {path.parent} cannot be written: {_reason(error)}. "
            "Choose another with FRONTDESK_DATA."
        ) from error
    return str(path)


def _with_driver(url: str) -> str:
    """PostgreSQL URLs as hosting panels print them name no driver; ours is psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _reason(error: Exception) -> str:
    """The short cause of a failure, without SQLAlchemy's link and statement."""
    cause = getattr(error, "orig", None) or error
    return str(getattr(cause, "strerror", None) or cause).splitlines()[0]


def _tune_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # WAL with NORMAL survives a killed process; FULL would fsync on the call path.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
