"""Requests as node-quickbooks 2 writes them, byte for byte: the other client in wide use."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.wire.test_sandbox_company import Office, Server, StepClock
from tests.wire.test_sandbox_sales import made, read

pytestmark = pytest.mark.wire

NODE = {"User-Agent": "node-quickbooks: version 2.0.50", "Request-Id": "a7c0-11f0"}
LINE = {
    "Amount": 100,
    "DetailType": "SalesItemLineDetail",
    "SalesItemLineDetail": {"ItemRef": {"value": "1"}, "Qty": 2, "UnitPrice": 50},
}


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Office]:
    async with Server(tmp_path, StepClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))) as office:
        yield office


async def posted(books: Office, path: str, body: dict[str, Any], more: str = "") -> Any:
    query = f"{more}&minorversion=75&format=json".removeprefix("&")
    joint = "&" if "?" in path else "?"
    return await books.ask("POST", f"{path}{joint}{query}", json=body, headers=NODE)


async def invoice(books: Office) -> dict[str, Any]:
    lisa = await books.customer()
    return await made(books, "Invoice", {"CustomerRef": {"value": lisa["Id"]}, "Line": [LINE]})


async def test_what_shares_its_number_can_be_changed(books: Office) -> None:
    first = await invoice(books)
    same = {"CustomerRef": first["CustomerRef"], "Line": [LINE], "DocNumber": first["DocNumber"]}
    assert (await posted(books, "invoice", same)).json()["Fault"]["Error"][0]["code"] == "6140"
    twice = await posted(books, "invoice", same, "include=allowduplicatedocnum")
    assert twice.status_code == 200
    key = {"Id": first["Id"], "SyncToken": "0", "sparse": True}
    changed = await posted(books, "invoice?operation=update", key | {"PrivateNote": "back door"})
    assert changed.json()["Invoice"]["PrivateNote"] == "back door"
    other = await invoice_of(books, first)
    taken = {"Id": other["Id"], "SyncToken": "0", "sparse": True, "DocNumber": first["DocNumber"]}
    refused = await posted(books, "invoice?operation=update", taken)
    assert refused.json()["Fault"]["Error"][0]["code"] == "6140"


async def invoice_of(books: Office, first: dict[str, Any]) -> dict[str, Any]:
    return await made(books, "Invoice", {"CustomerRef": first["CustomerRef"], "Line": [LINE]})


async def test_address_with_a_space_is_not_mailed_to(books: Office) -> None:
    # It leaves the plus sign as it is, which arrives as a space.
    one = await invoice(books)
    refused = await books.ask("POST", f"invoice/{one['Id']}/send?sendTo=b+c@example.com")
    assert await books.fault(refused) == (400, "6000")
    sent = await books.ask("POST", f"invoice/{one['Id']}/send?sendTo=b%2Bc@example.com")
    assert sent.json()["Invoice"]["BillEmail"] == {"Address": "b+c@example.com"}


async def test_whole_entity_is_deleted_and_voided(books: Office) -> None:
    one = await invoice(books)
    payment = await made(books, "Payment", {"CustomerRef": one["CustomerRef"], "TotalAmt": 10})
    void = "payment?operation=update"
    key = {"Id": payment["Id"], "SyncToken": "0", "sparse": True}
    assert (await posted(books, void, key, "include=void")).json()["Payment"]["TotalAmt"] == 0
    gone = await posted(books, "invoice?operation=delete", await read(books, "Invoice", one["Id"]))
    assert gone.json()["Invoice"]["status"] == "Deleted"


async def test_file_is_uploaded_without_metadata_and_then_hung_up(books: Office) -> None:
    lisa = await books.customer()
    mark = "-" * 26 + "515890814546601021194782"
    head = (
        f"--{mark}\r\n"
        'Content-Disposition: form-data; name="file_content_01"; filename="contract.txt"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    )
    body = f"{head}hello\r\n--{mark}--\r\n".encode()
    kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
    up = await books.ask("POST", "upload?minorversion=75&format=json", content=body, headers=kind)
    kept = up.json()["AttachableResponse"][0]["Attachable"]
    hook = {"EntityRef": {"type": "Customer", "value": lisa["Id"]}}
    change = {
        "Id": kept["Id"],
        "SyncToken": "0",
        "AttachableRef": [hook],
        "FileName": "contract.txt",
        "ContentType": "text/plain",
        "sparse": True,
    }
    hung = (await posted(books, "attachable?operation=update", change)).json()["Attachable"]
    assert (hung["AttachableRef"][0]["EntityRef"]["value"], hung["Size"]) == (lisa["Id"], 5)
