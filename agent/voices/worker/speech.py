"""Voices: Piper for the desk, Kokoro for simulated callers; both give 8 kHz 16-bit sound."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from agent.voices.english import FILE, STANDS_IN

RATE = 8000
QUIET = 0.01
"""Level below which the start of a sentence counts as silence and is cut off."""

KEPT_SECONDS = 0.02


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
    """Kokoro with voices that are not the desk's."""

    def __init__(self, folder: Path, voice: str) -> None:
        """Load the model and its voices; `voice` speaks where no other is asked for."""
        from kokoro_onnx import Kokoro  # brings a GPL phonemizer: loaded in this program only
        from onnxruntime import InferenceSession, SessionOptions

        model, voices = folder / "kokoro-v1.0.int8.onnx", folder / "voices.npz"
        options = SessionOptions()
        # On a busy machine threads that spin while they wait take the cores from everybody.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._kokoro: Any = Kokoro.from_session(session, str(voices))
        self._voices = _vectors(voices) | _vectors(folder / FILE)
        self._voice = voice

    def speak(self, text: str, speed: float = 1.0, voice: str = "") -> Iterator[bytes]:
        """Speak the whole text at once; callers have time."""
        name = voice or self._voice
        if name not in self._voices:
            name = STANDS_IN.get(name, name)
        sound, rate = self._kokoro.create(
            text, voice=self._voices[name], speed=speed, lang=_language(name)
        )
        yield as_phone(trimmed(np.asarray(sound, np.float32), rate), rate)


def _vectors(path: Path) -> dict[str, NDArray[np.float32]]:
    if not path.exists():
        return {}
    with np.load(path) as voices:
        return {name: voices[name] for name in voices.files}


def _language(voice: str) -> str:
    """British voices speak British English, all others American."""
    return "en-gb" if voice.startswith("b") else "en-us"


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
