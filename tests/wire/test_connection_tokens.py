"""Tokens: sealed on disk, renewed once whoever asks, and never asked for again when refused."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from office.clock import SystemClock
from office.sealing import Seal
from office.settings import Settings
from qbo.access.connection import Connection
from qbo.access.tokens import TokenFile, Tokens
from qbo.faults import (
    ConsentEnded,
    Disconnected,
    KeysCrossed,
    KeysRefused,
    NotConnected,
    TokensUnreadable,
)
from qbo.sandbox.app import sandbox_app
from qbo.wire.session import Wire
from tests.serving import served

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
        return Tokens(
            given["access_token"],
            given["refresh_token"],
            now,
            given["realmId"],
            client_id=given["client_id"],
            secret=given["client_secret"],
        )

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


async def test_disconnected_company_asks_for_nothing_and_keeps_no_token(company: Company) -> None:
    tokens, connection = await company.granted(), company.connection()
    await connection.adopt(replace(tokens, company="ABC Plumbing"))
    assert await connection.forget() is not None
    for desk in (connection, company.connection()):
        assert not desk.is_connected
        assert desk.last_company == ("1", "ABC Plumbing")
        with pytest.raises(Disconnected):
            await desk.token()
    assert company.refreshes == []
    assert "sealed" not in company.path.read_text()


async def test_fifty_callers_in_each_of_two_processes_refresh_once(company: Company) -> None:
    await company.connection().adopt(await company.granted())
    program = (
        "import asyncio, sys\n"
        "from office.clock import SystemClock\n"
        "from office.settings import Settings\n"
        "from qbo.access.connection import Connection\n"
        "async def ask():\n"
        "    connection = Connection.of(Settings(), SystemClock())\n"
        "    found = await asyncio.gather(*(connection.token() for _ in range(50)))\n"
        "    print(len(found), *set(found))\n"
        "asyncio.run(ask())\n"
    )
    settings = company.settings
    environment = {
        **os.environ,
        "FRONTDESK_DATA": str(settings.data),
        "FRONTDESK_SECRET_KEY": KEY,
        "QBO_ENVIRONMENT": "sandbox",
        "QBO_API_BASE": company.base,
        "QBO_CLIENT_ID": settings.qbo_client_id,
        "QBO_CLIENT_SECRET": settings.qbo_client_secret,
    }
    desks = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            program,
            env=environment,
            cwd=Path(__file__).parents[2],
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(2)
    ]
    said = [(await desk.communicate())[0].decode().split()[-2:] for desk in desks]
    kept = company.file.read()
    assert kept is not None
    assert said == [["50", kept.access_token]] * 2
    assert len(company.refreshes) == 1


async def test_unknown_keys_are_told_from_a_refused_token(company: Company) -> None:
    tokens = await company.granted()
    await company.connection().adopt(tokens)
    wrong = company.connection(qbo_client_secret="not the app's secret")
    with pytest.raises(KeysRefused, match="QBO_CLIENT_ID and QBO_CLIENT_SECRET"):
        await wrong.token()
    assert wrong.standing.state == "refused"
    assert "QBO_CLIENT_SECRET" in wrong.standing.trouble
    assert await company.connection().token()


async def test_hard_end_is_asked_for_and_does_not_move(company: Company) -> None:
    await company.connection().adopt(await company.granted())
    connection = company.connection()
    await connection.token()
    first = connection.ends_at
    assert first is not None
    assert timedelta(days=1824) < first - SystemClock().now() <= timedelta(days=1825)
    await company.pass_time(400 * 3600)
    await connection.renew(await connection.token())
    second = connection.ends_at
    assert second is not None
    assert abs(first - second - timedelta(hours=400)) < timedelta(minutes=1)


async def test_connection_ends_at_its_hard_end_however_fresh_it_is(company: Company) -> None:
    tokens, connection = await company.granted(), company.connection()
    await connection.adopt(tokens)
    for _ in range(21):
        await company.pass_time(90 * 24 * 3600)
        with contextlib.suppress(ConsentEnded):
            await connection.renew(await connection.token())
    with pytest.raises(ConsentEnded):
        await connection.renew(await connection.token())


async def test_owners_click_in_quickbooks_ends_the_connection(company: Company) -> None:
    tokens, connection = await company.granted(), company.connection()
    await connection.adopt(tokens)
    token = await connection.token()
    async with httpx2.AsyncClient() as http:
        await http.post(f"{company.base}/_sandbox/disconnect")
    with pytest.raises(ConsentEnded, match="connect QuickBooks again"):
        await connection.renew(token)
    assert connection.standing.state == "refused"
    await connection.adopt(await company.granted())
    assert connection.trouble is None


async def test_revoked_consent_opens_nothing(company: Company) -> None:
    tokens, connection = await company.granted(), company.connection()
    await connection.adopt(tokens)
    wire, token = Wire(connection), await connection.token()
    await wire.read("CompanyInfo", "1")
    gone = await connection.forget()
    assert gone is not None
    await asyncio.to_thread(connection.authority.revoke, gone, await connection.keys())
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http:
        answer = await http.get(f"{company.base}/v3/company/1/companyinfo/1")
    assert answer.status_code == 401
    await connection.adopt(gone)
    with pytest.raises(ConsentEnded):
        await connection.renew(token)
    wire.close()


async def test_other_process_does_not_revive_what_was_disconnected(company: Company) -> None:
    await company.connection().adopt(await company.granted())
    one, other = company.connection(), company.connection()
    await one.forget()
    with pytest.raises(Disconnected):
        await other.token()
    assert company.file.read() is None
    assert company.refreshes == []


async def test_refresh_under_way_does_not_overwrite_another_company(company: Company) -> None:
    tokens = await company.granted()
    connection = company.connection()
    await connection.adopt(tokens)
    waiting = asyncio.create_task(connection.token())
    await asyncio.sleep(0)
    later = tokens.expires_at + timedelta(hours=1)
    await connection.adopt(replace(tokens, realm="9", access_token="of realm 9", expires_at=later))
    assert await waiting
    assert connection.realm == "9"
    assert company.file.read() == replace(
        tokens, realm="9", access_token="of realm 9", expires_at=later
    )


async def test_keys_that_do_not_fit_the_company_are_named_with_it(company: Company) -> None:
    tokens = await company.granted()
    connection = company.connection()
    await connection.adopt(replace(tokens, realm="9130"))
    wire = Wire(connection)
    with pytest.raises(KeysCrossed) as caught:
        await wire.read("CompanyInfo", "9130")
    for words in (company.settings.qbo_client_id[:8], "company 9130", "QBO_ENVIRONMENT=sandbox"):
        assert words in str(caught.value)
    assert connection.standing.state == "refused"
    await connection.adopt(tokens)
    await wire.read("CompanyInfo", "1")
    assert connection.trouble is None
    wire.close()


async def test_embedded_company_stays_disconnected_until_it_is_connected(company: Company) -> None:
    embedded = {"qbo_environment": "embedded", "qbo_client_id": "", "qbo_client_secret": ""}
    connection = company.connection(**embedded)
    assert await connection.token()
    await connection.forget()
    for desk in (connection, company.connection(**embedded)):
        with pytest.raises(Disconnected):
            await desk.token()
    await connection.adopt(await company.granted())
    assert await company.connection(**embedded).token()


async def test_embedded_company_introduces_itself_for_no_other_company(company: Company) -> None:
    embedded = {"qbo_environment": "embedded", "qbo_client_id": "", "qbo_client_secret": ""}
    connection = company.connection(**embedded)
    tokens = await company.granted()
    await connection.adopt(replace(tokens, realm="9", refresh_token="RT1-no longer good"))
    with pytest.raises(ConsentEnded):
        await connection.token()
    assert connection.realm == "9"
