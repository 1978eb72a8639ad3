"""While QuickBooks is read for the first time, an unknown caller may be a customer all the same."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from office.mirror_rows import Mark
from office.store import Store
from office.values import Email, PersonName, Phone
from tests.wire.test_tools_books import House, serving
from tools.create_customer import Entered
from tools.lookup_customer import Found, Who, lookup_customer

pytestmark = pytest.mark.wire

MIKE = {
    "DisplayName": "Chen, Mike",
    "GivenName": "Mike",
    "FamilyName": "Chen",
    "PrimaryEmailAddr": {"Address": "mike@email.com"},
}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A desk that has not read everybody yet; Mike Chen is one it has not come to."""
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    async with serving(tmp_path / "company") as base:
        unready = House(store, base, tmp_path)
        await unready.start()
        await unready.ring()
        (sarah,) = unready.books.mirror.by_name("Sarah Johnson")
        await unready._side_door("POST", "owner-edit", {"id": sarah.id, "changes": MIKE})
        unready.books.mirror.mark = Mark()
        yield unready
        await unready.books.close()
    await store.close()


async def test_caller_the_mirror_does_not_know_yet_is_asked_for_and_adopted(house: House) -> None:
    await house.confirmed()
    entered = await house.enter()
    assert entered.outcome is Entered.ADOPTED
    assert await house.customers("Chen, Mike") == [entered.customer_id]
    assert await house.customers("Mike Chen") == []


async def test_look_asks_quickbooks_too_until_everybody_is_known(house: House) -> None:
    mike = Who(Phone("+16145550123"), Email("mike@email.com"), PersonName("Mike", "Chen"))
    found = await lookup_customer(house.desk, house.call.id, mike)
    assert (found.outcome, found.name_matches) == (Found.FOUND, True)


async def test_caller_nobody_knows_is_entered_though_not_everybody_was_read(house: House) -> None:
    lisa = Who(Phone("+16145550123"), Email("lisa@email.com"), PersonName("Lisa", "Park"))
    assert (await lookup_customer(house.desk, house.call.id, lisa)).outcome is Found.UNKNOWN


async def test_look_does_not_wait_for_quickbooks_that_hangs(house: House) -> None:
    await house.trouble(sort="slow", operation="query", seconds=3, count=4)
    mike = Who(email=Email("mike@email.com"), name=PersonName("Mike", "Chen"))
    found = await lookup_customer(house.desk, house.call.id, mike)
    assert found.outcome is Found.UNKNOWN
