"""The voice detector: how loud Silero hears the line, and when it forgets what it heard."""

import numpy as np
import pytest
from pipecat.audio.vad.vad_analyzer import VADState

from agent.detector import CLEAR_WINDOWS, GAIN, RESET_SECONDS, SharedSilero

pytestmark = pytest.mark.unit

RATE = 8000
WINDOW = 256
FRESH = int(RESET_SECONDS * RATE / WINDOW)
"""Windows between two times that everything is forgotten."""


class Listener:
    """Stands in for Silero: keeps what it is given, and is as sure as it is told."""

    def __init__(self) -> None:
        self.heard: list[float] = []
        self.sure = 0.0
        self.resets = 0

    def __call__(
        self, sound: "np.typing.NDArray[np.float32]", rate: int
    ) -> "np.typing.NDArray[np.float32]":
        self.heard.append(float(np.abs(sound).max()))
        return np.array([[self.sure]], np.float32)

    def reset_states(self) -> None:
        self.resets += 1


class Bench:
    """A detector with a stand-in for its model."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.detector, self.model = SharedSilero(), Listener()
        self.detector.set_sample_rate(RATE)
        monkeypatch.setattr(self.detector, "_model", self.model)

    def hears(self, peak: float, windows: int = 1) -> None:
        for _ in range(windows):
            self.detector.voice_confidence(level(peak))


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(monkeypatch)


def level(peak: float) -> bytes:
    return (np.full(WINDOW, peak * 32767)).astype("<i2").tobytes()


@pytest.mark.parametrize(("peak", "heard"), [(0.03, 0.03 * GAIN), (0.2, 0.2 * GAIN), (0.9, 1.0)])
def test_quiet_caller_is_heard_louder_and_a_loud_one_clipped(
    bench: Bench, peak: float, heard: float
) -> None:
    bench.hears(peak)
    assert bench.model.heard == [pytest.approx(heard, abs=0.001)]


def test_what_was_heard_is_forgotten_only_in_clear_silence(bench: Bench) -> None:
    bench.model.sure = 0.3
    bench.hears(0.1, windows=FRESH * 2)
    assert bench.model.resets == 0
    bench.model.sure = 0.0
    bench.hears(0.001, windows=CLEAR_WINDOWS + 1)
    assert bench.model.resets == 1


def test_nothing_is_forgotten_while_the_caller_speaks(bench: Bench) -> None:
    bench.detector._vad_state = VADState.SPEAKING
    bench.hears(0.001, windows=FRESH * 3)
    assert bench.model.resets == 0


def test_it_is_forgotten_at_most_every_few_seconds(bench: Bench) -> None:
    bench.hears(0.001, windows=FRESH * 3)
    assert bench.model.resets == 3
