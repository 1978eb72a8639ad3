"""The shelf: sentences rendered ahead of time, so that fixed words start at once.

Sound lies on disk by the hash of voice and words, and in memory for the calls.
"""

import asyncio
import contextlib
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

from agent.voices.client import SpeechWorker, VoiceError

IN_MEMORY = 600
"""Sentences kept in memory, about 50 kB each."""


class Shelf:
    """Rendered sentences of one voice."""

    def __init__(self, folder: Path, worker: SpeechWorker) -> None:
        """Keep the sound under a folder and render with a worker."""
        self._folder, self._worker = folder / worker.voice, worker
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._rendering: dict[str, asyncio.Future[bytes]] = {}

    def get(self, text: str) -> bytes | None:
        """The sound of a sentence if it is rendered: 8 kHz 16-bit PCM."""
        sound = self._memory.get(text)
        if sound is not None:
            self._memory.move_to_end(text)
        return sound

    async def load(self, texts: Iterable[str], tick: Callable[[], None]) -> None:
        """Bring sentences into memory, rendering those never rendered before.

        Raises:
            VoiceError: the worker failed; what was rendered so far stays.
        """
        for text in texts:
            if self.get(text) is None:
                await self.render(text)
            tick()

    async def render(self, text: str) -> bytes:
        """Render one sentence, once however many ask for it at the same time.

        Raises:
            VoiceError: the worker failed.
        """
        if (sound := self.get(text)) is not None:
            return sound
        running = self._rendering.get(text)
        if running is None:
            running = asyncio.ensure_future(self._render(text))
            self._rendering[text] = running
            running.add_done_callback(lambda _: self._rendering.pop(text, None))
        return await asyncio.shield(running)

    async def speak(self, text: str) -> AsyncIterator[bytes]:
        """The sound of a sentence in pieces, from the shelf or as it is spoken.

        Raises:
            VoiceError: it is not on the shelf and the worker failed.
        """
        if (sound := self.get(text)) is not None:
            yield sound
        elif text in self._rendering:
            yield await asyncio.shield(self._rendering[text])
        else:
            async for piece in self._worker.speak(text):
                yield piece

    async def _render(self, text: str) -> bytes:
        path = self._folder / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.pcm"
        if path.exists():
            sound = await asyncio.to_thread(path.read_bytes)
        else:
            sound = b"".join([piece async for piece in self._worker.speak(text)])
            if not sound:
                raise VoiceError("The embedded voice gave no sound.")
            await asyncio.to_thread(_keep, path, sound)
        self._memory[text] = sound
        while len(self._memory) > IN_MEMORY:
            self._memory.popitem(last=False)
        return sound


def _keep(path: Path, sound: bytes) -> None:
    # A full disk costs a rendering at the next start, nothing else.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_bytes(sound)
        partial.replace(path)
