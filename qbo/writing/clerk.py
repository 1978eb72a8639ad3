"""The clerk of the books: whatever is to be written passes here, and is written once per key.

One key is worked on by one at a time; nobody waits for it longer than a caller can; and what is
begun goes on by itself, so that the ledger knows how it ended.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import structlog

from office.writes import Write, WriteLedger, WriteState, request_id
from qbo.faults import AnswerLost, NameTaken, NumberTaken, QboError, ReferenceGone
from qbo.wire.session import Wire, one_company
from qbo.writing.posting import DEADLINE, Body, Posting
from qbo.writing.tracing import Tracing

log = structlog.get_logger()

T = TypeVar("T")
CLOSING = 8.0
"""Seconds that requests under way get to end when the desk stops."""
AMENDABLE = (NameTaken, NumberTaken, ReferenceGone)
"""Refusals after which another body may be right for the same write."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was wanted is in QuickBooks already."""

    body: Body


@dataclass(frozen=True, slots=True)
class Instead:
    """Another body to try after a refusal."""

    payload: Body


Amend = Callable[[Write, QboError], Awaitable[Found | Instead | None]]
"""Asked after a refusal that can be amended; None means that a person must see to it."""


class Clerk:
    """Plans, sends and settles writes for everybody who has something to enter."""

    def __init__(self, wire: Wire, ledger: WriteLedger, tracing: Tracing) -> None:
        """Write over a wire, by a ledger."""
        self.wire, self.ledger, self.tracing = wire, ledger, tracing
        self._posting = Posting(ledger)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def realm(self) -> str:
        """The company's id, which is part of every key."""
        return self.wire.connection.realm

    def reference(self, key: str) -> str:
        """What a write's mark says; it ties an entry to the write that made it."""
        return request_id(self.realm, key)[:8]

    async def close(self) -> None:
        """Let what is under way end."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSING)
        for task in self._tasks:
            task.cancel()

    async def alone(self, key: str, work: Callable[[str], Coroutine[Any, Any, T]]) -> T:
        """Do the work for a key, one at a time, and wait for it as long as a caller can.

        Raises:
            AnswerLost: it is not done yet; the same key continues it.
        """
        with one_company(self.wire.connection):
            task = self.own(self._locked(f"{key}@{self.realm}", work))
        try:
            async with asyncio.timeout(DEADLINE):
                return await asyncio.shield(task)
        except TimeoutError as error:
            raise AnswerLost from error

    async def once(
        self,
        kind: str,
        key: str,
        payload: Body,
        call_id: str | None,
        amend: Amend | None = None,
    ) -> Write:
        """The write under a key, done; for work that `alone` runs.

        Raises:
            QboError: refused (`permanent`), or not done yet.
        """
        write = await self.planned(kind, key, payload, call_id)
        while write.state is not WriteState.DONE:
            step = self.tracing.step(kind)
            try:
                return await self._posting.post(step, write, leave=AMENDABLE if amend else ())
            except AMENDABLE as error:
                if amend is None:
                    raise
                write = await self._amended(write, error, amend)
        return write

    async def planned(self, kind: str, key: str, payload: Body, call_id: str | None) -> Write:
        """The write under a key; one that was refused is wanted again, as it is now."""
        write = await self.ledger.plan(
            realm=self.realm, key=key, entity=kind, payload=payload, call_id=call_id
        )
        if write.state is not WriteState.REJECTED:
            return write
        again = request_id(self.realm, f"{key}|{write.attempts}")
        return await self.ledger.replan(key, payload, again)

    async def settle(self, write: Write) -> Write:
        """Finish what an earlier run left open: find its trace, else send it.

        Raises:
            QboError: it is not done; a name that was taken meanwhile needs its call again.
        """
        if not write.key.endswith(f"@{self.realm}"):
            return write
        with one_company(self.wire.connection):
            async with self._lock(write.key):
                now = await self.ledger.find(write.key) or write
                if now.state in (WriteState.DONE, WriteState.REJECTED):
                    return now
                return await self._posting.post(self.tracing.step(write.entity), now)

    def own(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """See to it that work begun is ended, whoever still waits for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    async def _amended(self, write: Write, error: QboError, amend: Amend) -> Write:
        try:
            better = await amend(write, error)
        except QboError as trouble:
            await self.ledger.planned(write.key, str(trouble))
            raise
        match better:
            case Found(body):
                return await self.ledger.done(write.key, str(body["Id"]), body)
            case Instead(payload):
                # A definite refusal and another body: a new id (facts: requestid).
                text = json.dumps(payload, sort_keys=True)
                again = request_id(self.realm, f"{write.key}|{text}")
                return await self.ledger.replan(write.key, payload, again)
        await self.ledger.rejected(write.key, str(error), error.intuit_tid or None)
        raise error

    async def _locked(self, key: str, work: Callable[[str], Coroutine[Any, Any, T]]) -> T:
        async with self._lock(key):
            return await work(key)

    def _lock(self, key: str) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Whoever waited has it too; this is for those who gave up waiting.
            log.info("write_ended", reason=type(error).__name__)
