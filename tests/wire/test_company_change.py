"""What a call left over for one company is never done in another, whose ids mean other people."""

from datetime import timedelta
from typing import Any

import pytest

from office.sheet import FieldName
from office.values import PersonName
from qbo.access.tokens import Tokens
from qbo.sandbox.trouble import Troubles
from qbo.statements import select
from tests.wire.test_tools_books import MIKE, House, house
from tools.create_customer import Entered
from tools.create_estimate import Estimated
from triggers.runner import PAUSES

__all__ = ["house"]
pytestmark = pytest.mark.wire

OTHER = "9"


@pytest.fixture(autouse=True)
def generous(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each restart reads the company: more requests in a second than Intuit takes."""
    monkeypatch.setattr(Troubles, "PER_SECOND", 1000)


async def owner_changes_company(house: House, realm: str) -> None:
    """The owner connects one of the two companies of the embedded server."""
    made = await house._side_door("POST", f"token?realm={realm}")
    until = house.clock.now() + timedelta(seconds=made["expires_in"])
    await house.books.connection.adopt(
        Tokens(made["access_token"], made["refresh_token"], until, realm, company="Another Company")
    )
    await house.restart()


async def known_there(house: House) -> list[Any]:
    """Everything of the other company that a caller's call could have made or mailed."""
    wire = house.books.hearing._wire
    return [await wire.query(select(entity, order="Id")) for entity in ("Customer", "Estimate")]


async def notes(house: House, kind: str) -> list[str]:
    filed = await house.desk.tray.open_follow_ups()
    return [one.note for one in filed if one.kind == kind and "compan" in one.note]


async def left_over(house: House) -> None:
    """A call whose customer was entered, and whose estimate QuickBooks had no answer for."""
    await house.confirmed()
    entered = await house.enter()
    await house.trouble(sort="throttle", operation="write", count=100)
    made = await house.estimate(entered.customer_id, use_email_on_file=True)
    assert (entered.outcome, made.outcome) == (Entered.CREATED, Estimated.QUEUED)
    await house.calm()


async def test_estimate_for_one_company_is_no_estimate_for_another(house: House) -> None:
    await left_over(house)
    await owner_changes_company(house, OTHER)
    before = await known_there(house)
    house.clock.advance(PAUSES[-1])
    await house.runner.run_due()
    (note,) = await notes(house, "make_estimate")
    assert "company that was connected before" in note
    assert await known_there(house) == before
    assert await house.mails() == []
    assert await house.desk.events.due() == []


async def test_estimate_is_made_when_its_own_company_is_back(house: House) -> None:
    await left_over(house)
    await owner_changes_company(house, OTHER)
    await owner_changes_company(house, "1")
    house.clock.advance(PAUSES[-1])
    await house.runner.run_due()
    assert await notes(house, "make_estimate") == []
    assert [mail["to"] for mail in await house.mails()] == ["mike@email.com"]


async def test_caller_who_waits_for_one_company_is_not_entered_in_another(house: House) -> None:
    await house.confirmed()
    await house.trouble(sort="throttle", operation="write", count=100)
    assert (await house.enter()).outcome is Entered.QUEUED
    await house.calm()
    company = house.desk.company
    await owner_changes_company(house, OTHER)
    before = await known_there(house)
    await house.happened("call_completed", company=company)
    (note,) = await notes(house, "enter_customer")
    assert "another QuickBooks company was connected" in note
    assert await known_there(house) == before


async def test_caller_the_other_company_has_is_nobodys_question(house: House) -> None:
    await house.confirmed()
    assert (await house.enter()).outcome is Entered.CREATED
    company = house.desk.company
    await owner_changes_company(house, OTHER)
    await house.happened("call_completed", company=company)
    assert await notes(house, "enter_customer") == []


async def test_customer_of_the_same_call_in_another_company_is_not_taken_for_ours(
    house: House,
) -> None:
    await house.confirmed()
    there = await house.enter()
    await owner_changes_company(house, OTHER)
    here = await house.enter()
    assert (here.outcome, here.display_name) == (Entered.CREATED, "Mike Chen")
    assert there.customer_id
    assert len(await house.customers("Mike Chen")) == 1


async def test_calls_from_before_there_was_a_company_are_entered_in_the_first_one(
    house: House,
) -> None:
    await house.confirmed({**MIKE, FieldName.NAME: PersonName("Lisa", "Park")})
    await house.happened("call_completed", company="")
    assert len(await house.customers("Lisa Park")) == 1
