from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from office.followups import Button
from office.sheet import CallSheet, FieldName
from office.values import PersonName

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]

SIZES = [(1280, 800), (390, 844)]


async def test_first_page_says_how_to_get_a_first_call(desk: Any, page: Page) -> None:
    await page.goto(desk.address)
    await expect(page.get_by_role("heading", level=1)).to_have_text("No calls yet today.")
    await expect(page.locator("code")).to_have_text("frontdesk call ac-not-cooling")


async def test_list_shows_a_call_as_soon_as_it_rings(desk: Any, page: Page) -> None:
    await page.goto(desk.address)
    await desk.ring()
    await expect(page.locator(".calls li")).to_have_count(1)
    await expect(page.locator(".outcome")).to_have_text("on the line")


async def test_call_fills_while_it_runs_without_reloading(desk: Any, page: Page) -> None:
    call = await desk.ring()
    await page.goto(f"{desk.address}/calls/{call.id}")
    await page.evaluate("window.sameAsBefore = true")
    await desk.talk(call)
    await expect(page.locator(".turns li")).to_have_count(6)
    await expect(page.locator(".sheet .confirmed")).to_have_count(4)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Mike Chen")
    await desk.estimate(call)
    await expect(page.locator(".total")).to_have_text("$445.00")
    await expect(page.locator(".estimate tr")).to_have_count(2)
    await desk.journal.close_call(call, "finished")
    await expect(page.locator(".heading p")).to_contain_text("finished")
    assert await page.evaluate("window.sameAsBefore")


async def test_tools_stand_between_the_turns_they_ran_between(desk: Any, page: Page) -> None:
    call = await desk.ring()
    await desk.talk(call)
    await page.goto(f"{desk.address}/calls/{call.id}")
    kinds = await page.locator(".turns li").evaluate_all("rows => rows.map(row => row.className)")
    assert kinds[:4] == ["desk", "caller", "tool", "desk"]


async def test_slow_answer_is_marked_and_a_quick_one_is_not(desk: Any, page: Page) -> None:
    call = await desk.ring()
    await desk.talk(call)
    await page.goto(f"{desk.address}/calls/{call.id}")
    await expect(page.locator(".slow")).to_have_text(["1350 ms"])


async def test_callers_words_are_text_and_never_run(desk: Any, page: Page) -> None:
    call = await desk.ring()
    await desk.journal.turn(call, "caller", "<script>window.hacked = 1</script><img src=x>")
    sheet = CallSheet().hear(FieldName.NOTES, "<b onclick=alert(1)>bold</b>")
    await desk.journal.fields(call, [sheet[FieldName.NOTES]])
    await page.goto(f"{desk.address}/calls/{call.id}")
    await expect(page.locator(".caller .words")).to_contain_text("<script>window.hacked")
    await desk.journal.turn(call, "caller", "<img src=x onerror='window.hacked = 1'>")
    await expect(page.locator(".caller .words")).to_have_count(2)
    assert await page.evaluate("window.hacked === undefined")
    await expect(page.locator("main img")).to_have_count(0)


async def test_pages_work_without_javascript(desk: Any, chromium: Browser) -> None:
    call = await desk.ring()
    await desk.talk(call)
    context = await chromium.new_context(java_script_enabled=False)
    shown = await context.new_page()
    await shown.goto(desk.address)
    await shown.get_by_role("link", name="Mike Chen").click()
    await expect(shown.locator(".turns li")).to_have_count(6)
    await context.close()


async def test_unknown_call_is_one_plain_sentence(desk: Any, chromium: Browser) -> None:
    shown = await chromium.new_page()
    answer = await shown.goto(f"{desk.address}/calls/nothing")
    assert answer is not None
    assert answer.status == 404
    await expect(shown.get_by_role("heading", level=1)).to_have_text(
        "There is no call with this address."
    )
    await shown.get_by_role("link", name="All calls").click()
    await expect(shown.get_by_role("heading", level=1)).to_have_text("No calls yet today.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_nothing_is_cut_off_at_any_width(
    desk: Any, page: Page, width: int, height: int, scheme: Any
) -> None:
    call = await desk.ring()
    await desk.talk(call)
    await desk.estimate(call)
    await page.set_viewport_size({"width": width, "height": height})
    await page.emulate_media(color_scheme=scheme)
    for address in (desk.address, f"{desk.address}/calls/{call.id}"):
        await page.goto(address)
        wider = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        assert not wider


