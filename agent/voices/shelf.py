"""The shelf: sentences rendered ahead of time, so that fixed words start at once.

The owner's fixed sentences lie on disk by the hash of voice and words, and stay in memory. What is
rendered for one caller, a name in it perhaps, stays in memory only and makes room again.
"""

import asyncio
import contextlib
import hashlib
import os
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterable
from pathlib import Path
from typing import Protocol

import structlog

from agent.voices.client import VoiceError

log = structlog.get_logger()

IN_MEMORY = 200
"""Callers' sentences kept in memory, about 50 kB each."""

QUIET_SECONDS = 1.0
"""How long no call may have spoken before the shelf is filled further."""

TRIES, AGAIN_SECONDS = 3, 5.0


class Speaks(Protocol):
    """What a shelf renders with; the speech worker is one."""

    voice: str

    def speak(self, text: str) -> AsyncGenerator[bytes, None]:
        """8 kHz 16-bit sound in pieces; raises VoiceError."""
        ...


class Shelf:
    """Rendered sentences of one voice."""

    def __init__(self, folder: Path, worker: Speaks) -> None:
        """Keep the sound under a folder and render with a worker."""
        self._folder, self._worker = folder / worker.voice, worker
        self._fixed: dict[str, bytes] = {}
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._rendering: dict[str, asyncio.Task[bytes]] = {}
        self._speaking, self._silence = 0, asyncio.Event()
        self._silence.set()
        self._spoke_at = float("-inf")

    def get(self, text: str) -> bytes | None:
        """The sound of a sentence if it is rendered: 8 kHz 16-bit PCM."""
        if (sound := self._fixed.get(text)) is not None:
            return sound
        if (sound := self._memory.get(text)) is not None:
            self._memory.move_to_end(text)
        return sound

    async def load(self, texts: Iterable[str], tick: Callable[[], None]) -> None:
        """Put fixed sentences on the shelf, rendering those never rendered before.

        Raises:
            VoiceError: the worker failed; what was rendered so far stays.
        """
        for text in texts:
            await self._load(text)
            tick()

    async def fill(self, texts: Iterable[str]) -> None:
        """Load fixed sentences one by one while no call speaks; what fails is left out."""
        for text in texts:
            for _ in range(TRIES):
                await self._quiet()
                try:
                    await self._load(text)
                except VoiceError as error:
                    log.warning("rendering_failed", why=str(error))
                    await asyncio.sleep(AGAIN_SECONDS)
                else:
                    break

    async def render(self, text: str) -> bytes:
        """Render one sentence, once however many ask for it at the same time.

        Raises:
            VoiceError: the worker failed.
        """
        if (sound := self.get(text)) is not None:
            return sound
        sound = await self._once(text)
        if text not in self._fixed:
            self._memory[text] = sound
            while len(self._memory) > IN_MEMORY:
                self._memory.popitem(last=False)
        return sound

    async def speak(self, text: str) -> AsyncGenerator[bytes, None]:
        """The sound of a sentence in pieces, from the shelf or as it is spoken.

        Raises:
            VoiceError: it is not on the shelf and the worker failed.
        """
        self._speaking += 1
        self._silence.clear()
        try:
            if (sound := self.get(text)) is not None:
                yield sound
            elif text in self._rendering:
                yield await self._once(text)
            else:
                async with contextlib.aclosing(self._worker.speak(text)) as pieces:
                    async for piece in pieces:
                        yield piece
        finally:
            self._speaking -= 1
            self._spoke_at = asyncio.get_running_loop().time()
            if not self._speaking:
                self._silence.set()

    async def close(self) -> None:
        """Give up what is being rendered."""
        running = list(self._rendering.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _quiet(self) -> None:
        """Wait until no call has spoken for a while: their sentences come first."""
        loop = asyncio.get_running_loop()
        while True:
            await self._silence.wait()
            left = self._spoke_at + QUIET_SECONDS - loop.time()
            if left <= 0:
                return
            await asyncio.sleep(left)

    async def _load(self, text: str) -> None:
        if text in self._fixed:
            return
        path = self._folder / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.pcm"
        sound = await asyncio.to_thread(_kept, path)
        if not sound:
            sound = self._memory.get(text) or await self._once(text)
            await asyncio.to_thread(_keep, path, sound)
        self._fixed[text] = sound
        self._memory.pop(text, None)

    async def _once(self, text: str) -> bytes:
        """Render, or join whoever renders it already; one who leaves stops nobody else."""
        running = self._rendering.get(text)
        if running is None:
            running = asyncio.create_task(self._render(text), name="shelf-rendering")
            self._rendering[text] = running
            running.add_done_callback(lambda task: self._rendered(text, task))
        return await asyncio.shield(running)

    def _rendered(self, text: str, task: asyncio.Task[bytes]) -> None:
        self._rendering.pop(text, None)
        if not task.cancelled():
            task.exception()  # whoever asked may be gone

    async def _render(self, text: str) -> bytes:
        sound = b"".join([piece async for piece in self._worker.speak(text)])
        if not sound:
            raise VoiceError("The embedded voice gave no sound.")
        return sound


def _kept(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _keep(path: Path, sound: bytes) -> None:
    # A full disk costs a rendering at the next start, nothing else.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")  # two desks may share the voices
        partial.write_bytes(sound)
        partial.replace(path)
