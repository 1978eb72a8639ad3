"""The owner's way to QuickBooks, followed click by click as docs/quickbooks.md tells it."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.owners_desk import OwnersDesk, owners_desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

GUIDE = Path(__file__).parents[2] / "docs" / "quickbooks.md"
CHAPTERS = (
    "Connect",
    "If you change your mind",
    "If it was the wrong company",
    "Disconnect",
    "When Intuit asks again",
)
SIZES = [(1280, 800), (390, 844)]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[OwnersDesk]:
    async with owners_desk(tmp_path, qbo_environment="sandbox") as made:
        yield made


def chapter(title: str) -> list[tuple[str, str]]:
    """What a chapter's numbered steps say: ("press" or "see", the words)."""
    text = re.search(rf"^### {re.escape(title)}\n(.*?)(?=^##|\Z)", GUIDE.read_text(), re.M | re.S)
    assert text is not None, title
    steps = " ".join(
        " ".join(step.split()) for step in re.split(r"^\d+\. ", text[1], flags=re.M)[1:]
    )
    return list(_marked(steps))


def _marked(steps: str) -> Iterator[tuple[str, str]]:
    for bold, italic in re.findall(r"\*\*(.+?)\*\*|\*(.+?)\*", steps):
        yield ("press", bold) if bold else ("see", italic)


async def follow(page: Page, title: str) -> None:
    """Do and see what a chapter says, in its order."""
    for what, words in chapter(title):
        if what == "press":
            await pressed(page, words).click()
        else:
            await expect(page.get_by_text(words).first).to_be_visible()


def pressed(page: Page, words: str) -> Locator:
    """The one thing on the page that can be pressed and is called so."""
    link = page.get_by_role("link", name=words, exact=True)
    button = page.get_by_role("button", name=words, exact=True)
    company = page.get_by_role("radio", name=words)
    return link.or_(button).or_(company)


async def test_owner_follows_the_guide_from_the_first_click_to_the_last(
    desk: OwnersDesk, page: Page
) -> None:
    await page.goto(desk.address)
    for title in CHAPTERS[:-1]:
        await follow(page, title)
    await desk.side.post("/disconnect")
    await desk.house.refresh_books()
    await follow(page, CHAPTERS[-1])
    await desk.problems_become(lambda problems: not problems)


async def test_guide_works_without_javascript(desk: OwnersDesk, chromium: Browser) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(desk.address)
    for title in (CHAPTERS[0], CHAPTERS[3]):
        await follow(page, title)
    await context.close()


async def test_guide_starts_at_either_name_of_the_machine(desk: OwnersDesk, page: Page) -> None:
    await page.goto(f"http://127.0.0.1:{desk.port}")
    await follow(page, CHAPTERS[0])
    assert page.url.startswith(f"http://127.0.0.1:{desk.port}/quickbooks")


async def test_connecting_needs_the_keyboard_only(desk: OwnersDesk, page: Page) -> None:
    await page.goto(f"{desk.address}/quickbooks")
    pages = await page.locator("nav a").count()
    for _ in range(1 + pages + 1):  # the desk's name, the pages, then what is there to do
        await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Connect to QuickBooks")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Connect", exact=True).press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Connected to ABC Plumbing.")


async def test_nothing_is_cut_off_and_every_button_is_large_enough(
    desk: OwnersDesk, chromium: Browser
) -> None:
    page = await chromium.new_page()
    await page.goto(desk.address)
    await follow(page, CHAPTERS[0])
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        for address in ("/quickbooks", "/qbo/disconnect", "/qbo/callback", "/"):
            await page.goto(f"{desk.address}{address}")
            wider = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            assert not wider
            heights = await page.locator(".button").evaluate_all(
                "all => all.map(one => one.getBoundingClientRect().height)"
            )
            assert all(tall >= 44 for tall in heights)