async def test_duty_leaves_the_list_when_it_is_done_and_its_call_says_so(
    desk: Any, page: Page
) -> None:
    call = await desk.ring()
    for key in ("1", "2"):
        await desk.tray.follow_up(key=key, kind="call_back", note=f"Duty {key}.", call_id=call.id)
    await page.goto(desk.address)
    await expect(page.locator(".todo li")).to_have_text(
        ["(614) 555-0188 Duty 1.", "(614) 555-0188 Duty 2."]
    )
    await desk.tray.done("1")
    await expect(page.locator(".todo li")).to_have_count(1)
    await page.locator(".todo").get_by_role("link", name="(614) 555-0188").click()
    await expect(page.locator(".todo .done")).to_contain_text("Duty 1. done ")
    await expect(page.locator(".todo li:not(.done)")).to_have_text("Duty 2.")


async def test_more_duties_than_fit_are_counted(desk: Any, page: Page) -> None:
    for count in range(23):
        await desk.tray.follow_up(key=str(count), kind="text", note=f"Somebody wrote {count}.")
    await page.goto(desk.address)
    await expect(page.locator(".todo li")).to_have_count(20)
    await expect(page.get_by_text("and 3 more.")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_long_words_are_broken_and_never_push_the_page_wide(
    desk: Any, page: Page, width: int, height: int
) -> None:
    call = await desk.ring()
    endless = "https://api.example.com/" + "recording" * 30
    await desk.talk(call)
    await desk.journal.turn(call, "caller", endless)
    sheet = CallSheet().hear(FieldName.SERVICE, endless).hear(FieldName.NAME, PersonName(endless))
    await desk.journal.fields(call, list(sheet))
    await desk.tray.follow_up(key="1", kind="voicemail", note=endless, call_id=call.id)
    await desk.tray.problem("long", endless)
    await page.set_viewport_size({"width": width, "height": height})
    for address in (desk.address, f"{desk.address}/calls/{call.id}"):
        await page.goto(address)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_page_is_dark_where_people_like_it_dark(desk: Any, page: Page) -> None:
    await page.goto(desk.address)
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    await page.emulate_media(color_scheme="light")
    assert await page.evaluate(paper) == "rgb(244, 246, 244)"
    await page.emulate_media(color_scheme="dark")
    assert await page.evaluate(paper) == "rgb(16, 19, 17)"


async def test_band_says_that_it_is_a_sandbox_until_phone_and_books_are_real(
    desk: Any, page: Page
) -> None:
    await page.goto(desk.address)
    await expect(page.locator(".sandbox")).to_have_text(
        "Sandbox: no real phone, no real QuickBooks company."
    )
    desk.settings = desk.settings.model_copy(update={"twilio_account_sid": "AC1"})
    await page.reload()
    await expect(page.locator(".sandbox")).to_have_text("Sandbox: no real QuickBooks company.")
    desk.settings = desk.settings.model_copy(update={"qbo_environment": "production"})
    await page.reload()
    await expect(page.locator(".sandbox")).to_have_count(0)


async def test_problem_of_the_owner_stands_on_the_first_page(desk: Any, page: Page) -> None:
    await desk.tray.problem("quickbooks", "QuickBooks does not answer. Calls go on.")
    await page.goto(desk.address)
    await expect(page.locator(".problems li")).to_contain_text(
        "QuickBooks does not answer. Calls go on. since "
    )


async def test_problem_with_a_button_leads_to_where_it_is_mended(desk: Any, page: Page) -> None:
    await desk.tray.problem("model", "The model does not answer. Check its key.")
    await desk.tray.problem("calls", "Look at the calls.", Button("All of them", "/?from=problem"))
    await page.goto(desk.address)
    await page.get_by_role("link", name="All of them").click()
    await expect(page).to_have_url(f"{desk.address}/?from=problem")
    await expect(page.locator(".problems .button")).to_have_count(1)
