"""A sign-in at QuickBooks over https, and one during which the desk is restarted."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.owners_desk import Browser, Party, company_of, desk_beside
from tests.wire.test_connect_click import led_to
from tests.wire.test_connect_company import other_company

pytestmark = [pytest.mark.wire, pytest.mark.timeout(30)]

HTTPS = {"X-Forwarded-Proto": "https"}
"""As a proxy on this machine sends it, which ends https before the desk."""


@pytest.fixture
async def party(tmp_path: Path) -> AsyncIterator[Party]:
    async with company_of(tmp_path, qbo_environment="sandbox") as there:
        yield there


async def test_cookie_is_secure_over_https_only(party: Party) -> None:
    async with desk_beside(party) as desk:
        browser = Browser(desk)
        plain = (await browser.get("/qbo/connect")).headers["set-cookie"]
        secure = (await browser.get("/qbo/connect", headers=HTTPS)).headers["set-cookie"]
        await browser.http.aclose()
    assert "Secure" not in plain
    assert secure.endswith("; Secure")


async def test_sign_in_over_https_goes_home_and_is_finished_there(party: Party) -> None:
    async with desk_beside(party) as desk:
        browser = Browser(desk)
        browser.http.headers.update(HTTPS)
        back = await browser.consents()
        cookie = {"Cookie": f"frontdesk_consent={browser.http.cookies['frontdesk_consent']}"}
        home = led_to(await browser.get(back, headers={"X-Forwarded-Proto": "http"}))
        assert home.startswith(f"https://localhost:{desk.port}/qbo/callback?")
        # The proxy takes the browser's https and passes it on, cookie and all.
        through = urlsplit(home)
        done = await browser.get(f"{through.path}?{through.query}", headers=HTTPS | cookie)
        assert done.headers["location"] == "/quickbooks?said=connected"
        assert desk.house.wire.connection.realm == "1"
        await browser.http.aclose()


async def test_desk_restarted_in_the_middle_still_finishes_the_sign_in(party: Party) -> None:
    async with desk_beside(party) as first:
        browser = Browser(first)
        back = await browser.consents()
        assert not first.house.wire.connection.is_connected
    async with desk_beside(party) as second:
        done = await browser.get(back)
        assert done.headers["location"] == "/quickbooks?said=connected"
        assert second.house.wire.connection.realm == "1"
        assert (await browser.get(back)).status_code == 400
    await browser.http.aclose()


async def test_choice_between_two_companies_survives_a_restart(party: Party) -> None:
    async with desk_beside(party) as first:
        await first.house.wire.connection.adopt(other_company())
        browser = Browser(first)
        assert (await browser.connects()).headers["location"] == "/qbo/choose"
    async with desk_beside(party) as second:
        assert second.house.wire.connection.realm == "9"
        chosen = await browser.post("/qbo/choose", which="other")
        assert chosen.headers["location"] == "/quickbooks?said=connected"
        assert second.house.wire.connection.realm == "1"
    await browser.http.aclose()
