"""What stands beside documents and jobs: prints, notes, files, hours, types and terms."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from office.values import Email
from office.writes import WriteState
from qbo.books import EstimateLine, HoursWorked, NewEstimate
from qbo.faults import AnswerLost, ReferenceGone, Refused
from qbo.statements import select
from qbo.wire import pace
from qbo.writing import posting
from tests.wire.front_office import Office, caller, opened

pytestmark = pytest.mark.wire

TRANSCRIPT = "Desk: How can I help?\nCaller: My sink leaks.\n" * 60
LOST = ("reset_before", "reset_after_commit", "html_503")


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    # The company's clock runs ahead, so nobody is throttled and nobody has to wait.
    monkeypatch.setattr(pace, "PER_SECOND", 1000)
    monkeypatch.setattr(posting, "PAUSES", (0.01, 0.02))
    async with opened(tmp_path) as there:
        yield there


async def quoted(office: Office) -> tuple[str, str]:
    """A customer and an estimate."""
    customer, _ = await office.enter(caller())
    items = (await office.wire.query("SELECT * FROM Item WHERE Type = 'Service'"))["Item"]
    line = EstimateLine(items[0]["Id"], items[0]["Name"], "Repair", Decimal("1.5"), Decimal(95))
    new = NewEstimate(customer.id, [line], Email("mike@example.com"))
    made = await office.books.estimates.create(new, key="estimate:1", call_id=None)
    return customer.id, made.id


async def all_of(office: Office, entity: str) -> list[dict[str, Any]]:
    found = await office.wire.query(select(entity, order="Id"))
    rows: list[dict[str, Any]] = found.get(entity, [])
    return rows


async def test_documents_are_printed_as_pdf(office: Office) -> None:
    _, estimate = await quoted(office)
    invoice = (await office.books.invoices.create(estimate)).id
    for kind, number in (("Estimate", estimate), ("Invoice", invoice)):
        printed = await office.books.files.pdf(kind, number)  # type: ignore[arg-type]
        text = PdfReader(BytesIO(printed)).pages[0].extract_text()
        assert "142.50" in text


async def test_print_of_nothing_is_refused(office: Office) -> None:
    with pytest.raises(ReferenceGone):
        await office.books.files.pdf("Invoice", "9999")


@pytest.mark.parametrize("sort", ["html_503", "garbage_in_200", "reset_before"])
async def test_whatever_is_no_pdf_is_no_print(office: Office, sort: str) -> None:
    _, estimate = await quoted(office)
    await office.trouble(sort, entity="estimate")
    with pytest.raises(AnswerLost):
        await office.books.files.pdf("Estimate", estimate)
    assert (await office.books.files.pdf("Estimate", estimate)).startswith(b"%PDF-")


@pytest.mark.parametrize("sort", ["", *LOST])
async def test_note_stands_beside_an_estimate_once(office: Office, sort: str) -> None:
    _, estimate = await quoted(office)
    if sort:
        await office.trouble(sort, operation="write")
    note = office.books.files.note
    made = [await note("Estimate", estimate, "Dog in the yard", key="note:1") for _ in range(2)]
    assert made[0] == made[1]
    (kept,) = await all_of(office, "Attachable")
    assert kept["Note"].startswith("[Frontdesk] Dog in the yard (ref ")
    assert kept["AttachableRef"][0]["EntityRef"] == {"type": "Estimate", "value": estimate}


@pytest.mark.parametrize("sort", ["", *LOST])
async def test_file_stands_beside_a_customer_once(office: Office, sort: str) -> None:
    customer, _ = await quoted(office)
    if sort:
        await office.trouble(sort, operation="write")
    attach, content = office.books.files.attach, TRANSCRIPT.encode()
    for _ in range(2):
        made = await attach("Customer", customer, "call.txt", content, key="file:1")
    (kept,) = await all_of(office, "Attachable")
    assert (made.id, made.name) == (kept["Id"], "call.txt")
    assert (kept["FileName"], int(kept["Size"])) == ("call.txt", len(content))


async def test_lost_note_is_found_and_not_written_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qbo.wire.breaker.PAUSE", 0.0)
    _, estimate = await quoted(office)
    await office.trouble("reset_after_commit", operation="write", count=3)
    with pytest.raises(AnswerLost):
        await office.books.files.note("Estimate", estimate, "Dog in the yard", key="note:1")
    (left,) = await office.books._clerk.ledger.unsettled()
    settled = await office.books.settle(left)
    assert (settled.state, settled.attempts) == (WriteState.DONE, left.attempts)
    assert len(await all_of(office, "Attachable")) == 1


@pytest.mark.parametrize("text", ["", "x" * 1990])
async def test_note_quickbooks_would_cut_is_refused_whole(office: Office, text: str) -> None:
    with pytest.raises(Refused, match="attach longer texts as a file"):
        await office.books.files.note("Customer", "1", text, key="note:1")
    assert await all_of(office, "Attachable") == []


async def test_file_that_is_empty_or_huge_is_refused(office: Office) -> None:
    for content in (b"", b"x" * 1_000_001):
        with pytest.raises(Refused, match="1 to 1,000,000 bytes"):
            await office.books.files.attach("Customer", "1", "a.txt", content, key="file:1")


@pytest.mark.parametrize("sort", ["", *LOST])
async def test_hours_on_a_job_are_recorded_once_to_the_minute(office: Office, sort: str) -> None:
    customer, _ = await quoted(office)
    people = [*await all_of(office, "Employee"), *await all_of(office, "Vendor")]
    worked = HoursWorked(
        customer,
        str(people[0]["DisplayName"]),
        Decimal("5.5"),
        date(2026, 9, 14),
        hourly_rate=Decimal(95),
        about="Replaced the pump",
    )
    if sort:
        await office.trouble(sort, entity="timeactivity", operation="write")
    first = await office.books.hours.record(worked, key="hours:1")
    assert await office.books.hours.record(worked, key="hours:1") == first
    (kept,) = await all_of(office, "TimeActivity")
    assert (kept["Id"], kept["Hours"], kept["Minutes"]) == (first, 5, 30)
    assert kept["BillableStatus"] == "Billable"
    assert kept["Description"].startswith("[Frontdesk] Replaced the pump")


async def test_hours_of_nobody_quickbooks_knows_are_refused(office: Office) -> None:
    worked = HoursWorked("1", "Nobody Known", Decimal(1), date(2026, 9, 14))
    with pytest.raises(Refused, match='no employee or vendor "Nobody Known"'):
        await office.books.hours.record(worked, key="hours:1")


async def test_customer_has_the_owners_type_where_there_is_one(office: Office) -> None:
    await office.books.upkeep()
    types = {body["Name"]: body["Id"] for body in await all_of(office, "CustomerType")}
    _, home = await office.enter(caller(customer_type="residential"))
    assert home["CustomerTypeRef"]["value"] == types["Residential"]
    _, other = await office.enter(caller(company="Short Pump LLC", customer_type="landlord"))
    assert "CustomerTypeRef" not in other


async def test_company_is_read_and_kept_for_when_quickbooks_is_away(office: Office) -> None:
    await office.books.upkeep()
    read = office.books.company
    assert (read.name, read.allows_estimates, read.uses_sales_tax) == ("ABC Plumbing", True, False)
    assert read.default_terms
    assert read.term("net 15")
    office.books._company._realm = ""
    await office.trouble("down")
    await office.books.load()
    assert office.books.company == read
    # Read less than a day ago: a restart asks for nothing.
    assert await office.books.read_company() == read


async def test_invoice_is_due_by_the_companys_term_or_the_owners(office: Office) -> None:
    await office.books.upkeep()
    _, estimate = await quoted(office)
    made = await office.books.invoices.create(estimate, terms="Net 15")
    body = await office.wire.read("Invoice", made.id)
    day = date.fromisoformat(body["TxnDate"])
    state = await office.books.invoices.read(made.id)
    assert state.due == day + timedelta(days=15)


async def prefer(office: Office, **groups: Any) -> None:
    """What the owner changes in QuickBooks' settings."""
    prefs = await office.wire.read_only("Preferences")
    head = {"Id": "1", "SyncToken": prefs["SyncToken"], "sparse": True}
    await office.wire.create("Preferences", head | groups, f"owner-{prefs['SyncToken']}")
    await office.books.read_company(now=True)


