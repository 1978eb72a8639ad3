"""What happened in a company, kept in its own file until it is told, and each post about it.

Triggers of the database note each change in the same transaction: whoever makes one and however,
it is told if it is kept, and is not if it is undone. Nothing is noted while nobody listens.
Other companies of the same server note theirs in their own files; the posts tell of all.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from qbo.sandbox.webhooks.envelope import TOLD, Happening, Style, Verb, envelope

State = Literal["waiting", "delivered", "given up"]
LOGGED = 500
"""Posts that are over and still shown; older ones are forgotten."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS endpoints (
  url TEXT PRIMARY KEY, token TEXT NOT NULL, style TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS happenings (
  number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL,
  verb TEXT NOT NULL, at TEXT NOT NULL, gone TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS posts (
  number INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL, body BLOB NOT NULL,
  state TEXT NOT NULL, due TEXT NOT NULL, tries TEXT NOT NULL DEFAULT '[]');
DROP TRIGGER IF EXISTS happened;
CREATE TRIGGER happened BEFORE INSERT ON entities
WHEN EXISTS (SELECT 1 FROM endpoints)
  AND EXISTS (SELECT 1 FROM facts WHERE name = 'seeded' AND value = 'yes')
BEGIN
  INSERT INTO happenings (kind, id, verb, at)
  SELECT NEW.kind, CAST(NEW.id AS TEXT), verb, at FROM (
    SELECT
      CASE
        WHEN old IS NULL THEN 'created'
        WHEN COALESCE(json_extract(new, '$.DeliveryInfo.DeliveryTime'), '')
          <> COALESCE(json_extract(old, '$.DeliveryInfo.DeliveryTime'), '') THEN 'emailed'
        WHEN json_extract(new, '$.SyncToken') = json_extract(old, '$.SyncToken') THEN ''
        WHEN json_extract(new, '$.PrivateNote') LIKE 'Voided%'
          AND COALESCE(json_extract(old, '$.PrivateNote'), '') NOT LIKE 'Voided%' THEN 'voided'
        ELSE 'updated'
      END AS verb,
      COALESCE(json_extract(new, '$.MetaData.LastUpdatedTime'), '') AS at
    FROM (SELECT NEW.body AS new,
      (SELECT body FROM entities WHERE kind = NEW.kind AND id = NEW.id) AS old)
  ) WHERE verb <> '' AND at <> '';
END;
DROP TRIGGER IF EXISTS happened_at_last;
CREATE TRIGGER happened_at_last AFTER INSERT ON removed
WHEN EXISTS (SELECT 1 FROM endpoints)
BEGIN
  INSERT INTO happenings (kind, id, verb, at)
  VALUES (NEW.kind, CAST(NEW.id AS TEXT), 'deleted', NEW.at);
END;
"""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where posts go, what signs them, and in which shape."""

    url: str
    token: str
    style: Style


@dataclass(frozen=True, slots=True)
class Post:
    """One body for one endpoint, and how it went so far."""

    number: int
    url: str
    body: bytes
    state: State
    due: datetime
    tries: list[dict[str, Any]]


class Happenings:
    """The rows of what is to be told, in the company's file."""

    def __init__(self, folder: Path, realm: str) -> None:
        """Open the file, which the ledger of the realm's company has made."""
        self._realm = realm
        self._others: list[Happenings] = []
        self._db = sqlite3.connect(
            folder / "company.db", isolation_level=None, check_same_thread=False
        )
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file, and those of the others."""
        for other in self._others:
            other.close()
        self._db.close()

    def join(self, other: "Happenings") -> None:
        """Tell of another company's changes too, to the same addresses in the same posts."""
        for known in other.endpoints():
            other.unregister(known.url)
        for endpoint in self.endpoints():
            other.register(endpoint)
        self._others.append(other)

    def register(self, endpoint: Endpoint) -> None:
        """Tell an address from now on; the same address again takes the new token and style."""
        self._db.execute(
            "INSERT OR REPLACE INTO endpoints VALUES (?,?,?)",
            (endpoint.url, endpoint.token, endpoint.style),
        )
        for other in self._others:
            other.register(endpoint)

    def unregister(self, url: str) -> None:
        """Tell an address no more; what waits for it is dropped."""
        self._db.execute("DELETE FROM endpoints WHERE url=?", (url,))
        self._db.execute("DELETE FROM posts WHERE url=? AND state='waiting'", (url,))
        for other in self._others:
            other.unregister(url)

    def endpoints(self) -> list[Endpoint]:
        """Everybody who is told."""
        rows = self._db.execute("SELECT url, token, style FROM endpoints ORDER BY url")
        return [Endpoint(*row) for row in rows]

    def note(self, kind: str, number: str, verb: Verb, at: str, gone: str = "") -> None:
        """Note what no trigger can see: a merge."""
        if self.endpoints():
            self._db.execute(
                "INSERT INTO happenings (kind, id, verb, at, gone) VALUES (?,?,?,?,?)",
                (kind, number, verb, at, gone),
            )

    def gather(self, now: datetime, *, backwards: bool = False) -> None:
        """Make posts of what happened: one with everything, or one for each, last first."""
        seen = [(one, one.noted()) for one in (self, *self._others)]
        if not any(noted for _, noted in seen):
            return
        found = _merged(one for _, noted in seen for one in noted if one.kind in TOLD)
        bundles = [[one] for one in reversed(found)] if backwards else [found] if found else []
        self._db.execute("BEGIN IMMEDIATE")
        for endpoint in self.endpoints():
            for bundle in bundles:
                self._db.execute(
                    "INSERT INTO posts (url, body, state, due) VALUES (?,?,'waiting',?)",
                    (endpoint.url, envelope(endpoint.style, bundle), now.isoformat()),
                )
        self._told(seen[0][1])
        self._db.execute("COMMIT")
        # A crash between two files lets something be told twice, under the same id.
        for other, noted in seen[1:]:
            other._told(noted)

    def noted(self) -> list[Happening]:
        """What is to be told of this company, in the order it happened."""
        rows = self._db.execute(
            "SELECT number, kind, id, verb, at, gone FROM happenings ORDER BY number"
        )
        return [
            Happening(number, kind, id_, verb, datetime.fromisoformat(at), self._realm, gone)
            for number, kind, id_, verb, at, gone in rows
        ]

    def waiting(self) -> list[Post]:
        """The posts that are not over, in the order they were made."""
        return self._posts("WHERE state='waiting' ORDER BY number")

    def log(self) -> list[Post]:
        """Every post that is still known, the latest first."""
        return self._posts("ORDER BY number DESC")

    def tried(self, post: Post, attempt: dict[str, Any], state: State, due: datetime) -> None:
        """Keep how a try went and what follows."""
        self._db.execute(
            "UPDATE posts SET tries=?, state=?, due=? WHERE number=?",
            (json.dumps([*post.tries, attempt]), state, due.isoformat(), post.number),
        )
        self._db.execute(
            "DELETE FROM posts WHERE state<>'waiting' AND number <= "
            "(SELECT MAX(number) FROM posts) - ?",
            (LOGGED,),
        )

    def forget(self) -> None:
        """Drop what is to be told and the log; who listens goes on listening."""
        self._db.execute("DELETE FROM happenings")
        self._db.execute("DELETE FROM posts")

    def _told(self, noted: Sequence[Happening]) -> None:
        if noted:
            self._db.execute("DELETE FROM happenings WHERE number <= ?", (noted[-1].number,))

    def _posts(self, rest: str) -> list[Post]:
        rows = self._db.execute(f"SELECT number, url, body, state, due, tries FROM posts {rest}")
        return [
            Post(number, url, body, state, datetime.fromisoformat(due), json.loads(tries))
            for number, url, body, state, due, tries in rows
        ]


def _merged(happenings: Iterable[Happening]) -> Sequence[Happening]:
    """Several changes of one entity in one post are told once: what is new is not also updated."""
    found: dict[tuple[str, str, str, str], Happening] = {}
    for one in happenings:
        if one.verb == "updated" and (one.realm, one.kind, one.id, "created") in found:
            continue
        key = (one.realm, one.kind, one.id, one.verb)
        found.pop(key, None)
        found[key] = one
    return list(found.values())
