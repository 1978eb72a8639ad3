"""Where the company keeps its entities: SQLite, one row each, bodies as JSON.

Beside each body stand the columns it is looked for by; a file of an older version gets them when it
is opened.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from office.clock import Clock
from qbo.sandbox.columns import COLUMNS, columns, links, seconds

ZONE = ZoneInfo("America/New_York")
_AHEAD = "ahead"
Body = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entities (
  kind TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE IF NOT EXISTS removed (
  kind TEXT NOT NULL, id INTEGER NOT NULL, at TEXT NOT NULL, moment REAL);
CREATE TABLE IF NOT EXISTS requests (
  id TEXT PRIMARY KEY, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS outbox (number INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS links (
  to_kind TEXT NOT NULL, to_id TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (to_kind, to_id, kind, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS links_from ON links (kind, id);
CREATE TABLE IF NOT EXISTS postings (
  kind TEXT NOT NULL, id TEXT NOT NULL, account TEXT NOT NULL, cents INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS postings_of ON postings (kind, id);
CREATE TABLE IF NOT EXISTS balances (account TEXT PRIMARY KEY, cents INTEGER NOT NULL);
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS entities_folded ON entities (kind, folded, id);
CREATE INDEX IF NOT EXISTS entities_shown ON entities (kind, shown, id);
CREATE INDEX IF NOT EXISTS entities_updated ON entities (kind, updated, id);
CREATE INDEX IF NOT EXISTS entities_active ON entities (kind, active, id);
CREATE INDEX IF NOT EXISTS entities_owner ON entities (kind, owner, id) WHERE owner IS NOT NULL;
CREATE INDEX IF NOT EXISTS entities_doc ON entities (kind, doc, id) WHERE doc IS NOT NULL;
CREATE INDEX IF NOT EXISTS entities_day ON entities (kind, day, id) WHERE day IS NOT NULL;
CREATE INDEX IF NOT EXISTS entities_email ON entities (kind, email, id) WHERE email IS NOT NULL;
CREATE INDEX IF NOT EXISTS entities_listed ON entities (kind, active DESC, shown, email, digits);
DROP INDEX IF EXISTS removed_kind;
CREATE INDEX IF NOT EXISTS removed_since ON removed (kind, moment);
"""
_PUT = (
    f"INSERT OR REPLACE INTO entities (kind, id, body, {', '.join(COLUMNS)}) "
    f"VALUES (?, ?, ?, {', '.join('?' * len(COLUMNS))})"
)


