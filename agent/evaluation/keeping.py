"""What is expensive to make is kept on disk by its content and by the program that made it."""

import os
from functools import cache
from importlib.resources import files
from pathlib import Path

RECOGNISER = ("voices/worker/whisper.py", "voices/worker/guards.py")
"""Another recogniser hears something else."""


@cache
def version(*programs: str) -> bytes:
    """The text of some of the agent's programs: a changed one is asked anew."""
    return b"".join(files("agent").joinpath(name).read_bytes() for name in programs)


def keep(path: Path, content: bytes) -> None:
    """Whole or not at all: a run may be ended at any time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.write_bytes(content)
    partial.replace(path)
