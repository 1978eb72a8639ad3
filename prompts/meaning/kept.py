"""Vectors of the owner's phrases, kept on disk by their content: each is made once."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from prompts.meaning.model import Embeds, Vectors


class KeptVectors:
    """Gives vectors of phrases, from the last start where they are the same."""

    def __init__(self, embeds: Embeds, folder: Path | None) -> None:
        """Keep them under a folder, or only in memory."""
        self._embeds, self.model = embeds, embeds.version
        self._path = folder / f"phrases-{embeds.version}.npz" if folder else None
        self._known = _read(self._path)

    def of(self, texts: Sequence[str]) -> Vectors:
        """One row per text; what is no longer asked for is forgotten."""
        keys = [hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]
        lacking = [place for place, key in enumerate(keys) if key not in self._known]
        made = self._embeds.embed([texts[place] for place in lacking])
        self._known |= {keys[place]: row for place, row in zip(lacking, made, strict=True)}
        rows = np.stack([self._known[key] for key in keys]) if keys else made
        if lacking or len(self._known) > len(set(keys)):
            self._known = dict(zip(keys, rows, strict=True))
            _write(self._path, self._known)
        return rows


def _read(path: Path | None) -> dict[str, Vectors]:
    if path is None:
        return {}
    try:
        with np.load(path) as kept:
            return dict(zip(kept["keys"].tolist(), kept["rows"], strict=True))
    except (OSError, ValueError, KeyError, BadZipFile):
        return {}


def _write(path: Path | None, known: dict[str, Vectors]) -> None:
    if path is None or not known:
        return
    # A full disk costs a few seconds at the next start, nothing else.
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.npz")
        np.savez(partial, keys=np.array(list(known)), rows=np.stack(list(known.values())))
        partial.replace(path)
