"""Estimates become invoices once, with what was really done, and are paid."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from office.values import Email, Money
from qbo.books import EstimateLine, NewEstimate
from qbo.faults import Refused
from tests.wire.front_office import Office, caller, opened

pytestmark = pytest.mark.wire

MIKE = Email("mike@example.com")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
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
    return (await office.books.create_estimate(new, key="estimate:1", call_id=None)).id


async def change(office: Office, number: str, **fields: Any) -> None:
    """What the owner does to an estimate in QuickBooks."""
    body = await office.wire.read("Estimate", number)
    wanted = {"Id": number, "SyncToken": body["SyncToken"], "sparse": True, **fields}
    lines = [line for line in body["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    customer = {"CustomerRef": body["CustomerRef"], "Line": lines}
    await office.wire.create("Estimate", wanted | customer, f"owner-{number}")


async def test_estimate_is_billed_as_it_was_quoted_and_once(office: Office) -> None:
    number = await quoted(office)
    first = await office.books.invoice_estimate(number)
    again = await office.books.invoice_estimate(number)
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
    made = await office.books.invoice_estimate(number, lines=done)
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
    made = await office.books.invoice_estimate(number)
    assert (made.id, made.adopted) == (owners["Id"], True)
    assert len((await office.wire.query("SELECT * FROM Invoice"))["Invoice"]) == 1


async def test_rejected_estimate_is_not_billed(office: Office) -> None:
    number = await quoted(office)
    await change(office, number, TxnStatus="Rejected")
    with pytest.raises(Refused, match="The estimate is rejected"):
        await office.books.invoice_estimate(number)


async def test_invoice_is_mailed_and_paid_in_parts(office: Office) -> None:
    made = await office.books.invoice_estimate(await quoted(office))
    await office.books.send_invoice(made.id, to=MIKE, key="bill:1")
    assert (await office.wire.read("Invoice", made.id))["EmailStatus"] == "EmailSent"
    first = await office.books.record_payment(made.id, Money.of("42.88"), key="payment:1")
    again = await office.books.record_payment(made.id, Money.of("42.88"), key="payment:1")
    assert first.balance == Money.of("100.00")
    assert again.id == first.id
    rest = await office.books.record_payment(made.id, Money.of("100"), key="payment:2")
    assert rest.balance == Money.of("0")
    with pytest.raises(Refused, match="more than"):
        await office.books.record_payment(made.id, Money.of("1"), key="payment:3")
