"""What callers wanted and what it led to, call by call, and the rules it was judged by."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from office.clock import Clock
from office.store import Row, Store
from office.tables import calls, rule_versions, set_aside, tool_runs

MAPPING = "map_service"


@dataclass(frozen=True, slots=True)
class PastRequest:
    """A caller's request as it was judged last in a call.

    `wanted` and `found` are the arguments and the result of `map_service` as the journal has them.
    """

    call_id: str
    at: datetime
    wanted: dict[str, Any]
    found: dict[str, Any]


class RequestBook:
    """Past requests, read from the journal; nothing of a call is changed here."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Read a store."""
        self._store, self._clock = store, clock

    async def last(self, most: int) -> tuple[PastRequest, ...]:
        """The requests of the last calls, the newest first."""
        return await self._last(most)

    async def of(self, call_id: str) -> tuple[PastRequest, ...]:
        """The request of one call, if it had one."""
        return await self._last(1, call_id=call_id)

    async def unmapped(self, most: int) -> tuple[PastRequest, ...]:
        """The last requests that no rule fitted and that nobody has set aside."""
        return await self._last(most, outcome="none")

    async def _last(
        self, most: int, *, outcome: str = "", call_id: str = ""
    ) -> tuple[PastRequest, ...]:
        judged = tool_runs.c.result.is_not(None) & (tool_runs.c.name == MAPPING)
        newest = (
            select(func.max(tool_runs.c.id))
            .where(judged)
            .group_by(tool_runs.c.call_id)
            .scalar_subquery()
        )
        wanted = (
            select(tool_runs, calls.c.started_at)
            .join(calls, calls.c.id == tool_runs.c.call_id)
            .where(tool_runs.c.id.in_(newest))
            .order_by(tool_runs.c.id.desc())
        )
        if call_id:
            wanted = wanted.where(tool_runs.c.call_id == call_id)
        if outcome:
            left = select(set_aside.c.call_id)
            wanted = wanted.where(tool_runs.c.call_id.not_in(left)).where(
                tool_runs.c.result["outcome"].as_string() == outcome
            )
        return tuple(_request(row) for row in await self._store.rows(wanted.limit(most)))

    async def set_aside(self, call_id: str) -> bool:
        """Note that a request needs no rule; False if that was noted before."""
        values = {"call_id": call_id, "set_aside_at": self._clock.now()}
        return bool(await self._store.run(self._store.once(set_aside, values)))


class RuleVersions:
    """Every version of the owner's rules that was ever in force; none is changed or removed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Keep them in a store."""
        self._store, self._clock = store, clock

    async def keep(self, version: str, rules: dict[str, Any]) -> None:
        """Keep a version that came into force; the same one again is kept once."""
        values = {"version": version, "rules": rules, "kept_at": self._clock.now()}
        await self._store.run(self._store.once(rule_versions, values))

    async def of(self, version: str) -> dict[str, Any] | None:
        """The rules as they were in a version, or None if it was never in force here."""
        wanted = select(rule_versions.c.rules).where(rule_versions.c.version == version)
        row = await self._store.row(wanted)
        return row["rules"] if row else None


def _request(row: Row) -> PastRequest:
    at = row["started_at"] + timedelta(milliseconds=row["at_ms"])
    return PastRequest(row["call_id"], at, row["arguments"], row["result"])
