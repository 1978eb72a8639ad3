"""What the measuring caller says: real speech, made once by the embedded voice and kept.

The voice detector hears no speech in a tone, and a figure that starts or ends with silence would
be measured against the wrong moment; so the silence around the words is cut off.
"""

import asyncio
from pathlib import Path

import numpy as np

from agent.bench.desk import HEARD
from agent.rehearsal.voice import CallerSpeech
from agent.voices.client import SpeechWorker
from telephony import mulaw

FRAME = 160
LOUD = 700.0
"""Mean level of 16-bit sound from which 20 ms count as speech."""

SOFT = 200.0
"""The same for whole calls, so that no soft ending of a word is cut off."""


async def caller_says(folder: Path) -> bytes:
    """The prepared sentence as 8 kHz μ-law, from its first to its last loud 20 ms.

    Raises:
        VoiceError: the embedded voice did not make it.
    """
    path = folder / "rendered" / "bench.pcm"
    if not await asyncio.to_thread(path.exists):
        sound = await _spoken(folder)
        await asyncio.to_thread(_keep, path, sound)
    return mulaw.encode(trimmed(await asyncio.to_thread(path.read_bytes)))


class PromptSpeech(CallerSpeech):
    """A caller's voice without the silence that synthesis leaves around the words.

    Up to 0.6 s of it stand behind a sentence; the desk would seem to answer so much sooner.
    """

    async def say(self, words: str) -> bytes:
        """8 kHz 16-bit sound of words, from their first to their last audible 20 ms."""
        return trimmed(await super().say(words), SOFT)


def trimmed(sound: bytes, level: float = LOUD) -> bytes:
    """16-bit sound without the silence around it."""
    samples = np.frombuffer(sound, "<i2")
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    loud = np.flatnonzero(np.abs(frames.astype(np.int32)).mean(axis=1) > level)
    return bytes(frames[loud[0] : loud[-1] + 1].tobytes()) if len(loud) else b""


async def _spoken(folder: Path) -> bytes:
    worker = SpeechWorker(folder)
    await worker.start()
    try:
        return b"".join([piece async for piece in worker.speak(HEARD)])
    finally:
        await worker.close()


def _keep(path: Path, sound: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(sound)
