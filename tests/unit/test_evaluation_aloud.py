"""Calls in sound without their sound: how they are mixed, counted, shown and begun again."""

import json
from collections import Counter
from pathlib import Path

import pytest

from agent.evaluation.aloud import LINES, planned, play_aloud, ringing, run_aloud
from agent.evaluation.heard import audio_json, audio_rows
from agent.evaluation.page import page
from agent.evaluation.report import Report
from agent.evaluation.screen import shown
from agent.evaluation.sound import PhoneLine
from agent.evaluation.studio import JOE, Studio, voices
from agent.evaluation.turns.figures import share
from agent.evaluation.turns.goals import turns_rows

pytestmark = pytest.mark.unit

VOICES = ("am_michael", JOE, "bf_emma")


class Clear:
    """Writes down what was said, or on a bad line nothing of it."""

    def __init__(self, deaf_to: str = "") -> None:
        self.deaf_to, self.asked = deaf_to, Counter[str]()

    async def hear(self, voice: str, line: PhoneLine, words: str, seed: int) -> str:
        self.asked[voice] += 1
        return "" if voice == self.deaf_to else words


def nothing(_done: int) -> None:
    pass


def test_every_voice_phones_over_every_line_equally_often() -> None:
    plan = planned(30, VOICES, held_out=False)
    cells = Counter((call.voice, call.line.name) for call in plan)
    assert set(cells.values()) == {2}
    assert len(cells) == len(VOICES) * len(LINES)
    assert len({call.caller.seed for call in plan}) == 30


async def test_calls_are_the_same_however_many_are_played_at_once() -> None:
    plan = planned(6, VOICES, held_out=False)
    one, _ = await run_aloud(plan, Clear(), jobs=1, tick=nothing)
    three, _ = await run_aloud(plan, Clear(), jobs=3, tick=nothing)
    assert one == three


async def test_worst_calls_are_played_again_from_what_stands_beside_them() -> None:
    plan = planned(4, VOICES, held_out=False)
    spoken, seconds = await run_aloud(plan, Clear(deaf_to=JOE), jobs=1, tick=nothing)
    worst = audio_json(spoken, seconds, held_out=False)["worst"]
    seed, _, place = worst[0]["replay"].partition(".")
    call = next(call for call in plan if call.caller.seed == int(seed))
    again = await play_aloud(
        ringing(int(place), call.caller, VOICES), Clear(deaf_to=JOE), keep_lines=True
    )
    assert again.voice == JOE
    assert again.played.fields == spoken[call.place].played.fields
    assert any(line.said and not line.heard for line in again.played.lines)


async def test_report_shows_each_voice_and_line_and_the_goals() -> None:
    plan = planned(14, VOICES, held_out=False)
    spoken, seconds = await run_aloud(plan, Clear(), jobs=1, tick=nothing)
    report = Report("tuning")
    report.rows += audio_rows(spoken)
    report.rows += turns_rows([share("dictations cut off", 3, 100)])
    report.more["audio"] = audio_json(spoken, seconds, held_out=False)
    found = json.loads(json.dumps(report.as_json()))
    assert [row["goal"] for row in found["rows"]] == [97, 0.3, None, 1]
    assert found["rows"][3]["reached"] is False
    assert found["audio"]["fewest_in_a_cell"] == 0
    table, html = shown(found), page(found)
    for name in (*VOICES, *(line.name for line in LINES)):
        assert name in table
        assert name in html
    held_out = audio_json(spoken, seconds, held_out=True)
    assert held_out["worst"] == []


async def test_what_was_made_and_heard_before_needs_no_engine(tmp_path: Path) -> None:
    class Engineless(Studio):
        made = 0

        async def _made(self, voice: str, text: str, speed: float) -> bytes:
            self.made += 1
            return b"\x01\x10" * 800

        def _desk(self) -> object:  # type: ignore[override]
            raise AssertionError("the recogniser was asked")

    first = Engineless(tmp_path / "none", tmp_path)
    assert await first.say(JOE, "Yes.") == await first.say(JOE, "Yes.")
    assert first.made == 1
    with pytest.raises(AssertionError):
        await first.hear(JOE, PhoneLine(), "Yes.", 1)
    assert await Engineless(tmp_path / "none", tmp_path).say(JOE, "Yes.")


def test_voices_are_real_english_ones_where_they_were_fetched(tmp_path: Path) -> None:
    assert "jm_kumo" in voices(tmp_path)
    (tmp_path / "kokoro").mkdir()
    (tmp_path / "kokoro" / "voices-en.npz").write_bytes(b"")
    assert {"am_michael", "bm_george", JOE} <= set(voices(tmp_path))
    assert "jm_kumo" not in voices(tmp_path)
