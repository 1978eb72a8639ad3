"""How soon the caller hears the first sound, and that nobody outside is asked before it."""

import asyncio
import base64
import json
import os
import signal
import time

from websockets.asyncio.client import connect

from agent.bench.books import known_numbers
from agent.bench.rows import Row, percentile
from agent.bench.yard import Yard, process
from office.ports import free_ports
from office.settings import Settings

GREETING_MS = 40.0
NAMED_MS = 300.0
WARM_UP = 3
CALM_SECONDS = 0.15
"""Between two calls: how the desk leaves one is no part of how it answers the next."""


async def echo_floor(settings: Settings, times: int = 200) -> float:
    """Milliseconds (p99) a bare websocket takes to send 20 ms of sound back."""
    port = free_ports(1)[0]
    media = json.dumps(
        {"event": "media", "media": {"payload": base64.b64encode(bytes(160)).decode()}}
    )
    spent = []
    ready = f"http://127.0.0.1:{port}/readyz"
    async with (
        process(settings, ready, "agent.bench.echo", str(port), wanted=200),
        connect(f"ws://127.0.0.1:{port}/echo") as socket,
    ):
        for _ in range(times):
            started = time.perf_counter()
            await socket.send(media)
            await socket.recv()
            spent.append((time.perf_counter() - started) * 1000)
    return percentile(spent, 99)


async def first_sounds(yard: Yard, callers: list[str | None]) -> list[float]:
    """Milliseconds from each stream's `start` to the desk's first sound."""
    spent = []
    for caller in callers:
        phone = yard.phone(caller)
        async with phone.call():
            await phone.until(lambda phone=phone: phone.sounds)
            spent.append((phone.sounds[0][0] - phone.started) * 1000)
        await asyncio.sleep(CALM_SECONDS)
    return spent


async def asked_before_sound(yard: Yard, callers: list[str]) -> int:
    """In how many calls QuickBooks is asked anything between the ring and the first sound."""
    asked, loop = 0, asyncio.get_running_loop()
    for caller in callers:
        rang, phone = loop.time(), yard.phone(caller)
        async with phone.call():
            await phone.until(lambda phone=phone: phone.sounds)
            asked += yard.books_wire.asked_between(rang, phone.sounds[0][0]) > 0
    return asked


async def greetings(yard: Yard, calls: int) -> list[Row]:
    """Strangers greeted by a voice that takes no time, with QuickBooks there and frozen."""
    floor = await echo_floor(yard.settings)
    await first_sounds(yard, [None] * WARM_UP)
    spent = await first_sounds(yard, [None] * (calls * 4))
    known = await known_numbers(yard)
    asked = await asked_before_sound(yard, known[: calls // 2])
    os.kill(yard.company_pid, signal.SIGSTOP)
    try:
        frozen = await first_sounds(yard, list(known[: calls // 2]))
    finally:
        os.kill(yard.company_pid, signal.SIGCONT)
    waited = sum(1 for each in frozen if each > NAMED_MS)
    return [
        Row(
            "stream start to first sound of the greeting, p99",
            percentile(spent, 99),
            "ms",
            GREETING_MS,
            floor,
            "a bare websocket's echo, p99",
            f"{len(spent)} calls, median {percentile(spent, 50):.1f} ms",
        ),
        Row(
            "calls of known callers with a request to QuickBooks before the first sound",
            float(asked),
            "calls",
            0.0,
            float(len(frozen)),
            "calls made",
            "counted on the desk's wire to it",
        ),
        Row(
            "known callers kept waiting while QuickBooks is frozen",
            float(waited),
            "calls",
            0.0,
            float(len(frozen)),
            "calls made",
            f"slowest {max(frozen):.1f} ms",
        ),
    ]


async def named_greetings(yard: Yard) -> list[Row]:
    """Customers greeted by name by the embedded voice, each for the first time."""
    floor = await echo_floor(yard.settings)
    await first_sounds(yard, [None] * WARM_UP)
    numbers = await known_numbers(yard)
    spent = await first_sounds(yard, list(numbers))
    return [
        Row(
            "first sound of a greeting by name, embedded voice, p99",
            percentile(spent, 99),
            "ms",
            NAMED_MS,
            floor,
            "a bare websocket's echo, p99",
            f"{len(spent)} customers called once each, median {percentile(spent, 50):.1f} ms",
        )
    ]
