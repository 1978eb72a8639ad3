from itertools import pairwise

import numpy as np
import pytest

from agent.evaluation.sound import PhoneLine, band, with_losses, with_pause
from agent.evaluation.speakable import speakable
from telephony import mulaw

pytestmark = pytest.mark.unit

TONE = (np.sin(np.arange(8000) * 2 * np.pi * 1000 / 8000) * 20000).astype("<i2").tobytes()


def arrived(line: PhoneLine, seed: int = 1) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    carried = line.carry(TONE, np.random.default_rng(seed))
    return np.frombuffer(carried, "<i2").astype(np.float64) / 32768


def test_line_lets_the_middle_of_the_band_through_and_nothing_else() -> None:
    seconds = np.arange(8000) / 8000
    low, middle = np.sin(seconds * 2 * np.pi * 100), np.sin(seconds * 2 * np.pi * 1000)
    assert np.abs(band(low)).max() < 0.05
    assert np.abs(band(middle)).max() > 0.95


@pytest.mark.parametrize("snr", [15.0, 20.0])
def test_noise_is_as_loud_as_asked_for(snr: float) -> None:
    clean, noisy = arrived(PhoneLine()), arrived(PhoneLine(snr))
    speech = clean[np.abs(clean) > 0.02]
    found = 10 * np.log10(np.mean(speech**2) / np.mean((noisy - clean) ** 2))
    assert found == pytest.approx(snr, abs=1)


def test_lost_packets_come_in_bursts_and_are_as_many_as_asked_for() -> None:
    coded = mulaw.encode(TONE * 40)
    kept = with_losses(coded, 0.05, np.random.default_rng(3))
    frames = [
        kept[at : at + 160] == bytes([mulaw.SILENCE]) * 160 for at in range(0, len(kept), 160)
    ]
    assert 0.02 < sum(frames) / len(frames) < 0.1
    follows = sum(a and b for a, b in pairwise(frames))
    assert follows > sum(frames) / 3


def test_same_seed_carries_the_same_sound() -> None:
    assert np.array_equal(arrived(PhoneLine(15.0, 0.03)), arrived(PhoneLine(15.0, 0.03)))
    assert len(with_pause(TONE, 0.5, 0.5)) == len(TONE) + 8000


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("It's (614) 555-0143.", "It's six one four , five five five , oh one four three ."),
        ("mike.chen@gmail.com", "mike dot chen at gmail dot com"),
        ("12 Oak Street, Apt 4", "one two Oak Street, apartment four"),
        ("209 10th Court", "two oh nine , tenth Court"),
        ("C-H-E-N", "C, H, E, N"),
    ],
)
def test_figures_and_addresses_become_words_a_voice_can_say(written: str, spoken: str) -> None:
    assert speakable(written) == spoken
