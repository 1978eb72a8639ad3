"""The store a test works on: SQLite in its folder, or a database of its own on PostgreSQL.

`make test-postgres` runs the store's tests on PostgreSQL by naming a server.
"""

import os
import uuid
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

SERVER = "FRONTDESK_TEST_POSTGRES"


def store_url(folder: Path) -> str:
    """The address of the database that belongs to a folder; the same folder, the same database."""
    server = os.environ.get(SERVER)
    if not server:
        return f"sqlite+aiosqlite:///{folder / 'desk.db'}"
    name = f"desk_{uuid.uuid5(uuid.NAMESPACE_URL, str(folder)).hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if there.fetchone() is None:
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    return f"{server.rpartition('/')[0]}/{name}"
