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
        self._readers: set[asyncio.Queue[News]] = set()

    def publish(self, call_id: str, what: str) -> None:
        """Tell every reader; a reader that does not keep up loses its oldest news."""
        for queue in self._readers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(News(call_id, what))

    @asynccontextmanager
    async def follow(self, call_id: str | None = None) -> AsyncIterator[AsyncIterator[News]]:
        """Iterate over the news of one call, or of all."""
        queue: asyncio.Queue[News] = asyncio.Queue(WAITING_AT_MOST)
        self._readers.add(queue)
        try:
            yield self._matching(queue, call_id)
        finally:
            self._readers.discard(queue)

    async def _matching(
        self, queue: asyncio.Queue[News], call_id: str | None
    ) -> AsyncIterator[News]:
        while True:
            news = await queue.get()
            if call_id is None or news.call_id == call_id:
                yield news
