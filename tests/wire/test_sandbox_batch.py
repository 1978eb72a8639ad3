"""Batches: items for themselves, faults beside successes, and a limit of their own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from office.clock import FixedClock
from tests.wire.test_sandbox_company import Office, Server, StepClock

pytestmark = pytest.mark.wire

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


class TenthClock(FixedClock):
    """A clock on which a fifth of a second passes with every look."""

    def monotonic(self) -> float:
        self.advance(0.2)
        return super().monotonic()


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Office]:
    async with Server(tmp_path, StepClock(NOW)) as office:
        yield office


async def batched(books: Office, *items: dict[str, Any], **query: str) -> list[dict[str, Any]]:
    body = {"BatchItemRequest": [{"bId": str(n), **one} for n, one in enumerate(items)]}
    answer = await books.create("batch", body, **query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["BatchItemResponse"])


def new(name: str) -> dict[str, Any]:
    return {"operation": "create", "Customer": {"DisplayName": name}}


async def test_fault_of_one_item_leaves_the_others_alone(books: Office) -> None:
    good, taken, found, wrong = await batched(
        books,
        new("Lisa Park"),
        new("Sarah Johnson"),
        {"Query": "select * from Customer where DisplayName = 'Lisa Park'"},
        {"Query": "select * from Customer where Mobile = '1'"},
    )
    assert good["Customer"]["DisplayName"] == "Lisa Park"
    assert taken["Fault"]["Error"][0]["code"] == "6240"
    assert found["QueryResponse"]["Customer"][0]["Id"] == good["Customer"]["Id"]
    assert wrong["Fault"]["Error"][0]["code"] == "4001"


async def test_batch_changes_voids_and_deletes(books: Office) -> None:
    (made,) = await batched(books, new("Lisa Park"))
    customer = made["Customer"]
    line = {
        "Amount": 95,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "1"}},
    }
    form = {"CustomerRef": {"value": customer["Id"]}, "Line": [line]}
    first, second = await batched(
        books,
        {"operation": "create", "Invoice": form},
        {"operation": "create", "Estimate": form},
    )
    key = {name: first["Invoice"][name] for name in ("Id", "SyncToken")}
    gone = {name: second["Estimate"][name] for name in ("Id", "SyncToken")}
    void, deleted, changed = await batched(
        books,
        {"operation": "void", "Invoice": key},
        {"operation": "delete", "Estimate": gone},
        {"operation": "update", "Customer": {**customer, "Notes": "paid"}},
    )
    assert void["Invoice"]["TotalAmt"] == 0
    assert deleted["Estimate"]["status"] == "Deleted"
    assert changed["Customer"]["Notes"] == "paid"


async def test_repeated_batch_is_answered_again_and_does_nothing(books: Office) -> None:
    first = await batched(books, new("Lisa Park"), requestid="b1")
    assert await batched(books, new("Lisa Park"), requestid="b1") == first


@pytest.mark.parametrize(
    ("items", "query", "code"),
    [
        ([new(f"Person {n}") for n in range(31)], {}, "6000"),
        ([], {"requestid": "r" * 37}, "2050"),
    ],
)
async def test_batch_that_is_too_large_is_refused_whole(
    books: Office, items: list[Any], query: dict[str, str], code: str
) -> None:
    answer = await books.create("batch", {"BatchItemRequest": items}, **query)
    assert await books.fault(answer) == (400, code)


async def test_item_that_is_malformed_is_refused_alone(books: Office) -> None:
    long, strange, undone = await batched(
        books,
        {**new("Lisa"), "bId": "b" * 37},
        {"operation": "create", "Nobody": {}},
        {"Customer": {"DisplayName": "Lisa"}},
    )
    codes = [one["Fault"]["Error"][0]["code"] for one in (long, strange, undone)]
    assert codes == ["2050", "2010", "2020"]


async def test_batches_have_a_limit_of_their_own(tmp_path: Path) -> None:
    async with Server(tmp_path, TenthClock(NOW)) as books:
        answers = [await books.create("batch", {"BatchItemRequest": []}) for _ in range(41)]
        other = await books.ask("GET", "companyinfo/1")
    assert [answer.status_code for answer in answers] == [200] * 40 + [429]
    assert other.status_code == 200
