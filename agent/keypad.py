"""Keys the caller presses: collected until the value is whole, then a turn of the caller."""

import asyncio
from collections.abc import Callable

from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import CancelFrame, EndFrame, Frame, InputDTMFFrame, TranscriptionFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.utils.time import time_now_iso8601

from agent.turns import KEYPAD_PREFIX

Wait = Callable[[str], float]
"""Given the keys so far, the seconds to wait for the next; 0 if the value is whole."""


class Keypad(FrameProcessor):
    """Sits before the aggregator. Pound ends, star begins anew."""

    def __init__(self, wait: Wait) -> None:
        """Take the rule how long the next key is waited for."""
        super().__init__()
        self._wait = wait
        self._keys = ""
        self._timer: asyncio.Task[None] | None = None

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Collect keys, pass everything on."""
        await super().process_frame(frame, direction)
        if isinstance(frame, EndFrame | CancelFrame):
            await self._disarm()
            await self._flush()
        await self.push_frame(frame, direction)
        if isinstance(frame, InputDTMFFrame):
            await self._press(frame.button)

    async def cleanup(self) -> None:
        """Leave no timer behind."""
        await self._disarm()
        await super().cleanup()  # type: ignore[no-untyped-call]  # pipecat's base has no types

    async def _press(self, key: KeypadEntry) -> None:
        await self._disarm()
        if not self._keys:
            await self.broadcast_interruption()  # type: ignore[no-untyped-call]  # as below
        if key is KeypadEntry.STAR:
            self._keys = ""
            return
        if key is not KeypadEntry.POUND:
            self._keys += str(key.value)
            seconds = self._wait(self._keys)
            if seconds:
                self._timer = self.create_task(self._flush_after(seconds), "keypad")
                return
        await self._flush()

    async def _flush_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._timer = None
        await self._flush()

    async def _flush(self) -> None:
        keys, self._keys = self._keys, ""
        if keys:
            await self.push_frame(
                TranscriptionFrame(f"{KEYPAD_PREFIX}{keys}", "", time_now_iso8601(), finalized=True)
            )

    async def _disarm(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            await self.cancel_task(timer)