async def test_invoice_has_a_link_where_it_can_be_paid_online(office: Office) -> None:
    await prefer(office, SalesFormsPrefs={"ETransactionPaymentEnabled": True})
    _, estimate = await quoted(office)
    made = await office.books.invoices.create(estimate)
    assert (await office.books.invoices.link(made.id)).startswith("http")


@pytest.mark.parametrize("sort", ["", *LOST])
async def test_documents_are_numbered_where_quickbooks_gives_no_number(
    office: Office, sort: str
) -> None:
    await prefer(office, SalesFormsPrefs={"CustomTxnNumbers": True})
    if sort:
        await office.trouble(sort, operation="write", entity="estimate")
    _, estimate = await quoted(office)
    assert (await office.books.estimates.read(estimate)).doc_number == "1001"
    made = await office.books.invoices.create(estimate)
    assert made.doc_number
    assert await office.books.invoices.create(estimate) == made


async def test_settings_the_owner_changes_are_known_on_demand(office: Office) -> None:
    await prefer(
        office,
        SalesFormsPrefs={"AllowEstimates": False, "CustomTxnNumbers": True},
        AccountingInfoPrefs={"BookCloseDate": "2026-06-30"},
    )
    company = office.books.company
    assert (company.allows_estimates, company.custom_numbers) == (False, True)
    assert company.closed_until == date(2026, 6, 30)
    assert "Switch them on" in company.problem
