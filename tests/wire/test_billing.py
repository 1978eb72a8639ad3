"""Estimates become invoices once, with what was really done, and are paid."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from office.values import Email, Money
from qbo.books import EstimateLine, NewEstimate
from qbo.faults import NotOurs, Refused
from qbo.wire import pace
from tests.wire.front_office import Office, caller, opened

pytestmark = pytest.mark.wire

MIKE = Email("mike@example.com")


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    # The company's clock runs ahead, so nobody is throttled and nobody has to wait.
    monkeypatch.setattr(pace, "PER_SECOND", 1000)
    async with opened(tmp_path) as there:
        yield there


async def sold(office: Office, hours: str, price: str) -> EstimateLine:
    items = (await office.wire.query("SELECT * FROM Item WHERE Type = 'Service'"))["Item"]
    name = (items[0]["Id"], items[0]["Name"])
    return EstimateLine(*name, "Repair", Decimal(hours), Decimal(price))


async def quoted(office: Office) -> str:
    customer, _ = await office.enter(caller())
    line = await sold(office, "1.5", "95.25")
    new = NewEstimate(customer.id, [line], bill_email=MIKE, memo="From your call")
    return (await office.books.estimates.create(new, key="estimate:1", call_id=None)).id


async def change(office: Office, number: str, **fields: Any) -> None:
    """What the owner does to an estimate in QuickBooks."""
    body = await office.wire.read("Estimate", number)
    wanted = {"Id": number, "SyncToken": body["SyncToken"], "sparse": True, **fields}
    lines = [line for line in body["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    customer = {"CustomerRef": body["CustomerRef"], "Line": lines}
    await office.wire.create("Estimate", wanted | customer, f"owner-{number}")


async def test_estimate_is_billed_as_it_was_quoted_and_once(office: Office) -> None:
    number = await quoted(office)
    first = await office.books.invoices.create(number)
    again = await office.books.invoices.create(number)
    assert (first.total, first.balance, first.adopted) == (
        Money.of("142.88"),
        Money.of("142.88"),
        False,
    )
    assert again == first
    body = await office.wire.read("Invoice", first.id)
    assert body["BillEmail"]["Address"] == MIKE.address
    assert body["CustomerMemo"]["value"] == "From your call"
    assert (await office.wire.read("Estimate", number))["TxnStatus"] == "Closed"
    assert first.link == ""


async def test_what_was_really_done_takes_the_place_of_what_was_quoted(office: Office) -> None:
    number = await quoted(office)
    done = [await sold(office, "5.5", "95"), await sold(office, "1", "40.10")]
    made = await office.books.invoices.create(number, lines=done)
    assert made.total == Money.of("562.60")


async def test_invoice_the_owner_made_is_taken_for_ours(office: Office) -> None:
    number = await quoted(office)
    estimate = await office.wire.read("Estimate", number)
    by_hand = {
        "CustomerRef": estimate["CustomerRef"],
        "Line": [line for line in estimate["Line"] if line["DetailType"] == "SalesItemLineDetail"],
        "LinkedTxn": [{"TxnId": number, "TxnType": "Estimate"}],
    }
    owners = await office.wire.create("Invoice", by_hand, "owner-invoice")
    made = await office.books.invoices.create(number)
    assert (made.id, made.adopted) == (owners["Id"], True)
    assert len((await office.wire.query("SELECT * FROM Invoice"))["Invoice"]) == 1


async def test_rejected_estimate_is_not_billed(office: Office) -> None:
    number = await quoted(office)
    await change(office, number, TxnStatus="Rejected")
    with pytest.raises(Refused, match="The estimate is rejected"):
        await office.books.invoices.create(number)


async def test_invoice_is_mailed_and_paid_in_parts(office: Office) -> None:
    made = await office.books.invoices.create(await quoted(office))
    await office.books.invoices.send(made.id, to=MIKE, key="bill:1")
    assert (await office.wire.read("Invoice", made.id))["EmailStatus"] == "EmailSent"
    first = await office.books.invoices.pay(made.id, Money.of("42.88"), key="payment:1")
    again = await office.books.invoices.pay(made.id, Money.of("42.88"), key="payment:1")
    assert first.balance == Money.of("100.00")
    assert again.id == first.id
    rest = await office.books.invoices.pay(made.id, Money.of("100"), key="payment:2")
    assert rest.balance == Money.of("0")
    with pytest.raises(Refused, match="owes nothing any more"):
        await office.books.invoices.pay(made.id, Money.of("1"), key="payment:3")


async def test_what_is_paid_too_much_is_the_customers_credit(office: Office) -> None:
    made = await office.books.invoices.create(await quoted(office))
    paid = await office.books.invoices.pay(made.id, Money.of("200"), key="payment:1")
    assert (paid.balance, paid.unapplied) == (Money.of(0), Money.of("57.12"))
    assert await office.books.invoices.pay(made.id, Money.of("200"), key="payment:1") == paid
    state = await office.books.invoices.read(made.id)
    assert state.is_paid


async def test_real_hours_and_materials_take_the_place_of_all_lines_at_once(
    office: Office,
) -> None:
    made = await office.books.invoices.create(await quoted(office))
    done = [await sold(office, "5.5", "95"), await sold(office, "1", "40.10")]
    new = Email("new@example.com")
    changed = await office.books.invoices.correct(made.id, done, key="actual:1", to=new)
    assert changed.total == changed.balance == Money.of("562.60")
    body = await office.wire.read("Invoice", made.id)
    kept = [line["Amount"] for line in body["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    assert [Decimal(str(amount)) for amount in kept] == [Decimal("522.5"), Decimal("40.1")]
    assert body["BillEmail"]["Address"] == new.address
    assert [link["TxnType"] for link in body["LinkedTxn"]] == ["Estimate"]
    token = body["SyncToken"]
    assert await office.books.invoices.correct(made.id, done, key="actual:1", to=new) == changed
    assert (await office.wire.read("Invoice", made.id))["SyncToken"] == token


async def test_invoice_with_a_payment_stays_as_it_is(office: Office) -> None:
    made = await office.books.invoices.create(await quoted(office))
    await office.books.invoices.pay(made.id, Money.of("10"), key="payment:1")
    with pytest.raises(Refused, match="A payment is applied"):
        await office.books.invoices.correct(made.id, [await sold(office, "1", "5")], key="a:1")
    with pytest.raises(Refused, match="A payment is applied"):
        await office.books.invoices.void(made.id, key="void:1")
    assert (await office.books.invoices.read(made.id)).total == made.total


async def test_invoice_in_a_closed_period_stays_as_it_is(office: Office) -> None:
    made = await office.books.invoices.create(await quoted(office))
    day = date.fromisoformat((await office.wire.read("Invoice", made.id))["TxnDate"])
    company = office.books._company
    company.profile = replace(company.profile, closed_until=day)
    with pytest.raises(Refused, match="The books are closed up to"):
        await office.books.invoices.void(made.id, key="void:1")
    company.profile = replace(company.profile, closed_until=day - timedelta(days=1))
    assert (await office.books.invoices.void(made.id, key="void:1")).voided


async def test_owners_invoice_is_never_changed(office: Office) -> None:
    number = await quoted(office)
    estimate = await office.wire.read("Estimate", number)
    by_hand = {
        "CustomerRef": estimate["CustomerRef"],
        "Line": [line for line in estimate["Line"] if line["DetailType"] == "SalesItemLineDetail"],
    }
    owners = await office.wire.create("Invoice", by_hand, "owner-invoice")
    with pytest.raises(NotOurs, match="not made by Frontdesk"):
        await office.books.invoices.void(owners["Id"], key="void:1")
    assert (await office.wire.read("Invoice", owners["Id"]))["SyncToken"] == owners["SyncToken"]


async def test_void_invoice_counts_for_nothing_and_its_estimate_can_be_billed_again(
    office: Office,
) -> None:
    number = await quoted(office)
    made = await office.books.invoices.create(number)
    for _ in range(2):
        state = await office.books.invoices.void(made.id, key="void:1")
        assert (state.voided, state.total, state.is_paid) == (True, Money.of(0), False)
    again = await office.books.invoices.create(number)
    assert again.id != made.id
    assert await office.books.invoices.create(number) == again


async def test_term_is_the_owners_word_or_nothing(office: Office) -> None:
    company = office.books._company
    company.profile = replace(company.profile, terms=(("Net 15", "2"),), default_terms="3")
    with pytest.raises(Refused, match='no payment term "Net 99"'):
        await office.books.invoices.create(await quoted(office), terms="Net 99")


async def test_company_without_quickbooks_payments_has_no_link(office: Office) -> None:
    made = await office.books.invoices.create(await quoted(office))
    assert await office.books.invoices.link(made.id) == ""
