from pathlib import Path

import pytest

from agent.bench.yard import own_settings
from office.settings import Settings

pytestmark = pytest.mark.unit


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a desk that is connected to real accounts."""
    (tmp_path / ".env").write_text(
        "QBO_ENVIRONMENT=production\nQBO_CLIENT_ID=a\nQBO_CLIENT_SECRET=b\n"
        "QBO_API_BASE=https://books.example\nOPENAI_API_KEY=c\nDEEPGRAM_API_KEY=d\n"
        "FRONTDESK_PUBLIC_URL=https://desk.example\nDATABASE_URL=postgresql://db.example/desk\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FRONTDESK_VOICES", raising=False)
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "token")
    monkeypatch.setenv("TWILIO_PHONE_NUMBER", "+16145550100")
    return Settings.load()


def test_measuring_never_uses_a_real_account(real: Settings, tmp_path: Path) -> None:
    assert not real.embedded_books
    own = own_settings(real, tmp_path / "own")
    assert own.embedded_books
    assert own.embedded_phone
    assert own.account.sid != "AC1"
    assert not own.openai_api_key
    assert not own.deepgram_api_key
    assert own.qbo_api_base == ""


def test_measuring_leaves_the_desks_data_alone(real: Settings, tmp_path: Path) -> None:
    own = own_settings(real, tmp_path / "own")
    assert "db.example" not in own.database
    assert own.desk_url == f"http://127.0.0.1:{own.port}"
    assert len({own.port, own.sandbox_port, own.carrier_port, real.port}) == 4


def test_models_are_found_from_any_folder(real: Settings, tmp_path: Path) -> None:
    own = own_settings(real, tmp_path / "own")
    assert own.voices_folder == (tmp_path / "data" / "voices").resolve()
