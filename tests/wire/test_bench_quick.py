from pathlib import Path

import pytest

from agent.bench.greeting import echo_floor, first_sounds
from agent.bench.speech import caller_says
from agent.bench.turns import barge_ins
from agent.bench.yard import BenchError, process, yard
from office.settings import Settings

pytestmark = [pytest.mark.wire, pytest.mark.timeout(120)]


async def test_real_desk_is_measured_over_the_real_wire() -> None:
    settings = Settings()
    sound = await caller_says(settings.voices_folder)
    async with yard(settings, "instant") as desk:
        assert all(spent > 0 for spent in await first_sounds(desk, [None, "+16145550142"]))
        clear, stray = await barge_ins(desk, sound, 1)
    assert clear.value > 0
    assert stray.value == 0


async def test_floor_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    assert await echo_floor(Settings(data=tmp_path), 5) > 0


async def test_desk_under_measurement_never_sees_keys_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("FRONTDESK_VOICE=nonsense\n")
    monkeypatch.chdir(tmp_path)
    async with yard(Settings.model_construct(voices=tmp_path), "instant") as desk:
        assert await first_sounds(desk, [None])


async def test_part_that_does_not_start_is_one_plain_sentence(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with pytest.raises(BenchError, match="frontdesk doctor"):
        async with process(settings, "http://127.0.0.1:9/", "agent.bench.echo", "no-port"):
            pass
