"""Which company a desk works for: another one, none, one that Intuit closes, and back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import insert

from office.clock import SystemClock
from office.followups import Button, Problem
from office.tables import customers
from qbo.access.tokens import Tokens
from tests.owners_desk import Browser, OwnersDesk, heading, owners_desk

pytestmark = [pytest.mark.wire, pytest.mark.timeout(30)]

RECONNECT = Button("Reconnect", "/qbo/connect")
CONNECT = Button("Connect to QuickBooks", "/qbo/connect")


def none(problems: list[Problem]) -> bool:
    return problems == []


def of(key: str) -> Callable[[list[Problem]], bool]:
    return lambda problems: [problem.key for problem in problems] == [key]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[OwnersDesk]:
    async with owners_desk(tmp_path, qbo_environment="sandbox") as made:
        yield made


@pytest.fixture
async def browser(desk: OwnersDesk) -> AsyncIterator[Browser]:
    made = Browser(desk)
    yield made
    await made.http.aclose()


def other_company() -> Tokens:
    """A connection to JC Plumbing that does not end in this test."""
    later = SystemClock().now() + timedelta(hours=1)
    return Tokens("token of JC Plumbing", "RT1-of JC Plumbing", later, "9", company="JC Plumbing")


async def test_other_company_is_asked_about_with_both_names(
    desk: OwnersDesk, browser: Browser
) -> None:
    await desk.house.wire.connection.adopt(other_company())
    back = await browser.connects()
    assert back.headers["location"] == "/qbo/choose"
    page = await browser.get("/qbo/choose")
    assert "You chose ABC Plumbing. This desk works for JC Plumbing." in heading(page)
    assert desk.house.wire.connection.realm == "9"
    chosen = await browser.post("/qbo/choose", which="other")
    assert chosen.headers["location"] == "/quickbooks?said=connected"
    assert desk.house.wire.connection.realm == "1"
    assert (await browser.post("/qbo/choose", which="other")).status_code == 400


async def test_known_company_is_kept_and_the_other_ones_consent_given_back(
    desk: OwnersDesk, browser: Browser
) -> None:
    await desk.house.wire.connection.adopt(other_company())
    await browser.connects()
    revoked: list[str] = []
    desk.company.state.sandbox.tokens.revoke = revoked.append
    kept = await browser.post("/qbo/choose", which="known")
    assert kept.headers["location"] == "/quickbooks?said=kept"
    assert desk.house.wire.connection.last_company == ("9", "JC Plumbing")
    assert len(revoked) == 1
    assert (await browser.get("/qbo/choose")).headers["location"] == "/quickbooks"


async def test_other_browser_cannot_decide(desk: OwnersDesk, browser: Browser) -> None:
    await desk.house.wire.connection.adopt(other_company())
    await browser.connects()
    other = Browser(desk)
    assert (await other.post("/qbo/choose", which="other")).status_code == 400
    assert desk.house.wire.connection.realm == "9"
    await other.http.aclose()


async def test_company_is_not_changed_during_a_call(desk: OwnersDesk, browser: Browser) -> None:
    await desk.house.wire.connection.adopt(other_company())
    await browser.connects()
    desk.house.admission.hold("CA1")
    page = await browser.post("/qbo/choose", which="other")
    assert page.status_code == 409
    assert "A call is on the line" in page.text
    assert desk.house.wire.connection.realm == "9"
    desk.house.admission.release("CA1")
    assert (await browser.post("/qbo/choose", which="other")).status_code == 303


async def test_company_of_a_lost_connection_is_known_by_its_customers(
    desk: OwnersDesk, browser: Browser
) -> None:
    row = {"realm": "9130", "id": "1", "body": {"Id": "1"}, "seen_at": SystemClock().now()}
    await desk.house.store.run(insert(customers).values(row))
    assert (await browser.connects()).headers["location"] == "/qbo/choose"
    assert "works for company 9130" in heading(await browser.get("/qbo/choose"))


async def test_disconnected_company_may_be_connected_again_without_a_question(
    desk: OwnersDesk, browser: Browser
) -> None:
    await browser.connects()
    await desk.problems_become(none)
    token = await desk.house.wire.connection.token()
    left = await browser.post("/qbo/disconnect")
    assert left.headers["location"] == "/quickbooks?said=parted"
    async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}) as http:
        answer = await http.get(f"{desk.books}/v3/company/1/companyinfo/1")
    assert answer.status_code == 401
    (problem,) = await desk.problems_become(of("quickbooks_connection"))
    assert problem.button == CONNECT
    assert heading(await browser.get("/quickbooks")) == "QuickBooks is disconnected."
    assert (await browser.connects()).headers["location"] == "/quickbooks?said=connected"
    await desk.problems_become(none)


async def test_disconnecting_works_while_intuit_is_away(desk: OwnersDesk, browser: Browser) -> None:
    await browser.connects()
    office = desk.company.state.sandbox.tokens
    office.known_client = lambda _authorization: False
    left = await browser.post("/qbo/disconnect")
    assert left.headers["location"] == "/quickbooks?said=parted-alone"
    assert not desk.house.wire.connection.is_connected
    assert "disconnect this app there too" in (await browser.get(left.headers["location"])).text


async def test_what_waits_goes_in_after_connecting_again(
    desk: OwnersDesk, browser: Browser
) -> None:
    await browser.connects()
    await desk.problems_become(none)
    await browser.post("/qbo/disconnect")
    await desk.problems_become(of("quickbooks_connection"))
    key = "customer:+16145550123@1"
    await desk.house.writes.plan(
        realm="1", key=key, entity="Customer", payload={"DisplayName": "Mia Wong"}, call_id=None
    )
    elsewhere = "customer:+16145550124@9130"
    await desk.house.writes.plan(
        realm="9130", key=elsewhere, entity="Customer", payload={"DisplayName": "Al"}, call_id=None
    )
    known = await desk.house.books_known()
    assert (known.waiting, known.elsewhere) == (1, 1)
    await desk.house.bookkeeping._hear()
    await browser.connects()
    await desk.problems_become(none)
    await desk.house.bookkeeping._hear()
    done = await desk.house.writes.find(key)
    assert done is not None
    assert done.state == "done"
    other = await desk.house.writes.find(elsewhere)
    assert other is not None
    assert other.state == "planned"


async def test_intuits_no_is_one_problem_that_reconnecting_mends(
    desk: OwnersDesk, browser: Browser
) -> None:
    await browser.connects()
    await desk.problems_become(none)
    await desk.side.post("/disconnect")
    await desk.house.refresh_books()
    (problem,) = await desk.problems_become(of("quickbooks_connection"))
    assert problem.button == RECONNECT
    assert "Intuit asks you to connect QuickBooks again" in problem.text
    page = await browser.get("/quickbooks")
    assert heading(page) == "ABC Plumbing is not connected any more."
    await browser.connects()
    await desk.problems_become(none)
    assert heading(await browser.get("/quickbooks")) == "Connected to ABC Plumbing."


async def test_everything_is_read_again_at_a_click(desk: OwnersDesk, browser: Browser) -> None:
    await browser.connects()
    await desk.problems_become(none)
    mirror = desk.house.mirror
    async with asyncio.timeout(5):
        while not mirror.complete:  # noqa: ASYNC110 - looked at from outside
            await asyncio.sleep(0.02)
    before = mirror.mark.whole_at
    assert 'action="/qbo/read"' in (await browser.get("/quickbooks")).text
    pressed = await browser.post("/qbo/read")
    assert pressed.headers["location"] == "/quickbooks?said=reading"
    assert "Everything is read again" in (await browser.get(pressed.headers["location"])).text
    async with asyncio.timeout(5):
        while mirror.mark.whole_at == before:  # noqa: ASYNC110 - looked at from outside
            await asyncio.sleep(0.02)


async def test_outage_asks_nobody_to_reconnect(desk: OwnersDesk, browser: Browser) -> None:
    await browser.connects()
    await desk.problems_become(none)
    await desk.side.post("/faults", json=[{"sort": "down", "count": 99}])
    await desk.house.refresh_books()
    (problem,) = await desk.problems_become(of("quickbooks"))
    assert problem.button is None
    assert heading(await browser.get("/quickbooks")) == "Connected to ABC Plumbing."


async def test_end_of_a_connection_is_announced_a_month_before(
    desk: OwnersDesk, browser: Browser
) -> None:
    await browser.connects()
    await desk.problems_become(none)
    connection = desk.house.wire.connection
    kept = connection.file.read()
    assert kept is not None
    soon = SystemClock().now() + timedelta(days=29)
    await connection.adopt(replace(kept, ends_at=soon))
    (problem,) = await desk.problems_become(of("quickbooks_end"))
    assert problem.button == RECONNECT
    assert str(soon.year) in problem.text
    await browser.connects()
    await desk.problems_become(none)


async def test_embedded_company_is_left_and_connected_by_click(tmp_path: Path) -> None:
    async with owners_desk(tmp_path) as desk:
        browser = Browser(desk)
        await desk.problems_become(none)
        page = await browser.get("/quickbooks")
        assert heading(page).startswith("Connected to ")
        await browser.post("/qbo/disconnect")
        (problem,) = await desk.problems_become(of("quickbooks_connection"))
        assert problem.button == CONNECT
        await browser.connects()
        await desk.problems_become(none)
        page = await browser.get("/quickbooks")
        assert heading(page) == "Connected to ABC Plumbing, the embedded company."
        await browser.http.aclose()


async def test_token_is_renewed_before_anybody_needs_it(desk: OwnersDesk, browser: Browser) -> None:
    await browser.connects()
    await desk.problems_become(none)
    connection = desk.house.wire.connection
    kept = connection.file.read()
    assert kept is not None
    await connection.adopt(replace(kept, expires_at=SystemClock().now() + timedelta(minutes=9)))
    for _ in range(250):
        renewed = connection.file.read()
        if renewed is not None and renewed.access_token != kept.access_token:
            break
        await asyncio.sleep(0.02)
    else:
        raise AssertionError("The token was not renewed.")
    assert renewed.since == kept.since
    assert renewed.company == "ABC Plumbing"


async def test_connection_whose_key_is_lost_is_one_problem_that_reconnecting_mends(
    tmp_path: Path,
) -> None:
    sandbox = {"qbo_environment": "sandbox"}
    async with owners_desk(tmp_path, secret_key="the key of the first run" * 2, **sandbox) as desk:
        browser = Browser(desk)
        await browser.connects()
        await browser.http.aclose()
    async with owners_desk(tmp_path, secret_key="the key of the other run" * 2, **sandbox) as desk:
        (problem,) = await desk.problems_become(of("quickbooks_connection"))
        assert problem.button == RECONNECT
        assert "FRONTDESK_SECRET_KEY" in problem.text
        browser = Browser(desk)
        await browser.connects()
        await desk.problems_become(none)
        await browser.http.aclose()


async def test_page_fills_while_customers_are_read(
    desk: OwnersDesk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.stream.QUIET_SECONDS", 0.1)
    await browser.connects()
    live = f"{desk.address}/quickbooks/live"
    async with asyncio.timeout(10), browser.http.stream("GET", live, timeout=10) as page:
        async for line in page.aiter_lines():
            if "36" in line:
                break
    assert "36" in line


async def test_company_that_intuit_closes_is_one_problem_until_it_opens_again(
    desk: OwnersDesk, browser: Browser
) -> None:
    await browser.connects()
    await desk.problems_become(none)
    for sort, words in (("no_access", "admin"), ("subscription_ended", "renew it at Intuit")):
        await desk.side.post("/faults", json=[{"sort": sort, "count": 1}])
        await desk.house.refresh_books()
        (problem,) = await desk.problems_become(of("quickbooks_connection"))
        assert problem.button == RECONNECT
        assert words in problem.text
        await desk.house.refresh_books()
        await desk.problems_become(none)
