"""The books' pages: an owner changes them by plain forms, and reads one sentence for bad input."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.wire.test_sandbox_company import Office, Server, StepClock
from tests.wire.test_sandbox_sales import document, made, paid, read

pytestmark = pytest.mark.wire


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Office]:
    async with Server(tmp_path, StepClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))) as office:
        yield office


async def look(books: Office, path: str) -> str:
    answer = await books.http.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def act(books: Office, path: str, **form: str) -> str:
    """Where a form leads."""
    answer = await books.http.post(path, data=form)
    assert answer.status_code == 303, sentence(answer)
    return str(answer.headers["location"])


async def wrong(books: Office, path: str, **form: str) -> str:
    """The one sentence for a form that cannot be taken."""
    answer = await books.http.post(path, data=form)
    assert answer.status_code == 422
    return sentence(answer)


def sentence(answer: httpx2.Response) -> str:
    found = re.search(r'role="alert">([^<]*)<', answer.text)
    return found[1].replace("&#39;", "'") if found else answer.text


async def test_every_page_opens_strictly(books: Office) -> None:
    quoted = await made(books, "Estimate", await document(books))
    invoice = await made(
        books, "Invoice", await document(books, owner=quoted["CustomerRef"]["value"])
    )
    payment = await paid(books, invoice, 10)
    owner = quoted["CustomerRef"]["value"]
    for path in (
        "/", "/customers", f"/customers/{owner}", "/estimates", f"/estimates/{quoted['Id']}",
        "/invoices", f"/invoices/{invoice['Id']}", "/payments", f"/payments/{payment['Id']}",
        "/items", "/outbox", "/webhooks", "/apps", "/clock",
    ):  # fmt: skip
        answer = await books.http.get(path)
        assert answer.status_code == 200, path
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';")
        assert "<script" not in answer.text
        assert "style=" not in answer.text
    assert "tabular-nums" in await look(books, "/_pages/books.css")


async def test_customer_is_found_however_the_search_is_typed(books: Office) -> None:
    for wanted in ("diaz", "rdiaz@", "(614) 555 0118", "555-0118"):
        shown = await look(books, f"/customers?q={wanted}")
        assert "Robert Diaz" in shown, wanted
        assert "Sarah Johnson" not in shown, wanted
    assert "Nobody here" in await look(books, "/customers?q=nobody at all")


async def test_edit_changes_what_was_typed_and_keeps_the_rest(books: Office) -> None:
    body = {
        "DisplayName": "Lisa Park",
        "PrimaryPhone": {"FreeFormNumber": "614-555-0101"},
        "Mobile": {"FreeFormNumber": "614-555-0102"},
        "BillAddr": {"Line1": "1 Elm", "Line2": "rear", "City": "Columbus"},
        "ResaleNum": "77",
    }
    made_now = await made(books, "Customer", body)
    path = f"/customers/{made_now['Id']}"
    form = {"DisplayName": "Lisa Park-Hall", "Mobile": "", "Line1": "2 Elm", "token": "0"}
    assert await act(books, path, **form) == f"{path}?done=saved"
    now = await read(books, "Customer", made_now["Id"])
    assert now["DisplayName"] == "Lisa Park-Hall"
    assert "Mobile" not in now
    assert now["PrimaryPhone"] == {"FreeFormNumber": "614-555-0101"}
    address = {name: now["BillAddr"][name] for name in ("Line1", "Line2", "City")}
    assert address == {"Line1": "2 Elm", "Line2": "rear", "City": "Columbus"}
    assert (now["ResaleNum"], now["SyncToken"]) == ("77", "1")
    assert "Saved." in await look(books, f"{path}?done=saved")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"DisplayName": ""}, "A customer needs a name."),
        ({"DisplayName": "sarah JOHNSON"}, "has this name already"),
        ({"DisplayName": "Lisa", "PrimaryEmailAddr": "nowhere"}, "Email Address"),
        ({"DisplayName": "Lisa", "PrimaryPhone": "5" * 31}, "too long"),
        ({"DisplayName": "Lisa", "token": "7"}, "Somebody changed this in the meantime."),
    ],
)
async def test_bad_input_gets_a_sentence_and_is_not_lost(
    books: Office, form: dict[str, str], words: str
) -> None:
    number = (await books.customer())["Id"]
    path = f"/customers/{number}"
    answer = await books.http.post(path, data=form | {"Notes": "typed & kept"})
    assert answer.status_code == 422
    assert words in sentence(answer)
    assert "typed &amp; kept" in answer.text
    assert (await read(books, "Customer", number))["SyncToken"] == "0"


async def test_names_are_text_on_every_page(books: Office) -> None:
    name = "<b onclick=alert(1)>Bob</b>"
    owner = (await books.customer(name))["Id"]
    quoted = await made(books, "Estimate", await document(books, owner=owner))
    for path in ("/", f"/customers/{owner}", "/estimates", f"/estimates/{quoted['Id']}"):
        shown = await look(books, path)
        assert "&lt;b onclick" in shown
        assert "<b onclick" not in shown


async def test_estimate_is_accepted_billed_and_paid_by_hand(books: Office) -> None:
    quoted = await made(books, "Estimate", await document(books))
    path = f"/estimates/{quoted['Id']}"
    await act(books, f"{path}/accepted", by="Lisa Park")
    now = await read(books, "Estimate", quoted["Id"])
    signed = (now["TxnStatus"], now["AcceptedBy"], now["AcceptedDate"])
    assert signed == ("Accepted", "Lisa Park", "2026-09-14")
    bill = (await act(books, f"{path}/billed")).partition("?")[0]
    again = await wrong(books, f"{path}/billed")
    assert again == "Only an open estimate can become an invoice."
    assert await wrong(books, f"{path}/rejected") == "This estimate is billed already."
    await act(books, f"{bill}/paid", amount="$40.50", check="1234")
    await act(books, f"{bill}/paid", amount="54.5", method="2")
    invoice = await read(books, "Invoice", bill.rpartition("/")[2])
    assert invoice["Balance"] == 0
    shown = await look(books, bill)
    assert "Balance due" in shown
    assert "Record a payment" not in shown
    assert "1234" in await look(books, "/payments")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("", "Write an amount such as 120.50."),
        ("ten", "Write an amount such as 120.50."),
        ("-5", "Write an amount above zero, such as 120.50."),
        ("NaN", "Write an amount above zero, such as 120.50."),
        ("1.005", "Write the amount with two digits after the point at most."),
        ("95.01", "more than"),
    ],
)
async def test_payment_that_does_not_fit_gets_a_sentence(
    books: Office, amount: str, words: str
) -> None:
    invoice = await made(books, "Invoice", await document(books))
    assert words in await wrong(books, f"/invoices/{invoice['Id']}/paid", amount=amount)
    assert (await read(books, "Invoice", invoice["Id"]))["Balance"] == 95


async def test_invoice_is_sent_and_void_and_its_pdf_opens(books: Office) -> None:
    invoice = await made(books, "Invoice", await document(books))
    path = f"/invoices/{invoice['Id']}"
    assert "e-mail address is needed" in await wrong(books, f"{path}/sent")
    await act(books, f"{path}/sent", to="lisa@example.com")
    assert "lisa@example.com" in await look(books, "/outbox")
    pdf = await books.http.get(f"/pdf/invoice/{invoice['Id']}")
    assert pdf.headers["content-type"] == "application/pdf"
    await act(books, f"{path}/voided")
    assert (await read(books, "Invoice", invoice["Id"]))["TotalAmt"] == 0
    assert ">void<" in await look(books, path)


async def test_items_take_a_price_and_can_be_put_away(books: Office) -> None:
    found = (await books.query("select * from Item where Active = true")).json()
    one = found["QueryResponse"]["Item"][0]
    path = f"/items/{one['Id']}"
    assert "Write an amount" in await wrong(books, path, price="much")
    await act(books, path, price="162.50")
    assert (await read(books, "Item", one["Id"]))["UnitPrice"] == 162.5
    await act(books, path, price="0")
    assert (await read(books, "Item", one["Id"]))["UnitPrice"] == 0
    await act(books, path, active="no")
    assert (await read(books, "Item", one["Id"]))["Active"] is False


async def test_customer_is_put_away_and_merged(books: Office) -> None:
    keep, gone = await books.customer("Mike Chen"), await books.customer("Mike Chen 2")
    path = f"/customers/{gone['Id']}"
    await act(books, f"{path}/active", active="no")
    assert (await read(books, "Customer", gone["Id"]))["Active"] is False
    assert "no customer of this name" in await wrong(books, f"{path}/merge", name="Nobody")
    where = await act(books, f"{path}/merge", name="mike chen")
    assert where == f"/customers/{keep['Id']}?done=merged"
    assert (await books.http.get(path)).status_code == 404


async def test_app_is_disconnected_and_clock_moved(books: Office) -> None:
    assert "Connected since" in await look(books, "/apps")
    client = (await books.http.post("/_sandbox/token")).json()["client_id"]
    await act(books, f"/apps/{client}/disconnect")
    assert "Not connected" in await look(books, "/apps")
    assert (await books.ask("GET", "companyinfo/1")).status_code == 401
    await act(books, "/clock", step="day")
    assert "24 hours ahead" in await look(books, "/clock")
    assert "September 15, 2026" in await look(books, "/clock")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "books.evil.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_forms_of_other_sites_change_nothing(books: Office, headers: dict[str, str]) -> None:
    made_now = await books.customer()
    path = f"/customers/{made_now['Id']}"
    answer = await books.http.post(path, data={"DisplayName": "Taken"}, headers=headers)
    assert answer.status_code == 403
    assert (await read(books, "Customer", made_now["Id"]))["SyncToken"] == "0"


async def test_page_asked_for_by_a_foreign_name_is_not_shown(books: Office) -> None:
    answer = await books.http.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 403
    assert "Robert Diaz" not in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/customers/99999", "/pdf/customer/1", "/pdf/x/1"])
async def test_wrong_address_gets_a_page_for_people(books: Office, path: str) -> None:
    answer = await books.http.get(path)
    assert answer.status_code == 404
    assert "Go to the customers" in answer.text


async def test_wrong_address_of_the_side_door_stays_data(books: Office) -> None:
    answer: Any = await books.http.get("/_sandbox/nothing")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


async def test_seeded_items_are_described_to_the_end(books: Office) -> None:
    shown = await look(books, "/items")
    assert "Emergency plumbing, per hour" in shown
    assert "Panel replacement, quoted after a look" in shown
