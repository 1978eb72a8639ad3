import asyncio
from contextlib import aclosing

import pytest

from dashboard.stream import event, occasions
from office.live import LiveEvents

pytestmark = pytest.mark.unit


async def counted(live: LiveEvents, *, quiet: float, during: float) -> int:
    """How often a page that follows a call is looked at within some seconds."""
    found = 0

    async def look() -> None:
        nonlocal found
        async with (
            live.follow("c1") as news,
            aclosing(occasions(news, rest=0.02, quiet=quiet)) as times,
        ):
            async for _ in times:
                found += 1

    looking = asyncio.create_task(look())
    await asyncio.sleep(during)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    return found


async def soon(live: LiveEvents, call_id: str, times: int) -> None:
    """News after the page has been looked at once."""
    await asyncio.sleep(0.05)
    for _ in range(times):
        live.publish(call_id, "field")


async def test_page_is_looked_at_once_without_any_news() -> None:
    assert await counted(LiveEvents(), quiet=60, during=0.1) == 1


async def test_burst_of_news_is_looked_at_once() -> None:
    live = LiveEvents()
    looked, _ = await asyncio.gather(counted(live, quiet=60, during=0.6), soon(live, "c1", 400))
    assert looked == 2


async def test_news_of_another_call_is_not_looked_at() -> None:
    live = LiveEvents()
    looked, _ = await asyncio.gather(counted(live, quiet=60, during=0.6), soon(live, "c2", 5))
    assert looked == 1


async def test_quiet_call_is_looked_at_once_in_a_while() -> None:
    assert await counted(LiveEvents(), quiet=0.05, during=0.7) >= 3


async def test_news_while_the_page_is_being_written_is_not_lost() -> None:
    live = LiveEvents()
    async with live.follow("c1") as news, aclosing(occasions(news, rest=0.0, quiet=60)) as times:
        await anext(times)
        live.publish("c1", "turn")
        await asyncio.sleep(0.01)
        await asyncio.wait_for(anext(times), 1)
        live.publish("c1", "turn")
        await asyncio.wait_for(anext(times), 1)


async def test_page_that_is_closed_leaves_nobody_listening() -> None:
    live = LiveEvents()
    before = asyncio.all_tasks()
    await counted(live, quiet=60, during=0.05)
    assert asyncio.all_tasks() == before


def test_lines_of_a_page_stay_one_event_whatever_breaks_them() -> None:
    assert event("<p>\none\r\ntwo\rthree\n\n</p>") == (
        "data: <p>\ndata: one\ndata: two\ndata: three\ndata: \ndata: </p>\n\n"
    )
