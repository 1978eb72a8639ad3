"""What is kept secret on disk: unreadable without a key, readable after a change of keys."""

import stat
from pathlib import Path

import pytest

from office.sealing import BadSeal, Seal
from office.settings import Settings, SettingsError

pytestmark = pytest.mark.unit

OLD, NEW = "an old key long enough to be taken", "a new key long enough to be taken too"


def test_sealed_text_is_not_on_show_and_comes_back() -> None:
    sealed = Seal([OLD]).close("RT1-secret")
    assert "secret" not in sealed
    assert Seal([OLD]).open(sealed) == "RT1-secret"


def test_key_behind_a_new_one_still_opens_what_it_sealed() -> None:
    sealed = Seal([OLD]).close("RT1-secret")
    assert Seal([NEW, OLD]).open(sealed) == "RT1-secret"
    assert Seal([NEW]).open(Seal([NEW, OLD]).close("RT2")) == "RT2"


def test_other_key_and_changed_text_open_nothing() -> None:
    sealed = Seal([OLD]).close("RT1-secret")
    for seal, text in (
        (Seal([NEW]), sealed),
        (Seal([OLD]), sealed[:-4] + "AAA="),
        (Seal([OLD]), ""),
    ):
        with pytest.raises(BadSeal):
            seal.open(text)


def test_folder_makes_a_key_of_its_own_once(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    sealed = Seal.of(settings).close("RT1-secret")
    assert Seal.of(settings).open(sealed) == "RT1-secret"
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_key_moved_into_the_setting_leaves_everything_readable(tmp_path: Path) -> None:
    sealed = Seal.of(Settings(data=tmp_path)).close("RT1-secret")
    moved = Seal.of(Settings(data=tmp_path, secret_key=NEW))
    assert moved.open(sealed) == "RT1-secret"
    assert Seal([NEW]).open(moved.close("RT2")) == "RT2"


def test_short_key_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_SECRET_KEY", f"{NEW},short")
    with pytest.raises(SettingsError, match="FRONTDESK_SECRET_KEY: Each key needs 32"):
        Settings.load()
