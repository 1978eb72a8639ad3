"""Settings: the environment decides, a mistake is a sentence that names the variable."""

import json
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from office.settings import Settings, SettingsError

pytestmark = pytest.mark.unit

SECRETS = (
    "api_token database_url twilio_auth_token openai_api_key deepgram_api_key qbo_client_secret"
).split()


def variable(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    return str(getattr(alias, "choices", [f"FRONTDESK_{name.upper()}"])[0])


VARIABLES = {variable(name, field): name for name, field in Settings.model_fields.items()}


@pytest.fixture(autouse=True)
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without .env and an environment without a single one of our variables."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_desk_without_a_setting_is_embedded_and_local() -> None:
    settings = Settings.load()
    assert settings.embedded_phone
    assert settings.embedded_books
    assert settings.database == "sqlite+aiosqlite:///data/frontdesk.db"
    assert settings.voices_folder == Path("data/voices")
    assert settings.desk_url == "http://127.0.0.1:8080"
    assert settings.host == "127.0.0.1"


@pytest.mark.parametrize("name", VARIABLES)
def test_an_empty_variable_is_an_absent_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "")
    assert Settings.load() == Settings.model_construct()


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("FRONTDESK_PORT", "eighty", "valid integer"),
        ("FRONTDESK_PORT", "65536", "65535"),
        ("FRONTDESK_MAX_CALLS", "0", "greater than or equal to 1"),
        ("FRONTDESK_VOICE", "loud", "'deepgram'"),
        ("FRONTDESK_BRAIN", "none", "'scripted'"),
        ("FRONTDESK_LOG", "xml", "'json'"),
        ("FRONTDESK_PII_IN_LOGS", "perhaps", "valid boolean"),
        ("FRONTDESK_PUBLIC_URL", "desk.example.com", "start with https://"),
        ("QBO_ENVIRONMENT", "live", "'production'"),
    ],
)
def test_a_wrong_value_names_its_variable_and_what_is_allowed(
    name: str, value: str, hint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert hint in message
    assert message.endswith(".")
    assert "\n" not in message


def test_a_wrong_value_given_by_the_program_names_the_variable_too() -> None:
    with pytest.raises(SettingsError, match=r"^QBO_ENVIRONMENT: "):
        Settings.load(qbo_environment="live")
    with pytest.raises(SettingsError, match=r"^FRONTDESK_PORT: "):
        Settings.load(port="eighty")


def test_the_environment_wins_over_the_file(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "OPENAI_MODEL=small\nFRONTDESK_PORT=9001\nOPENAI_API_KEY=key\nUNKNOWN=1\n"
    (bare_machine / ".env").write_text(text)
    monkeypatch.setenv("FRONTDESK_PORT", "9002")
    monkeypatch.setenv("OPENAI_API_KEY", "")
    settings = Settings.load()
    assert (settings.openai_model, settings.port) == ("small", 9002)
    assert settings.openai_api_key == ""


def test_a_file_in_another_encoding_is_one_sentence(bare_machine: Path) -> None:
    (bare_machine / ".env").write_bytes("FRONTDESK_PORT=9001".encode("utf-16"))
    with pytest.raises(SettingsError, match=r"^The file \.env cannot be read; .*UTF-8"):
        Settings.load()


@pytest.mark.parametrize("field", Settings.model_fields.values(), ids=list(Settings.model_fields))
def test_every_setting_says_what_it_is_in_a_sentence(field: FieldInfo) -> None:
    assert field.description is not None
    assert field.description[0].isupper()
    assert field.description.endswith(".")


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_is_shown_with_the_settings(name: str) -> None:
    settings = Settings.load(**{name: "hidden-value"})
    assert getattr(settings, name) == "hidden-value"
    assert "hidden-value" not in f"{settings!r} {settings}"


def test_a_wrong_value_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key pasted into the wrong line must not end on the screen."""
    monkeypatch.setenv("FRONTDESK_PORT", "key-of-the-model")
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    assert "key-of-the-model" not in str(caught.value)


def test_the_public_address_is_the_desks_without_a_slash() -> None:
    settings = Settings.load(public_url="https://desk.example.com/")
    assert settings.desk_url == "https://desk.example.com"


def test_a_real_account_is_the_one_that_was_set(tmp_path: Path) -> None:
    settings = Settings.load(
        data=tmp_path,
        twilio_account_sid="AC1",
        twilio_auth_token="token",
        twilio_phone_number="+16145550100",
    )
    account = settings.account
    assert (account.sid, account.token, account.number) == ("AC1", "token", "+16145550100")
    assert not settings.embedded_phone
    assert list(tmp_path.iterdir()) == []


def test_the_embedded_account_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    made, again = Settings.load(data=tmp_path).account, Settings.load(data=tmp_path).account
    assert (made.sid, made.token) == (again.sid, again.token)
    assert len(made.token) == 32
    (kept,) = (tmp_path / "carrier").iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    other = Settings.load(data=tmp_path / "other").account
    assert other.token != made.token


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"sid": "AC1"})])
def test_a_damaged_account_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "carrier").mkdir()
    (tmp_path / "carrier" / "account.json").write_text(text)
    with pytest.raises(SettingsError, match=r"damaged; delete the file to get a new one\.$"):
        _ = Settings.load(data=tmp_path).account
