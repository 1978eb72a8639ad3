"""The callers' sound: spoken once by the embedded voices and kept, then put on a phone line."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.bench.speech import SOFT, trimmed
from agent.evaluation.patiently import patiently
from agent.evaluation.turns.scripts import COUGH, HUM
from agent.rehearsal.voice import CallerSpeech, DeskSpeech
from telephony import mulaw

RATE = 8000
JOE = "joe"
"""The desk's own voice, as a caller."""

VOICES = ("jf_gongitsune", "jm_kumo", "jf_tebukuro")
VOICES_HELD_OUT = (JOE, "am_michael")
"""Another engine's voice, and one that needs the English ones; rules were made with neither."""

LOUDNESS_DB = (-30.0, -8.0)
NOISE_DB = (15.0, 30.0)
"""How far the noise lies below the voice."""

LEAD_SECONDS = 0.6
"""Line noise before the first word."""


class Callers:
    """Several voices; each starts its engine only for what it has never said."""

    def __init__(self, folder: Path) -> None:
        """Use the models and the kept sounds of a folder."""
        self._folder = folder
        self._started: dict[str, CallerSpeech] = {}

    async def say(self, voice: str, words: str, dice: random.Random) -> bytes:
        """16-bit sound at 8 kHz, from the first to the last audible 20 ms."""
        if words in (HUM, COUGH):
            return hum(dice) if words == HUM else cough(dice)
        kept = self._speech(voice).kept(words)
        if kept is None:
            if voice not in self._started:
                self._started[voice] = self._speech(voice)
                await self._started[voice].start()
            speech = self._started[voice]
            kept = await patiently(lambda: speech.say(words))
        return trimmed(kept, SOFT)

    def _speech(self, voice: str) -> CallerSpeech:
        return DeskSpeech(self._folder) if voice == JOE else CallerSpeech(self._folder, voice)

    async def close(self) -> None:
        """Stop the engines."""
        for speech in self._started.values():
            await speech.close()
        self._started.clear()


async def said(
    callers: Callers,
    groups: Sequence[str],
    pauses: Sequence[float],
    voice: str,
    dice: random.Random,
    *,
    lead: float = LEAD_SECONDS,
) -> tuple[bytes, list[float], list[float]]:
    """Groups of words with pauses; gives the sound and the seconds of each group's two ends."""
    sound, starts, ends = b"", [], []
    for pause, group in zip((lead, *pauses), groups, strict=True):
        sound += bytes(int(pause * RATE) * 2)
        starts.append(len(sound) / 2 / RATE)
        sound += await callers.say(voice, group, dice)
        ends.append(len(sound) / 2 / RATE)
    return sound, starts, ends


def on_the_line(sound: bytes, dice: random.Random, *, silence: float) -> bytes:
    """The sound at some loudness with noise below it, as a phone line carries it."""
    voice = np.concatenate([_samples(sound), np.zeros(int(silence * RATE))])
    peak = 10 ** (dice.uniform(*LOUDNESS_DB) / 20)
    voice *= peak / max(float(np.abs(voice).max()), 1e-9)
    loud = voice[np.abs(voice) > peak / 20]
    power = float(np.mean(loud**2)) if len(loud) else 0.0
    noise = np.random.default_rng(dice.getrandbits(32)).standard_normal(len(voice))
    voice += noise * np.sqrt(power / 10 ** (dice.uniform(*NOISE_DB) / 10))
    return mulaw.decode(mulaw.encode(_pcm(voice)))


def hum(dice: random.Random) -> bytes:
    """A hummed "mhm": two nasal pulses, the second higher."""
    pitch, gap = dice.uniform(95, 230), dice.uniform(0.03, 0.08)
    first, second = dice.uniform(0.12, 0.2), dice.uniform(0.18, 0.3)
    still = np.zeros(int(gap * RATE))
    return _pcm(np.concatenate([_nasal(pitch, first), still, _nasal(pitch * 1.2, second)]))


def cough(dice: random.Random) -> bytes:
    """A burst of noise that dies away, sometimes twice."""
    random_ = np.random.default_rng(dice.getrandbits(32))
    bursts = []
    for _ in range(dice.choice((1, 2))):
        length = int(dice.uniform(0.15, 0.3) * RATE)
        fading = np.exp(-np.arange(length) / (length / 4))
        bursts += [random_.standard_normal(length) * fading * 0.2, np.zeros(int(0.12 * RATE))]
    return _pcm(np.concatenate(bursts))


def _nasal(pitch: float, seconds: float) -> NDArray[np.float64]:
    """Harmonics as a closed mouth lets them through."""
    at = np.arange(int(seconds * RATE)) / RATE
    swell = np.sin(np.pi * np.clip(at / seconds, 0, 1)) ** 0.5
    tone = np.zeros(len(at))
    for number in range(1, int(3000 / pitch)):
        hertz = pitch * number
        strength = 1 / (1 + (hertz / 300) ** 2) + 0.1 / (1 + ((hertz - 1100) / 150) ** 2)
        tone += strength * np.sin(2 * np.pi * hertz * at)
    return np.asarray(tone * swell / max(float(np.abs(tone).max()), 1e-9) * 0.3)


def _samples(sound: bytes) -> NDArray[np.float64]:
    return np.frombuffer(sound, "<i2").astype(np.float64) / 32768


def _pcm(samples: NDArray[np.float64]) -> bytes:
    return bytes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
