"""Turn-taking in real audio: the product's own detector, ears and rules, in virtual time."""

import random
from collections.abc import Callable
from pathlib import Path

from agent.evaluation.patiently import patiently
from agent.evaluation.turns.figures import Figure
from agent.evaluation.turns.hearing import Hear, perceive
from agent.evaluation.turns.outcomes import HEARD_OUT_SECONDS, Over, Turn, of_overs, of_turns
from agent.evaluation.turns.scripts import (
    COUGH,
    HUM,
    INTERRUPTIONS,
    PASSING_WORDS,
    Script,
    dictations,
    sentences,
)
from agent.evaluation.turns.sounds import (
    RATE,
    VOICES,
    Callers,
    on_the_line,
    said,
)
from agent.voices.client import Heard, SpeechWorker

INTO_SECONDS = (1.0, 5.0)
"""When the caller speaks into the desk's words."""

PASSING = (*PASSING_WORDS, HUM, HUM, HUM, COUGH)
Progress = Callable[[int, int], None]


async def measure(seed: int, number: int, progress: Progress, folder: Path) -> list[Figure]:
    """Measure everything.

    Args:
        seed: repeats every pause, voice, loudness and noise.
        number: of dictations, of whole turns, of interruptions, and of sounds in passing.
        progress: told how many of how many are done.
        folder: where the voices' models are; what callers say is kept there.

    Raises:
        VoiceError: the embedded voice is not there.
    """
    turns, overs = await collect(seed, number, progress, folder)
    return of_turns(turns) + of_overs(overs)


async def collect(
    seed: int, number: int, progress: Progress, folder: Path
) -> tuple[list[Turn], list[Over]]:
    """What the desk perceives of all callers."""
    callers, ears = Callers(folder), SpeechWorker(folder)

    async def hear(sound: bytes, brief: bool) -> Heard:
        return await patiently(lambda: ears.hear(sound, RATE, brief=brief))

    turns: list[Turn] = []
    overs: list[Over] = []
    scripts = dictations(_dice(str(seed)), number) + sentences(number)
    try:
        await ears.start()
        for place, script in enumerate(scripts):
            turns.append(await _turn(callers, hear, script, f"{seed}:{place}"))
            progress(len(turns), 4 * number)
        for place in range(2 * number):
            stops, turn = place % 2 == 0, place // 2
            words = (INTERRUPTIONS if stops else PASSING)[
                turn % len(INTERRUPTIONS if stops else PASSING)
            ]
            overs.append(
                await _over(callers, hear, words, stops=stops, seed=f"{seed}:over:{place}")
            )
            progress(len(turns) + len(overs), 4 * number)
    finally:
        await callers.close()
        await ears.close()
    return turns, overs


async def _turn(callers: Callers, hear: Hear, script: Script, seed: str) -> Turn:
    dice = _dice(seed)
    voice = dice.choice(VOICES)
    sound, starts, ends = await said(callers, script.groups, script.pauses, voice, dice)
    line = on_the_line(sound, dice, silence=HEARD_OUT_SECONDS)
    return Turn(script, f"{seed} {voice}", await perceive(line, hear), starts, ends)


async def _over(callers: Callers, hear: Hear, words: str, *, stops: bool, seed: str) -> Over:
    dice = _dice(seed)
    voice = dice.choice(VOICES)
    sound, starts, _ = await said(
        callers, (words,), (), voice, dice, lead=dice.uniform(*INTO_SECONDS)
    )
    line = on_the_line(sound, dice, silence=3.0)
    perceived = await perceive(line, hear, glimpses=True)
    return Over(words, stops, f"{seed} {voice}", perceived, starts[0])


def _dice(seed: str) -> random.Random:
    """The same sound for the same seed."""
    return random.Random(seed)  # noqa: S311 - which pauses, voices and noises
