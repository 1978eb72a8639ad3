"""Watches one line from inside the pipeline: answer times, marks, and silence that must not be."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    CancelFrame,
    EndFrame,
    Frame,
    InputTransportMessageFrame,
    InterruptionFrame,
    OutputTransportMessageFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

SILENCE_SECONDS = 2.5
"""After a caller's turn the desk says something within this time, whatever has failed."""

OVERLAP_SECONDS = 1.5
"""Words that begin this soon after the desk's may be the end of the answer before."""

Answered = Callable[[int], Awaitable[None]]
Marked = Callable[[str], Awaitable[None]]
Speak = Callable[[], Awaitable[None]]


class LineWatch(FrameProcessor):
    """Sits before the output, where the desk's audio and the carrier's echoes pass."""

    def __init__(
        self, *, answered: Answered, marked: Marked, silent: Speak, stopped: Callable[[], None]
    ) -> None:
        """Report to the call.

        Args:
            answered: given the milliseconds from the caller's last sound to the desk's first.
            marked: given the name of a mark whose audio was played without interruption.
            silent: asked to say something, because nothing was said in time.
            stopped: told that the carrier ended the stream, whose socket may stay open.
        """
        super().__init__(enable_direct_mode=True)
        self._answered, self._marked, self._silent = answered, marked, silent
        self._stopped = stopped
        self._quiet_since: float | None = None
        self._pending: set[str] = set()
        self._alarm: asyncio.Task[None] | None = None
        self._speaking_since: float | None = None
        self._turn_since: float | None = None
        self._sounded_young = False
        self._has_floor = self._sounds = False
        self.overlapped = False
        """Whether the caller's last turn began before the desk's words, or hardly after them."""
        self.cut_off = False
        """Whether the caller's last turn cut off words of the desk, spoken or still to come."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Look at a frame and pass it on."""
        await super().process_frame(frame, direction)
        await self._look(frame, direction)
        await self.push_frame(frame, direction)

    async def _look(self, frame: Frame, direction: FrameDirection) -> None:
        self._follow_caller(frame, direction)
        if isinstance(frame, VADUserStoppedSpeakingFrame):
            self._quiet_since = time.monotonic() - frame.stop_secs
        elif isinstance(frame, VADUserStartedSpeakingFrame):
            self._sounded_young = self._is_young
        elif isinstance(frame, UserStoppedSpeakingFrame):
            if direction is FrameDirection.DOWNSTREAM:
                await self._expect_words()
        elif isinstance(frame, BotStartedSpeakingFrame):
            await self._words_began()
        elif isinstance(frame, OutputTransportMessageFrame):
            if (name := _mark(frame.message)) is not None:
                self._pending.add(name)
        elif isinstance(frame, InputTransportMessageFrame):
            await self._echo(frame)
        elif isinstance(frame, InterruptionFrame):
            # `clear` makes the carrier echo every pending mark: those prove nothing.
            self._pending.clear()
        elif isinstance(frame, UserStartedSpeakingFrame):
            if direction is FrameDirection.DOWNSTREAM:
                self._turn_since = time.monotonic()
                # What began while the desk had hardly begun may take it a while to yield to.
                young = self._sounded_young or self._is_young
                speaks = self._speaking_since is not None
                self.cut_off = speaks or self._alarm is not None
                self.overlapped = (speaks and young) or self._alarm is not None
            await self._calm()
        elif isinstance(frame, BotStoppedSpeakingFrame):
            self._speaking_since = None
        elif isinstance(frame, EndFrame | CancelFrame):
            await self._calm()

    def _follow_caller(self, frame: Frame, direction: FrameDirection) -> None:
        """Keep whether the caller is talking: from the first sound to the end of the turn."""
        if direction is not FrameDirection.DOWNSTREAM:
            return
        if isinstance(frame, VADUserStartedSpeakingFrame):
            self._sounds = True
        elif isinstance(frame, VADUserStoppedSpeakingFrame):
            self._sounds = False
        elif isinstance(frame, UserStartedSpeakingFrame):
            self._has_floor = True
        elif isinstance(frame, UserStoppedSpeakingFrame):
            self._has_floor = False

    @property
    def caller_talks(self) -> bool:
        """Whether the caller has the floor, or is making a sound."""
        return self._has_floor or self._sounds

    @property
    def _is_young(self) -> bool:
        """Whether the desk has hardly begun to speak."""
        began = self._speaking_since
        return began is not None and time.monotonic() - began < OVERLAP_SECONDS

    def turn_seconds(self) -> float | None:
        """How long ago the caller's turn began; told once, None if nobody heard it begin."""
        since, self._turn_since = self._turn_since, None
        return None if since is None else time.monotonic() - since

    async def _echo(self, frame: InputTransportMessageFrame) -> None:
        if isinstance(frame.message, dict) and frame.message.get("event") == "stop":
            self._stopped()
            return
        name = _mark(frame.message)
        if name in self._pending:
            self._pending.discard(name)
            await self._marked(name)

    async def _words_began(self) -> None:
        await self._calm()
        self._speaking_since = self._speaking_since or time.monotonic()
        since, self._quiet_since = self._quiet_since, None
        if since is not None:
            await self._answered(int((time.monotonic() - since) * 1000))

    async def _expect_words(self) -> None:
        await self._calm()
        self._alarm = self.create_task(self._break_silence(), "break_silence")

    async def _break_silence(self) -> None:
        await asyncio.sleep(SILENCE_SECONDS)
        self._alarm = None
        await self._silent()

    async def _calm(self) -> None:
        alarm, self._alarm = self._alarm, None
        if alarm is not None:
            await self.cancel_task(alarm)


def _mark(message: object) -> str | None:
    """The name in a Media Streams `mark` message, or None."""
    if isinstance(message, dict) and message.get("event") == "mark":
        return str(message.get("mark", {}).get("name", ""))
    return None
