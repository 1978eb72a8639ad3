"""The store: one database, SQLite by default and PostgreSQL by URL, brought up to date at start."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Insert, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.sql import Executable

from office.place import StoreError, place_of, prepare_file, reason, shown, unusable

__all__ = ["Row", "Store", "StoreError", "aware", "only"]

Row = dict[str, Any]
T = TypeVar("T")
# Any number will do, if no other program locks the same one in this database.
_MIGRATING = 6145550100


class Store:
    """Connections to the database. Every write is committed when the awaited call returns."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine; use `Store.open`."""
        self._engine = engine
        # SQLite has one writer: waiting here costs nothing, waiting in the file costs polling.
        self._writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None
        self._begun: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, url: str) -> "Store":
        """Open the database and run the migrations.

        Raises:
            StoreError: the file or server cannot be used; the message says which.
        """
        place = place_of(url)
        prepare_file(place)
        try:
            engine = _engine(place)
        except (SQLAlchemyError, ImportError) as error:
            raise StoreError(
                f"The database at {shown(place)} cannot be used: {reason(error)}. "
                "Check DATABASE_URL and that its driver is installed (frontdesk[postgres])."
            ) from error
        try:
            async with engine.begin() as connection:
                await connection.run_sync(_migrate)
        except (SQLAlchemyError, OSError, CommandError) as error:
            await engine.dispose()
            raise StoreError(unusable(place, error)) from error
        return cls(engine)

    async def close(self) -> None:
        """Let what was begun end, and give all connections back."""
        await asyncio.gather(*self._begun, return_exceptions=True)
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

    @asynccontextmanager
    async def alone(self, number: int) -> AsyncIterator[AsyncConnection]:
        """A transaction beside which no other of the same number runs, in no other process either.

        Its first statement already waits for its turn, so what it reads is what it may act on.
        """
        async with self.transaction() as connection:
            if self._writer is None:
                await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({number})")
            else:
                # The driver itself begins nothing before the first write.
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    async def run(self, statement: Executable, values: Any = None) -> int:
        """Run one writing statement in a transaction of its own; gives the rows touched."""

        async def write() -> int:
            async with self.transaction() as connection:
                # Without the option an INSERT on PostgreSQL counts -1.
                result = await connection.execute(
                    statement, values, execution_options={"preserve_rowcount": True}
                )
                return int(getattr(result, "rowcount", 0))

        return await self.whole(write())

    async def add(self, statement: Executable) -> int:
        """Run one INSERT into a table with a counted key; gives the new key."""

        async def write() -> int:
            async with self.transaction() as connection:
                result = await connection.execute(statement)
                return int(only(list(result.inserted_primary_key or ())))

        return await self.whole(write())

    def once(self, table: Table, values: Row) -> Insert:
        """An INSERT that does nothing if the table has a row with the same key already.

        That is its `key`, or its primary key where it has no column of that name.

        Any other reason to refuse the row, such as a call that is not there, stays an error.
        """
        make = postgresql.insert if self.dialect == "postgresql" else sqlite.insert
        key = ["key"] if "key" in table.c else [column.name for column in table.primary_key]
        return make(table).values(**values).on_conflict_do_nothing(index_elements=key)

    async def rows(self, statement: Executable) -> list[Row]:
        """All rows of a query, times aware."""

        async def read() -> list[Row]:
            async with self._engine.connect() as connection:
                result = await connection.execute(statement)
                return [aware(row) for row in result.mappings().all()]

        return await self.whole(read())

    async def row(self, statement: Executable) -> Row | None:
        """The first row of a query, or None."""
        found = await self.rows(statement)
        return found[0] if found else None

    async def whole(self, work: Coroutine[Any, Any, T]) -> T:
        """Finish what was begun, also when the call that asked for it ends meanwhile.

        A statement cut off in the middle would lose what was said last, and its connection.
        """
        begun = asyncio.ensure_future(work)
        self._begun.add(begun)
        begun.add_done_callback(self._ended)
        return await asyncio.shield(begun)

    def _ended(self, begun: asyncio.Task[Any]) -> None:
        self._begun.discard(begun)
        if not begun.cancelled():
            begun.exception()  # whoever asked may be gone


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


def _engine(place: URL) -> AsyncEngine:
    # What callers say stands in parameters, and errors end up in logs.
    engine = create_async_engine(place, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _tune_sqlite)
    return engine


def _tune_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.execute("PRAGMA journal_mode=WAL")
    # WAL with NORMAL survives a killed process; FULL would fsync on the call path.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _migrate(connection: Connection) -> None:
    """Bring the tables up to date: all steps or none, and one process at a time."""
    # Both wait for another process that migrates.
    if connection.dialect.name == "sqlite":
        # The driver itself begins nothing before DDL.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
    config = Config()
    # Alembic reads "%" in its options as a reference to another option.
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
