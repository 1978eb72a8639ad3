"""When to look at a call again: soon after news, and once in a while when there is none."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from office.live import News

REST_SECONDS = 0.1
"""A burst of news, such as all fields of a read-back, is looked at once."""

QUIET_SECONDS = 5.0
"""Texts and problems come without news; and proxies drop a connection that says nothing."""

STILL_HERE = ": still here\n\n"
"""A comment of server-sent events: it keeps the connection and no page sees it."""


async def occasions(
    news: AsyncIterator[News], *, rest: float, quiet: float
) -> AsyncGenerator[None]:
    """Times to look: at once, after each burst of news, and whenever it has been quiet for long."""
    fresh = asyncio.Event()
    listening = asyncio.create_task(_listen(news, fresh))
    try:
        yield
        while True:
            try:
                async with asyncio.timeout(quiet):
                    await fresh.wait()
                await asyncio.sleep(rest)
            except TimeoutError:
                pass
            fresh.clear()
            yield
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


def event(html: str) -> str:
    """A piece of a page as one server-sent event."""
    return "".join(f"data: {line}\n" for line in html.splitlines()) + "\n"


async def _listen(news: AsyncIterator[News], fresh: asyncio.Event) -> None:
    async for _ in news:
        fresh.set()
