"""What becomes of an estimate: it expires, is accepted or rejected, and is numbered."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from office.values import Email
from office.writes import WriteState
from qbo.books import EstimateLine, NewEstimate
from qbo.faults import NotConnected, NotOurs, Refused, Stale
from qbo.wire import pace
from qbo.writing.documents import sold
from tests.wire.front_office import Office, caller, opened

pytestmark = pytest.mark.wire

TODAY = date(2026, 9, 14)


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    # The company's clock runs ahead, so nobody is throttled and nobody has to wait.
    monkeypatch.setattr(pace, "PER_SECOND", 1000)
    async with opened(tmp_path) as there:
        yield there


async def made(office: Office, key: str = "estimate:1", **more: Any) -> str:
    customer, _ = await office.enter(caller())
    items = (await office.wire.query("SELECT * FROM Item WHERE Type = 'Service'"))["Item"]
    lines = [
        EstimateLine(items[0]["Id"], items[0]["Name"], "Diagnostic", Decimal(1), Decimal(175)),
        EstimateLine(items[0]["Id"], items[0]["Name"], "Repair", Decimal("1.5"), Decimal("95.25")),
    ]
    new = NewEstimate(customer.id, lines, Email("mike@example.com"), **more)
    return (await office.books.estimates.create(new, key=key, call_id=None)).id


async def accepted(office: Office, number: str, key: str = "accept:1") -> str:
    by = "Mike Chen (phone)"
    return (await office.books.estimates.accept(number, by=by, on=TODAY, key=key)).status


async def test_price_holds_until_a_day(office: Office) -> None:
    number = await made(office, expires=date(2026, 10, 14))
    assert (await office.books.estimates.read(number)).expires == date(2026, 10, 14)


async def test_acceptance_says_who_and_when_and_keeps_every_line(office: Office) -> None:
    number = await made(office)
    before = await office.wire.read("Estimate", number)
    assert await accepted(office, number) == "Accepted"
    state = await office.books.estimates.read(number)
    assert (state.accepted_by, state.accepted_on) == ("Mike Chen (phone)", TODAY)
    after = await office.wire.read("Estimate", number)
    assert sold(after["Line"]) == sold(before["Line"])
    assert len(after["Line"]) == 3
    assert after["TotalAmt"] == before["TotalAmt"]


async def test_it_is_accepted_once_even_if_the_owner_takes_it_back(office: Office) -> None:
    number = await made(office)
    await accepted(office, number)
    await owner_changes(office, number, TxnStatus="Pending")
    assert await accepted(office, number) == "Accepted"
    assert (await office.books.estimates.read(number)).status == "Pending"


async def test_customer_may_change_their_mind(office: Office) -> None:
    number = await made(office)
    assert (await office.books.estimates.reject(number, key="reject:1")).status == "Rejected"
    assert await accepted(office, number) == "Accepted"


async def test_billed_estimate_keeps_its_status(office: Office) -> None:
    number = await made(office)
    await office.books.invoices.create(number)
    with pytest.raises(Refused, match="billed already"):
        await office.books.estimates.reject(number, key="reject:1")
    assert (await office.books.estimates.read(number)).is_done


async def test_owners_estimate_is_never_changed(office: Office) -> None:
    number = await made(office)
    body = await office.wire.read("Estimate", number)
    lines = [line for line in body["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    theirs = {"CustomerRef": body["CustomerRef"], "Line": lines, "PrivateNote": "Mine"}
    owners = await office.wire.create("Estimate", theirs, "owner-1")
    with pytest.raises(NotOurs):
        await accepted(office, owners["Id"])
    assert (await office.wire.read("Estimate", owners["Id"]))["TxnStatus"] == "Pending"


async def owner_changes(office: Office, number: str, **fields: Any) -> None:
    """What the owner does to an estimate in QuickBooks at some moment."""
    body = await office.wire.read("Estimate", number)
    wanted = {"Id": number, "SyncToken": body["SyncToken"], "sparse": True, **fields}
    await office.wire.create("Estimate", wanted, f"owner-{number}-{body['SyncToken']}")


@pytest.mark.parametrize("times", [1, 2])
async def test_owners_change_at_the_same_moment_is_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    number = await made(office)
    interrupted(office, monkeypatch, number, times)
    assert await accepted(office, number) == "Accepted"
    body = await office.wire.read("Estimate", number)
    assert body["CustomerMemo"]["value"] == f"Change {times}"


async def test_third_change_at_the_same_moment_waits_for_the_next_round(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qbo.writing.posting.PAUSES", ())
    number = await made(office)
    interrupted(office, monkeypatch, number, 3)
    with pytest.raises(Stale):
        await accepted(office, number)
    (left,) = await office.books._clerk.ledger.unsettled()
    assert left.state is WriteState.PLANNED
    assert (await office.books.settle(left)).state is WriteState.DONE


def interrupted(office: Office, monkeypatch: pytest.MonkeyPatch, number: str, times: int) -> None:
    """The owner is quicker than the desk: between its look and its change, so many times."""
    read, left = office.books._wire.read, iter(range(1, times + 1))

    async def read_then_changed(entity: str, which: str, **more: Any) -> dict[str, Any]:
        body = await read(entity, which, **more)
        if (change := next(left, None)) is not None:
            await owner_changes(office, number, CustomerMemo={"value": f"Change {change}"})
        return body

    monkeypatch.setattr(office.books._wire, "read", read_then_changed)


@pytest.mark.parametrize("sort", ["reset_before", "reset_after_commit", "html_503"])
async def test_lost_answer_of_a_change_is_seen_in_the_document(office: Office, sort: str) -> None:
    number = await made(office)
    await office.trouble(sort, entity="estimate", operation="write")
    assert await accepted(office, number) == "Accepted"
    body = await office.wire.read("Estimate", number)
    assert body["SyncToken"] == "1"


async def test_estimates_switched_off_are_told_before_anything_is_sent(office: Office) -> None:
    company = office.books._company
    company.profile = replace(company.profile, allows_estimates=False)
    with pytest.raises(Refused, match="Switch them on under Settings"):
        await made(office)
    company.profile = replace(company.profile, allows_estimates=True)
    assert await made(office)


async def test_custom_numbers_follow_the_highest(office: Office) -> None:
    first = await made(office)
    await owner_changes(office, first, DocNumber="EST-0099")
    company = office.books._company
    company.profile = replace(company.profile, custom_numbers=True)
    number = await made(office, "estimate:2")
    assert (await office.books.estimates.read(number)).doc_number == "EST-0100"


async def test_number_taken_at_the_same_moment_is_stepped_over(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await made(office)
    body = await office.wire.read("Estimate", first)

    async def taken(*_anything: str) -> str:
        return str(body["DocNumber"])

    monkeypatch.setattr("qbo.writing.estimates.next_number", taken)
    company = office.books._company
    company.profile = replace(company.profile, custom_numbers=True)
    number = await made(office, "estimate:2")
    state = await office.books.estimates.read(number)
    assert int(state.doc_number) == int(body["DocNumber"]) + 1


async def test_item_made_anew_by_the_owner_is_found_by_its_name(office: Office) -> None:
    await office.books.upkeep()
    customer, _ = await office.enter(caller())
    line = EstimateLine("9999", "HVAC Repair - Hourly", "Repair", Decimal(2), Decimal(120))
    new = NewEstimate(customer.id, [line])
    result = await office.books.estimates.create(new, key="estimate:1", call_id=None)
    body = await office.wire.read("Estimate", result.id)
    item = office.books.mirror.item("HVAC Repair - Hourly")
    assert item is not None
    assert body["Line"][0]["SalesItemLineDetail"]["ItemRef"]["value"] == item.id
    assert result.total.amount == Decimal(240)


@pytest.mark.parametrize(
    ("sort", "kind", "state"),
    [
        ("closed_books", Refused, WriteState.REJECTED),
        ("subscription_ended", NotConnected, WriteState.PLANNED),
        ("no_access", NotConnected, WriteState.PLANNED),
    ],
)
async def test_what_only_the_owner_can_mend_is_asked_once(
    office: Office, sort: str, kind: type[Exception], state: WriteState
) -> None:
    number = await made(office)
    await office.trouble(sort, entity="estimate", operation="write", count=5)
    with pytest.raises(kind):
        await accepted(office, number)
    left = await office.troubles()
    assert [fault["count"] for fault in left] == [4]
    write = await office.books._clerk.ledger.find("accept:1@1")
    assert write is not None
    assert write.state is state
    await office.calm()
    assert await accepted(office, number) == "Accepted"
