"""Recognition: Whisper base with its encoder window cut to what a caller says in one go.

The stock window of 30 s costs three times as much for the same words. The shorter window needs
two guards: noise that comes out as "Thank you.", and sentences said twice. A third one weighs a
lone yes against a no: "No." is written as "Yep." now and then.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import soxr
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray

from agent.voices.worker.guards import (
    AGREEING,
    DOUBTFUL,
    REFUSING,
    doubted,
    is_noise,
    is_short_yes,
    undouble,
)

RATE = 16000
LONGEST_SECONDS = 30
WINDOW_SECONDS = 12.0
BRIEF_SECONDS = 5.0
"""The window of an early look: half the time of the other, and still right for a few words."""

BEAM = 5


@dataclass(frozen=True, slots=True)
class Heard:
    """What was recognised; `score` is the mean log-probability, `no_speech` a probability."""

    text: str
    score: float
    no_speech: float


class ShortWhisper:
    """One model for all calls; one thread, since two are slower on two cores."""

    def __init__(self, folder: Path) -> None:
        """Load the model from its folder."""
        self._model = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
        )
        multilingual = self._model.model.is_multilingual
        self._tokens = Tokenizer(
            self._model.hf_tokenizer, multilingual, task="transcribe", language="en"
        )
        self._prompt = [*self._tokens.sot_sequence, self._tokens.no_timestamps]

    def hear(self, pcm: bytes, rate: int, *, brief: bool = False) -> Heard:
        """Recognise 16-bit mono sound, or the first look at it."""
        sound: NDArray[np.float32] = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(
            32768
        )
        if rate != RATE:
            sound = soxr.resample(sound, rate, RATE)
        window = BRIEF_SECONDS if brief else WINDOW_SECONDS
        encoded, size = self._encoded(sound[: LONGEST_SECONDS * RATE], window)
        result = self._generate(encoded, size)
        score, no_speech = float(result.scores[0]), float(result.no_speech_prob)
        if is_noise(score, no_speech):
            return Heard("", score, no_speech)
        spoken = [token for token in result.sequences_ids[0] if token < self._tokens.eot]
        text = undouble(self._tokens.decode(spoken).strip())
        if not brief and is_short_yes(text) and self._yes_over_no(encoded) < DOUBTFUL:
            text = doubted(text)
        return Heard(text, score, no_speech)

    def _encoded(self, sound: NDArray[np.float32], window: float) -> tuple[Any, int]:
        """The sound as the decoder takes it, and the samples it was padded to."""
        whole_seconds = -(-(len(sound) + RATE // 2) // RATE) * RATE
        size = min(LONGEST_SECONDS * RATE, max(int(window * RATE), whole_seconds))
        padded = np.pad(sound, (0, max(0, size - len(sound))))[:size]
        mel = self._model.feature_extractor(padded, padding=0)[:, : size // 160]
        features = np.ascontiguousarray(mel[None], np.float32)
        return self._model.model.encode(ctranslate2.StorageView.from_array(features)), size

    def _generate(self, encoded: Any, size: int) -> Any:
        return self._model.model.generate(
            encoded,
            [self._prompt],
            beam_size=BEAM,
            max_length=min(448, int(size / RATE * 8) + 16),
            return_scores=True,
            return_no_speech_prob=True,
        )[0]

    def _yes_over_no(self, encoded: Any) -> float:
        """How much likelier the first word is a yes than a no, in logarithms of odds."""
        first = self._model.model.generate(
            encoded,
            [self._prompt],
            beam_size=1,
            max_length=len(self._prompt) + 1,
            return_logits_vocab=True,
        )[0]
        likelihood = np.asarray(first.logits[0][0], np.float32).ravel()
        yes, no = (
            max(float(likelihood[self._tokens.encode(word)[0]]) for word in kind)
            for kind in (AGREEING, REFUSING)
        )
        return yes - no
