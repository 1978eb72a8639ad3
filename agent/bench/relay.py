"""A wire to QuickBooks that notes when the desk asks something."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

LARGEST = 1 << 16


@dataclass
class Relay:
    """Passes bytes on; `asked` holds when the desk connected or sent (event loop's clock)."""

    port: int
    asked: list[float] = field(default_factory=list)

    def asked_between(self, start: float, end: float) -> int:
        """How often the desk used the wire in that time."""
        return sum(start <= at <= end for at in self.asked)

    async def carry(
        self, inward: asyncio.StreamReader, outward: asyncio.StreamWriter, to: int
    ) -> None:
        """Serve one connection of the desk until either side closes it."""
        self._note()
        try:
            answers, asks = await asyncio.open_connection("127.0.0.1", to)
        except OSError:
            outward.close()
            return
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_pass(inward, asks, self._note))
                both.create_task(_pass(answers, outward, lambda: None))
        finally:
            asks.close()
            outward.close()

    def _note(self) -> None:
        self.asked.append(asyncio.get_running_loop().time())


@asynccontextmanager
async def relay(to: int) -> AsyncIterator[Relay]:
    """A port of its own that leads to port `to` of this machine."""
    wire = Relay(0)
    carried: set[asyncio.Task[None]] = set()

    async def accept(inward: asyncio.StreamReader, outward: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            carried.add(task)
        await wire.carry(inward, outward, to)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        for task in carried:
            task.cancel()
        await asyncio.gather(*carried, return_exceptions=True)


async def _pass(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[], None]
) -> None:
    try:
        while sent := await reader.read(LARGEST):
            note()
            writer.write(sent)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
    except OSError:
        # Either side hung up; the other hears of it by our closing.
        return
