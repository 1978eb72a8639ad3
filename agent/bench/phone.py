"""A caller with a stopwatch: notes when sound crosses the wire, both ways."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telephony.carrier.call import Call
from telephony.carrier.exchange import Exchange
from telephony.mulaw import FRAME_BYTES

QUIET_SECONDS = 1.0
"""The desk has finished when nothing of its sound is left to play for so long."""


@dataclass
class Phone:
    """One phone in one call; times are seconds of the event loop's clock.

    `sounds` holds the desk's messages as they arrived: when, and how many seconds of sound;
    `talked` when the caller began to speak.
    """

    exchange: Exchange
    caller: str | None
    sound: bytes
    started: float = 0.0
    spoke_from: float = 0.0
    spoke_to: float = 0.0
    cleared: float = 0.0
    talked: list[float] = field(default_factory=list)
    sounds: list[tuple[float, float]] = field(default_factory=list)
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _left: bytes = b""
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def call(self) -> AsyncIterator["Phone"]:
        """Dial, and hang up at the end of the block."""
        call = Call(self.exchange, self, self.caller, "A")
        call.pace, call.watch = 0.1, self._watch
        self.exchange.calls[call.sid] = call
        running = asyncio.create_task(call.run())
        try:
            yield self
        finally:
            call.complete("caller")
            await asyncio.wait({running}, timeout=20.0)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    def talk(self) -> None:
        """Begin to say the prepared sound with the next 20 ms."""
        self._left = self.sound
        self.spoke_from = self.spoke_to = 0.0
        self.talked.append(asyncio.get_running_loop().time())

    def speak(self) -> bytes | None:
        """The next 20 ms from the microphone."""
        if not self._left:
            return None
        frame, self._left = self._left[:FRAME_BYTES], self._left[FRAME_BYTES:]
        now = asyncio.get_running_loop().time()
        self.spoke_from = self.spoke_from or now
        self.spoke_to = now + len(frame) / 8000
        return frame.ljust(FRAME_BYTES, b"\xff")

    async def hear(self, _frame: bytes) -> None:
        """The ear; sound is timed on the wire instead."""

    async def tell(self, event: str, **facts: Any) -> None:
        """Keep what the carrier reports."""
        self.told.append((event, facts))
        self._news.set()

    async def until(self, done: Any, seconds: float = 20.0) -> None:
        """Wait until a condition on this phone holds.

        Raises:
            TimeoutError: it never did.
        """
        async with asyncio.timeout(seconds):
            while not done():
                self._news.clear()
                await self._news.wait()

    async def until_quiet(self) -> None:
        """Wait until the desk has finished what it says."""
        await self.until(lambda: self.sounds)
        loop = asyncio.get_running_loop()
        for _ in range(100):
            left = self._plays_to() + QUIET_SECONDS - loop.time()
            if left <= 0:
                return
            await asyncio.sleep(left)

    async def answer_ms(self) -> float:
        """Say what was prepared, and give the milliseconds until the desk's first sound."""
        self.talk()
        await self.until(lambda: not self._left and self._first_after(self.spoke_to))
        return ((self._first_after(self.spoke_to) or 0.0) - self.spoke_to) * 1000

    def _first_after(self, at: float) -> float | None:
        return next((when for when, _ in self.sounds if when > at), None)

    def _plays_to(self) -> float:
        end = 0.0
        for when, seconds in self.sounds:
            end = max(end, when) + seconds
        return end

    def _watch(self, event: str, sound: bytes) -> None:
        now = asyncio.get_running_loop().time()
        if event == "start":
            self.started = now
        elif event == "clear":
            self.cleared = now
        else:
            self.sounds.append((now, len(sound) / 8000))
        self._news.set()
