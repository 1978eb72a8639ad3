"""The store a test works on: SQLite in its folder, or a database of its own on PostgreSQL.

`make test-postgres` runs the store's tests on PostgreSQL by naming a server.
"""

import os
import uuid
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from office.store import Store
from tests.migrated import up_to_date

SERVER = "FRONTDESK_TEST_POSTGRES"
_TEMPLATE = "desk_template"


async def store_url(folder: Path) -> str:
    """The address of the database that belongs to a folder; the same folder, the same database."""
    server = os.environ.get(SERVER)
    if server:
        return await _on(server, folder)
    path = folder / "desk.db"
    if path.exists():
        return f"sqlite+aiosqlite:///{path}"
    return await up_to_date(path)


async def _on(server: str, folder: Path) -> str:
    name = f"desk_{uuid.uuid5(uuid.NAMESPACE_URL, str(folder)).hex}"
    base = server.rpartition("/")[0]
    with psycopg.connect(server, autocommit=True) as connection:
        if not _is_there(connection, _TEMPLATE):
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(_TEMPLATE)))
            await (await Store.open(f"{base}/{_TEMPLATE}")).close()
        if not _is_there(connection, name):
            copy = SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(copy.format(Identifier(name), Identifier(_TEMPLATE)))
    return f"{base}/{name}"


def _is_there(connection: psycopg.Connection, name: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None
