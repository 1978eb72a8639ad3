"""`frontdesk bench`: every figure, one after the other."""

import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from agent.bench.books import customers
from agent.bench.crowd import crowd
from agent.bench.greeting import echo_floor, greetings, named_greetings
from agent.bench.rows import Row
from agent.bench.speech import caller_says
from agent.bench.turns import answers, barge_ins, spoken_answers
from agent.bench.yard import yard
from agent.rehearsal.scenario import load
from office.settings import Settings

SPOKEN = ("hangs-up", "known-caller")
"""Scenarios whose answers are timed with the embedded voice."""

Say = Callable[[str], None]


async def measure(settings: Settings, *, quick: bool, say: Say) -> list[Row]:
    """Measure everything on data of its own; nothing of the desk that may run is touched.

    Args:
        settings: where the voice models are.
        quick: fewer calls, and no whole call in real audio.
        say: told what is being measured, a few words each.

    Raises:
        BenchError, VoiceError, QboError: a part of the desk did not start or answer.
    """
    calls = 4 if quick else 30
    settings.voices_folder.mkdir(parents=True, exist_ok=True)
    say("the caller's sentence ...")
    sound = await caller_says(settings.voices_folder)
    rows: list[Row] = []
    async with yard(settings, "instant") as desk:
        say("floor: a bare websocket ...")
        floor = await echo_floor(desk.settings)
        say(f"greetings, {calls} calls ...")
        rows += await greetings(desk, floor, calls)
        say("answers ...")
        rows += await answers(desk, sound, max(3, calls // 3))
        say("interruptions ...")
        rows += await barge_ins(desk, sound, max(3, calls // 2))
        say("ten calls at once ...")
        rows += await crowd(desk, sound, 1 if quick else 3)
        say("customers ...")
        rows += await customers(desk, calls)
    if quick:
        return rows
    async with yard(settings, "embedded") as desk:
        say("greetings by name, embedded voice ...")
        rows += await named_greetings(desk, floor)
        rows += await spoken_answers(desk, [load(name) for name in SPOKEN], say)
    return rows


def machine() -> dict[str, Any]:
    """Where it was measured."""
    load_average = os.getloadavg()[0]
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count() or 1,
        "load before": f"{load_average:.1f}",
        "Python": platform.python_version(),
        "system": platform.system(),
    }
