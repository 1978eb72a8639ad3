"""News for the pages: whoever looks gets it, and nobody who looks slows a call."""

import asyncio

import pytest

from office.live import WAITING_AT_MOST, LiveEvents, News

pytestmark = pytest.mark.unit


async def test_every_reader_gets_the_news_in_order() -> None:
    live = LiveEvents()
    async with live.follow() as one, live.follow() as other:
        live.publish("c1", "turn")
        live.publish("c2", "field")
        for reader in (one, other):
            assert [await anext(reader), await anext(reader)] == [
                News("c1", "turn"),
                News("c2", "field"),
            ]


async def test_a_reader_of_one_call_hears_of_no_other() -> None:
    live = LiveEvents()
    async with live.follow("c1") as reader:
        live.publish("c2", "turn")
        live.publish("c1", "field")
        assert await anext(reader) == News("c1", "field")


async def test_a_slow_reader_loses_the_oldest_and_keeps_the_newest() -> None:
    live = LiveEvents()
    sent = [f"turn {number}" for number in range(WAITING_AT_MOST + 10)]
    async with live.follow() as slow:
        for what in sent:
            live.publish("c1", what)
        got = [(await anext(slow)).what for _ in range(WAITING_AT_MOST)]
        assert got == sent[10:]


async def test_a_slow_reader_takes_nothing_from_a_quick_one() -> None:
    live = LiveEvents()
    async with live.follow() as _slow, live.follow() as quick:
        for number in range(WAITING_AT_MOST * 2):
            live.publish("c1", str(number))
            assert (await anext(quick)).what == str(number)


async def test_a_busy_call_takes_nothing_from_the_reader_of_a_quiet_one() -> None:
    live = LiveEvents()
    async with live.follow("quiet") as reader:
        live.publish("quiet", "turn")
        for _ in range(WAITING_AT_MOST * 2):
            live.publish("busy", "turn")
        assert await asyncio.wait_for(anext(reader), 0.2) == News("quiet", "turn")


async def test_publishing_never_gives_the_loop_away() -> None:
    live = LiveEvents()
    others_ran = False

    async def other() -> None:
        nonlocal others_ran
        others_ran = True

    async with live.follow():
        waiting = asyncio.create_task(other())
        for _ in range(WAITING_AT_MOST * 2):
            live.publish("c1", "turn")
        assert not others_ran
        await waiting


async def test_news_begins_when_the_reader_comes_and_ends_when_it_goes() -> None:
    live = LiveEvents()
    live.publish("c1", "before")
    async with live.follow() as first:
        live.publish("c1", "during")
        assert (await anext(first)).what == "during"
    live.publish("c1", "after")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(first), 0.05)


async def test_a_reader_that_breaks_off_leaves_the_others() -> None:
    live = LiveEvents()

    async def break_off() -> None:
        async with live.follow():
            raise ConnectionResetError

    async with live.follow() as staying:
        with pytest.raises(ConnectionResetError):
            await break_off()
        live.publish("c1", "turn")
        assert await anext(staying) == News("c1", "turn")
