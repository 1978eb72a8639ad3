"""A phone line in sound: 8 kHz μ-law between 300 and 3,400 Hz, noise, lost packets, a pause. Pure.

After the channel of our facts on speech (section 9): peak at half level, white and pink noise at
a ratio to the speech, G.711 there and back. Lost packets come in bursts (Gilbert and Elliott).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from telephony import mulaw

RATE = 8000
FRAME = 160
LOW, HIGH = 300.0, 3400.0
EDGE = 60.0
"""Hertz over which the band's edges fall off."""

AROUND = int(0.3 * RATE)
"""Samples of line noise before and after the words."""

Samples = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """How bad a line is: speech over noise in dB (None is none), and packets lost, 0 to 1."""

    snr_db: float | None = None
    loss: float = 0.0

    @property
    def name(self) -> str:
        """In words."""
        noise = "no noise" if self.snr_db is None else f"{self.snr_db:g} dB"
        return f"{noise}, {self.loss:.0%} lost" if self.loss else noise

    def carry(self, pcm: bytes, dice: np.random.Generator) -> bytes:
        """What arrives at the desk of 8 kHz 16-bit sound."""
        sound = np.frombuffer(pcm, "<i2").astype(np.float64) / 32768
        if not len(sound) or not np.abs(sound).max():
            return pcm
        sound = band(sound)
        sound = np.pad(sound / np.abs(sound).max() * 0.5, AROUND)
        if self.snr_db is not None:
            sound = sound + noise(sound, self.snr_db, dice)
        coded = mulaw.encode((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
        return mulaw.decode(with_losses(coded, self.loss, dice))


def band(sound: Samples) -> Samples:
    """What a phone lets through of a sound."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    keep = np.clip((hertz - LOW + EDGE) / EDGE, 0, 1) * np.clip((HIGH + EDGE - hertz) / EDGE, 0, 1)
    filtered: Samples = np.fft.irfft(spectrum * keep, len(sound))
    return filtered


def noise(sound: Samples, snr_db: float, dice: np.random.Generator) -> Samples:
    """White and pink noise, as loud as the ratio says."""
    number = len(sound)
    pink = np.fft.rfft(dice.standard_normal(number))
    hertz = np.arange(len(pink), dtype=np.float64)
    hertz[0] = 1
    made = band(
        0.5 * dice.standard_normal(number) + 8 * np.fft.irfft(pink / np.sqrt(hertz), number)
    )
    speech = float(np.mean(sound[np.abs(sound) > 0.02] ** 2))
    level = np.sqrt(speech / 10 ** (snr_db / 10) / np.mean(made**2))
    louder: Samples = made * level
    return louder


def with_losses(coded: bytes, share: float, dice: np.random.Generator) -> bytes:
    """20 ms packets fall silent in bursts of about three."""
    if not share:
        return coded
    out, lost = bytearray(coded), False
    stay = 2 / 3
    begin = share * (1 - stay) / (1 - share)
    for start in range(0, len(out), FRAME):
        lost = dice.random() < (stay if lost else begin)
        if lost:
            end = min(start + FRAME, len(out))
            out[start:end] = bytes([mulaw.SILENCE]) * (end - start)
    return bytes(out)


def with_pause(pcm: bytes, seconds: float, at: float) -> bytes:
    """The sound with a silence in it, at a share of its length."""
    place = int(len(pcm) * at) // 2 * 2
    return pcm[:place] + bytes(int(seconds * RATE) * 2) + pcm[place:]
