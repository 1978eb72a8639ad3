"""Which ears and which voice: Deepgram with a key, else the embedded ones, else a clear problem."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from importlib.util import find_spec
from typing import Protocol

import structlog
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService

from agent.voices.client import SpeechWorker, VoiceError
from agent.voices.ears import EmbeddedEars
from agent.voices.instant import SECONDS_PER_WORD, InstantEars, InstantVoice
from agent.voices.shelf import Shelf
from agent.voices.speaker import EmbeddedSpeaker
from agent.voices.weights import WeightsError, are_here
from office.settings import Settings

log = structlog.get_logger()

URGENT_LINES = 8
"""Lines that are rendered before the first call is taken: the greetings come first."""


class Voices(Protocol):
    """Ears and a voice for every call."""

    label: str
    better: str

    async def start(self, lines: tuple[str, ...], tick: Callable[[], None]) -> None:
        """Get ready, with these sentences at hand or soon to be; the first matter most."""
        ...

    async def close(self) -> None:
        """Stop."""
        ...

    async def render(self, text: str) -> None:
        """Have a sentence at hand before it is needed."""
        ...

    def ears(self, hints: Sequence[str] = ()) -> STTService:
        """The ears of one call; those that can expect the hinted words."""
        ...

    def voice(self) -> TTSService:
        """The voice of one call."""
        ...


class EmbeddedVoices:
    """Whisper and Piper in a process of their own."""

    label = "speaks: Piper joe      hears: Whisper base"
    better = "DEEPGRAM_API_KEY for a cloud voice"

    def __init__(self, settings: Settings, excuse: str) -> None:
        """Use the models of the settings' folder; `excuse` is said when the worker is down."""
        folder = settings.voices_folder
        self._worker = SpeechWorker(folder)
        self._shelf = Shelf(folder / "rendered", self._worker)
        self._excuse = excuse
        self._filling: asyncio.Task[None] | None = None

    async def start(self, lines: tuple[str, ...], tick: Callable[[], None]) -> None:
        """Start the worker and render the first lines; the others follow between calls."""
        await self._worker.start()
        await self._shelf.load((self._excuse, *lines[:URGENT_LINES]), tick)
        self._filling = asyncio.create_task(
            self._shelf.fill(lines[URGENT_LINES:]), name="shelf-filling"
        )

    async def close(self) -> None:
        """Stop the worker."""
        if self._filling is not None:
            self._filling.cancel()
            await asyncio.gather(self._filling, return_exceptions=True)
        await self._shelf.close()
        await self._worker.close()

    async def render(self, text: str) -> None:
        """Put a sentence on the shelf; without the worker it is spoken when its turn comes."""
        try:
            await self._shelf.render(text)
        except VoiceError as error:
            log.warning("rendering_failed", why=str(error))

    def rendered(self, text: str) -> bool:
        """Whether a sentence starts at once."""
        return self._shelf.get(text) is not None

    def speak(self, text: str) -> AsyncGenerator[bytes, None]:
        """The sound of a sentence, for when another voice failed; raises VoiceError."""
        return self._shelf.speak(text)

    def ears(self, hints: Sequence[str] = ()) -> STTService:
        """The ears of one call. A prompt of hints gained Whisper nothing when measured."""
        return EmbeddedEars(self._worker)

    def voice(self) -> TTSService:
        """The voice of one call."""
        return EmbeddedSpeaker(self._shelf, self._excuse)


class InstantVoices:
    """A humming voice, and ears that are told what to hear: for measuring and fast rehearsals."""

    label = "speaks: a tone         hears: prepared texts"
    better = "FRONTDESK_VOICE=embedded to talk"

    def __init__(
        self, next_words: Callable[[], str], *, seconds_per_word: float = SECONDS_PER_WORD
    ) -> None:
        """Take what is heard from a callable, and hum for so long a word."""
        self._next_words, self._seconds_per_word = next_words, seconds_per_word

    async def start(self, lines: tuple[str, ...], tick: Callable[[], None]) -> None:
        """Nothing to prepare."""

    async def close(self) -> None:
        """Nothing to stop."""

    async def render(self, text: str) -> None:
        """Nothing to render."""

    def ears(self, hints: Sequence[str] = ()) -> STTService:
        """The ears of one call, which are told what to hear."""
        return InstantEars(self._next_words)

    def voice(self) -> TTSService:
        """The voice of one call."""
        return InstantVoice(self._seconds_per_word)


def engines_are_here() -> bool:
    """Whether the extra `voice` is installed, which a desk with a cloud voice can do without."""
    return all(find_spec(name) for name in ("piper", "faster_whisper"))


def choose_voices(settings: Settings, excuse: str) -> Voices:
    """The voices of the settings.

    Raises:
        WeightsError: the embedded voice is wanted and its models are not here.
    """
    wanted = settings.voice or ("deepgram" if settings.deepgram_api_key else "embedded")
    if wanted == "instant":
        return InstantVoices(lambda: "")
    if wanted == "deepgram":
        from agent.voices.deepgram import DeepgramVoices  # a large import, only with a key

        can_speak = are_here(settings.voices_folder) and engines_are_here()
        return DeepgramVoices(settings, EmbeddedVoices(settings, excuse) if can_speak else None)
    if not are_here(settings.voices_folder):
        raise WeightsError(
            "The voice models are not here yet: run make run once with a network, or set "
            "DEEPGRAM_API_KEY to use a cloud voice."
        )
    return EmbeddedVoices(settings, excuse)
