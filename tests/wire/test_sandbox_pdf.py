"""`/pdf`: a document that can be printed and read, whatever is in it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.wire.test_sandbox_company import Office, Server, StepClock, item, line
from tests.wire.test_sandbox_sales import document, made, paid

pytestmark = pytest.mark.wire


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Office]:
    async with Server(tmp_path, StepClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))) as office:
        yield office


async def printed(books: Office, entity: str, number: str) -> list[str]:
    """The words on each page, with one space between any two."""
    answer = await books.ask("GET", f"{entity}/{number}/pdf", headers={"Accept": "application/pdf"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["intuit_tid"]
    pages = PdfReader(BytesIO(answer.content)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


async def test_estimate_says_who_what_when_and_how_much(books: Office) -> None:
    body = await document(books, CustomerMemo={"value": "Visit Tuesday, 2 to 4 PM"})
    body["Line"][0]["Description"] = "Find the leak <fast> & mend it"
    body |= {"ExpirationDate": "2026-10-14", "BillEmail": {"Address": "lisa@example.com"}}
    quoted = await made(books, "Estimate", body)
    (page,) = await printed(books, "estimate", quoted["Id"])
    for words in (
        "ABC Plumbing", "410 South High Street", "Columbus, OH 43215", "(614) 555-0100",
        "Estimate", f"Number {quoted['DocNumber']}", "Date 09/14/2026", "Valid until 10/14/2026",
        "Status Pending", "Lisa Park", "lisa@example.com", "Emergency Plumbing - Hourly",
        "Find the leak <fast> & mend it 1 $95.00 $95.00", "Total $95.00",
        "Visit Tuesday, 2 to 4 PM", "Page 1 of 1",
    ):  # fmt: skip
        assert words in page


async def test_invoice_shows_what_is_paid_and_what_is_left(books: Office) -> None:
    invoice = await made(books, "Invoice", await document(books))
    payment = await paid(books, invoice, 40.5)
    (page,) = await printed(books, "invoice", invoice["Id"])
    assert "Due 10/14/2026" in page
    assert "Total $95.00 Paid -$40.50 Balance due $54.50" in page
    (receipt,) = await printed(books, "payment", payment["Id"])
    assert "Received from Lisa Park" in receipt
    assert f"Invoice {invoice['DocNumber']} $40.50" in receipt
    assert "Amount received $40.50" in receipt


async def test_letters_of_any_script_are_drawn_or_named(books: Office) -> None:
    name = "Zoë Łukasz Ελένη Иван 陳大文 こんにちは 홍길동 שלום 🔧 O'Brien"
    owner = await books.customer(name)
    quoted = await made(books, "Estimate", await document(books, owner=owner["Id"]))
    (page,) = await printed(books, "estimate", quoted["Id"])
    for words in (
        "Zoë Łukasz",
        "Ελένη Иван",
        "陳大文",
        "こんにちは",
        "홍길동",
        "[hebrew] [wrench] O'Brien",
    ):
        assert words in page


@pytest.mark.parametrize(
    "about", ["Remove the old heater. " * 170, "x" * 4000, "陳" * 4000, "one\n" * 900]
)
async def test_long_description_wraps_over_pages_and_loses_nothing(
    books: Office, about: str
) -> None:
    body = await document(books)
    body["Line"][0]["Description"] = about.strip()
    pages = await printed(books, "estimate", (await made(books, "Estimate", body))["Id"])
    assert len(pages) > 1
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    letters = max(set("".join(about.split())), key=about.count)
    assert "".join(pages).count(letters) >= about.count(letters)


async def test_many_lines_make_many_pages_with_a_heading_each(books: Office) -> None:
    lines = [line(await item(books))] * 90
    quoted = await made(books, "Estimate", await document(books) | {"Line": lines})
    pages = await printed(books, "estimate", quoted["Id"])
    assert all("Service Qty Rate Amount" in page for page in pages[:-1])
    assert sum(page.count("Emergency Plumbing - Hourly") for page in pages) == 90
    assert "Total $8,550.00" in pages[-1]


@pytest.mark.parametrize(
    ("path", "code"),
    [("estimate/99999/pdf", "610"), ("estimate/x/pdf", "610"), ("customer/1/pdf", "500")],
)
async def test_what_cannot_be_printed_is_refused(books: Office, path: str, code: str) -> None:
    assert await books.fault(await books.ask("GET", path)) == (400, code)


async def test_same_document_is_the_same_bytes(books: Office) -> None:
    quoted: dict[str, Any] = await made(books, "Estimate", await document(books))
    one, other = [
        (await books.ask("GET", f"estimate/{quoted['Id']}/pdf")).content for _ in range(2)
    ]
    assert one == other
