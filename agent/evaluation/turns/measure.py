"""Turn-taking in real audio: the product's own detector, ears and rules, in virtual time."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.evaluation.turns.figures import Figure
from agent.evaluation.turns.kept import KeptEars
from agent.evaluation.turns.outcomes import HEARD_OUT_SECONDS, Over, Turn, of_overs, of_turns
from agent.evaluation.turns.scripts import Script, dictations, overs, sentences
from agent.evaluation.turns.sounds import (
    VOICES,
    VOICES_HELD_OUT,
    Callers,
    on_the_line,
    said,
)

INTO_SECONDS = (1.0, 5.0)
"""When the caller speaks into the desk's words."""

Progress = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured; the same is heard again from what was kept.

    `seed` repeats every pause, voice, loudness and noise.
    """

    seed: int
    dictations: int
    ordinary: int
    into: int
    """Interruptions, and as many sounds in passing."""

    held_out: bool = False

    @property
    def number(self) -> int:
        """Of all turns."""
        return self.dictations + self.ordinary + 2 * self.into


async def measure(wanted: Wanted, progress: Progress, voices: Path, kept: Path) -> list[Figure]:
    """Measure everything.

    Args:
        wanted: how many turns of each kind.
        progress: told after each turn.
        voices: where the voices' models are; what callers say is kept there.
        kept: where what was heard is kept.

    Raises:
        VoiceError: the embedded voice is not there.
    """
    turns, into = await collect(wanted, progress, voices, kept)
    return of_turns(turns) + of_overs(into)


async def collect(
    wanted: Wanted, progress: Progress, voices: Path, kept: Path
) -> tuple[list[Turn], list[Over]]:
    """What the desk perceives of all callers."""
    stage = _Stage(wanted, Callers(voices), KeptEars(voices, kept))
    dice, held_out = _dice(str(wanted.seed)), wanted.held_out
    scripts = dictations(dice, wanted.dictations, held_out=held_out)
    turns: list[Turn] = []
    into: list[Over] = []
    try:
        for script in (*scripts, *sentences(wanted.ordinary, held_out=held_out)):
            turns.append(await stage.turn(script, f"{wanted.seed}:{len(turns)}"))
            progress()
        for words, stops in overs(wanted.into, held_out=held_out):
            seed = f"{wanted.seed}:over:{len(into)}"
            into.append(await stage.over(words, stops=stops, seed=seed))
            progress()
    finally:
        await stage.close()
    return turns, into


@dataclass(frozen=True, slots=True)
class _Stage:
    """Callers who speak, and ears that hear them."""

    wanted: Wanted
    callers: Callers
    ears: KeptEars

    async def close(self) -> None:
        await self.callers.close()
        await self.ears.close()

    async def turn(self, script: Script, seed: str) -> Turn:
        dice = _dice(seed)
        voice = dice.choice(self._voices)
        sound, starts, ends = await said(self.callers, script.groups, script.pauses, voice, dice)
        line = on_the_line(sound, dice, silence=HEARD_OUT_SECONDS)
        return Turn(script, f"{seed} {voice}", await self.ears.perceive(line), starts, ends)

    async def over(self, words: str, *, stops: bool, seed: str) -> Over:
        dice = _dice(seed)
        voice = dice.choice(self._voices)
        lead = dice.uniform(*INTO_SECONDS)
        sound, starts, _ = await said(self.callers, (words,), (), voice, dice, lead=lead)
        line = on_the_line(sound, dice, silence=3.0)
        perceived = await self.ears.perceive(line, glimpses=True)
        return Over(words, stops, f"{seed} {voice}", perceived, starts[0])

    @property
    def _voices(self) -> tuple[str, ...]:
        return VOICES_HELD_OUT if self.wanted.held_out else VOICES


def _dice(seed: str) -> random.Random:
    """The same sound for the same seed."""
    return random.Random(seed)  # noqa: S311 - which pauses, voices and noises
