"""From an estimate to its invoice and its payment, and what the company tells of changes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.wire.test_sandbox_company import Office, Server, StepClock, item, line

pytestmark = pytest.mark.wire

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Office]:
    async with Server(tmp_path, StepClock(NOW)) as office:
        yield office


def to(kind: str, number: str) -> list[dict[str, str]]:
    return [{"TxnId": number, "TxnType": kind}]


async def made(books: Office, entity: str, body: dict[str, Any], **query: str) -> dict[str, Any]:
    answer = await books.create(entity.lower(), body, **query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()[entity])


async def read(books: Office, entity: str, number: str) -> dict[str, Any]:
    return dict((await books.ask("GET", f"{entity.lower()}/{number}")).json()[entity])


async def document(books: Office, amount: float = 95, **more: Any) -> dict[str, Any]:
    """An estimate's or an invoice's body, for a customer of its own unless one is given."""
    owner = more.pop("owner", None) or (await books.customer("Lisa Park"))["Id"]
    return {"CustomerRef": {"value": owner}, "Line": [line(await item(books), amount)], **more}


async def billed(books: Office) -> tuple[dict[str, Any], dict[str, Any]]:
    """An estimate and its invoice."""
    body = await document(books)
    quoted = await made(books, "Estimate", body)
    return quoted, await made(books, "Invoice", body | {"LinkedTxn": to("Estimate", quoted["Id"])})


async def paid(books: Office, invoice: dict[str, Any], amount: float) -> dict[str, Any]:
    body = {
        "CustomerRef": invoice["CustomerRef"],
        "TotalAmt": amount,
        "Line": [{"Amount": amount, "LinkedTxn": to("Invoice", invoice["Id"])}],
    }
    return await made(books, "Payment", body)


async def test_invoice_closes_its_estimate_and_both_name_each_other(books: Office) -> None:
    quoted, invoice = await billed(books)
    assert invoice["LinkedTxn"] == to("Estimate", quoted["Id"])
    assert (invoice["TotalAmt"], invoice["Balance"], invoice["DueDate"]) == (95, 95, "2026-10-14")
    now = await read(books, "Estimate", quoted["Id"])
    assert (now["TxnStatus"], now["LinkedTxn"]) == ("Closed", to("Invoice", invoice["Id"]))
    assert int(now["SyncToken"]) == int(quoted["SyncToken"]) + 1


@pytest.mark.parametrize("status", ["Closed", "Rejected"])
async def test_link_to_an_estimate_that_is_not_open_is_passed_over(
    books: Office, status: str
) -> None:
    body = await document(books)
    quoted = await made(books, "Estimate", body | {"TxnStatus": status})
    invoice = await made(books, "Invoice", body | {"LinkedTxn": to("Estimate", quoted["Id"])})
    assert invoice["LinkedTxn"] == []
    assert (await read(books, "Estimate", quoted["Id"]))["LinkedTxn"] == []


async def test_estimate_is_billed_once_and_one_invoice_bills_one(books: Office) -> None:
    quoted, invoice = await billed(books)
    body = await document(books, owner=quoted["CustomerRef"]["value"])
    again = await made(books, "Invoice", body | {"LinkedTxn": to("Estimate", quoted["Id"])})
    assert again["LinkedTxn"] == []
    assert (await read(books, "Estimate", quoted["Id"]))["LinkedTxn"] == to(
        "Invoice", invoice["Id"]
    )
    two = [(await made(books, "Estimate", body))["Id"] for _ in range(2)]
    links = [*to("Estimate", two[0]), *to("Estimate", two[1])]
    refused = await books.create("invoice", body | {"LinkedTxn": links})
    assert await books.fault(refused) == (400, "6000")


async def test_payment_lowers_the_balance_of_invoice_and_customer(books: Office) -> None:
    _, invoice = await billed(books)
    owner = invoice["CustomerRef"]["value"]
    assert (await read(books, "Customer", owner))["Balance"] == 95
    first = await paid(books, invoice, 40.5)
    assert first["UnappliedAmt"] == 0
    now = await read(books, "Invoice", invoice["Id"])
    assert (now["Balance"], now["LinkedTxn"][-1:]) == (54.5, to("Payment", first["Id"]))
    await paid(books, invoice, 54.5)
    assert (await read(books, "Invoice", invoice["Id"]))["Balance"] == 0
    assert (await read(books, "Customer", owner))["Balance"] == 0


async def test_what_is_paid_beyond_the_lines_stays_unapplied(books: Office) -> None:
    _, invoice = await billed(books)
    body = {
        "CustomerRef": invoice["CustomerRef"],
        "TotalAmt": 100,
        "Line": [{"Amount": 95, "LinkedTxn": to("Invoice", invoice["Id"])}],
    }
    assert (await made(books, "Payment", body))["UnappliedAmt"] == 5
    owner = invoice["CustomerRef"]["value"]
    assert (await read(books, "Customer", owner))["Balance"] == -5


async def test_payment_that_does_not_fit_is_refused(books: Office) -> None:
    _, invoice = await billed(books)
    other = await books.customer("Somebody Else")
    bill = to("Invoice", invoice["Id"])
    wrong = {
        "6000": [
            (invoice["CustomerRef"], 100, {"Amount": 100, "LinkedTxn": bill}),
            (invoice["CustomerRef"], 50, {"Amount": 60, "LinkedTxn": bill}),
            ({"value": other["Id"]}, 50, {"Amount": 50, "LinkedTxn": bill}),
        ],
        "2500": [(invoice["CustomerRef"], 5, {"Amount": 5, "LinkedTxn": to("Invoice", "9999")})],
    }
    for code, bodies in wrong.items():
        for owner, total, part in bodies:
            body = {"CustomerRef": owner, "TotalAmt": total, "Line": [part]}
            assert await books.fault(await books.create("payment", body)) == (400, code)
    assert (await read(books, "Invoice", invoice["Id"]))["Balance"] == 95


async def test_deleted_payment_is_owed_again(books: Office) -> None:
    _, invoice = await billed(books)
    payment = await paid(books, invoice, 95)
    key = {"Id": payment["Id"], "SyncToken": payment["SyncToken"]}
    assert (await made(books, "Payment", key, operation="delete"))["status"] == "Deleted"
    now = await read(books, "Invoice", invoice["Id"])
    assert now["Balance"] == 95
    assert [link["TxnType"] for link in now["LinkedTxn"]] == ["Estimate"]


@pytest.mark.parametrize("how", ["void", "delete"])
async def test_estimate_is_open_again_without_its_invoice(books: Office, how: str) -> None:
    quoted, invoice = await billed(books)
    key = {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"]}
    gone = await made(books, "Invoice", key, operation=how)
    now = await read(books, "Estimate", quoted["Id"])
    assert (now["TxnStatus"], now["LinkedTxn"]) == ("Pending", [])
    if how == "void":
        assert (gone["TotalAmt"], gone["Balance"], gone["PrivateNote"]) == (0, 0, "Voided")
        assert {row["Amount"] for row in gone["Line"]} == {0}


async def test_voided_payment_pays_nothing(books: Office) -> None:
    _, invoice = await billed(books)
    payment = await paid(books, invoice, 95)
    key = {"Id": payment["Id"], "SyncToken": payment["SyncToken"], "sparse": True}
    gone = await made(books, "Payment", key, operation="update", include="void")
    assert (gone["TotalAmt"], gone["UnappliedAmt"], gone["Line"]) == (0, 0, [])
    assert (await read(books, "Invoice", invoice["Id"]))["Balance"] == 95


async def test_estimate_cannot_be_voided(books: Office) -> None:
    quoted = await made(books, "Estimate", await document(books))
    key = {"Id": quoted["Id"], "SyncToken": quoted["SyncToken"]}
    refused = await books.create("estimate", key, operation="void")
    assert await books.fault(refused) == (400, "500")


async def test_invoices_are_found_by_what_can_be_asked_for(books: Office) -> None:
    _, invoice = await billed(books)
    found = (await books.query("select * from Invoice where Balance > '90'")).json()
    assert [body["Id"] for body in found["QueryResponse"]["Invoice"]] == [invoice["Id"]]
    refused = await books.query("select * from Invoice where PrivateNote = 'x'")
    assert await books.fault(refused) == (400, "4001")


async def test_changes_tell_what_is_new_changed_and_deleted(books: Office) -> None:
    before = (NOW - timedelta(minutes=1)).isoformat()
    _, invoice = await billed(books)
    payment = await paid(books, invoice, 95)
    key = {"Id": payment["Id"], "SyncToken": payment["SyncToken"]}
    await made(books, "Payment", key, operation="delete")
    asked = {"entities": "Invoice,Payment,Item", "changedSince": before}
    told = (await books.ask("GET", "cdc", params=asked)).json()["CDCResponse"][0]["QueryResponse"]
    assert [body["Id"] for body in told[0]["Invoice"]] == [invoice["Id"]]
    assert [(row["Id"], row["status"]) for row in told[1]["Payment"]] == [
        (payment["Id"], "Deleted")
    ]
    later = {"entities": "Invoice", "changedSince": (NOW + timedelta(days=1)).isoformat()}
    nothing = (await books.ask("GET", "cdc", params=later)).json()["CDCResponse"]
    assert nothing == [{"QueryResponse": [{}]}]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"entities": "Invoice", "changedSince": (NOW - timedelta(days=31)).isoformat()}, "6000"),
        ({"entities": "Invoice", "changedSince": "yesterday"}, "2010"),
        ({"entities": "TaxCode", "changedSince": NOW.isoformat()}, "2010"),
        ({"entities": "", "changedSince": NOW.isoformat()}, "2020"),
    ],
)
async def test_changes_nobody_can_tell_are_refused(
    books: Office, asked: dict[str, str], code: str
) -> None:
    assert await books.fault(await books.ask("GET", "cdc", params=asked)) == (400, code)
