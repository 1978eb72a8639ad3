"""Asks an engine again that took too long: a busy machine must not change the figures."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import TypeVar

from agent.voices.client import VoiceError

T = TypeVar("T")
TRIES = 5


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """The answer to a question that may be asked several times.

    Raises:
        VoiceError: the engine never answered.
    """
    for _ in range(TRIES - 1):
        with contextlib.suppress(VoiceError):
            return await ask()
    return await ask()
