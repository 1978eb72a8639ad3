"""One text after a call says what was agreed; the owner's mobile hears of an emergency's visit."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from office.sheet import FieldName
from office.store import Store
from office.visits import Visit
from prompts.schema import Urgency
from tests.visits import at
from tests.wire.test_tools_books import MIKE, OWNER, House, serving
from tests.wire.test_tools_visits import HOME, NUMBER, when, yes
from tools.book_visit import NewVisit, book_visit
from tools.cancel_visit import VisitCancel, cancel_visit
from tools.lookup_customer import Who

pytestmark = pytest.mark.wire

WHEN = "Tue Sep 15, 2:00 PM to 4:00 PM"
THANKS = "Thanks for calling ABC Plumbing, Mike. We have your request: my AC is not cooling."
CLOSING = "Questions? Call (614) 555-0100."


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    try:
        async with serving(tmp_path / "company") as base:
            house = House(store, base, tmp_path)
            await house.start()
            await house.ring()
            await house.confirmed()
            yield house
            await house.books.close()
    finally:
        await store.close()


async def booked(house: House, urgency: Urgency = Urgency.ROUTINE) -> Visit:
    new = NewVisit(
        window=when(at(15, 14)),
        name=yes(FieldName.NAME, MIKE[FieldName.NAME]),
        phone=yes(FieldName.PHONE, NUMBER),
        address=yes(FieldName.ADDRESS, HOME),
        service="my AC is not cooling",
        urgency=urgency,
    )
    made = await book_visit(house.desk, house.call.id, new)
    assert made.visit is not None
    return made.visit


async def hang_up(house: House, **body: Any) -> None:
    await house.runner.run_due()
    await house.journal.close_call(house.call, "finished")
    await house.happened("call_completed", **body)


def to_caller(house: House) -> list[str]:
    return [body for to, body in house.phones.texts if to == NUMBER.e164]


async def test_one_text_says_who_comes_when_where_and_what_it_costs(house: House) -> None:
    await house.estimate((await house.enter()).customer_id)
    await booked(house)
    await house.runner.run_due()
    assert to_caller(house) == []
    await hang_up(house)
    (text,) = to_caller(house)
    assert text == (
        f"{THANKS} Dave comes {WHEN}, 12 Oak Street, Columbus, OH 43215. "
        f"Your estimate 1001 comes to $445.00. {CLOSING}"
    )


async def test_price_that_may_not_be_told_is_not_texted(house: House) -> None:
    house.owner_writes("services.yaml", "say_prices: true", "say_prices: false")
    await house.estimate((await house.enter()).customer_id)
    await hang_up(house)
    (text,) = to_caller(house)
    assert text == f"{THANKS} The price is in your written estimate 1001. {CLOSING}"


async def test_estimate_of_which_nobody_knows_how_it_was_told_is_texted_without_a_price(
    house: House,
) -> None:
    await house.estimate((await house.enter()).customer_id)
    await house.journal.tool_started(house.call, "create_estimate", {})
    await hang_up(house)
    assert "$" not in to_caller(house)[0]


async def test_visit_that_waits_for_the_owner_is_texted_as_held(house: House) -> None:
    house.owner_writes("business.yaml", "book: by_itself", "book: ask_me_first")
    await booked(house)
    await hang_up(house)
    assert (
        f"{WHEN} is held for you, 12 Oak Street, Columbus, OH 43215; Dave will"
        in (to_caller(house)[0])
    )


async def test_owners_later_yes_is_texted_by_itself(house: House) -> None:
    house.owner_writes("business.yaml", "book: by_itself", "book: ask_me_first")
    visit = await booked(house)
    await hang_up(house)
    house.clock.advance(60)
    await house.desk.visits.confirm(visit)
    await house.runner.run_due()
    held, yes_said = to_caller(house)
    assert "is held for you" in held
    assert yes_said.startswith(f"ABC Plumbing: your visit is booked for {WHEN}.")


async def test_visit_called_off_on_the_same_call_is_told_once(house: House) -> None:
    visit = await booked(house)
    who = Who(NUMBER, name=MIKE[FieldName.NAME])
    await cancel_visit(house.desk, house.call.id, VisitCancel(visit.id, who))
    await hang_up(house)
    (text,) = to_caller(house)
    assert text == f"{THANKS} Your visit is cancelled, as you wished. {CLOSING}"


async def test_request_that_is_quoted_after_a_look_says_so(house: House) -> None:
    run = await house.journal.tool_started(house.call, "map_service", {})
    await house.journal.tool_ended(house.call, run, {"outcome": "quote_later"}, 3)
    await hang_up(house)
    assert to_caller(house) == [f"{THANKS} Dave will get back to you with a quote. {CLOSING}"]


async def test_withdrawn_proposal_is_told_to_the_owner(house: House) -> None:
    house.owner_writes("business.yaml", "book: by_itself", "book: ask_me_first")
    visit = await booked(house)
    who = Who(NUMBER, name=MIKE[FieldName.NAME])
    for _ in range(2):
        await cancel_visit(house.desk, house.call.id, VisitCancel(visit.id, who))
    (filed,) = await house.desk.tray.open_follow_ups()
    assert filed.kind == "visit_withdrawn"
    assert filed.note.startswith(f"Mike Chen, (614) 555-0123 has called off the visit on {WHEN}")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("by_itself", f"Visit booked: {WHEN}, Dave."),
        ("ask_me_first", f"Held for your yes: {WHEN}, Dave."),
    ],
)
async def test_owners_mobile_hears_of_an_emergencys_visit_once(
    house: House, rule: str, said: str
) -> None:
    house.owner_writes("business.yaml", "book: by_itself", f"book: {rule}")
    await house.happened("emergency_reported")
    visit = await booked(house, Urgency.EMERGENCY)
    await house.runner.run_due()
    await house.desk.visits.confirm(visit)
    await house.runner.run_due()
    alarm, arranged = [body for to, body in house.phones.texts if to == OWNER]
    assert "Visit" not in alarm
    assert arranged.startswith("EMERGENCY VISIT for Mike Chen, (614) 555-0123.")
    assert arranged.endswith(said)


async def test_alarm_that_comes_behind_the_booking_names_the_visit(house: House) -> None:
    await booked(house)
    await house.happened("emergency_reported")
    (alarm,) = [body for to, body in house.phones.texts if to == OWNER]
    assert alarm.endswith(f"Visit booked: {WHEN}, Dave.")
