"""What a caller changes after being entered reaches QuickBooks once, or a person hears of it."""

import asyncio
from typing import Any

import pytest

from office.sheet import FieldName
from office.values import Address, Email, PersonName, Phone
from tests.wire.test_tools_books import MIKE, House, house
from tools.correct_customer import Corrected, Correction, correct_customer
from tools.create_customer import Entered
from tools.create_estimate import Estimated
from triggers.runner import PAUSES

pytestmark = pytest.mark.wire

__all__ = ["house"]

OTHER = Phone("+16145550188")
THIRD = Phone("+16145550199")
SARAH = Phone("+16145550142")
NAME, PHONE, EMAIL, ADDRESS = (
    FieldName.NAME,
    FieldName.PHONE,
    FieldName.EMAIL,
    FieldName.ADDRESS,
)


async def entered(house: House) -> str:
    await house.confirmed()
    made = await house.enter()
    assert made.outcome is Entered.CREATED
    assert made.customer_id is not None
    return made.customer_id


async def correct(house: House, customer_id: str | None, **values: Any) -> Corrected:
    """Confirm values and correct the customer by them."""
    fields = {FieldName(name): value for name, value in values.items()}
    await house.confirmed(fields)
    wanted = Correction(
        customer_id,
        name=house.sheet.confirmed(NAME, PersonName) if NAME in fields else None,
        phone=house.sheet.confirmed(PHONE, Phone) if PHONE in fields else None,
        email=house.sheet.confirmed(EMAIL, Email) if EMAIL in fields else None,
        address=house.sheet.confirmed(ADDRESS, Address) if ADDRESS in fields else None,
    )
    return (await correct_customer(house.desk, house.call.id, wanted)).outcome


async def in_quickbooks(house: House, customer_id: str) -> dict[str, Any]:
    return await house.books._wire.read("Customer", customer_id)


async def number(house: House, customer_id: str) -> str:
    return str((await in_quickbooks(house, customer_id))["PrimaryPhone"]["FreeFormNumber"])


async def test_customer_this_call_entered_gets_the_corrected_number(house: House) -> None:
    mike = await entered(house)
    assert await correct(house, mike, phone=OTHER) is Corrected.CORRECTED
    after = await in_quickbooks(house, mike)
    assert after["PrimaryPhone"]["FreeFormNumber"] == "(614) 555-0188"
    assert after["PrimaryEmailAddr"]["Address"] == "mike@email.com"
    assert [card.id for card in house.books.mirror.by_phone(OTHER)] == [mike]
    assert await house.follow_ups() == set()


async def test_every_part_can_be_corrected_and_the_rest_stays(house: House) -> None:
    mike = await entered(house)
    place = Address("12 Oak Street", "Apt 4", "Columbus", "OH", "43215")
    name, mail = PersonName("Mike", "Chan"), Email("mike.chan@email.com")
    assert await correct(house, mike, name=name, email=mail, address=place) is Corrected.CORRECTED
    after = await in_quickbooks(house, mike)
    assert (after["DisplayName"], after["FamilyName"]) == ("Mike Chan", "Chan")
    assert after["PrimaryEmailAddr"]["Address"] == "mike.chan@email.com"
    assert (after["BillAddr"]["Line1"], after["BillAddr"]["Line2"]) == ("12 Oak Street", "Apt 4")
    assert after["PrimaryPhone"]["FreeFormNumber"] == "(614) 555-0123"


async def test_same_change_asked_twice_is_sent_once(house: House) -> None:
    mike = await entered(house)
    await correct(house, mike, phone=OTHER)
    token = (await in_quickbooks(house, mike))["SyncToken"]
    assert await correct(house, mike, phone=OTHER) is Corrected.CORRECTED
    assert (await in_quickbooks(house, mike))["SyncToken"] == token


async def test_change_back_and_forth_ends_with_the_last_word(house: House) -> None:
    mike = await entered(house)
    for phone in (OTHER, MIKE[PHONE], OTHER, THIRD):
        assert await correct(house, mike, phone=phone) is Corrected.CORRECTED
    assert await number(house, mike) == "(614) 555-0199"


async def test_customer_who_was_there_before_is_never_changed(house: House) -> None:
    (sarah,) = await house.customers("Sarah Johnson")
    before = await in_quickbooks(house, sarah)
    await house.confirmed(MIKE | {NAME: PersonName("Sarah", "Johnson"), PHONE: SARAH})
    assert (await house.enter()).outcome is Entered.ADOPTED
    assert await correct(house, sarah, phone=OTHER) is Corrected.LEFT
    assert await in_quickbooks(house, sarah) == before
    (filed,) = await house.desk.tray.open_follow_ups()
    assert (filed.kind, filed.field) == ("correct_entry", "phone")
    assert "now (614) 555-0188. QuickBooks has (614) 555-0142" in filed.note


