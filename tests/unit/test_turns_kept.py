"""What was heard of a line is kept by its sound: changed rules are played without engines."""

from pathlib import Path

import pytest

from agent.evaluation.keeping import keep, version
from agent.evaluation.turns.kept import KeptEars
from agent.voices.client import Heard

pytestmark = pytest.mark.unit

SOUND = bytes(range(200)) * 40


class Engine:
    """A recogniser that counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def hear(self, sound: bytes, *, brief: bool) -> Heard:
        self.asked += 1
        return Heard(f"{len(sound)} {brief}", -0.5, 0.1)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()

    async def started(_ears: KeptEars) -> Engine:
        return made

    monkeypatch.setattr(KeptEars, "_started", started)
    return made


async def test_same_sound_is_recognised_once(engine: Engine, tmp_path: Path) -> None:
    first = await KeptEars(tmp_path, tmp_path).hear(SOUND, False)
    again = await KeptEars(tmp_path, tmp_path).hear(SOUND, False)
    assert first == again == Heard("8000 False", -0.5, 0.1)
    assert engine.asked == 1


async def test_early_look_and_other_sound_are_asked_anew(engine: Engine, tmp_path: Path) -> None:
    ears = KeptEars(tmp_path, tmp_path)
    for sound, brief in ((SOUND, False), (SOUND, True), (SOUND[2:], False)):
        await ears.hear(sound, brief)
    assert engine.asked == 3


async def test_line_is_perceived_again_without_an_engine(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silence = bytes(8000)
    found = await KeptEars(tmp_path, tmp_path).perceive(silence, glimpses=True)

    async def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("agent.evaluation.turns.kept.perceive", never)
    assert await KeptEars(tmp_path, tmp_path).perceive(silence, glimpses=True) == found == []
    assert engine.asked == 0


def test_kept_file_is_whole_or_not_there(tmp_path: Path) -> None:
    keep(tmp_path / "a" / "b.json", b"[]")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.json"]
    assert version("voices/worker/whisper.py") != version("voices/worker/guards.py")
