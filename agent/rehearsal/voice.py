"""The simulated caller's ears and voice: another speech worker, with a voice unlike the desk's."""

import hashlib
from pathlib import Path

from agent.voices.client import SpeechWorker

SPEED = 0.95
SPELLING_SPEED = 0.85


class CallerSpeech:
    """Kokoro speaks, Whisper hears; what is said often is kept on disk."""

    def __init__(self, folder: Path, voice: str) -> None:
        """Use the models of a folder."""
        self._worker = SpeechWorker(folder, caller=voice)
        self._kept = folder / "rendered" / voice

    async def start(self) -> None:
        """Get ready."""
        await self._worker.start()

    async def close(self) -> None:
        """Stop."""
        await self._worker.close()

    async def hear(self, sound: bytes) -> str:
        """The words in 8 kHz 16-bit sound."""
        return (await self._worker.hear(sound)).text

    async def say(self, words: str) -> bytes:
        """8 kHz 16-bit sound of words; letters are spelled slowly."""
        speed = SPELLING_SPEED if _spells(words) else SPEED
        name = hashlib.sha256(f"{words}|{speed}".encode()).hexdigest()[:24]
        path = self._kept / f"{name}.pcm"
        if path.exists():
            return path.read_bytes()
        sound = b"".join([piece async for piece in self._worker.speak(words, speed=speed)])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sound)
        return sound


def _spells(words: str) -> bool:
    """Whether most of it is single letters."""
    parts = [part.strip(".,") for part in words.split()]
    return sum(len(part) == 1 for part in parts) * 2 > len(parts)
