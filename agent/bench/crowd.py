"""Ten calls at once in one process, and the one too many."""

import asyncio
import contextlib
import os
import time
from pathlib import Path

from agent.bench.phone import Phone
from agent.bench.rows import Row, percentile
from agent.bench.yard import Yard

CALLS = 10
LATE_MS = 60.0
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


async def crowd(yard: Yard, sound: bytes, rounds: int) -> list[Row]:
    """Calls that talk at the same time, then one more than the desk takes."""
    alone = await _lateness(yard, sound, 1, rounds)
    began, busy = time.monotonic(), _cpu_seconds(yard.desk_pid)
    together = await _lateness(yard, sound, CALLS, rounds)
    load = (_cpu_seconds(yard.desk_pid) - busy) / (time.monotonic() - began) * 100
    line, voicemail = await _one_too_many(yard)
    return [
        Row(
            f"lateness of the desk's sound in {CALLS} calls at once, p99",
            percentile(together, 99),
            "ms",
            LATE_MS,
            max(percentile(alone, 99), 1.0),
            "one call alone, p99 (1 ms at least)",
            f"{len(together)} messages, worst {max(together):.0f} ms",
        ),
        Row(
            f"processor time of the desk for {CALLS} calls",
            load,
            "%",
            None,
            100.0,
            "one core",
            "speech both ways, voices that take no time",
        ),
        Row(
            "callers over the limit without a polite line and voicemail",
            float(not (line and voicemail)),
            "calls",
            0.0,
            1.0,
            "callers over the limit",
            f"{CALLS} calls open",
        ),
    ]


async def _lateness(yard: Yard, sound: bytes, calls: int, rounds: int) -> list[float]:
    async def talk(wait: float) -> list[float]:
        await asyncio.sleep(wait)
        phone = yard.phone(None, sound)
        async with phone.call():
            for _ in range(rounds):
                await phone.until_quiet()
                await phone.answer_ms()
            await phone.until_quiet()
        return lateness(phone)

    # Nobody still talks when the next part begins, even if one call failed.
    found = await asyncio.gather(
        *(talk(0.15 * number) for number in range(calls)), return_exceptions=True
    )
    for each in found:
        if isinstance(each, BaseException):
            raise each
    return [late for each in found if isinstance(each, list) for late in each]


def lateness(phone: Phone) -> list[float]:
    """Milliseconds each message came after the sound before it had been played.

    The desk's words stand without a pause between them, so that any gap is a stutter, however
    long, unless the caller spoke in it.
    """
    late, plays_to = [], 0.0
    for at, seconds in phone.sounds:
        if plays_to and not any(plays_to <= talked <= at for talked in phone.talked):
            late.append(max(0.0, at - plays_to) * 1000)
        plays_to = max(at, plays_to) + seconds
    return late


async def _one_too_many(yard: Yard) -> tuple[bool, bool]:
    """Whether the caller over the limit hears a line and can leave a message."""
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(yard.settings.max_calls):
            phone = await stack.enter_async_context(yard.phone().call())
            await phone.until(lambda phone=phone: phone.sounds)
        last = await stack.enter_async_context(yard.phone().call())
        await last.until(lambda: any(event in ("recording", "ended") for event, _ in last.told))
        said = any(event == "said" and facts.get("text") for event, facts in last.told)
        return said, any(event == "recording" for event, _ in last.told)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS
