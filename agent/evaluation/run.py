"""Plays many calls on one or more processes; the same arguments always give the same calls."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from agent.evaluation.callers.person import Caller
from agent.evaluation.callers.split import callers
from agent.evaluation.channel.strength import Strength, calibrated
from agent.evaluation.figures import Figures, figures
from agent.evaluation.outcomes import Played
from agent.evaluation.play import Conditions, play

BATCH = 25
REPEATS = 8
"""Channel seeds per repeated caller: pass^8 asks that all of them end right."""

REPEATED_SHARE = 10
"""One caller of so many is repeated."""

Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class TextRun:
    """Calls over one line: how it was set, what came out, and how fast it went on one core."""

    strength: Strength
    attention: float
    held_out: bool
    texts: bool
    streets: bool
    calls: int
    callers: int
    figures: Figures
    wall_seconds: float
    busy_seconds: float

    @property
    def times_real(self) -> float:
        """Simulated seconds of speech in one second of one core."""
        return self.figures.calls.seconds / self.busy_seconds if self.busy_seconds else 0.0


Job = tuple[Caller, Conditions]


def planned(
    number: int,
    strength: Strength,
    *,
    held_out: bool,
    attention: float,
    texts: bool = True,
    streets: bool = False,
) -> list[Job]:
    """Which calls are played: every caller once, and some of them `REPEATS` times."""
    repeated = max(1, number // (REPEATED_SHARE + REPEATS - 1))
    chosen = callers(max(1, number - repeated * (REPEATS - 1)), held_out=held_out)
    jobs = [
        (caller, Conditions(strength.value, attention, repeat, texts, streets))
        for place, caller in enumerate(chosen)
        for repeat in range(REPEATS if place % REPEATED_SHARE == 0 else 1)
    ]
    return jobs[:number] if number < REPEATS else jobs


def run_text(
    number: int,
    wanted: float | Strength,
    *,
    held_out: bool = False,
    attention: float = 1.0,
    texts: bool = True,
    streets: bool = False,
    jobs: int = 1,
    tick: Tick = lambda _done: None,
) -> TextRun:
    """Play about so many calls over a line on which so large a share of answers reads right.

    Args:
        number: how many calls, repeats included.
        wanted: the share of a plain reading, such as 0.73, or a strength found before.
        held_out: play the callers that nothing is tuned on.
        attention: how often callers notice a read-back that differs by one sign.
        texts: whether the desk can send texts, and callers answer them.
        streets: whether the desk has made-up streets to check addresses against.
        jobs: how many processes play.
        tick: told how many calls were played since it was told last.
    """
    strength = wanted if isinstance(wanted, Strength) else calibrated(wanted)
    work = planned(
        number, strength, held_out=held_out, attention=attention, texts=texts, streets=streets
    )
    started = time.perf_counter()
    played: list[Played] = []
    busy = 0.0
    for calls, seconds in _spread(work, jobs):
        played += calls
        busy += seconds
        tick(len(calls))
    return TextRun(
        strength,
        attention,
        held_out,
        texts,
        streets,
        len(played),
        len({call.seed for call in played}),
        figures(played),
        time.perf_counter() - started,
        busy,
    )


def _spread(work: Sequence[Job], jobs: int) -> Iterator[tuple[list[Played], float]]:
    batches = [list(work[place : place + BATCH]) for place in range(0, len(work), BATCH)]
    if jobs <= 1:
        yield from map(_batch, batches)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(_batch, batches)


def _batch(work: list[Job]) -> tuple[list[Played], float]:
    started = time.process_time()
    played = [play(caller, conditions) for caller, conditions in work]
    return played, time.process_time() - started
