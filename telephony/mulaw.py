"""G.711 μ-law, the sound of the phone network: 8 kHz, one byte a sample (ITU-T G.711)."""

import numpy as np
from numpy.typing import NDArray

SILENCE = 0xFF
FRAME_BYTES = 160
"""20 ms at 8 kHz: the size of every Media Streams frame."""

_BIAS, _CLIP = 0x84, 32635


def _decode_table() -> NDArray[np.int16]:
    code = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = (code >> 4) & 7, (code & 0x0F).astype(np.int32)
    magnitude = (((mantissa << 3) + _BIAS) << exponent) - _BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _encode_table() -> NDArray[np.uint8]:
    samples = np.arange(-32768, 32768, dtype=np.int32)
    sign = np.where(samples < 0, 0x80, 0)
    magnitude = np.minimum(np.abs(samples), _CLIP) + _BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    code: NDArray[np.uint8] = (~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8)
    return code


_DECODE, _ENCODE = _decode_table(), _encode_table()


def decode(data: bytes) -> bytes:
    """μ-law to 16-bit signed PCM, little endian."""
    return _DECODE[np.frombuffer(data, np.uint8)].astype("<i2").tobytes()


def encode(pcm: bytes) -> bytes:
    """16-bit signed PCM, little endian, to μ-law; an odd last byte is left out."""
    samples = np.frombuffer(pcm[: len(pcm) & ~1], "<i2").astype(np.int32)
    return _ENCODE[samples + 32768].tobytes()
