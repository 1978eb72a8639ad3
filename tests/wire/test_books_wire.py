import asyncio
import json
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn

from office.clock import SystemClock
from office.settings import Settings
from qbo.access.connection import Connection
from qbo.access.tokens import Tokens
from qbo.faults import AnswerLost, BooksDown, KeyMissing, NotConnected, Refused, Throttled
from qbo.sandbox.app import sandbox_app
from qbo.statements import select, whether
from qbo.wire.session import Wire

pytestmark = pytest.mark.wire


class Company:
    """The embedded company on a port of its own, and a wire to it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.settings = Settings(
            data=folder, qbo_environment="embedded", qbo_api_base=f"http://127.0.0.1:{port}"
        )
        self.connection = Connection.of(self.settings, SystemClock())
        self.wire = Wire(self.connection)
        self.side = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}/_sandbox")

    async def fault(self, sort: str, **more: Any) -> None:
        await self.side.post("/faults", json=[{"sort": sort, **more}])

    async def count(self, name: str) -> int:
        named = whether("DisplayName", "=", name)
        found = await self.wire.query(select("Customer", named, what="count(*)"))
        return int(found["totalCount"])


@asynccontextmanager
async def serving(folder: Path, port: int = 0) -> AsyncIterator[int]:
    config = uvicorn.Config(sandbox_app(folder), port=port, log_config=None, lifespan="on")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await running


@pytest.fixture
async def company(tmp_path: Path) -> AsyncIterator[Company]:
    async with serving(tmp_path / "company") as port:
        company = Company(tmp_path, port)
        yield company
        await company.side.aclose()
        company.wire.close()


async def test_customer_is_created_and_read_back(company: Company) -> None:
    made = await company.wire.create("Customer", {"DisplayName": "Mike Chen"}, "request-1")
    read = await company.wire.read("Customer", made["Id"])
    assert read["DisplayName"] == "Mike Chen"


async def test_repeated_request_id_makes_one_customer(company: Company) -> None:
    first = await company.wire.create("Customer", {"DisplayName": "Mike Chen"}, "request-1")
    again = await company.wire.create("Customer", {"DisplayName": "Mike Chen"}, "request-1")
    assert first["Id"] == again["Id"]


@pytest.mark.parametrize("name", ["Sean O'Brien", "Back\\slash", "Back\\' quote", "José Núñez"])
async def test_names_with_quotes_and_backslashes_are_found(company: Company, name: str) -> None:
    if name != "Sean O'Brien":
        await company.wire.create("Customer", {"DisplayName": name}, "request-1")
    assert await company.count(name) == 1


@pytest.mark.parametrize(
    ("sort", "kind"),
    [
        ("throttle", Throttled),
        ("html_503", AnswerLost),
        ("html_500", AnswerLost),
        ("xml_504", AnswerLost),
        ("fault_in_200", AnswerLost),
        ("garbage_in_200", AnswerLost),
        ("reset_before", AnswerLost),
        ("reset_after_commit", AnswerLost),
    ],
)
async def test_trouble_on_the_wire_is_told_by_its_kind(
    company: Company, sort: str, kind: type[Exception]
) -> None:
    await company.fault(sort, operation="write")
    with pytest.raises(kind) as caught:
        await company.wire.create("Customer", {"DisplayName": "Mike Chen"}, "request-1")
    assert type(caught.value) is kind


async def test_refusal_carries_intuits_id_of_the_exchange(company: Company) -> None:
    with pytest.raises(Refused) as caught:
        await company.wire.create("Estimate", {"CustomerRef": {"value": "1"}}, "request-1")
    assert caught.value.code in ("2020", "2500")
    assert caught.value.intuit_tid.startswith("1-")


async def test_expired_token_is_renewed_behind_the_request(company: Company) -> None:
    await company.wire.query("SELECT * FROM CompanyInfo")
    await company.side.post("/clock", json={"advance": 3700})
    await company.wire.query("SELECT * FROM CompanyInfo")


async def test_fifty_expired_requests_refresh_once(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    stale = await company.connection.token()
    fetched: list[str] = []
    fetch = company.connection._fetch

    def counted() -> Tokens:
        fetched.append("again")
        return fetch()

    monkeypatch.setattr(company.connection, "_fetch", counted)
    tokens = await asyncio.gather(*(company.connection.renew(stale) for _ in range(50)))
    assert len(fetched) == 1
    assert set(tokens) == {await company.connection.token()}


async def test_caller_who_gives_up_does_not_lose_the_token(company: Company) -> None:
    waiting = asyncio.create_task(company.connection.token())
    await asyncio.sleep(0)
    waiting.cancel()
    await company.connection.close()
    assert (company.settings.data / "qbo" / "embedded.json").exists()


async def test_tokens_survive_a_restart_and_only_we_can_read_them(company: Company) -> None:
    token = await company.connection.token()
    path = company.settings.data / "qbo" / "embedded.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = Connection.of(company.settings, SystemClock())
    assert await again.token() == token


async def test_disconnected_company_is_connected_again(company: Company) -> None:
    await company.connection.token()
    path = company.settings.data / "qbo" / "embedded.json"
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({**kept, "refresh_token": "gone", "access_token": "gone"}))
    wire = Wire(Connection.of(company.settings, SystemClock()))
    await wire.query("SELECT * FROM CompanyInfo")
    wire.close()


async def test_company_that_is_away_fails_fast_after_three_tries(tmp_path: Path) -> None:
    async with serving(tmp_path / "company") as port:
        company = Company(tmp_path, port)
        await company.wire.query("SELECT * FROM CompanyInfo")
    for _ in range(5):
        with pytest.raises(BooksDown):
            await company.wire.query("SELECT * FROM CompanyInfo")
    assert company.wire._breaker.is_open
    await company.side.aclose()
    company.wire.close()


@pytest.mark.parametrize("missing", ["QBO_CLIENT_ID", "QBO_CLIENT_SECRET"])
async def test_missing_key_is_named(tmp_path: Path, missing: str) -> None:
    keys = {"qbo_client_id": "id", "qbo_client_secret": "secret", missing.lower(): ""}
    settings = Settings(data=tmp_path, qbo_environment="sandbox", **keys)  # type: ignore[arg-type]
    with pytest.raises(KeyMissing, match=f"{missing} is missing"):
        Connection.of(settings, SystemClock())


async def test_intuits_company_must_be_connected_by_the_owner(tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path, qbo_environment="sandbox", qbo_client_id="id", qbo_client_secret="secret"
    )
    connection = Connection.of(settings, SystemClock())
    with pytest.raises(NotConnected, match="connect it"):
        await connection.token()
