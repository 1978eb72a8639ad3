"""The audio level: callers speak through embedded voices over a phone line to the recogniser.

What it writes down goes to the product's own dialogue; the desk's words come back as text, so that
a call takes as long as its sound takes to make and to hear, not as long as it would last. Sound and
what was heard of it are kept on disk by their content, so that a second run costs little.
"""

import asyncio
import hashlib
import time
import wave
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

import numpy as np

from agent.evaluation.callers.person import Caller
from agent.evaluation.callers.split import callers
from agent.evaluation.channel import KEYPAD
from agent.evaluation.outcomes import Played
from agent.evaluation.play import Conditions, Heard, turns
from agent.evaluation.sound import PhoneLine, with_pause
from agent.evaluation.speakable import speakable
from agent.voices.client import SpeechWorker

JOE = "joe"
"""The desk's own Piper voice, as a caller."""

FLITE = ("awb", "rms", "slt")
KOKORO = ("jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo")
LINES = (
    PhoneLine(),
    PhoneLine(20.0),
    PhoneLine(17.5),
    PhoneLine(15.0),
    PhoneLine(20.0, 0.03),
)
PATIENCE = 20.0
"""Nobody waits on the line, so that a busy machine may take its time."""

SPEED, SPELLING_SPEED = 0.95, 0.85
LONGEST_SECONDS = 28.0
"""The recogniser hears no more at once."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One call in sound: with which voice, over which line, and what came of it."""

    voice: str
    line: str
    played: Played


def voices() -> tuple[str, ...]:
    """The voices that are there; Debian's flite speaks too where it is installed."""
    old = tuple(f"flite {name}" for name in FLITE) if which("flite") else ()
    return (*KOKORO, JOE, *old)


class Ears:
    """Says and hears through speech workers, and keeps both on disk."""

    def __init__(self, folder: Path, kept: Path) -> None:
        """Use the models of a folder; keep what was made under another."""
        self._folder, self._kept = folder, kept
        self._workers: dict[str, SpeechWorker] = {}

    async def close(self) -> None:
        """Stop whatever was started."""
        for worker in self._workers.values():
            await worker.close()

    async def hear(self, voice: str, line: PhoneLine, words: str, seed: int) -> str:
        """What is written down of words said with a voice over a line."""
        said = await self.say(voice, words)
        dice = np.random.default_rng(seed)
        if dice.random() < 0.2:
            said = with_pause(said, float(dice.uniform(0.3, 0.9)), 0.5)
        arrived = line.carry(said, dice)[: int(LONGEST_SECONDS * 16000)]
        path = self._kept / "heard" / f"{hashlib.sha256(arrived).hexdigest()[:32]}.txt"
        if not path.exists():
            worker = await self._worker(JOE)
            _keep(path, (await worker.hear(arrived)).text.encode())
        return path.read_text()

    async def say(self, voice: str, words: str) -> bytes:
        """8 kHz 16-bit sound of words."""
        text = speakable(words)
        speed = SPELLING_SPEED if _spells(text) else SPEED
        name = hashlib.sha256(f"{voice}|{speed}|{text}".encode()).hexdigest()[:32]
        path = self._kept / "said" / f"{name}.pcm"
        if not path.exists():
            _keep(path, await self._made(voice, text, speed))
        return path.read_bytes()

    async def _made(self, voice: str, text: str, speed: float) -> bytes:
        if voice.startswith("flite "):
            return await _flite(voice.removeprefix("flite "), text)
        worker = await self._worker(voice)
        pace = None if voice == JOE else speed
        return b"".join([piece async for piece in worker.speak(text, speed=pace)])

    async def _worker(self, voice: str) -> SpeechWorker:
        if voice not in self._workers:
            caller = "" if voice == JOE else voice
            worker = SpeechWorker(self._folder, caller=caller, patience=PATIENCE)
            await worker.start()
            self._workers[voice] = worker
        return self._workers[voice]


def _spells(words: str) -> bool:
    parts = [part.strip(".,") for part in words.split()]
    return sum(len(part) == 1 for part in parts) * 2 > len(parts)


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


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


@asynccontextmanager
async def ears(folder: Path, kept: Path) -> AsyncIterator[Ears]:
    """Ears whose workers end with the block."""
    opened = Ears(folder, kept)
    try:
        yield opened
    finally:
        await opened.close()


async def play_aloud(
    caller: Caller, voice: str, line: PhoneLine, listening: Ears, *, keep_lines: bool = False
) -> Spoken:
    """Play one call in sound."""
    call = turns(caller, Conditions(0.0), keep_lines=keep_lines)
    place = 0
    try:
        turn = next(call)
        while True:
            heard = turn.words
            if not heard.startswith(KEYPAD):
                seed = zlib.crc32(f"{caller.name} {voice} {line.name} {place}".encode())
                heard = await listening.hear(voice, line, heard, seed)
            place += 1
            turn = call.send(Heard(heard))
    except StopIteration as ended:
        return Spoken(voice, line.name, ended.value)


async def run_aloud(
    number: int, listening: Ears, *, held_out: bool, tick: Callable[[int], None]
) -> tuple[list[Spoken], float]:
    """Play so many calls: each caller has one voice and phones over every line."""
    started = time.monotonic()
    done: list[Spoken] = []
    people = callers(-(-number // len(LINES)), held_out=held_out)
    for place in range(number):
        caller = people[place // len(LINES)]
        voice, line = combination(place)
        done.append(await play_aloud(caller, voice, line, listening))
        tick(1)
    return done, time.monotonic() - started


def combination(place: int) -> tuple[str, PhoneLine]:
    """The voice and the line of a call."""
    known = voices()
    return known[place // len(LINES) % len(known)], LINES[place % len(LINES)]
