"""The simulated caller's ears and voice: another speech worker, with a voice unlike the desk's."""

import hashlib
from pathlib import Path

from agent.voices.client import SpeechWorker
from agent.voices.english import speaking

PATIENCE = 4.0
"""On a busy machine a rehearsed caller rather thinks for a while than hangs up."""
SPEED = 0.95
SPELLING_SPEED = 0.85


class CallerSpeech:
    """Kokoro speaks, Whisper hears; what is said often is kept on disk."""

    def __init__(self, folder: Path, voice: str) -> None:
        """Use the models of a folder."""
        voice = speaking(folder, voice)
        self._worker = SpeechWorker(folder, caller=voice, patience=PATIENCE)
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
        if (sound := self.kept(words)) is not None:
            return sound
        path = self._place(words)
        sound = b"".join(
            [piece async for piece in self._worker.speak(words, speed=self._speed(words))]
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sound)
        return sound

    def kept(self, words: str) -> bytes | None:
        """The same, if it was said before."""
        path = self._place(words)
        return path.read_bytes() if path.exists() else None

    def _speed(self, words: str) -> float | None:
        return _pace(words)

    def _place(self, words: str) -> Path:
        name = hashlib.sha256(f"{words}|{_pace(words)}".encode()).hexdigest()[:24]
        return self._kept / f"{name}.pcm"


class DeskSpeech(CallerSpeech):
    """The desk's own voice as a caller's; it has one pace."""

    def __init__(self, folder: Path) -> None:
        """Use the models of a folder."""
        self._worker = SpeechWorker(folder, patience=PATIENCE)
        self._kept = folder / "rendered" / "joe"

    def _speed(self, words: str) -> float | None:
        return None


def _pace(words: str) -> float:
    return SPELLING_SPEED if _spells(words) else SPEED


def _spells(words: str) -> bool:
    """Whether most of it is single letters."""
    parts = [part.strip(".,") for part in words.split()]
    return sum(len(part) == 1 for part in parts) * 2 > len(parts)