async def test_second_call_of_a_customer_we_entered_changes_nothing(house: House) -> None:
    mike = await entered(house)
    house.call = await house.journal.open_call("CA2", caller=None, called="+16145550100")
    assert (await house.enter()).outcome is Entered.ADOPTED
    assert await correct(house, mike, phone=OTHER) is Corrected.LEFT
    assert await number(house, mike) == "(614) 555-0123"


async def owner_sets(house: House, customer_id: str, **parts: Any) -> None:
    now = await in_quickbooks(house, customer_id)
    own = {"Id": now["Id"], "SyncToken": now["SyncToken"], "sparse": True, **parts}
    await house.books._wire.create("Customer", own, "by-the-owner")


async def test_what_the_owner_changed_meanwhile_stays(house: House) -> None:
    mike = await entered(house)
    await owner_sets(house, mike, PrimaryPhone={"FreeFormNumber": "(614) 555-0100"})
    assert await correct(house, mike, phone=OTHER) is Corrected.LEFT
    assert await number(house, mike) == "(614) 555-0100"
    (filed,) = await house.desk.tray.open_follow_ups()
    assert "changed in QuickBooks meanwhile" in filed.note


async def test_owner_who_edits_something_else_at_that_moment_loses_nothing(house: House) -> None:
    mike = await entered(house)
    await house.trouble(sort="slow", entity="customer", operation="write", seconds=0.4)
    correcting = asyncio.create_task(correct(house, mike, phone=OTHER))
    await asyncio.sleep(0.2)  # it is under way with a token that is good no more in a moment
    await owner_sets(house, mike, CompanyName="Chen and Sons")
    assert await correcting is Corrected.CORRECTED
    after = await in_quickbooks(house, mike)
    assert after["CompanyName"] == "Chen and Sons"
    assert after["PrimaryPhone"]["FreeFormNumber"] == "(614) 555-0188"
    assert int(after["SyncToken"]) == 2


async def test_lost_answer_makes_one_correction(house: House) -> None:
    mike = await entered(house)
    await house.trouble(sort="reset_after_commit", entity="customer", operation="write")
    assert await correct(house, mike, phone=OTHER) is Corrected.CORRECTED
    assert int((await in_quickbooks(house, mike))["SyncToken"]) == 1


async def test_change_waits_for_quickbooks_and_is_made_after_the_call(house: House) -> None:
    mike = await entered(house)
    await house.trouble(sort="html_503", operation="write", count=100)
    assert await correct(house, mike, phone=OTHER) is Corrected.QUEUED

    await house.calm()
    await house.restart()
    await house.happened("call_completed")
    house.clock.advance(PAUSES[-1])
    await house.runner.run_due()
    assert await number(house, mike) == "(614) 555-0188"


async def test_older_change_that_waited_never_comes_behind_a_newer_one(house: House) -> None:
    mike = await entered(house)
    await house.trouble(sort="html_503", operation="write", count=100)
    assert await correct(house, mike, phone=OTHER) is Corrected.QUEUED
    await house.calm()
    await house.restart()
    assert await correct(house, mike, phone=THIRD) is Corrected.CORRECTED
    for write in await house.desk.writes.unsettled():
        await house.books.settle(write)
    assert await number(house, mike) == "(614) 555-0199"


async def test_change_before_the_customer_could_be_entered_makes_one_customer(
    house: House,
) -> None:
    await house.confirmed()
    await house.trouble(sort="html_503", operation="write", count=100)
    assert (await house.enter()).outcome is Entered.QUEUED
    assert await correct(house, None, phone=OTHER) is Corrected.QUEUED

    await house.calm()
    await house.restart()
    await house.happened("call_completed")
    house.clock.advance(PAUSES[-1])
    await house.runner.run_due()
    (mike,) = await house.customers("Mike Chen")
    assert await number(house, mike) == "(614) 555-0188"


async def test_call_that_ended_before_the_change_was_made_makes_it_then(house: House) -> None:
    mike = await entered(house)
    await house.confirmed({PHONE: OTHER})
    await house.happened("call_completed")
    assert await number(house, mike) == "(614) 555-0188"
    assert await house.follow_ups() == set()


async def test_estimate_goes_to_the_corrected_address_too_and_to_each_once(house: House) -> None:
    mike = await entered(house)
    assert (await house.estimate(mike)).outcome is Estimated.SENT
    await correct(house, mike, email=Email("mike.chen@email.com"))
    for _ in range(2):
        assert (await house.estimate(mike)).outcome is Estimated.SENT
    assert [mail["to"] for mail in await house.mails()] == ["mike@email.com", "mike.chen@email.com"]


async def test_name_that_is_taken_gets_the_next_free_one(house: House) -> None:
    mike = await entered(house)
    assert await correct(house, mike, name=PersonName("Sarah", "Johnson")) is Corrected.CORRECTED
    after = await in_quickbooks(house, mike)
    assert after["DisplayName"] not in ("Mike Chen", "Sarah Johnson")
    assert (after["GivenName"], after["FamilyName"]) == ("Sarah", "Johnson")
