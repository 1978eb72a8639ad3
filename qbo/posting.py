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
from qbo.faults import QboError, StillOpen

log = structlog.get_logger()

Body = dict[str, Any]
PAUSES = (0.5, 1.5)
"""Seconds between the tries of one go; later goes come from the trigger that keeps trying."""
DEADLINE = 4.0
"""Seconds after which no other try is begun, and after which the caller is not kept waiting."""
GIVEN_UP = timedelta(seconds=150)
"""After so long a request whose answer was lost is over; Intuit ends its own after 120 seconds."""


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of write: how it is sent, and how its trace is found when the answer was lost.

    `replayable` means that QuickBooks answers a repeated `requestid` with the first answer.
    """

    entity: str
    send: Callable[[Write], Awaitable[Body]]
    trace: Callable[[Write], Awaitable[Body | None]]
    replayable: bool = True


class Posting:
    """Sends planned writes and keeps the ledger true at every moment."""

    def __init__(self, writes: WriteLedger) -> None:
        """Keep the ledger of the office."""
        self._writes = writes

    async def post(self, step: Step, write: Write) -> Write:
        """Send a write until it is done, refused, or out of tries.

        Raises:
            QboError: it is not done; the ledger says whether it was refused, is still planned,
                or has an unknown fate.
        """
        until = asyncio.get_running_loop().time() + DEADLINE
        lost = write.state in (WriteState.IN_FLIGHT, WriteState.UNKNOWN)
        look = lost
        for pause in (*PAUSES, None):
            try:
                return await self._try(step, write, look=look)
            except QboError as error:
                lost = lost or error.outcome == "unknown"
                look = look or (lost and not step.replayable)
                if error.permanent:
                    await self._writes.rejected(write.key, str(error), error.intuit_tid or None)
                    raise
                wait = max(pause or 0.0, error.retry_after or 0.0)
                if pause is None or asyncio.get_running_loop().time() + wait >= until:
                    await self._left(write, error, lost=lost)
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("The last try has no pause.")

    async def found(self, write: Write, body: Body) -> Write:
        """Take what is in QuickBooks already for what was wanted."""
        return await self._writes.done(write.key, str(body["Id"]), body)

    async def _try(self, step: Step, write: Write, *, look: bool) -> Write:
        found = await step.trace(write) if look else None
        if found is None:
            if look and not step.replayable and await self._writes.rested(write.key) < GIVEN_UP:
                raise StillOpen
            claimed = await self._writes.sending(write.key)
            if claimed.state is WriteState.DONE:
                return claimed
            found = await step.send(write)
        return await self.found(write, found)

    async def _left(self, write: Write, error: QboError, *, lost: bool) -> None:
        if isinstance(error, StillOpen) and write.state is WriteState.UNKNOWN:
            # Nothing was sent: the ledger is right, and its time must go on.
            return
        log.warning(
            "write_not_done", entity=write.entity, code=error.code, tid=error.intuit_tid, lost=lost
        )
        if lost:
            await self._writes.unknown(write.key, str(error), error.intuit_tid or None)
        else:
            await self._writes.planned(write.key, str(error))
