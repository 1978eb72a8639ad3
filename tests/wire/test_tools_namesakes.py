"""A name proves nothing: who only shares one is entered anew, and a person sees that."""

from typing import Any

import pytest

from office.sheet import FieldName
from office.values import Address, Email, PersonName, Phone
from tests.wire.test_tools_books import House, house
from tools.create_customer import Entered
from tools.lookup_customer import Found, Who, lookup_customer

__all__ = ["house"]
pytestmark = pytest.mark.wire

SARAH = {
    FieldName.NAME: PersonName("Sarah", "Johnson"),
    FieldName.PHONE: Phone("+16145550177"),
    FieldName.EMAIL: Email("sj@email.com"),
}


async def notes(house: House) -> list[str]:
    filed = await house.desk.tray.open_follow_ups()
    return [one.note for one in filed if one.kind == "check_customer"]


async def owner_edits_sarah(house: House, **changes: Any) -> None:
    (sarah,) = house.books.mirror.by_name("Sarah Johnson")
    await house._side_door("POST", "owner-edit", {"id": sarah.id, "changes": changes})
    await house.books.hearing.whole()


async def test_withheld_number_and_a_name_make_nobody_known(house: House) -> None:
    who = Who(name=SARAH[FieldName.NAME])  # type: ignore[arg-type]  # a name it is
    found = await lookup_customer(house.desk, house.call.id, who)
    assert (found.outcome, found.first_name, found.has_address) == (Found.UNKNOWN, "", False)


async def test_namesake_is_entered_anew_and_told_to_a_person_once(house: House) -> None:
    await house.confirmed(SARAH)
    entered = await house.enter()
    assert entered.outcome is Entered.CREATED
    assert entered.display_name != "Sarah Johnson"
    assert await house.enter()
    (note,) = await notes(house)
    assert '"Sarah Johnson" in QuickBooks may be the same' in note
    assert "merge them in QuickBooks" in note
    assert "Elm" not in note


@pytest.mark.parametrize(("street", "told"), [("88 Elm St", 1), ("12 Oak Street", 0)])
async def test_short_name_counts_at_the_same_address(house: House, street: str, told: int) -> None:
    place = Address(street, city="Columbus", postal_code="43215")
    name = PersonName("Sam", "Johnson")
    await owner_edits_sarah(house, GivenName="Samantha", DisplayName="Samantha Johnson")
    await house.confirmed({**SARAH, FieldName.NAME: name, FieldName.ADDRESS: place})
    assert (await house.enter()).outcome is Entered.CREATED
    assert len(await notes(house)) == told


async def test_inactive_namesake_is_nobodys_question(house: House) -> None:
    await owner_edits_sarah(house, Active=False)
    await house.confirmed(SARAH)
    assert (await house.enter()).outcome is Entered.CREATED
    assert await notes(house) == []
