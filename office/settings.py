"""What the deployer can set: environment first, then `.env`; nothing about the business itself."""

import json
import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SHORTEST_KEY = 32
"""Characters of a key that seals; shorter ones could be guessed."""


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and says what is allowed."""


class PersonsCalendar(BaseModel):
    """The calendar of somebody who makes visits; what is left out is as for the owner's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = ""
    user: str = ""
    password: str = Field("", repr=False)
    calendar: str = ""


class Settings(BaseSettings):
    """Every knob of the desk. Absent keys mean the embedded parties."""

    model_config = SettingsConfigDict(
        env_prefix="FRONTDESK_", env_file=".env", extra="ignore", populate_by_name=True
    )

    host: str = Field("127.0.0.1", description="Address the desk listens on.")
    port: int = Field(8080, ge=0, le=65535, description="Port of the desk and its page.")
    sandbox_port: int = Field(
        8081, ge=0, le=65535, description="Port of the embedded QuickBooks company."
    )
    carrier_port: int = Field(8082, ge=0, le=65535, description="Port of the embedded carrier.")
    mailbox_port: int = Field(8083, ge=0, le=65535, description="Port of the embedded mailbox.")
    data: Path = Field(Path("data"), description="Folder of the database, voices and sandbox.")
    voices: Path | None = Field(
        None,
        description="Folder of the voice models and the sentence model, if several data folders "
        "share one.",
    )
    public_url: str = Field(
        "", description="The address Twilio and customers see, e.g. https://desk.example.com."
    )
    api_token: str = Field(
        "", repr=False, description="Bearer token of the API; empty: this machine only."
    )
    secret_key: str = Field(
        "",
        repr=False,
        description="Keys that seal what is kept secret on disk, the newest first, with commas "
        "between; empty makes one in the data folder.",
    )
    voice: Literal["", "embedded", "deepgram", "instant"] = Field(
        "", description="Which ears and voice; empty chooses Deepgram with a key, else embedded."
    )
    brain: Literal["", "scripted", "llm"] = Field(
        "", description="Which brain; empty chooses the model with a key, else scripted."
    )
    model_speech: bool = Field(
        True, description="Let a model say short, checked sentences of its own before the desk's."
    )
    meaning: bool = Field(
        True,
        description="Propose services by meaning too, with a sentence model on this machine, "
        "where no rule's words were heard.",
    )
    max_calls: int = Field(
        10, ge=1, le=200, description="Calls at once; further callers reach voicemail."
    )
    log: Literal["plain", "json"] = Field("plain", description="How logs are written.")
    pii_in_logs: bool = Field(
        False, description="Keep callers' words and numbers in logs, for debugging on a laptop."
    )

    database_url: str = Field(
        "",
        repr=False,
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="PostgreSQL URL; empty keeps a SQLite file in the data folder.",
    )
    twilio_account_sid: str = Field(
        "",
        validation_alias=AliasChoices("TWILIO_ACCOUNT_SID", "twilio_account_sid"),
        description="Account SID; empty uses the embedded carrier.",
    )
    twilio_auth_token: str = Field(
        "",
        repr=False,
        validation_alias=AliasChoices("TWILIO_AUTH_TOKEN", "twilio_auth_token"),
        description="Auth token that signs Twilio's requests.",
    )
    twilio_phone_number: str = Field(
        "",
        validation_alias=AliasChoices("TWILIO_PHONE_NUMBER", "twilio_phone_number"),
        description="The business number in E.164.",
    )
    twilio_api_base: str = Field(
        "",
        validation_alias=AliasChoices("TWILIO_API_BASE", "twilio_api_base"),
        description="Another host for Twilio's REST API.",
    )
    openai_api_key: str = Field(
        "",
        repr=False,
        validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key"),
        description="Key of the model; empty uses the scripted brain.",
    )
    openai_base_url: str = Field(
        "",
        validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url"),
        description="Another server with OpenAI's API.",
    )
    openai_model: str = Field(
        "gpt-4.1",
        validation_alias=AliasChoices("OPENAI_MODEL", "openai_model"),
        description="Model name.",
    )
    deepgram_api_key: str = Field(
        "",
        repr=False,
        validation_alias=AliasChoices("DEEPGRAM_API_KEY", "deepgram_api_key"),
        description="Key of Deepgram; empty uses the embedded voice.",
    )
    deepgram_base_url: str = Field(
        "",
        validation_alias=AliasChoices("DEEPGRAM_BASE_URL", "deepgram_base_url"),
        description="Another host for Deepgram.",
    )
    qbo_environment: Literal["embedded", "sandbox", "production"] = Field(
        "embedded",
        validation_alias=AliasChoices("QBO_ENVIRONMENT", "qbo_environment"),
        description="Which QuickBooks: the embedded company, Intuit's sandbox, or the real one.",
    )
    qbo_client_id: str = Field(
        "",
        validation_alias=AliasChoices("QBO_CLIENT_ID", "qbo_client_id"),
        description="Client id of your Intuit app.",
    )
    qbo_client_secret: str = Field(
        "",
        repr=False,
        validation_alias=AliasChoices("QBO_CLIENT_SECRET", "qbo_client_secret"),
        description="Client secret of your Intuit app.",
    )
    qbo_webhook_token: str = Field(
        "",
        repr=False,
        validation_alias=AliasChoices("QBO_WEBHOOK_TOKEN", "qbo_webhook_token"),
        description="Verifier token of your Intuit app's webhooks; empty asks for changes every "
        "five minutes.",
    )
    qbo_api_base: str = Field(
        "",
        validation_alias=AliasChoices("QBO_API_BASE", "qbo_api_base"),
        description="Another host for the QuickBooks API.",
    )

    smtp_host: str = Field(
        "",
        description="Your mail server; empty with the embedded carrier uses the embedded mailbox.",
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of your mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How it is spoken to safely: starttls (587), tls (465) or none."
    )
    smtp_user: str = Field("", description="Login at your mail server.")
    smtp_password: str = Field(
        "", repr=False, description="Password of that login, often an app password."
    )
    mail_from: str = Field(
        "", description="Address e-mails come from; empty uses the login, if that is one."
    )

    caldav_url: str = Field(
        "", description="Your own calendar on a CalDAV server; empty leaves calendars alone."
    )
    caldav_user: str = Field("", description="Login of that calendar.")
    caldav_password: str = Field(
        "", repr=False, description="Password of that login, usually an app password."
    )
    caldav_calendar: str = Field(
        "", description="Name of the calendar, if the login has several; empty takes the first."
    )
    caldav_person: str = Field(
        "", description="Whose calendar it is, as named under people; empty means the owner."
    )
    caldav_people: Annotated[dict[str, PersonsCalendar], NoDecode] = Field(
        {},
        repr=False,
        description="Calendars of others who make visits, as JSON: "
        '`{"Ana": {"calendar": "Ana"}}`; url, user and password are those above where left out.',
    )

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_absent(cls, given: object, info: ValidationInfo) -> object:
        """`NAME=` in a copied .env means the default; a path or a number has no empty value."""
        if given == "" and info.field_name is not None:
            return cls.model_fields[info.field_name].default
        return given

    @field_validator("caldav_people", mode="before")
    @classmethod
    def _by_person(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        if not given:
            return {}
        try:
            return json.loads(given)
        except ValueError as error:
            raise ValueError(
                'It must be JSON by person, such as {"Ana": {"calendar": "Ana"}}'
            ) from error

    @field_validator("caldav_people")
    @classmethod
    def _somewhere(
        cls, given: dict[str, PersonsCalendar], info: ValidationInfo
    ) -> dict[str, PersonsCalendar]:
        lost = [who for who, one in given.items() if not (one.url or info.data.get("caldav_url"))]
        if lost:
            raise ValueError(f"The calendar of {lost[0]} needs a url, or set FRONTDESK_CALDAV_URL")
        return given

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, given: str) -> str:
        if any(len(key.strip()) < SHORTEST_KEY for key in given.split(",") if given):
            raise ValueError(f"Each key needs {SHORTEST_KEY} random characters at least")
        return given

    @field_validator("public_url")
    @classmethod
    def _with_scheme(cls, given: str) -> str:
        if given and not given.startswith(("https://", "http://")):
            raise ValueError("It must start with https://, as in https://desk.example.com")
        return given

    @classmethod
    def load(cls, **given: object) -> "Settings":
        """Read the environment.

        Raises:
            SettingsError: a value is not allowed; the message names the setting.
        """
        try:
            return cls(**given)  # type: ignore[arg-type]
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]).upper() if first["loc"] else "a setting"
            said = first["msg"].removeprefix("Value error, ")
            raise SettingsError(f"{_variable(name)}: {said}.") from error
        except UnicodeDecodeError as error:
            raise SettingsError("The file .env cannot be read; save it as UTF-8 text.") from error

    @property
    def embedded_phone(self) -> bool:
        """Whether the embedded carrier plays Twilio."""
        return not self.twilio_account_sid

    @property
    def embedded_mail(self) -> bool:
        """Whether the embedded mailbox plays the mail server; never for a real phone's callers."""
        return self.embedded_phone and not self.smtp_host

    @property
    def embedded_books(self) -> bool:
        """Whether the embedded company plays QuickBooks."""
        return self.qbo_environment == "embedded"

    @property
    def database(self) -> str:
        """SQLAlchemy URL of the store."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data / 'frontdesk.db'}"

    @property
    def voices_folder(self) -> Path:
        """Where the voice models lie."""
        return self.voices or self.data / "voices"

    @property
    def meaning_folder(self) -> Path:
        """Where the sentence model lies."""
        return self.voices_folder / "meaning"

    @property
    def desk_url(self) -> str:
        """The address callers' carriers use: the public one, else this machine's."""
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")

    @cached_property
    def account(self) -> "Account":
        """The Twilio account in use; the embedded one is made up once per data folder."""
        if not self.embedded_phone:
            return Account(
                self.twilio_account_sid, self.twilio_auth_token, self.twilio_phone_number
            )
        return _embedded_account(self.data / "carrier" / "account.json")


class Account:
    """A Twilio account: who signs, and which number is ours."""

    def __init__(self, sid: str, token: str, number: str) -> None:
        """Keep the three; `number` is E.164."""
        self.sid, self.token, self.number = sid, token, number


def _embedded_account(path: Path) -> Account:
    """Read the account of the embedded carrier, making one with its own secret at first."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = {"sid": "AC" + secrets.token_hex(16), "token": secrets.token_hex(16)}
        made["number"] = "+16145550100"
        partial = path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(made))
        partial.replace(path)
    try:
        kept = json.loads(path.read_text())
        return Account(kept["sid"], kept["token"], kept["number"])
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"The embedded carrier's account in {path} is damaged; "
            "delete the file to get a new one."
        ) from error


def _variable(name: str) -> str:
    """The environment variable people know a setting by."""
    outside = ("TWILIO_", "OPENAI_", "DEEPGRAM_", "QBO_", "DATABASE_", "FRONTDESK_")
    return name if name.startswith(outside) else f"FRONTDESK_{name}"
