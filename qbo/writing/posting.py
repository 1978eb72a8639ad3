"""How a planned write is sent: a few quick tries, and never twice for want of an answer.

Intuit answers a repeated `requestid` with the first answer, but says nowhere for how long. So a
write from an earlier run is looked for in QuickBooks before it is sent again. What has no
`requestid`, an e-mail, is not sent again either before Intuit itself must have given up on it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from office.writes import Write, WriteLedger, WriteState
from qbo.faults import NotConnected, QboError, Refused, StillOpen

log = structlog.get_logger()

Body = dict[str, Any]
PAUSES = (0.5, 1.5)
"""Seconds between the tries of one go; later goes come from the trigger that keeps trying."""
DEADLINE = 4.0
"""Seconds after which no other try is begun, and after which the caller is not kept waiting."""
GIVEN_UP = timedelta(seconds=150)
"""After so long a request whose answer was lost is over; Intuit ends its own after 120 seconds."""

JOINING = 2.0
"""Seconds that another process gets to finish what it has in hand; longer ago, it has died."""
GLANCE = 0.05
"""Seconds between two looks at what another process does."""


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of write: how it is sent, and how its trace is found when the answer was lost.

    `replayable` means that QuickBooks answers a repeated `requestid` with the first answer.
    """

    entity: str
    send: Callable[[Write], Awaitable[Body]]
    trace: Callable[[Write], Awaitable[Body | None]]
    replayable: bool = True


@dataclass(slots=True)
class _Going:
    """One go at a write: what is known of its fate, and whether anything was sent by now."""

    step: Step
    write: Write
    lost: bool
    look: bool
    sent: bool = False

    def learn(self, error: QboError) -> None:
        """A lost answer of what cannot be replayed has to be looked for from now on."""
        self.lost = self.lost or error.outcome == "unknown"
        self.look = self.look or (self.lost and not self.step.replayable)


class Posting:
    """Sends planned writes and keeps the ledger true at every moment."""

    def __init__(self, writes: WriteLedger) -> None:
        """Keep the ledger of the office."""
        self._writes = writes

    async def post(
        self, step: Step, write: Write, *, leave: tuple[type[QboError], ...] = ()
    ) -> Write:
        """Send a write until it is done, refused, or out of tries.

        Args:
            step: how it is sent and looked for.
            write: as the ledger has it.
            leave: refusals that whoever asked amends; the write stays in flight meanwhile, so
                that no other process takes it up.

        Raises:
            QboError: it is not done; the ledger says whether it was refused, is still planned,
                or has an unknown fate.
        """
        if write.state is WriteState.IN_FLIGHT:
            write = await self._joined(write)
        if write.state is WriteState.DONE:
            return write
        lost = write.state in (WriteState.IN_FLIGHT, WriteState.UNKNOWN)
        return await self._tried(_Going(step, write, lost=lost, look=lost), leave)

    async def _tried(self, going: _Going, leave: tuple[type[QboError], ...]) -> Write:
        until = asyncio.get_running_loop().time() + DEADLINE
        for pause in (*PAUSES, None):
            try:
                return await self._try(going)
            except QboError as error:
                going.learn(error)
                if isinstance(error, leave):
                    raise
                if error.permanent:
                    key, tid = going.write.key, error.intuit_tid or None
                    await self._writes.rejected(key, str(error), tid)
                    raise
                wait = max(pause or 0.0, error.retry_after or 0.0)
                if isinstance(error, NotConnected):
                    # The owner must act: asking again a moment later only makes a storm.
                    pause = None
                if pause is None or asyncio.get_running_loop().time() + wait >= until:
                    await self._left(going, error)
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("The last try has no pause.")

    async def _try(self, going: _Going) -> Write:
        step, write = going.step, going.write
        found = await step.trace(write) if going.look else None
        if found is None:
            resting = going.look and not step.replayable
            if resting and await self._writes.rested(write.key) < GIVEN_UP:
                raise StillOpen
            claimed = await self._writes.claim(write)
            if claimed is None:
                return await self._others(going)
            going.write, going.sent = claimed, True
            found = await step.send(claimed)
        return await self._writes.done(write.key, str(found["Id"]), found)

    async def _others(self, going: _Going) -> Write:
        """Somebody else has the write in hand: take their result, if it comes soon."""
        going.write = await self._joined(going.write)
        match going.write.state:
            case WriteState.DONE:
                return going.write
            case WriteState.REJECTED:
                raise Refused(going.write.error or "")
        raise StillOpen

    async def _joined(self, write: Write) -> Write:
        """The write once it is no longer under way elsewhere; a process that died ends nothing."""
        until = asyncio.get_running_loop().time() + JOINING
        now = await self._writes.find(write.key) or write
        while now.state is WriteState.IN_FLIGHT and asyncio.get_running_loop().time() < until:
            if await self._writes.rested(write.key) >= timedelta(seconds=JOINING):
                break
            await asyncio.sleep(GLANCE)
            now = await self._writes.find(write.key) or write
        return now

    async def _left(self, going: _Going, error: QboError) -> None:
        if isinstance(error, StillOpen) and not going.sent:
            # Nothing was sent: the ledger is right, and its time must go on.
            return
        key, entity = going.write.key, going.write.entity
        log.warning(
            "write_not_done",
            entity=entity,
            code=error.code,
            tid=error.intuit_tid,
            lost=going.lost,
        )
        if going.lost:
            await self._writes.unknown(key, str(error), error.intuit_tid or None)
        else:
            await self._writes.planned(key, str(error))
