"""The voice detector: Silero, one session per process, made to hear quiet callers.

The ONNX session is stateless and shared by all calls; the recurrent state is not. Parts of
pipecat with a leading underscore are used here and only here, under test.
"""

from typing import Any

import numpy as np
from pipecat.audio.vad.silero import SileroOnnxModel, SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams, VADState

VAD_STOP_SECONDS = 0.2
LISTENING = VADParams(confidence=0.5, start_secs=0.1, stop_secs=VAD_STOP_SECONDS, min_volume=0.2)
"""Measured on phone audio: speech is seen 120-180 ms after its onset, quiet callers included.

Silero's own confidence of 0.5 instead of pipecat's 0.7: every eighth "Stop" and "Hold on" was
seen 0.3 s late or later with that, and line noise passes for speech with neither.
"""

GAIN = 4.0
"""How much louder Silero hears the line: below about -20 dBFS it misses whole groups of digits.

Of 724 groups peaking between -30 and -8 dBFS it missed 8 and saw 21 more than 0.4 s late; with
this, none. What is clipped does not trouble it, and noise passes for speech no more often.
"""

RESET_SECONDS = 4.0
"""Silero's state is fresh again after so much; twice pipecat's 2 s, just behind which it is deaf
to the first soft syllables."""

CLEAR, CLEAR_WINDOWS = 0.1, 5
"""It is made fresh only behind so many windows in a row that are clearly no speech."""


class SharedSilero(SileroVADAnalyzer):
    """Silero with one session per process, run inline: 0.4 ms is cheaper than a thread hop."""

    _session: Any = None

    def __init__(self, *, params: VADParams = LISTENING) -> None:
        """Load the model for the first call of the process, share it afterwards."""
        if SharedSilero._session is None:
            super().__init__(params=params)
            SharedSilero._session = self._model.session
        else:
            VADAnalyzer.__init__(self, params=params)
            model = SileroOnnxModel.__new__(SileroOnnxModel)
            model.session, model.sample_rates = SharedSilero._session, [8000, 16000]
            model.reset_states()
            self._model = model
        self._windows = self._clear_windows = 0

    async def analyze_audio(self, buffer: bytes) -> VADState:
        """Score a chunk of 16-bit audio on the event loop."""
        return self._run_analyzer(buffer)

    def voice_confidence(self, buffer: bytes) -> float:
        """How sure it is that a window holds speech, from 0 to 1."""
        sound = np.frombuffer(buffer, "<i2").astype(np.float32) * np.float32(GAIN / 32768)
        confidence = float(self._model(np.clip(sound, -1, 1), self.sample_rate)[0].item())
        self._freshen(confidence)
        return confidence

    def _freshen(self, confidence: float) -> None:
        """Forget what was heard now and then, while nobody speaks: music leaves it deaf."""
        self._windows += 1
        self._clear_windows = self._clear_windows + 1 if confidence < CLEAR else 0
        due = self._windows * self.num_frames_required() >= RESET_SECONDS * self.sample_rate
        if due and self._clear_windows >= CLEAR_WINDOWS and self._vad_state is VADState.QUIET:
            self._model.reset_states()
            self._windows = 0


async def warm_up() -> None:
    """Load the voice detector and let it hear a second of silence before the first caller."""
    detector = SharedSilero()
    detector.set_sample_rate(8000)
    await detector.analyze_audio(bytes(16000))
