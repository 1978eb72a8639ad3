"""What the owner does by hand: seen by every client, told to every listener."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.wire.test_sandbox_company import Office, Server, StepClock
from tests.wire.test_sandbox_sales import document, made, read
from tests.wire.test_sandbox_webhooks import Listener, listener, quiet, register

__all__ = ["listener"]
pytestmark = pytest.mark.wire


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Office]:
    async with Server(tmp_path, StepClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))) as office:
        yield office


async def test_edit_of_any_entity_moves_its_token(books: Office) -> None:
    quoted = await made(books, "Estimate", await document(books))
    edit = {"entity": "Estimate", "id": quoted["Id"], "changes": {"PrivateNote": "by hand"}}
    assert (await books.http.post("/_sandbox/owner-edit", json=edit)).status_code == 200
    now = await read(books, "Estimate", quoted["Id"])
    assert now["PrivateNote"] == "by hand"
    assert int(now["SyncToken"]) == int(quoted["SyncToken"]) + 1
    stale = {"Id": quoted["Id"], "SyncToken": quoted["SyncToken"], "sparse": True}
    assert await books.fault(await books.create("estimate", stale)) == (400, "5010")


async def test_merged_customer_is_gone_and_what_was_theirs_is_the_others(
    books: Office, listener: Listener
) -> None:
    keep, gone = await books.customer("Mike Chen"), await books.customer("Mike Chen 2")
    invoice = await made(books, "Invoice", await document(books, owner=gone["Id"]))
    await register(books, listener)
    wanted = {"keep": keep["Id"], "gone": gone["Id"]}
    assert (await books.http.post("/_sandbox/owner-merge", json=wanted)).status_code == 200
    now = await read(books, "Invoice", invoice["Id"])
    assert now["CustomerRef"] == {"value": keep["Id"], "name": "Mike Chen"}
    assert (await read(books, "Customer", keep["Id"]))["Balance"] == 95
    assert await books.fault(await books.ask("GET", f"customer/{gone['Id']}")) == (400, "610")
    await quiet(books)
    assert f"customer.merged {keep['Id']}" in listener.events
    assert f'"deletedId":"{gone["Id"]}"' in b"".join(body for _, body in listener.posts).decode()


async def test_estimate_converted_by_hand_is_billed_once(books: Office) -> None:
    quoted = await made(books, "Estimate", await document(books))
    wanted = {"estimate": quoted["Id"]}
    invoice = (await books.http.post("/_sandbox/owner-convert", json=wanted)).json()
    assert invoice["TotalAmt"] == 95
    assert invoice["LinkedTxn"] == [{"TxnId": quoted["Id"], "TxnType": "Estimate"}]
    assert (await read(books, "Estimate", quoted["Id"]))["TxnStatus"] == "Closed"
    again = await books.http.post("/_sandbox/owner-convert", json=wanted)
    assert (again.status_code, again.json()["detail"]) == (
        400, "Only an open estimate can become an invoice."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("owner-edit", {"entity": "Ghost", "id": "1", "changes": {}}, 404),
        ("owner-edit", {"id": "99999", "changes": {}}, 400),
        ("owner-merge", {"keep": "99999", "gone": "99998"}, 400),
        ("owner-merge", {"keep": "1", "gone": "1"}, 400),
        ("owner-convert", {"estimate": "99999"}, 400),
        ("owner-convert", {"invoice": "1"}, 422),
    ],
)
async def test_what_cannot_be_done_is_said(
    books: Office, path: str, body: dict[str, object], status: int
) -> None:
    assert (await books.http.post(f"/_sandbox/{path}", json=body)).status_code == status
