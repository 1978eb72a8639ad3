"""What the company's own settings do to what the tools do and say."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI

from agent.wording import price_parts
from office.ports import free_ports
from office.store import Store
from office.values import Money
from qbo.sandbox.app import sandbox_app
from qbo.sandbox.company import Company
from tests.serving import served
from tests.wire.test_tools_books import House
from tools.check_company import check_company
from tools.create_customer import Entered
from tools.create_estimate import Estimated, NewEstimate, create_estimate

pytestmark = pytest.mark.wire


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return sandbox_app(tmp_path / "company")


@pytest.fixture
def company(app: FastAPI) -> Company:
    owned: Company = app.state.sandbox.company
    return owned


@pytest.fixture
async def house(tmp_path: Path, app: FastAPI) -> AsyncIterator[House]:
    (port,) = free_ports(1)
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    async with served(app, port):
        house = House(store, f"http://127.0.0.1:{port}", tmp_path)
        await house.start()
        await house.ring()
        yield house
        await house.books.close()
    await store.close()


async def filed(house: House, kind: str) -> str:
    """The note of the one thing to do of a kind."""
    todos = await house.desk.tray.open_follow_ups()
    (note,) = [one.note for one in todos if one.kind == kind]
    return note


async def taxed(house: House, company: Company, *items: str) -> None:
    """The owner switches sales tax on and makes some items taxable."""
    company.records.prefer({"TaxPrefs": {"UsingSalesTax": True}}, by_owner=True)
    for name in items:
        known = house.books.mirror.item(name)
        assert known is not None
        body = await house.books._wire.read("Item", known.id)
        change = {"Id": known.id, "SyncToken": body["SyncToken"], "sparse": True, "Taxable": True}
        await house.books._wire.create("Item", change, f"owner-{known.id}")
    await house.books.hearing.whole()
    await check_company(house.desk, now=True)


async def test_without_sales_tax_nothing_is_said_of_it(house: House) -> None:
    assert not (await house.quote()).plus_tax
    await house.confirmed()
    made = await house.estimate((await house.enter()).customer_id)
    assert (made.total, made.tax) == (Money.of(445), Money.of(0))


async def test_tax_is_quickbooks_own_and_said_to_come_on_top(
    house: House, company: Company
) -> None:
    await taxed(house, company, "Emergency HVAC Diagnostic")
    quote = await house.quote()
    said = " ".join(price_parts(house.desk.library.current.phrases, quote))
    assert said.endswith(
        "That comes to four hundred and forty-five dollars plus tax, as an estimate."
    )
    await house.confirmed()
    made = await house.estimate((await house.enter()).customer_id)
    body = await house.books._wire.read("Estimate", str(made.estimate_id))
    codes = [
        line["SalesItemLineDetail"]["TaxCodeRef"]["value"]
        for line in body["Line"]
        if line["DetailType"] == "SalesItemLineDetail"
    ]
    assert codes == ["TAX", "NON"]
    assert made.tax == Money.of(str(body["TxnTaxDetail"]["TotalTax"])) != Money.of(0)
    assert made.total == quote.total + made.tax
    assert "check_estimate" not in await house.follow_ups()


async def test_text_to_the_caller_names_the_total_with_its_tax(
    house: House, company: Company
) -> None:
    await taxed(house, company, "Emergency HVAC Diagnostic")
    await house.confirmed()
    made = await house.estimate((await house.enter()).customer_id)
    await house.happened("call_completed", caller="+16145550123")
    ((_, text),) = [sent for sent in house.phones.texts if sent[0] == "+16145550123"]
    assert f"comes to {made.total} including tax" in text


async def test_price_holds_for_the_owners_days(house: House) -> None:
    house.owner_writes("business.yaml", "estimate_days: 30", "estimate_days: 14")
    await house.confirmed()
    made = await house.estimate((await house.enter()).customer_id)
    state = await house.books.estimates.read(str(made.estimate_id))
    assert state.expires == date(2026, 9, 28)


async def test_total_that_differs_from_what_was_told_is_for_a_person(house: House) -> None:
    await house.confirmed()
    quote = replace(await house.quote(), total=Money.of(400))
    customer = (await house.enter()).customer_id
    estimate = NewEstimate(customer, quote)
    made = await create_estimate(house.desk, house.call.id, estimate)
    (todo,) = [
        one for one in await house.desk.tray.open_follow_ups() if one.kind == "check_estimate"
    ]
    assert "told $400.00" in todo.note
    assert str(made.total) in todo.note


async def test_estimates_switched_off_is_a_problem_until_they_are_on(house: House) -> None:
    company = house.books._company
    company.read_at = house.clock.now()
    company.profile = replace(company.profile, allows_estimates=False)
    await check_company(house.desk)
    (problem,) = [one for one in await house.desk.tray.problems() if one.key == "company"]
    assert "Switch them on" in problem.text
    await house.confirmed()
    refused = await house.estimate((await house.enter()).customer_id)
    assert refused.outcome is Estimated.REFUSED
    await check_company(house.desk, now=True)
    assert [one for one in await house.desk.tray.problems() if one.key == "company"] == []


async def test_inactive_customer_with_the_number_is_told_and_not_brought_back(
    house: House,
) -> None:
    await house.confirmed()
    first = await house.enter()
    await house._side_door(
        "POST", "owner-edit", {"id": first.customer_id, "changes": {"Active": False}}
    )
    await house.books.hearing.whole()
    house.call = await house.journal.open_call("CA2", caller=None, called="+16145550100")
    again = await house.enter()
    assert (again.outcome, again.customer_id != first.customer_id) == (Entered.CREATED, True)
    (todo,) = [
        one for one in await house.desk.tray.open_follow_ups() if one.kind == "check_customer"
    ]
    assert 'inactive customer "Mike Chen"' in todo.note
