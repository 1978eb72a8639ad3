"""What the desk perceives of a sound: the detector's starts and stops, and the words, with times.

Time is the sound's own, so minutes are heard in seconds; recognition takes the same everywhere.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from pipecat.audio.vad.vad_analyzer import VADState

from agent.detector import SharedSilero
from agent.voices.client import Heard
from agent.voices.ears import GLIMPSES, TRAILING_SECONDS, is_hum
from agent.voices.stretches import LEAD_SECONDS, Stretches

RATE = 8000
FRAME_SECONDS = 0.04
"""The pipeline's own piece of sound."""

RECOGNITION_SECONDS = 0.3
"""From the end of speech to its words, embedded, at rest; all rules are given the same."""

GLIMPSE_RECOGNITION_SECONDS = 0.15
"""The same for an early look, whose window is shorter."""

SILENCE = bytes(int(TRAILING_SECONDS * RATE) * 2)
Hear = Callable[[bytes, bool], Awaitable[Heard]]
"""Given sound, and whether it is only a glimpse of it."""


@dataclass(frozen=True, slots=True)
class Perceived:
    """One thing the desk's floor is told; words that are heard are those of the turn so far."""

    at: float
    kind: Literal["voice_began", "voice_ended", "heard", "glimpsed"]
    words: str = ""
    score: float = 0.0
    """The recogniser's mean log-probability of the words."""


async def perceive(sound: bytes, hear: Hear, *, glimpses: bool = False) -> list[Perceived]:
    """Run the real detector over 16-bit sound at 8 kHz and the recogniser over what it finds.

    Args:
        sound: the caller's line.
        hear: the recogniser.
        glimpses: the desk speaks all the time, so that the ears look early.
    """
    detector = SharedSilero()
    detector.set_sample_rate(RATE)
    step = int(FRAME_SECONDS * RATE) * 2
    found: list[Perceived] = []
    speaking, began, last_end, turn = False, 0.0, 0.0, Stretches()
    for start in range(0, len(sound) - step + 1, step):
        state, at = await detector.analyze_audio(sound[start : start + step]), _second(start + step)
        if state is VADState.SPEAKING and not speaking:
            speaking, began = True, at
            found.append(Perceived(at, "voice_began"))
        elif state is VADState.QUIET and speaking:
            speaking = False
            found.append(Perceived(at, "voice_ended"))
            turn.add(_cut(sound, max(last_end, began - LEAD_SECONDS), at))
            joined, stretches = turn.joined()
            heard = await hear(joined + SILENCE, False)
            words = turn.heard(heard.text, stretches)
            if words:
                found.append(Perceived(at + RECOGNITION_SECONDS, "heard", words, heard.score))
            if glimpses:
                found += await _glimpses(sound, began, at, hear)
            last_end = at
    return sorted(found, key=lambda one: one.at)


async def _glimpses(sound: bytes, began: float, ended: float, hear: Hear) -> list[Perceived]:
    found, free = [], 0.0
    for seconds in GLIMPSES:
        at = max(began + seconds, free)
        free = at + GLIMPSE_RECOGNITION_SECONDS
        if free < ended:
            heard = await hear(_cut(sound, began - LEAD_SECONDS, at) + SILENCE, True)
            if heard.text and not is_hum(heard):
                found.append(Perceived(free, "glimpsed", heard.text, heard.score))
    return found


def _cut(sound: bytes, start: float, end: float) -> bytes:
    return sound[max(0, int(start * RATE)) * 2 : int(end * RATE) * 2]


def _second(place: int) -> float:
    return place / 2 / RATE
