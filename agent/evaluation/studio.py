"""Where measured callers get their sound, and where it is written down again; both are kept.

Each is kept on disk by its content and by the program that made it, so that a second run goes on
where the first one ended, and a changed recogniser is asked anew.
"""

import asyncio
import hashlib
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import numpy as np

from agent.evaluation.keeping import RECOGNISER, keep, version
from agent.evaluation.patiently import patiently
from agent.evaluation.sound import PhoneLine, with_pause
from agent.evaluation.speakable import speakable
from agent.voices.client import SpeechWorker
from agent.voices.english import are_here

JOE = "joe"
"""The desk's own Piper voice, as a caller."""

FLITE = ("awb", "rms", "slt")
"""Debian's old synthetic voices: a Scot and two Americans."""

ENGLISH = ("am_michael", "bf_emma", "hf_alpha", "bm_george", "af_heart")
JAPANESE = ("jm_kumo", "jf_gongitsune", "jf_tebukuro")
"""Kokoro's, where the English ones were not fetched."""

PATIENCE = 20.0
"""Nobody waits on the line, so that a busy machine may take its time."""

SPEED, SPELLING_SPEED = 0.95, 0.85
LONGEST_SECONDS = 28.0
"""The recogniser hears no more at once."""

PAUSING, PAUSES = 0.2, (0.3, 0.9)
"""How many turns have a pause in them, and of how many seconds."""


def voices(folder: Path) -> tuple[str, ...]:
    """The voices that are there, unlike ones next to each other."""
    kokoro = ENGLISH if are_here(folder) else JAPANESE
    others = (JOE, *(f"flite {name}" for name in FLITE if which("flite")))
    pairs = zip(kokoro, (*others, *("",) * len(kokoro)), strict=False)
    mixed = [name for pair in pairs for name in pair if name]
    return (*mixed, *(name for name in others if name not in mixed))


class Studio:
    """Says and hears through speech workers, several at once."""

    def __init__(self, folder: Path, kept: Path, *, jobs: int = 1) -> None:
        """Use the models of a folder and keep what was made under another.

        `jobs` is how many turns are heard at once.
        """
        self._folder, self._kept, self._jobs = folder, kept, jobs
        self._desks: asyncio.Queue[SpeechWorker] = asyncio.Queue()
        self._kokoro: SpeechWorker | None = None
        self._started: list[SpeechWorker] = []
        self._starting = asyncio.Lock()

    async def close(self) -> None:
        """Stop whatever was started."""
        for worker in self._started:
            await worker.close()

    async def hear(self, voice: str, line: PhoneLine, words: str, seed: int) -> str:
        """What is written down of words said with a voice over a line."""
        said = await self.say(voice, words)
        dice = np.random.default_rng(seed)
        if dice.random() < PAUSING:
            said = with_pause(said, float(dice.uniform(*PAUSES)), 0.5)
        arrived = line.carry(said, dice)[: int(LONGEST_SECONDS * 16000)]
        name = hashlib.sha256(version(*RECOGNISER) + arrived).hexdigest()[:32]
        path = self._kept / "heard" / f"{name}.txt"
        if not path.exists():
            async with self._desk() as desk:
                keep(path, (await patiently(lambda: desk.hear(arrived))).text.encode())
        return path.read_text()

    async def say(self, voice: str, words: str) -> bytes:
        """8 kHz 16-bit sound of words."""
        text = speakable(words)
        speed = SPELLING_SPEED if _spells(text) else SPEED
        name = hashlib.sha256(f"{voice}|{speed}|{text}".encode()).hexdigest()[:32]
        path = self._kept / "said" / f"{name}.pcm"
        if not path.exists():
            keep(path, await self._made(voice, text, speed))
        return path.read_bytes()

    async def _made(self, voice: str, text: str, speed: float) -> bytes:
        if voice.startswith("flite "):
            return await _flite(voice.removeprefix("flite "), text)
        if voice == JOE:
            async with self._desk() as desk:
                return await patiently(lambda: _spoken(desk, text))
        kokoro = await self._callers(voice)
        return await patiently(lambda: _spoken(kokoro, text, speed, voice))

    @asynccontextmanager
    async def _desk(self) -> AsyncIterator[SpeechWorker]:
        """A worker with the desk's voice and the recogniser, for one request."""
        async with self._starting:
            if self._jobs and self._desks.empty():
                self._jobs -= 1
                self._desks.put_nowait(await self._start(""))
        desk = await self._desks.get()
        try:
            yield desk
        finally:
            self._desks.put_nowait(desk)

    async def _callers(self, voice: str) -> SpeechWorker:
        """One worker speaks with every Kokoro voice; it uses all cores itself."""
        async with self._starting:
            if self._kokoro is None:
                self._kokoro = await self._start(voice)
        return self._kokoro

    async def _start(self, caller: str) -> SpeechWorker:
        worker = SpeechWorker(self._folder, caller=caller, patience=PATIENCE)
        await worker.start()
        self._started.append(worker)
        return worker


@asynccontextmanager
async def studio(folder: Path, kept: Path, *, jobs: int = 1) -> AsyncIterator[Studio]:
    """A studio whose workers end with the block."""
    opened = Studio(folder, kept, jobs=jobs)
    try:
        yield opened
    finally:
        await opened.close()


async def _spoken(
    worker: SpeechWorker, text: str, speed: float | None = None, voice: str = ""
) -> bytes:
    return b"".join([piece async for piece in worker.speak(text, speed=speed, voice=voice)])


def _spells(words: str) -> bool:
    parts = [part.strip(".,") for part in words.split()]
    return sum(len(part) == 1 for part in parts) * 2 > len(parts)


async def _flite(voice: str, text: str) -> bytes:
    """Debian's flite, through a file of its own."""
    import soxr  # here, so that who plays text only does not load it

    with TemporaryDirectory() as folder:
        path = f"{folder}/said.wav"
        command = ("flite", "-voice", voice, "-t", text, "-o", path)
        process = await asyncio.create_subprocess_exec(*command)
        await process.wait()
        with wave.open(path) as sound:
            rate = sound.getframerate()
            samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
    narrow = soxr.resample(samples.astype(np.float32) / 32768, rate, 8000)
    return bytes((np.clip(narrow, -1, 1) * 32767).astype("<i2").tobytes())