class Ledger:
    """The rows of one company; times are the company's own, with offset."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Open the file in a folder, making it at first."""
        folder.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(
            folder / "company.db", isolation_level=None, check_same_thread=False
        )
        # SQLite's own lower() knows ASCII only.
        self._db.create_function("lowered", 1, _lowered, deterministic=True)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)
        self._clock = clock
        self._ahead = timedelta(seconds=float(self.fact(_AHEAD, "0")))
        self._depth = 0
        self._renew()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything inside is kept, or nothing; one inside another stands for itself."""
        begin, undo, keep = (
            ("SAVEPOINT inner_part", "ROLLBACK TO inner_part", "RELEASE inner_part")
            if self._depth
            else ("BEGIN IMMEDIATE", "ROLLBACK", "COMMIT")
        )
        self._db.execute(begin)
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            self._db.execute(undo)
            if self._depth:
                self._db.execute(keep)
            raise
        self._depth -= 1
        self._db.execute(keep)

    @property
    def ahead(self) -> timedelta:
        """How far the company's time is from the clock's, also after a restart."""
        return self._ahead

    @ahead.setter
    def ahead(self, wanted: timedelta) -> None:
        if wanted != self._ahead:
            self._ahead = wanted
            self.remember(_AHEAD, str(wanted.total_seconds()))

    def now(self) -> datetime:
        """The company's time, which the side door can move."""
        return (self._clock.now() + self._ahead).astimezone(ZONE)

    def stamp(self) -> str:
        """The time as Intuit writes it in answers."""
        return self.now().isoformat(timespec="milliseconds")

    def get(self, kind: str, number: str) -> Body | None:
        """An entity, or None."""
        row = self._db.execute(
            "SELECT body FROM entities WHERE kind=? AND id=?", (kind, number)
        ).fetchone()
        body: Body | None = None if row is None else json.loads(row[0])
        # SQLite takes "012" for 12.
        return body if body is not None and body["Id"] == number else None

    def all(self, kind: str) -> list[Body]:
        """Every entity of a kind, by ascending id."""
        return self.select(kind)

    def select(
        self,
        kind: str,
        where: Sequence[str] = (),
        values: Sequence[object] = (),
        *,
        order: str = "id",
        page: tuple[int, int] | None = None,
    ) -> list[Body]:
        """The entities for which SQL conditions on the columns hold; `page` is rows and offset."""
        rest = " LIMIT ? OFFSET ?" if page else ""
        rows = self._db.execute(
            f"SELECT body FROM entities WHERE {_all_of(where)} ORDER BY {order}{rest}",
            (kind, *values, *(page or ())),
        )
        return [json.loads(row[0]) for row in rows]

    def count(self, kind: str, where: Sequence[str] = (), values: Sequence[object] = ()) -> int:
        """For how many entities of a kind the conditions hold."""
        row = self._db.execute(
            f"SELECT COUNT(*) FROM entities WHERE {_all_of(where)}", (kind, *values)
        ).fetchone()
        return int(row[0])

    def named(self, kind: str, name: str) -> str | None:
        """The id of the entity with a folded name, or None."""
        row = self._db.execute(
            "SELECT id FROM entities WHERE kind=? AND folded=?", (kind, name)
        ).fetchone()
        return None if row is None else str(row[0])

    def linking(self, kind: str, number: str, from_kind: str) -> list[Body]:
        """The documents of a kind that name an entity, by ascending id."""
        rows = self._db.execute(
            "SELECT e.body FROM links l JOIN entities e ON e.kind=l.kind AND e.id=l.id "
            "WHERE l.to_kind=? AND l.to_id=? AND l.kind=? ORDER BY e.id",
            (kind, number, from_kind),
        )
        return [json.loads(row[0]) for row in rows]

    def put(self, kind: str, body: Body) -> None:
        """Keep an entity under its Id."""
        number = body["Id"]
        self._db.execute(_PUT, (kind, number, json.dumps(body), *columns(body)))
        if "Line" in body or "LinkedTxn" in body:
            self._db.execute("DELETE FROM links WHERE kind=? AND id=?", (kind, number))
            self._link(kind, body)

    def remove(self, kind: str, number: str) -> None:
        """Delete an entity."""
        self._db.execute("DELETE FROM entities WHERE kind=? AND id=?", (kind, number))
        self._db.execute("DELETE FROM links WHERE kind=? AND id=?", (kind, number))
        at = self.stamp()
        row = (kind, number, at, seconds(at))
        self._db.execute("INSERT INTO removed (kind, id, at, moment) VALUES (?,?,?,?)", row)

    def removed(self, kind: str, since: datetime, most: int) -> list[Body]:
        """What was deleted since a time, as change data capture tells it, so many at most."""
        rows = self._db.execute(
            "SELECT id, at FROM removed WHERE kind=? AND moment>=? ORDER BY moment, rowid LIMIT ?",
            (kind, since.timestamp(), most),
        )
        return [
            {
                "status": "Deleted",
                "domain": "QBO",
                "Id": str(number),
                "MetaData": {"LastUpdatedTime": at},
            }
            for number, at in rows
        ]

    def next_id(self) -> str:
        """A fresh id; Intuit counts all kinds in one row per company."""
        number = int(self.fact("top", "0")) + 1
        self.remember("top", str(number))
        return str(number)

    def post(self, kind: str, number: str, entries: dict[str, int]) -> dict[str, int]:
        """Post cents to accounts for a document, instead of what it posted before.

        Returns: the balance, in cents, of each account it touches or touched.
        """
        before = self._db.execute(
            "SELECT account, cents FROM postings WHERE kind=? AND id=?", (kind, number)
        ).fetchall()
        moved = dict(entries)
        for account, cents in before:
            moved[account] = moved.get(account, 0) - cents
        self._db.execute("DELETE FROM postings WHERE kind=? AND id=?", (kind, number))
        self._db.executemany(
            "INSERT INTO postings VALUES (?,?,?,?)",
            [(kind, number, account, cents) for account, cents in entries.items()],
        )
        return {account: self._move(account, cents) for account, cents in moved.items() if cents}

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

    def keep_file(self, number: str, content: bytes) -> None:
        """Keep the bytes of an attachment under its id."""
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?,?)", (number, content))

    def file(self, number: str) -> bytes | None:
        """The bytes of an attachment, or None if it is only a note."""
        row = self._db.execute("SELECT content FROM files WHERE id=?", (number,)).fetchone()
        return None if row is None else bytes(row[0])

    def fact(self, name: str, otherwise: str = "") -> str:
        """A single value kept by name."""
        row = self._db.execute("SELECT value FROM facts WHERE name=?", (name,)).fetchone()
        return otherwise if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keep a single value."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?,?)", (name, value))

    def forget_everything(self) -> None:
        """Empty the company and set its clock back; its secrets stay, and so do its clients."""
        for table in (
            "entities", "removed", "requests", "outbox", "links", "postings", "balances", "files",
        ):  # fmt: skip
            self._db.execute(f"DELETE FROM {table}")
        self._db.execute(
            "DELETE FROM facts WHERE name IN "
            "('top', 'seeded', 'furnished', 'preferences', 'companyinfo')"
        )
        self.ahead = timedelta(0)

    def _move(self, account: str, cents: int) -> int:
        self._db.execute(
            "INSERT INTO balances VALUES (?,?) "
            "ON CONFLICT (account) DO UPDATE SET cents = cents + excluded.cents",
            (account, cents),
        )
        row = self._db.execute("SELECT cents FROM balances WHERE account=?", (account,)).fetchone()
        return int(row[0])

    def _link(self, kind: str, body: Body) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO links VALUES (?,?,?,?)",
            [(to_kind, to, kind, body["Id"]) for to_kind, to in links(body)],
        )

    def _renew(self) -> None:
        """Give a file of an older version its columns."""
        there = {row[1] for row in self._db.execute("PRAGMA table_info(entities)")}
        missing = [name for name in COLUMNS if name not in there]
        if missing:
            with self.together():
                for name in missing:
                    self._db.execute(f"ALTER TABLE entities ADD COLUMN {name}")
                for kind, text in self._db.execute("SELECT kind, body FROM entities").fetchall():
                    self.put(kind, json.loads(text))
                # Some tax codes have words for ids.
                top = self._db.execute(
                    "SELECT MAX(id) FROM entities WHERE typeof(id)='integer'"
                ).fetchone()[0]
                kept = int(self.fact("top", "0"))
                self.remember("top", str(max(int(top or 0), kept)))
        if "moment" not in {row[1] for row in self._db.execute("PRAGMA table_info(removed)")}:
            with self.together():
                self._db.execute("ALTER TABLE removed ADD COLUMN moment REAL")
                for row, at in self._db.execute("SELECT rowid, at FROM removed").fetchall():
                    self._db.execute(
                        "UPDATE removed SET moment=? WHERE rowid=?", (seconds(at), row)
                    )
        self._db.executescript(_INDEXES)


def _all_of(conditions: Sequence[str]) -> str:
    return " AND ".join(("kind=?", *conditions))


def _lowered(text: object) -> str | None:
    return None if text is None else str(text).lower()
