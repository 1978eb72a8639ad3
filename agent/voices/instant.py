"""Ears and a voice that take no time: for measuring everything else, and for fast rehearsals.

The ears do not recognise: they are told beforehand what each stretch of speech says.
"""

from collections.abc import AsyncGenerator, Callable

import numpy as np
from pipecat.frames.frames import Frame, TranscriptionFrame, TTSAudioRawFrame
from pipecat.services.settings import STTSettings, TTSSettings
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.services.tts_service import TTSService
from pipecat.transcriptions.language import Language
from pipecat.utils.time import time_now_iso8601

RATE = 8000
SECONDS_PER_WORD = 0.06
TONE_HERTZ = 440.0


class InstantEars(SegmentedSTTService):
    """Gives the next prepared text at the end of each stretch of speech."""

    def __init__(self, next_words: Callable[[], str]) -> None:
        """Take the words from a callable; an empty text means nothing was understood."""
        super().__init__(
            settings=STTSettings(model="instant", language=Language.EN), ttfs_p99_latency=0.2
        )
        self._next_words = next_words

    @property
    def wants_wav_segments(self) -> bool:
        """The sound itself is not looked at."""
        return False

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """Give the next prepared text."""
        words = self._next_words()
        if words:
            yield TranscriptionFrame(
                words, self._user_id, time_now_iso8601(), Language.EN, finalized=True
            )


class InstantVoice(TTSService):
    """Hums a tone as long as the words, at once."""

    def __init__(self, seconds_per_word: float = SECONDS_PER_WORD) -> None:
        """Hum at the phone's rate, for so long a word."""
        super().__init__(
            push_start_frame=True,
            push_stop_frames=True,
            sample_rate=RATE,
            settings=TTSSettings(model="instant", voice="tone", language=None),
        )
        self._seconds_per_word = seconds_per_word

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """Hum."""
        yield TTSAudioRawFrame(
            audio=tone(self._seconds_per_word * len(text.split())),
            sample_rate=RATE,
            num_channels=1,
            context_id=context_id,
        )


def tone(seconds: float) -> bytes:
    """A sine at -12 dBFS, 8 kHz 16-bit."""
    time = np.arange(int(seconds * RATE)) / RATE
    return (np.sin(2 * np.pi * TONE_HERTZ * time) * 8000).astype("<i2").tobytes()
