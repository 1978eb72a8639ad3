"""Voices: Piper for the desk, Kokoro for simulated callers; both give 8 kHz 16-bit sound."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

RATE = 8000
QUIET = 0.01
"""Level below which the start of a sentence counts as silence and is cut off."""

KEPT_SECONDS = 0.02
KOKORO_RATE = 24000


class DeskVoice:
    """Piper's en_US-joe."""

    def __init__(self, folder: Path) -> None:
        """Load the voice."""
        from piper import PiperVoice  # GPL: loaded in this program only

        self._voice: Any = PiperVoice.load(str(folder / "en_US-joe-medium.onnx"))

    def speak(self, text: str) -> Iterator[bytes]:
        """Speak sentence by sentence."""
        first = True
        for chunk in self._voice.synthesize(text):
            sound = np.asarray(chunk.audio_float_array, np.float32)
            if first:
                sound, first = trimmed(sound, chunk.sample_rate), False
            yield as_phone(sound, chunk.sample_rate)


class CallerVoice:
    """Kokoro with a voice that is not the desk's."""

    def __init__(self, folder: Path, voice: str, language: str = "en-us") -> None:
        """Load the model and one of its voices."""
        from kokoro_onnx import Kokoro  # brings a GPL phonemizer: loaded in this program only

        model, voices = folder / "kokoro-v1.0.int8.onnx", folder / "voices.npz"
        self._kokoro: Any = Kokoro(str(model), str(voices))
        self._voice, self._language = voice, language

    def speak(self, text: str, speed: float = 1.0) -> Iterator[bytes]:
        """Speak the whole text at once; callers have time."""
        sound, rate = self._kokoro.create(text, voice=self._voice, speed=speed, lang=self._language)
        yield as_phone(trimmed(np.asarray(sound, np.float32), rate), rate)


def trimmed(sound: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Without leading silence: it would be heard as a slower answer."""
    loud = np.flatnonzero(np.abs(sound) > QUIET)
    if not len(loud):
        return sound
    return sound[max(0, int(loud[0]) - int(KEPT_SECONDS * rate)) :]


def as_phone(sound: NDArray[np.float32], rate: int) -> bytes:
    """16-bit sound at the phone's rate."""
    narrow: NDArray[np.float32] = soxr.resample(sound, rate, RATE)
    return bytes((np.clip(narrow, -1, 1) * 32767).astype("<i2").tobytes())
