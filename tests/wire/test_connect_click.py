"""Connecting by click: a browser's way through the consent, and everybody who tries another."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from sqlalchemy import update

from office.clock import SystemClock
from office.consents import LIFETIME
from office.followups import Button
from office.tables import consents
from tests.owners_desk import Browser, OwnersDesk, heading, owners_desk

pytestmark = [pytest.mark.wire, pytest.mark.timeout(30)]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[OwnersDesk]:
    async with owners_desk(tmp_path, qbo_environment="sandbox") as made:
        yield made


@pytest.fixture
async def browser(desk: OwnersDesk) -> AsyncIterator[Browser]:
    made = Browser(desk)
    yield made
    await made.http.aclose()


def led_to(page: httpx2.Response) -> str:
    """Where a page that leads on leads to."""
    found = re.search(r'<a href="(.*?)"', page.text)
    return unescape(found[1]) if found else ""


async def test_owner_connects_and_sees_the_companys_name(
    desk: OwnersDesk, browser: Browser
) -> None:
    (problem,) = await desk.problems_become(bool)
    assert problem.button == Button("Connect to QuickBooks", "/qbo/connect")
    back = await browser.connects()
    assert (back.status_code, back.headers["location"]) == (303, "/quickbooks?said=connected")
    page = await browser.get(back.headers["location"])
    assert heading(page) == "Connected to ABC Plumbing."
    assert "good until" in page.text
    kept = desk.house.wire.connection.file.read()
    assert kept is not None
    assert (kept.realm, kept.company) == ("1", "ABC Plumbing")
    await desk.problems_become(lambda problems: not problems)


async def test_state_and_session_are_long_and_the_cookie_is_the_desks_alone(
    browser: Browser,
) -> None:
    began = await browser.get("/qbo/connect")
    asked = parse_qs(urlsplit(began.headers["location"]).query)
    assert len(asked["state"][0]) == 43
    assert asked["scope"] == ["com.intuit.quickbooks.accounting"]
    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [f"{browser.desk.address}/qbo/callback"]
    cookie = began.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert asked["state"][0] not in cookie


async def test_no_at_intuit_changes_nothing(desk: OwnersDesk, browser: Browser) -> None:
    page = await browser.get(await browser.consents("cancel"))
    assert (page.status_code, heading(page)) == (200, "You said no at Intuit.")
    assert "Nothing was changed." in page.text
    assert desk.house.wire.connection.file.read() is None


async def test_answer_works_once(browser: Browser) -> None:
    back = await browser.consents()
    assert (await browser.get(back)).status_code == 303
    again = await browser.get(back)
    assert again.status_code == 400
    assert "was used before" in heading(again)
    assert "Try again" in again.text


async def test_answer_in_another_browser_connects_nothing(
    desk: OwnersDesk, browser: Browser
) -> None:
    back, other = await browser.consents(), Browser(desk)
    assert (await other.get(back)).status_code == 400
    assert (await browser.get(back)).status_code == 400
    assert desk.house.wire.connection.file.read() is None
    await other.http.aclose()


async def test_answer_after_ten_minutes_connects_nothing(
    desk: OwnersDesk, browser: Browser
) -> None:
    back = await browser.consents()
    long_ago = SystemClock().now() - LIFETIME - timedelta(seconds=1)
    await desk.house.store.run(update(consents).values(begun_at=long_ago))
    assert (await browser.get(back)).status_code == 400


async def test_callback_nobody_began_is_one_sentence(browser: Browser) -> None:
    for query in ("", "?state=", "?state=made+up&code=x&realmId=1", "?error=access_denied"):
        page = await browser.get(f"/qbo/callback{query}")
        assert page.status_code == 400
        assert heading(page).startswith("This sign-in")


BAD_ANSWERS = [
    (r"code=[^&]*", "code=made-up", "too old"),
    (r"code=[^&]*", "code=", "sent no company"),
    (r"realmId=1", "realmId=", "sent no company"),
    (r"realmId=1", "realmId=..%2F1", "sent no company"),
    (r"realmId=1", "realmId=9130", "open company 9130"),
    (r"code=[^&]*", "error=server_error", "sent no company"),
]


async def test_answer_that_opens_no_company_keeps_nothing(
    desk: OwnersDesk, browser: Browser
) -> None:
    for wrong, with_what, said in BAD_ANSWERS:
        page = await browser.get(re.sub(wrong, with_what, await browser.consents()))
        assert page.status_code == 400, with_what
        assert said in heading(page), with_what
    assert desk.house.wire.connection.file.read() is None


async def test_company_that_does_not_answer_is_tried_before_it_is_kept(
    desk: OwnersDesk, browser: Browser
) -> None:
    back = await browser.consents()
    await desk.side.post("/faults", json=[{"sort": "html_503", "operation": "read", "count": 1}])
    page = await browser.get(back)
    assert heading(page) == "QuickBooks could not be reached just now."
    assert desk.house.wire.connection.file.read() is None
    assert (await browser.connects()).headers["location"] == "/quickbooks?said=connected"


async def test_wrong_secret_is_told_from_a_bad_answer(tmp_path: Path) -> None:
    wrong = {"qbo_environment": "sandbox", "qbo_client_secret": "not the app's"}
    async with owners_desk(tmp_path, **wrong) as desk:
        browser = Browser(desk)
        page = await browser.connects()
        assert "QBO_CLIENT_ID and QBO_CLIENT_SECRET" in heading(page)
        await browser.http.aclose()


async def test_link_on_another_site_leads_to_our_button_only(
    desk: OwnersDesk, browser: Browser
) -> None:
    for site in ("cross-site", "same-site"):
        began = await browser.get("/qbo/connect", headers={"Sec-Fetch-Site": site})
        assert (began.status_code, began.headers["location"]) == (303, "/quickbooks")
        assert "set-cookie" not in began.headers


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Host": "desk.example.com"},
]


async def test_form_of_another_site_does_nothing(desk: OwnersDesk, browser: Browser) -> None:
    await browser.connects()
    for address in ("/qbo/disconnect", "/qbo/choose"):
        for headers in FOREIGN:
            sent = await browser.http.post(f"{desk.address}{address}", headers=headers)
            assert sent.status_code == 403, headers
    assert desk.house.wire.connection.is_connected


async def test_stranger_at_the_public_name_learns_nothing(browser: Browser) -> None:
    public = {"Host": "desk.example.com"}
    for path in ("?state=x", "?state=x&code=y&realmId=1", "?error=access_denied"):
        page = await browser.get(f"/qbo/callback{path}", headers=public)
        assert page.status_code == 404
        assert "ABC Plumbing" not in page.text
    for path in ("/quickbooks", "/qbo/connect", "/qbo/choose", "/qbo/disconnect"):
        assert (await browser.get(path, headers=public)).status_code == 403


async def test_answer_that_comes_through_a_tunnel_is_sent_home(
    desk: OwnersDesk, browser: Browser
) -> None:
    back = urlsplit(await browser.consents())
    through = await browser.get(f"{back.path}?{back.query}", headers={"Host": "desk.example.com"})
    home = led_to(through)
    assert home.startswith(f"{desk.address}/qbo/callback?")
    assert "ABC Plumbing" not in through.text
    assert (await browser.get(home)).status_code == 303
    assert desk.house.wire.connection.is_connected


async def test_page_opened_by_number_is_found_again(desk: OwnersDesk, browser: Browser) -> None:
    by_number = f"http://127.0.0.1:{desk.port}"
    home = led_to(await browser.get(await browser.consents(start=f"{by_number}/qbo/connect")))
    assert home.startswith(f"{by_number}/qbo/callback?")
    assert (await browser.get(home)).status_code == 303
    assert desk.house.wire.connection.is_connected


async def test_public_https_address_is_where_intuit_sends_back_to(tmp_path: Path) -> None:
    public = {"qbo_environment": "production", "public_url": "https://desk.example.com/"}
    async with owners_desk(tmp_path, **public) as desk:
        browser = Browser(desk)
        began = await browser.get("/qbo/connect")
        asked = parse_qs(urlsplit(began.headers["location"]).query)
        assert asked["redirect_uri"] == ["https://desk.example.com/qbo/callback"]
        await browser.http.aclose()
