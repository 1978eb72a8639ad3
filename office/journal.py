"""The call journal: every turn, field change, tool run and result, written as it happens.

Each call returns when the row is committed, so that whatever is said or sent afterwards can be
found again if the process dies.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from office.clock import Clock
from office.kept import pack, unpack
from office.live import LiveEvents
from office.sheet import CallSheet, Field, FieldName, Said, Source, State, unwritten, written
from office.store import Store
from office.tables import calls, field_changes, tool_runs, turns


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call whose journal is open; times in it are milliseconds since `started_at`.

    `caller` is the number it came from, in E.164, or None if it was withheld.
    """

    id: str
    call_sid: str
    started_at: datetime
    resumed: int = 0
    caller: str | None = None


@dataclass(frozen=True, slots=True)
class ToolRun:
    """A tool as it ran: its arguments and what it gave back; None if it never came back."""

    arguments: dict[str, Any]
    result: dict[str, Any] | None


class Journal:
    """Writes down what happens on calls."""

    def __init__(self, store: Store, clock: Clock, live: LiveEvents) -> None:
        """Write to a store and tell the pages."""
        self.store, self.clock, self.live = store, clock, live

    async def open_call(
        self, call_sid: str, *, caller: str | None, called: str, attestation: str | None = None
    ) -> OpenCall:
        """Open the journal of a call, or go on with it if the carrier has sent it before."""
        known = await self.find_call(call_sid)
        if known is not None:
            return known
        call = OpenCall("c" + secrets.token_hex(8), call_sid, self.clock.now(), caller=caller)
        row = {
            "id": call.id,
            "call_sid": call_sid,
            "from_number": caller,
            "to_number": called,
            "attestation": attestation,
            "started_at": call.started_at,
            "resumed": 0,
        }
        try:
            await self.store.run(insert(calls).values(**row))
        except IntegrityError:
            # Opened twice at once, by two processes: both go on with the same journal.
            known = await self.find_call(call_sid)
            if known is None:
                raise
            return known
        self.live.publish(call.id, "call")
        return call

    async def find_call(self, call_sid: str) -> OpenCall | None:
        """The call with a carrier's id, or None."""
        row = await self.store.row(select(calls).where(calls.c.call_sid == call_sid))
        if row is None:
            return None
        return _call(row)

    async def left_open(self) -> list[OpenCall]:
        """Calls that a process left when it died: never ended, or lost and not yet given up."""
        day_ago = self.clock.now() - timedelta(days=1)
        waiting = (calls.c.outcome == "lost") & (calls.c.ended_at > day_ago)
        rows = await self.store.rows(
            select(calls).where(calls.c.ended_at.is_(None) | waiting).order_by(calls.c.started_at)
        )
        return [_call(row) for row in rows]

    async def resume_call(self, call: OpenCall) -> OpenCall:
        """Count that the line was lost and taken up again."""
        again = call.resumed + 1
        await self.store.run(
            update(calls)
            .where(calls.c.id == call.id)
            .values(resumed=again, ended_at=None, outcome=None)
        )
        self.live.publish(call.id, "call")
        return replace(call, resumed=again)

    async def close_call(self, call: OpenCall, outcome: str, *, if_open: bool = False) -> None:
        """Note how the call ended: finished, hung_up, lost or voicemail.

        With `if_open` an earlier note stays, such as a message left meanwhile.
        """
        closing = update(calls).where(calls.c.id == call.id)
        if if_open:
            closing = closing.where(calls.c.ended_at.is_(None))
        await self.store.run(closing.values(ended_at=self.clock.now(), outcome=outcome))
        self.live.publish(call.id, "call")

    async def turn(
        self, call: OpenCall, who: str, text: str, *, answer_ms: int | None = None
    ) -> int:
        """Write a stretch of speech by "caller" or "desk"; gives its number."""
        key = await self.store.add(
            insert(turns).values(
                call_id=call.id, who=who, text=text, at_ms=self.at(call), answer_ms=answer_ms
            )
        )
        self.live.publish(call.id, "turn")
        return key

    async def answered(self, call: OpenCall, turn_id: int, answer_ms: int) -> None:
        """Add to a desk turn how long the caller waited for it."""
        await self.store.run(update(turns).where(turns.c.id == turn_id).values(answer_ms=answer_ms))
        self.live.publish(call.id, "turn")

    async def fields(self, call: OpenCall, changed: list[Field]) -> None:
        """Write the new state of fields that changed together."""
        if not changed:
            return
        at_ms = self.at(call)
        await self.store.run(
            insert(field_changes),
            [
                {
                    "call_id": call.id,
                    "name": field.name,
                    "value": written(field.value),
                    "state": field.state,
                    "confidence": field.confidence,
                    "attempts": field.attempts,
                    "refusals": field.refusals,
                    "misses": field.misses,
                    "source": field.source,
                    "alternatives": [written(value) for value in field.alternatives],
                    "kept": _kept(field),
                    "turn_id": field.said.turn if field.said else None,
                    "heard_ms": field.said.at_ms if field.said else None,
                    "at_ms": at_ms,
                }
                for field in changed
            ],
        )
        self.live.publish(call.id, "field")

    async def tool_started(self, call: OpenCall, name: str, arguments: dict[str, Any]) -> int:
        """Write that a tool is about to run; gives the run's number."""
        key = await self.store.add(
            insert(tool_runs).values(
                call_id=call.id, name=name, arguments=arguments, at_ms=self.at(call)
            )
        )
        self.live.publish(call.id, "tool")
        return key

    async def tool_ended(
        self, call: OpenCall, run: int, result: dict[str, Any], milliseconds: int
    ) -> None:
        """Write what a tool gave back."""
        await self.store.run(
            update(tool_runs).where(tool_runs.c.id == run).values(result=result, ms=milliseconds)
        )
        self.live.publish(call.id, "tool")

    async def last_run(self, call_id: str, name: str) -> ToolRun | None:
        """How a tool ran last in a call, or None if it never did."""
        rows = await self.store.rows(
            select(tool_runs)
            .where(tool_runs.c.call_id == call_id, tool_runs.c.name == name)
            .order_by(tool_runs.c.id.desc())
            .limit(1)
        )
        return ToolRun(rows[0]["arguments"], rows[0]["result"]) if rows else None

    async def last_said(self, call: OpenCall) -> int | None:
        """The number of the caller's newest turn."""
        row = await self.store.row(
            select(turns.c.id)
            .where(turns.c.call_id == call.id, turns.c.who == "caller")
            .order_by(turns.c.id.desc())
            .limit(1)
        )
        return None if row is None else int(row["id"])

    async def was_on(self, call_id: str, at: datetime) -> bool:
        """Whether a call had not ended at a time; of an unknown one that is never so."""
        row = await self.store.row(select(calls).where(calls.c.id == call_id))
        return row is not None and (row["ended_at"] is None or at <= row["ended_at"])

    async def sheet(self, call: OpenCall) -> CallSheet:
        """The sheet as the journal left it; a read-back that nobody answered counts as heard."""
        fields: dict[FieldName, Field] = {}
        for row in await self.store.rows(
            select(field_changes)
            .where(field_changes.c.call_id == call.id)
            .order_by(field_changes.c.id)
        ):
            field = _field(row)
            fields[field.name] = field
        return CallSheet(fields)

    async def turns_so_far(self, call: OpenCall) -> list[dict[str, Any]]:
        """The turns of a call in order."""
        return await self.store.rows(
            select(turns).where(turns.c.call_id == call.id).order_by(turns.c.id)
        )

    def at(self, call: OpenCall) -> int:
        """Milliseconds since the call began."""
        return int((self.clock.now() - call.started_at).total_seconds() * 1000)


def _call(row: dict[str, Any]) -> OpenCall:
    return OpenCall(
        row["id"], row["call_sid"], row["started_at"], row["resumed"], row["from_number"]
    )


def _kept(field: Field) -> dict[str, Any] | None:
    """A field's value and its alternatives in their parts."""
    if field.value is None:
        return None
    return {"value": pack(field.value), "alternatives": [pack(one) for one in field.alternatives]}


def _field(row: dict[str, Any]) -> Field:
    name, state = FieldName(row["name"]), State(row["state"])
    kept, text = row["kept"] or {}, row["value"]
    value = unpack(kept["value"]) if kept else None
    if value is None and text is not None:
        # Written before values were kept in their parts.
        value = unwritten(name, text)
    return Field(
        name=name,
        value=value,
        state=State.HEARD if state is State.READ_BACK else state,
        confidence=row["confidence"],
        attempts=row["attempts"],
        refusals=row["refusals"],
        misses=row["misses"],
        source=Source(row["source"]),
        alternatives=tuple(unpack(one) for one in kept.get("alternatives", ())),
        said=Said(row["turn_id"], row["heard_ms"]) if row["turn_id"] is not None else None,
    )
