import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pipecat.frames.frames import TranscriptionFrame, TTSAudioRawFrame

from agent.voices import weights
from agent.voices.choice import EmbeddedVoices, InstantVoices, choose_voices
from agent.voices.instant import RATE, SECONDS_PER_WORD
from agent.voices.weights import Weight, WeightsError
from office.settings import Settings

pytestmark = pytest.mark.unit

EXCUSE = "One moment, please."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks complete to a plan of one small file."""
    small = replace(weights.PLAN, weights=(Weight("ears.bin", (), 4, "0" * 64),))
    monkeypatch.setattr(weights, "PLAN", small)
    (tmp_path / "ears.bin").write_bytes(b"ears")
    (tmp_path / "stamp").write_text(f"{small.version} 4")
    return tmp_path


def test_without_models_and_key_the_way_out_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"not here yet: .* DEEPGRAM_API_KEY"):
        choose_voices(Settings.load(voices=tmp_path, deepgram_api_key=""), EXCUSE)


def test_with_models_the_embedded_voice_speaks(folder: Path) -> None:
    chosen = choose_voices(Settings.load(voices=folder, deepgram_api_key=""), EXCUSE)

    assert isinstance(chosen, EmbeddedVoices)


def test_models_of_another_plan_do_not_count(folder: Path) -> None:
    (folder / "stamp").write_text("1 4")

    with pytest.raises(WeightsError):
        choose_voices(Settings.load(voices=folder, deepgram_api_key=""), EXCUSE)


def test_a_key_chooses_deepgram_and_needs_no_models(tmp_path: Path) -> None:
    from agent.voices.deepgram import DeepgramVoices

    chosen = choose_voices(Settings.load(voices=tmp_path, deepgram_api_key="key"), EXCUSE)

    assert isinstance(chosen, DeepgramVoices)
    assert not chosen.has_spare


def test_deepgram_has_a_spare_voice_where_the_models_are(folder: Path) -> None:
    from agent.voices.deepgram import DeepgramVoices

    chosen = choose_voices(Settings.load(voices=folder, deepgram_api_key="key"), EXCUSE)

    assert isinstance(chosen, DeepgramVoices)
    assert chosen.has_spare


def test_models_without_engines_are_no_spare_voice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agent.voices.deepgram import DeepgramVoices

    monkeypatch.delitem(sys.modules, "piper", raising=False)
    monkeypatch.setattr(sys, "path", [])
    chosen = choose_voices(Settings.load(voices=folder, deepgram_api_key="key"), EXCUSE)

    assert isinstance(chosen, DeepgramVoices)
    assert not chosen.has_spare


def test_the_embedded_voice_can_be_wanted_in_spite_of_a_key(folder: Path) -> None:
    settings = Settings.load(voices=folder, voice="embedded", deepgram_api_key="key")

    assert isinstance(choose_voices(settings, EXCUSE), EmbeddedVoices)


async def test_instant_voices_hear_what_they_are_told_and_hum(tmp_path: Path) -> None:
    chosen = choose_voices(Settings.load(voices=tmp_path, voice="instant"), EXCUSE)
    assert isinstance(chosen, InstantVoices)
    words = iter(["yes please", ""])
    ears = InstantVoices(lambda: next(words)).ears()

    heard = [[frame async for frame in ears.run_stt(b"")] for _ in range(2)]
    (hum,) = [frame async for frame in chosen.voice().run_tts("one two", "context")]

    (said,) = heard[0]
    assert isinstance(said, TranscriptionFrame)
    assert (said.text, said.finalized) == ("yes please", True)
    assert heard[1] == []
    assert isinstance(hum, TTSAudioRawFrame)
    assert len(hum.audio) / 2 / RATE == pytest.approx(2 * SECONDS_PER_WORD, abs=0.001)
