"""What people must do: follow-ups of calls, promises with a due time, problems of the owner."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, select, update

from office.clock import Clock
from office.live import LiveEvents
from office.store import Row, Store
from office.tables import follow_ups, problems, promises


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something a person must do; `field` names the field in doubt, if one is."""

    key: str
    kind: str
    note: str
    call_id: str | None
    field: str | None
    due_at: datetime | None
    filed_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Button:
    """Where a problem is mended: what the button says, and the page's own address it leads to."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the owner must mend; the text ends with what to do next."""

    key: str
    text: str
    since: datetime
    button: Button | None = None


class Desktray:
    """Follow-ups, promises and problems, each filed once per key."""

    def __init__(self, store: Store, clock: Clock, live: LiveEvents) -> None:
        """Keep them in a store."""
        self._store, self._clock, self._live = store, clock, live

    async def follow_up(
        self,
        *,
        key: str,
        kind: str,
        note: str,
        call_id: str | None = None,
        field: str | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """File something a person must do."""
        await self._file(
            follow_ups,
            key=key,
            kind=kind,
            note=note,
            call_id=call_id,
            field=field,
            due_at=due_at,
            filed_at=self._clock.now(),
        )
        if call_id:
            self._live.publish(call_id, "follow_up")

    async def amend(self, key: str, more: str) -> bool:
        """Add a sentence, once, to what is to be done; False if nothing is open under the key."""
        row = await self._store.row(
            select(follow_ups).where(follow_ups.c.key == key, follow_ups.c.done_at.is_(None))
        )
        if row is not None and more not in row["note"]:
            note = f"{row['note']} {more}"
            await self._store.run(
                update(follow_ups).where(follow_ups.c.key == key).values(note=note)
            )
        return row is not None

    async def promise(
        self, *, key: str, words: str, due_at: datetime, call_id: str | None = None
    ) -> None:
        """Commit a promise before it is spoken."""
        await self._file(
            promises,
            key=key,
            words=words,
            due_at=due_at,
            call_id=call_id,
            made_at=self._clock.now(),
        )

    async def follow_ups_of(self, call_id: str) -> list[FollowUp]:
        """The follow-ups of one call."""
        rows = await self._store.rows(
            select(follow_ups).where(follow_ups.c.call_id == call_id).order_by(follow_ups.c.id)
        )
        return [_follow_up(row) for row in rows]

    async def open_follow_ups(self) -> list[FollowUp]:
        """What is still to do, oldest first."""
        rows = await self._store.rows(
            select(follow_ups).where(follow_ups.c.done_at.is_(None)).order_by(follow_ups.c.id)
        )
        return [_follow_up(row) for row in rows]

    async def done(self, key: str) -> bool:
        """Close a follow-up: a person has seen to it, and it leaves `open_follow_ups`.

        Closing twice keeps the first time. The key stays taken, so that the same trouble of the
        same call is not filed again. False if there is nothing open under the key.
        """
        row = await self._store.row(select(follow_ups).where(follow_ups.c.key == key))
        closed = await self._store.run(
            update(follow_ups)
            .where(follow_ups.c.key == key, follow_ups.c.done_at.is_(None))
            .values(done_at=self._clock.now())
        )
        if row is not None and row["call_id"] and closed:
            self._live.publish(row["call_id"], "follow_up")
        return closed > 0

    async def problem(self, key: str, text: str, button: Button | None = None) -> None:
        """Open a problem, or renew its text and button."""
        shown = {
            "text": text,
            "label": button.label if button else None,
            "address": button.address if button else None,
        }
        values = {"key": key, "since": self._clock.now(), **shown}
        if not await self._store.run(self._store.once(problems, values)):
            await self._store.run(
                update(problems).where(problems.c.key == key).values(open=True, **shown)
            )

    async def solved(self, key: str) -> None:
        """Close a problem."""
        await self._store.run(delete(problems).where(problems.c.key == key))

    async def problems(self) -> list[Problem]:
        """The open problems, oldest first."""
        rows = await self._store.rows(
            select(problems).where(problems.c.open.is_(True)).order_by(problems.c.since)
        )
        return [_problem(row) for row in rows]

    async def _file(self, table: Table, **values: Any) -> None:
        # Filed before under this key: once is enough.
        await self._store.run(self._store.once(table, values))


def _problem(row: Row) -> Problem:
    button = Button(row["label"], row["address"]) if row["label"] and row["address"] else None
    return Problem(row["key"], row["text"], row["since"], button)


def _follow_up(row: Row) -> FollowUp:
    return FollowUp(
        row["key"],
        row["kind"],
        row["note"],
        row["call_id"],
        row["field"],
        row["due_at"],
        row["filed_at"],
        row["done_at"],
    )
