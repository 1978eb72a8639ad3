"""News for the pages while it happens: in-process, lossy for slow readers, never on the call path.

The store is the truth; a page that missed something reads it again.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

WAITING_AT_MOST = 256


@dataclass(frozen=True, slots=True)
class News:
    """Something about a call changed; `what` is call, turn, field, tool, write or follow_up."""

    call_id: str
    what: str


class LiveEvents:
    """Publishes news to whoever is looking."""

    def __init__(self) -> None:
        """Start with nobody looking."""
        self._readers: dict[asyncio.Queue[News], str | None] = {}

    def publish(self, call_id: str, what: str) -> None:
        """Tell who follows this call; a reader that does not keep up loses its oldest news."""
        for queue, wanted in self._readers.items():
            if wanted is not None and wanted != call_id:
                continue
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(News(call_id, what))

    @asynccontextmanager
    async def follow(self, call_id: str | None = None) -> AsyncIterator[AsyncIterator[News]]:
        """Iterate over the news of one call, or of all; it begins when the block is entered."""
        queue: asyncio.Queue[News] = asyncio.Queue(WAITING_AT_MOST)
        self._readers[queue] = call_id
        try:
            yield _news(queue)
        finally:
            del self._readers[queue]


async def _news(queue: asyncio.Queue[News]) -> AsyncIterator[News]:
    while True:
        yield await queue.get()
