"""`frontdesk bench`: every figure, one after the other."""

import os
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from agent.bench.books import customers
from agent.bench.crowd import crowd
from agent.bench.greeting import echo_floor, greetings, named_greetings
from agent.bench.rows import Row
from agent.bench.speech import caller_says
from agent.bench.turns import answers, barge_ins, spoken_answers
from agent.bench.yard import BenchError, Yard, yard
from agent.rehearsal.scenario import load
from office.settings import Settings

SPOKEN = ("hangs-up", "known-caller")
"""Scenarios whose answers are timed with the embedded voice."""

ALOUD = ("name", "spoken")
PARTS = ("greeting", "answer", "barge-in", "crowd", "customer", *ALOUD)
"""What can be measured; the last two need whole calls in real audio."""

Say = Callable[[str], None]


async def measure(
    settings: Settings, names: Sequence[str] = (), *, quick: bool, say: Say
) -> list[Row]:
    """Measure on data of its own; nothing of the desk that may run is touched.

    Args:
        settings: where the voice models are.
        names: which of `PARTS`; none means all.
        quick: fewer calls, and no whole call in real audio.
        say: told what is being measured, a few words each.

    Raises:
        BenchError: a name is unknown, or a part of the desk did not start or answer.
        VoiceError, QboError: the same, said by that part.
    """
    wanted = chosen(names, quick=quick)
    settings.voices_folder.mkdir(parents=True, exist_ok=True)
    say("the caller's sentence ...")
    sound = await caller_says(settings.voices_folder)
    rows: list[Row] = []
    try:
        if set(wanted) - set(ALOUD):
            async with yard(settings, "instant") as desk:
                rows += await _instant(desk, sound, wanted, 4 if quick else 30, say)
        if set(wanted) & set(ALOUD):
            async with yard(settings, "embedded") as desk:
                rows += await _aloud(desk, wanted, say)
    except TimeoutError as error:
        raise BenchError(
            "The desk did not do what was measured within 20 seconds; run frontdesk doctor, and "
            "measure again when the machine has less to do."
        ) from error
    return rows


def chosen(names: Sequence[str], *, quick: bool) -> tuple[str, ...]:
    """What is measured, in order.

    Raises:
        BenchError: a name is unknown, or not part of a quick run.
    """
    known = tuple(part for part in PARTS if not (quick and part in ALOUD))
    for name in names:
        if name not in known:
            run = "A quick run" if quick else "frontdesk bench"
            raise BenchError(f'{run} does not measure "{name}"; choose from {", ".join(known)}.')
    return tuple(part for part in known if not names or part in names)


async def _instant(
    desk: Yard, sound: bytes, wanted: Sequence[str], calls: int, say: Say
) -> list[Row]:
    """What is measured with voices that take no time."""
    rows: list[Row] = []
    if "greeting" in wanted:
        say(f"greetings, {calls * 4} calls ...")
        rows += await greetings(desk, await echo_floor(desk.settings), calls)
    if "answer" in wanted:
        say("answers ...")
        rows += await answers(desk, sound, max(2, calls // 3))
    if "barge-in" in wanted:
        say("interruptions ...")
        rows += await barge_ins(desk, sound, max(3, calls // 2))
    if "crowd" in wanted:
        say("ten calls at once ...")
        rows += await crowd(desk, sound, 1 if calls < 10 else 3)
    if "customer" in wanted:
        say("customers ...")
        rows += await customers(desk, calls)
    return rows


async def _aloud(desk: Yard, wanted: Sequence[str], say: Say) -> list[Row]:
    """What is measured with the embedded voice."""
    rows: list[Row] = []
    if "name" in wanted:
        say("greetings by name, embedded voice ...")
        rows += await named_greetings(desk, await echo_floor(desk.settings))
    if "spoken" in wanted:
        rows += await spoken_answers(desk, [load(name) for name in SPOKEN], say)
    return rows


def machine() -> dict[str, Any]:
    """Where it was measured."""
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count() or 1,
        "load before": load_average(),
        "Python": platform.python_version(),
        "system": platform.system(),
    }


def load_average() -> str:
    """How many programs wanted a core in the last minute, on average."""
    return f"{os.getloadavg()[0]:.1f}"
