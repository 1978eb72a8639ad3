"""Tends the connection to QuickBooks: renewed before it is needed, its trouble told with a button.

What only Intuit and the owner can mend is one problem, and gone by itself once it is mended. An
outage is none: it passes.
"""

import asyncio
import contextlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from office.clock import Clock
from office.followups import Button, Desktray
from qbo.access.connection import Connection
from qbo.faults import Disconnected, NotConnected, QboError
from qbo.wire.session import Wire

log = structlog.get_logger()

LOOK_SECONDS = 60.0
WARNED = timedelta(days=30)
"""So long before Intuit ends a connection for good the owner is asked to reconnect."""
TROUBLE, END = "quickbooks_connection", "quickbooks_end"
WHERE = "/qbo/connect"


class Tending:
    """Looks after one connection for as long as the desk runs."""

    def __init__(self, wire: Wire, tray: Desktray, clock: Clock, zone: ZoneInfo) -> None:
        """Tend the connection of a wire; days are those of a time zone."""
        self._wire, self._tray, self._clock, self._zone = wire, tray, clock, zone

    async def run(self) -> None:
        """Look at once when something changed, and every minute."""
        news = self._wire.connection.news
        while True:
            news.clear()
            await self.look()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await news.wait()

    async def look(self) -> None:
        """Renew what is due, and tell the owner what only they can mend."""
        connection = self._wire.connection
        try:
            await connection.fresh()
            await self._learn_name()
        except NotConnected:
            log.info("quickbooks_needs_its_owner")
        except QboError as error:
            # Whoever has something to enter or to hear tells of an outage.
            log.info("quickbooks_not_looked_at", code=error.code)
        await self._tell(connection)

    async def _learn_name(self) -> None:
        """A connection from before names were kept, or the embedded company's own, has none."""
        connection = self._wire.connection
        if not connection.standing.company:
            info = await self._wire.read("CompanyInfo", connection.realm)
            await connection.named(connection.realm, str(info.get("CompanyName") or ""))

    async def _tell(self, connection: Connection) -> None:
        trouble = connection.trouble
        if trouble is None:
            await self._tray.solved(TROUBLE)
        else:
            await self._tray.problem(TROUBLE, str(trouble), Button(_label(trouble), WHERE))
        ends = connection.ends_at
        if trouble is None and ends is not None and ends - self._clock.now() <= WARNED:
            words = (
                f"Intuit ends the connection to QuickBooks on {_day(ends, self._zone)}. Reconnect "
                "before; it takes a minute and changes nothing."
            )
            await self._tray.problem(END, words, Button("Reconnect", WHERE))
        else:
            await self._tray.solved(END)


def _label(trouble: NotConnected) -> str:
    """Who was never connected, or left, connects; everybody else reconnects."""
    first = type(trouble) in (NotConnected, Disconnected)
    return "Connect to QuickBooks" if first else "Reconnect"


def _day(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local.day} {local:%B %Y}"
