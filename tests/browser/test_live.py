from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from office.messages import MessageLedger, MessageState

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]


async def test_words_that_are_selected_stay_selected_while_the_call_goes_on(
    desk: Any, page: Page
) -> None:
    call = await desk.ring()
    await page.goto(f"{desk.address}/calls/{call.id}")
    await page.locator(".turns .words").first.select_text()
    before = await page.evaluate("getSelection().toString()")
    await desk.talk(call)
    await expect(page.locator(".turns li")).to_have_count(6)
    assert before == await page.evaluate("getSelection().toString()") != ""


async def test_keyboard_keeps_its_place_in_the_list(desk: Any, page: Page) -> None:
    call = await desk.ring()
    await page.goto(desk.address)
    await page.locator(".calls a").focus()
    await desk.talk(call)
    await expect(page.locator(".calls b")).to_have_text("Mike Chen")
    await expect(page.locator(".calls a")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Mike Chen")


async def test_last_words_stay_in_sight_of_who_looks_at_them(desk: Any, page: Page) -> None:
    call = await desk.ring()
    await page.goto(f"{desk.address}/calls/{call.id}")
    for count in range(40):
        await desk.journal.turn(call, "caller", f"One more thing, number {count}.")
    last = page.locator(".turns li", has_text="number 39.")
    await expect(last).to_be_in_viewport()
    await page.evaluate("scrollTo(0, 0)")
    await desk.journal.turn(call, "caller", "And another.")
    await expect(page.locator(".turns li")).to_have_count(42)
    assert await page.evaluate("scrollY") == 0


async def test_text_to_the_caller_appears_although_it_makes_no_news(desk: Any, page: Page) -> None:
    call = await desk.ring()
    await desk.journal.close_call(call, "finished")
    await page.goto(f"{desk.address}/calls/{call.id}")
    messages = MessageLedger(desk.store, desk.clock)
    await messages.plan(
        key="1", kind="confirmation", to_address="+16145550188", body="Thanks!", call_id=call.id
    )
    await messages.change("1", MessageState.SENT)
    await expect(page.locator(".texts li")).to_contain_text(
        "Thanks! to (614) 555-0188, sent", timeout=10_000
    )


async def test_page_says_that_the_desk_is_gone_and_goes_on_when_it_is_back(
    closed_desk: Any, chromium: Browser
) -> None:
    page = await chromium.new_page()
    async with closed_desk.open_to_visitors():
        call = await closed_desk.ring()
        await page.goto(f"{closed_desk.address}/calls/{call.id}")
        await expect(page.locator(".lost")).to_be_hidden()
    await expect(page.locator(".lost")).to_be_visible()
    await closed_desk.journal.turn(call, "caller", "Did you hear me?")
    async with closed_desk.open_to_visitors():
        await expect(page.locator(".lost")).to_be_hidden(timeout=15_000)
        await expect(page.locator(".turns li")).to_have_count(2)


async def test_page_that_nobody_looks_at_gives_its_connection_back(desk: Any, page: Page) -> None:
    await page.goto(desk.address)
    await expect(page.get_by_role("heading", level=1)).to_have_text("No calls yet today.")
    hide = """hidden => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    await page.evaluate(hide, True)
    await desk.ring()
    await page.wait_for_timeout(500)
    await expect(page.locator(".calls li")).to_have_count(0)
    await page.evaluate(hide, False)
    await expect(page.locator(".calls li")).to_have_count(1)
