"""Where the company keeps its entities: SQLite, one row each, bodies as JSON."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from office.clock import Clock

ZONE = ZoneInfo("America/New_York")
Body = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entities (
  kind TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS removed (kind TEXT NOT NULL, id INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS requests (
  id TEXT PRIMARY KEY, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Ledger:
    """The rows of one company; times are the company's own, with offset."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Open the file in a folder, making it at first."""
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(
            folder / "company.db", isolation_level=None, check_same_thread=False
        )
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)
        self._clock = clock
        self.ahead = timedelta(0)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything inside is kept, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def now(self) -> datetime:
        """The company's time, which the side door can move."""
        return (self._clock.now() + self.ahead).astimezone(ZONE)

    def stamp(self) -> str:
        """The time as Intuit writes it in answers."""
        return self.now().isoformat(timespec="milliseconds")

    def get(self, kind: str, number: str) -> Body | None:
        """An entity, or None."""
        if not number.isdecimal():
            return None
        row = self._db.execute(
            "SELECT body FROM entities WHERE kind=? AND id=?", (kind, int(number))
        ).fetchone()
        return None if row is None else json.loads(row[0])

    def all(self, kind: str) -> list[Body]:
        """Every entity of a kind, by ascending id."""
        rows = self._db.execute("SELECT body FROM entities WHERE kind=? ORDER BY id", (kind,))
        return [json.loads(row[0]) for row in rows]

    def put(self, kind: str, body: Body) -> None:
        """Keep an entity under its Id."""
        self._db.execute(
            "INSERT OR REPLACE INTO entities VALUES (?,?,?)",
            (kind, int(body["Id"]), json.dumps(body)),
        )

    def remove(self, kind: str, number: str) -> None:
        """Delete an entity."""
        self._db.execute("DELETE FROM entities WHERE kind=? AND id=?", (kind, int(number)))
        self._db.execute("INSERT INTO removed VALUES (?,?,?)", (kind, int(number), self.stamp()))

    def removed(self, kind: str, since: datetime) -> list[Body]:
        """What was deleted since a time, as change data capture tells it."""
        rows = self._db.execute("SELECT id, at FROM removed WHERE kind=? ORDER BY rowid", (kind,))
        return [
            {
                "status": "Deleted",
                "domain": "QBO",
                "Id": str(number),
                "MetaData": {"LastUpdatedTime": at},
            }
            for number, at in rows
            if datetime.fromisoformat(at) >= since
        ]

    def next_id(self) -> str:
        """A fresh id; Intuit counts all kinds in one row per company."""
        top = self._db.execute("SELECT MAX(id) FROM entities").fetchone()[0]
        kept = int(self.fact("top", "0"))
        number = max(int(top or 0), kept) + 1
        self.remember("top", str(number))
        return str(number)

    def answered(self, request: str) -> tuple[int, str] | None:
        """The answer a `requestid` got before, or None."""
        row = self._db.execute(
            "SELECT status, body FROM requests WHERE id=?", (request,)
        ).fetchone()
        return None if row is None else (int(row[0]), str(row[1]))

    def keep_answer(self, request: str, status: int, body: str) -> None:
        """Keep the answer of a `requestid` for replays."""
        self._db.execute("INSERT OR REPLACE INTO requests VALUES (?,?,?)", (request, status, body))

    def mail(self, body: Body) -> None:
        """Put an e-mail into the outbox."""
        self._db.execute("INSERT INTO outbox (body) VALUES (?)", (json.dumps(body),))

    def outbox(self) -> list[Body]:
        """Every e-mail sent, in order."""
        return [json.loads(row[0]) for row in self._db.execute("SELECT body FROM outbox")]

    def fact(self, name: str, otherwise: str = "") -> str:
        """A single value kept by name."""
        row = self._db.execute("SELECT value FROM facts WHERE name=?", (name,)).fetchone()
        return otherwise if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keep a single value."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?,?)", (name, value))

    def forget_everything(self) -> None:
        """Empty the company; its secrets stay, so that clients stay connected."""
        for table in ("entities", "removed", "requests", "outbox"):
            self._db.execute(f"DELETE FROM {table}")
        self._db.execute("DELETE FROM facts WHERE name IN ('top', 'seeded')")
