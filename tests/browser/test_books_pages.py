"""An owner at the embedded company's pages, in a real browser."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
import uvicorn
from playwright.async_api import Browser, Page, expect

from office.ports import loopback
from qbo.sandbox.app import sandbox_app

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]


@dataclass
class Books:
    """The company's server, with an estimate for Sarah Johnson."""

    address: str
    estimate: str = ""


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Books]:
    app = sandbox_app(tmp_path)
    with loopback() as listening:
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=1)
        )
        running = asyncio.create_task(server.serve(sockets=[listening]))
        books = Books(f"http://127.0.0.1:{listening.getsockname()[1]}")
        books.estimate = await quoted(books.address)
        yield books
        server.should_exit = True
        await running


async def quoted(address: str) -> str:
    async with httpx2.AsyncClient(base_url=address) as http:
        token = (await http.post("/_sandbox/token")).json()["access_token"]
        http.headers["Authorization"] = f"Bearer {token}"

        async def first(statement: str) -> str:
            found = await http.get("/v3/company/1/query", params={"query": statement})
            (rows,) = [row for row in found.json()["QueryResponse"].values() if row is not None][:1]
            return str(rows[0]["Id"])

        item = await first("select * from Item where Name = 'Drain Service - Standard'")
        owner = await first("select * from Customer where DisplayName = 'Sarah Johnson'")
        detail = {"ItemRef": {"value": item}, "Qty": 2, "UnitPrice": 125}
        line = {"DetailType": "SalesItemLineDetail", "Amount": 250, "SalesItemLineDetail": detail}
        body = {"CustomerRef": {"value": owner}, "Line": [line]}
        made = await http.post("/v3/company/1/estimate", json=body)
        return str(made.json()["Estimate"]["Id"])


@pytest.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """A page on which wrong input is typed too: Chromium complains of each refused form."""
    shown = await chromium.new_page(viewport={"width": 1280, "height": 800})
    yield shown
    await shown.close()


async def test_owner_accepts_an_estimate_bills_it_and_records_the_payment(
    books: Books, page: Page
) -> None:
    await page.goto(books.address)
    await page.get_by_role("link", name="Estimates").click()
    await page.get_by_role("link", name="Sarah Johnson").click()
    await page.get_by_label("Accepted by").fill("Sarah Johnson (phone)")
    await page.get_by_role("button", name="Accept").click()
    await expect(page.get_by_role("status")).to_have_text("The estimate is accepted.")
    await expect(page.locator("h1 .state")).to_have_text("accepted")
    await page.get_by_role("button", name="Convert to invoice").click()
    await expect(page.locator("h1")).to_contain_text("Invoice")
    await page.get_by_label("Amount").fill("300")
    await page.get_by_role("button", name="Record payment").click()
    await expect(page.get_by_role("alert")).to_contain_text("more than")
    await page.get_by_label("Amount").fill("250")
    await page.get_by_label("Paid by").select_option("Check")
    await page.get_by_role("button", name="Record payment").click()
    await expect(page.locator("h1 .state")).to_have_text("paid")


async def test_owner_edits_a_customer_found_by_phone(books: Books, page: Page) -> None:
    await page.goto(books.address)
    await page.get_by_label("Name, e-mail or phone").fill("614 555 0142")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("link", name="Sarah Johnson").click()
    await page.get_by_label("Mobile").fill("614-555-0143")
    await page.get_by_label("Name", exact=True).fill("Robert Diaz")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("has this name already")
    await expect(page.get_by_label("Mobile")).to_have_value("614-555-0143")
    await page.get_by_label("Name", exact=True).fill("Sarah Miller")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("status")).to_have_text("Saved.")
    await expect(page.locator("h1")).to_have_text("Sarah Miller")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_page_fits_a_phone_and_a_screen(
    books: Books, chromium: Browser, scheme: str
) -> None:
    for width, height in ((390, 844), (1280, 800)):
        context = await chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=True,
        )
        shown = await context.new_page()
        for path in (
            "/", "/estimates", f"/estimates/{books.estimate}", "/invoices", "/payments", "/items",
            "/outbox", "/webhooks", "/apps", "/clock", "/nothing",
        ):  # fmt: skip
            await shown.goto(f"{books.address}{path}")
            wide = await shown.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, path
        await context.close()


async def test_owner_connects_an_app_by_click(books: Books, page: Page) -> None:
    async with httpx2.AsyncClient(base_url=books.address) as http:
        client = (await http.post("/_sandbox/token")).json()["client_id"]
    asked = (
        f"client_id={client}&response_type=code&scope=com.intuit.quickbooks.accounting"
        f"&redirect_uri={books.address}/clock&state=abc"
    )
    await page.goto(f"{books.address}/oauth2/authorize?{asked}")
    await expect(page.locator("h1")).to_have_text("Connect Frontdesk to QuickBooks?")
    await page.get_by_text("Another Company").click()
    await page.get_by_role("button", name="Connect").click()
    await page.wait_for_url("**/clock?code=*")
    assert "state=abc" in page.url
    assert "realmId=9" in page.url
