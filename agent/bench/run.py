"""`frontdesk bench`: every figure, one after the other."""

import os
import platform
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from agent.bench.books import customers
from agent.bench.crowd import crowd
from agent.bench.greeting import greetings, named_greetings
from agent.bench.mapping import FEW as FEW_RULES
from agent.bench.mapping import MANY as MANY_RULES
from agent.bench.mapping import mapping
from agent.bench.mirror import FEW, MANY, mirror
from agent.bench.rows import Row
from agent.bench.speech import caller_says
from agent.bench.turns import answers, barge_ins, spoken_answers
from agent.bench.visits import visits
from agent.bench.wire import writes
from agent.bench.yard import BenchError, Yard, yard
from agent.rehearsal.scenario import load
from agent.voices.client import VoiceError
from office.settings import Settings
from qbo.faults import QboError
from telephony.errors import CarrierError

SPOKEN = ("hangs-up", "known-caller")
"""Scenarios whose answers are timed with the embedded voice."""

ALOUD = ("name", "spoken")
PARTS = (
    "greeting",
    "answer",
    "barge-in",
    "crowd",
    "customer",
    "write",
    "mirror",
    "mapping",
    "visit",
    *ALOUD,
)
"""What can be measured; the last two need whole calls in real audio."""

Say = Callable[[str], None]
Part = Callable[[], Awaitable[list[Row]]]


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures, and why a part gave none (by its name)."""

    rows: list[Row] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


async def measure(
    settings: Settings, names: Sequence[str] = (), *, quick: bool, say: Say
) -> Measured:
    """Measure on data of its own; nothing of the desk that may run is touched.

    A part that fails costs only its own figures.

    Args:
        settings: where the voice models are.
        names: which of `PARTS`; none means all.
        quick: fewer calls, and no whole call in real audio.
        say: told what is being measured, a few words each.

    Raises:
        BenchError: a name is unknown, or the desk did not start.
        VoiceError: the embedded voice did not make the caller's sentence.
    """
    wanted = chosen(names, quick=quick)
    settings.voices_folder.mkdir(parents=True, exist_ok=True)
    sound = await caller_says(settings.voices_folder)
    measured = Measured()
    if set(wanted) - set(ALOUD):
        async with yard(settings, "instant") as desk:
            await _each(wanted, _instant(desk, sound, 4 if quick else 30), measured, say)
    if set(wanted) & set(ALOUD):
        async with yard(settings, "embedded") as desk:
            await _each(wanted, _aloud(desk), measured, say)
    return measured


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


def _instant(desk: Yard, sound: bytes, calls: int) -> dict[str, Part]:
    """What is measured with voices that take no time."""
    return {
        "greeting": lambda: greetings(desk, calls),
        "answer": lambda: answers(desk, sound, max(2, calls // 3)),
        "barge-in": lambda: barge_ins(desk, sound, max(3, calls // 2)),
        "crowd": lambda: crowd(desk, sound, 1 if calls < 10 else 3),
        "customer": lambda: customers(desk, calls),
        "write": lambda: writes(desk, calls),
        "mirror": lambda: mirror(desk.settings, **MANY if calls >= 10 else FEW),
        "mapping": lambda: mapping(desk.settings, **MANY_RULES if calls >= 10 else FEW_RULES),
        "visit": lambda: visits(max(20, 2 * calls)),
    }


def _aloud(desk: Yard) -> dict[str, Part]:
    """What is measured with the embedded voice."""
    return {
        "name": lambda: named_greetings(desk),
        "spoken": lambda: spoken_answers(desk, [load(name) for name in SPOKEN]),
    }


async def _each(
    wanted: Sequence[str], parts: Mapping[str, Part], measured: Measured, say: Say
) -> None:
    """Measure one wanted part after the other, and note why one could not be."""
    for name in wanted:
        if name not in parts:
            continue
        say(f"{name} ...")
        try:
            measured.rows.extend(await parts[name]())
        except TimeoutError:
            measured.failed[name] = "The desk did not do it in time; is the machine busy?"
        except (BenchError, VoiceError, QboError, CarrierError) as error:
            measured.failed[name] = str(error)


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
