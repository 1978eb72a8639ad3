"""Tokens: sealed on disk, renewed once whoever asks, and never asked for again when refused."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from office.clock import SystemClock
from office.sealing import Seal
from office.settings import Settings
from qbo.connection import Connection
from qbo.faults import NotConnected, TokensUnreadable
from qbo.sandbox.app import sandbox_app
from qbo.tokens import TokenFile, Tokens
from tests.wire.conftest import served

pytestmark = pytest.mark.wire

KEY, OTHER = "the key that sealed the tokens here", "another key that sealed nothing here"


@dataclass
class Company:
    """An embedded company that plays Intuit's: the owner connects it, keys are the app's own."""

    settings: Settings
    base: str
    refreshes: list[str] = field(default_factory=list)

    @property
    def file(self) -> TokenFile:
        return TokenFile(self.path, Seal.of(self.settings))

    @property
    def path(self) -> Path:
        return self.settings.data / "qbo" / "sandbox.json"

    def connection(self, **changes: Any) -> Connection:
        return Connection.of(self.settings.model_copy(update=changes), SystemClock())

    async def granted(self) -> Tokens:
        """Tokens as the owner's consent gives them."""
        async with httpx2.AsyncClient() as http:
            given = (await http.post(f"{self.base}/_sandbox/token")).json()
        self.settings.qbo_client_id = given["client_id"]
        self.settings.qbo_client_secret = given["client_secret"]
        now = SystemClock().now()
        return Tokens(given["access_token"], given["refresh_token"], now, given["realmId"])

    async def pass_time(self, seconds: float) -> None:
        async with httpx2.AsyncClient() as http:
            await http.post(f"{self.base}/_sandbox/clock", json={"advance": seconds})


@pytest.fixture
async def company(tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[Company]:
    app, base = sandbox_app(tmp_path / "company"), f"http://127.0.0.1:{unused_tcp_port}"
    settings = Settings(
        data=tmp_path,
        qbo_environment="sandbox",
        qbo_api_base=base,
        qbo_client_id="not known yet",
        qbo_client_secret="not known yet",
        secret_key=KEY,
    )
    company = Company(settings, base)
    office = app.state.sandbox.tokens
    refresh = office.refresh

    def counted(token: str) -> Any:
        company.refreshes.append(token)
        return refresh(token)

    office.refresh = counted
    async with served(app, unused_tcp_port):
        yield company


async def test_kept_tokens_show_nothing_and_are_taken_up(company: Company) -> None:
    tokens = await company.granted()
    await company.connection().adopt(tokens)
    text = company.path.read_text()
    assert tokens.refresh_token not in text
    assert tokens.access_token not in text
    assert company.connection().realm == "1"
    assert await company.connection().token()


async def test_file_from_before_tokens_were_sealed_is_sealed(company: Company) -> None:
    tokens = await company.granted()
    plain = {
        "access_token": "",
        "refresh_token": tokens.refresh_token,
        "expires_at": "2026-01-01T00:00:00+00:00",
        "realm": "1",
        "client_id": company.settings.qbo_client_id,
        "secret": company.settings.qbo_client_secret,
    }
    company.path.parent.mkdir()
    company.path.write_text(json.dumps(plain))
    connection = company.connection()
    assert tokens.refresh_token not in company.path.read_text()
    assert await connection.token()


async def test_lost_key_is_named_and_what_it_sealed_is_kept(company: Company) -> None:
    await company.connection().adopt(await company.granted())
    lost = company.connection(secret_key=OTHER)
    with pytest.raises(TokensUnreadable, match="FRONTDESK_SECRET_KEY"):
        await lost.token()
    sealed = company.path.read_text()
    await lost.adopt(await company.granted())
    assert company.path.with_suffix(".unreadable").read_text() == sealed
    assert await company.connection(secret_key=f"{OTHER},{KEY}").token()


async def test_two_processes_with_the_same_old_token_refresh_once(company: Company) -> None:
    await company.connection().adopt(await company.granted())
    one, other = company.connection(), company.connection()
    tokens = await asyncio.gather(*(desk.token() for desk in (one, other) for _ in range(25)))
    assert len(company.refreshes) == 1
    assert len(set(tokens)) == 1


async def test_refusal_is_taken_for_an_answer(company: Company) -> None:
    tokens = await company.granted()
    connection = company.connection()
    await connection.adopt(replace(tokens, refresh_token="RT1-no longer good"))
    for _ in range(5):
        with pytest.raises(NotConnected):
            await connection.token()
    assert len(company.refreshes) == 1
    await connection.adopt(await company.granted())
    assert await connection.token()


async def test_token_before_a_lost_one_is_tried_in_its_day_of_grace(company: Company) -> None:
    tokens = await company.granted()
    connection = company.connection()
    await connection.adopt(
        replace(tokens, refresh_token="RT1-lost on the way", previous=tokens.refresh_token)
    )
    assert await connection.token()
    assert company.refreshes == ["RT1-lost on the way", tokens.refresh_token]


async def test_rotated_token_keeps_the_one_before(company: Company) -> None:
    tokens = await company.granted()
    await company.connection().adopt(tokens)
    await company.pass_time(25 * 3600)
    await company.connection().token()
    kept = company.file.read()
    assert kept is not None
    assert kept.refresh_token != tokens.refresh_token
    assert kept.previous == tokens.refresh_token


async def test_disconnected_company_asks_for_nothing(company: Company) -> None:
    connection = company.connection()
    await connection.adopt(await company.granted())
    await connection.forget()
    assert not connection.is_connected
    assert not company.path.exists()
    with pytest.raises(NotConnected):
        await connection.token()
