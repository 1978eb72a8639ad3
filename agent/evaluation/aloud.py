"""The audio level: callers speak through embedded voices over a phone line to the recogniser.

What it writes down goes to the product's own dialogue; the desk's words come back as text, so that
a call takes as long as its sound takes to make and to hear, not as long as it would last.
"""

import asyncio
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from agent.evaluation.callers.cases import cases
from agent.evaluation.callers.person import Caller
from agent.evaluation.callers.split import callers, is_held_out
from agent.evaluation.channel import KEYPAD
from agent.evaluation.outcomes import Played
from agent.evaluation.play import Conditions, Heard, turns
from agent.evaluation.sound import PhoneLine

LINES = (
    PhoneLine(),
    PhoneLine(20.0),
    PhoneLine(17.5),
    PhoneLine(15.0),
    PhoneLine(20.0, 0.03),
)
WRITTEN = 10
"""One caller of so many is a hand-written hard one."""


class Listening(Protocol):
    """What says words over a line and gives what is written down of them."""

    async def hear(self, voice: str, line: PhoneLine, words: str, seed: int) -> str:
        """The words as they arrive."""
        ...


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call to be played: its number in the run, who phones, with which voice, over which line."""

    place: int
    caller: Caller
    voice: str
    line: PhoneLine


@dataclass(frozen=True, slots=True)
class Spoken:
    """One call in sound, and what came of it."""

    voice: str
    line: str
    played: Played


def ringing(place: int, caller: Caller, voices: tuple[str, ...]) -> Ringing:
    """The voice and the line of a call: after as many calls as there are pairs, each had one."""
    row, column = divmod(place, len(voices))
    return Ringing(place, caller, voices[column], LINES[(row + column) % len(LINES)])


def planned(number: int, voices: tuple[str, ...], *, held_out: bool) -> list[Ringing]:
    """Which calls are played: every caller once, and one in ten of them a hand-written one."""
    written = [case for case in cases() if is_held_out(case.name) is held_out]
    grown = iter(callers(len(written) + number, held_out=held_out)[len(written) :])
    return [
        ringing(
            place,
            written[place // WRITTEN % len(written)]
            if place % WRITTEN == WRITTEN - 1
            else next(grown),
            voices,
        )
        for place in range(number)
    ]


async def play_aloud(
    call: Ringing, listening: Listening, *, texts: bool = True, keep_lines: bool = False
) -> Spoken:
    """Play one call in sound."""
    conditions = Conditions(0.0, repeat=call.place, texts=texts)
    playing = turns(call.caller, conditions, keep_lines=keep_lines)
    number = 0
    try:
        turn = next(playing)
        while True:
            heard = turn.words
            if not heard.startswith(KEYPAD):
                seed = f"{call.caller.name} {call.voice} {call.line.name} {number}"
                heard = await listening.hear(
                    call.voice, call.line, heard, zlib.crc32(seed.encode())
                )
            number += 1
            turn = playing.send(Heard(heard))
    except StopIteration as ended:
        return Spoken(call.voice, call.line.name, ended.value)


async def run_aloud(
    plan: list[Ringing],
    listening: Listening,
    *,
    jobs: int,
    texts: bool = True,
    tick: Callable[[int], None],
) -> tuple[list[Spoken], float]:
    """Play the calls, so many at once; gives them in their order, and the seconds it took."""
    started = time.monotonic()
    done: dict[int, Spoken] = {}
    waiting = iter(plan)

    async def work() -> None:
        for call in waiting:
            done[call.place] = await play_aloud(call, listening, texts=texts)
            tick(1)

    async with asyncio.TaskGroup() as group:
        for _ in range(jobs):
            group.create_task(work())
    return [done[call.place] for call in plan], time.monotonic() - started
