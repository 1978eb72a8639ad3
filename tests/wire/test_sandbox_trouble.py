"""Trouble on demand comes over the wire as the real service's does, and ends when it should."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.wire.test_sandbox_company import Office, Server, StepClock

pytestmark = pytest.mark.wire


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Office]:
    async with Server(tmp_path, StepClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))) as office:
        yield office


async def trouble(books: Office, sort: str, **more: Any) -> None:
    answer = await books.http.post("/_sandbox/faults", json=[{"sort": sort} | more])
    assert answer.status_code == 200, answer.text


async def look(books: Office) -> httpx2.Response:
    return await books.ask("GET", "companyinfo/1")


@pytest.mark.parametrize(
    ("sort", "status", "kind", "words"),
    [
        ("html_500", 500, "text/html", "Internal Server Error"),
        ("html_502", 502, "text/html", "Bad Gateway"),
        ("html_503", 503, "text/html", "Service Unavailable"),
        ("html_504", 504, "text/html", "Gateway Time-out"),
        ("xml_503", 503, "application/xml", '<Fault type="SystemFault">'),
        ("xml_504", 504, "application/xml", 'code="6002"'),
        ("throttle", 429, "application/xml", 'code="3001"'),
        ("throttle_json", 429, "application/json", '"code":"3001"'),
        ("fault_in_200", 200, "application/json", '"code":"10000"'),
        ("garbage_in_200", 200, "text/html", "not what was asked for"),
        ("token_expired", 401, "application/json", '"code":"3200"'),
        ("token_revoked", 401, "application/json", "Token revoked"),
        ("no_access", 401, "application/json", '"code":"120"'),
        ("subscription_ended", 400, "application/json", '"code":"6190"'),
        ("closed_books", 400, "application/json", '"code":"6210"'),
        ("not_queryable", 400, "application/json", '"code":"4001"'),
        ("not_supported", 400, "application/json", '"code":"500"'),
    ],
)
async def test_answer_looks_as_the_real_ones_do_and_then_all_is_well(
    books: Office, sort: str, status: int, kind: str, words: str
) -> None:
    await trouble(books, sort)
    answer = await look(books)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith(kind)
    assert words in answer.text
    assert answer.headers["intuit_tid"]
    assert (await look(books)).json()["CompanyInfo"]


@pytest.mark.parametrize("sort", ["throttle", "throttle_json", "html_503"])
async def test_retry_after_is_there_when_it_is_wanted(books: Office, sort: str) -> None:
    await trouble(books, sort, retry_after=30)
    await trouble(books, sort)
    assert (await look(books)).headers["retry-after"] == "30"
    assert "retry-after" not in (await look(books)).headers


@pytest.mark.parametrize(
    ("sort", "kept"),
    [
        ("reset_before", 0),
        ("reset_after_commit", 1),
        ("hang", 0),
        ("hang_after_commit", 1),
        ("html_503", 0),
    ],
)
async def test_change_is_made_only_where_the_answer_is_lost_after_it(
    books: Office, sort: str, kept: int
) -> None:
    await trouble(books, sort, operation="write")
    try:
        answer = await books.ask("POST", "customer", json={"DisplayName": "Lisa Park"}, timeout=0.3)
        assert answer.status_code == 503
    except httpx2.TransportError:
        assert sort != "html_503"
    found = await books.query("select count(*) from Customer where DisplayName = 'Lisa Park'")
    assert found.json()["QueryResponse"]["totalCount"] == kept


async def test_only_what_the_fault_names_runs_into_it(books: Office) -> None:
    await trouble(books, "html_500", entity="customer", operation="write", count=2)
    assert (await look(books)).status_code == 200
    statuses = [
        (await books.create("customer", {"DisplayName": f"Lisa {number}"})).status_code
        for number in range(3)
    ]
    assert statuses == [500, 500, 200]


async def test_query_in_other_words_does_not_meet_the_trouble(books: Office) -> None:
    await trouble(books, "not_queryable", asking="Id >", count=2)
    statements = ("SELECT * FROM Customer WHERE Id > '0'", "SELECT * FROM Customer")
    asked = [
        (await books.ask("GET", "query", params={"query": one})).status_code
        for one in (*statements, *statements)
    ]
    assert asked == [400, 200, 400, 200]


async def test_down_for_minutes_ends_on_the_companys_clock(books: Office) -> None:
    await trouble(books, "down", minutes=5)
    assert [(await look(books)).status_code for _ in range(3)] == [503] * 3
    await books.http.post("/_sandbox/clock", json={"advance": 290})
    assert (await look(books)).status_code == 503
    await books.http.post("/_sandbox/clock", json={"advance": 11})
    assert (await look(books)).status_code == 200
    assert (await books.http.get("/_sandbox/faults")).json() == []


async def test_down_lasts_until_it_is_cleared(books: Office) -> None:
    await trouble(books, "down")
    assert [(await look(books)).status_code for _ in range(3)] == [503] * 3
    await books.http.delete("/_sandbox/faults")
    assert (await look(books)).status_code == 200


async def test_same_seed_throws_the_same_dice(books: Office) -> None:
    async def schedule(seed: int) -> list[int]:
        await books.http.delete("/_sandbox/faults")
        await trouble(books, "html_500", rate=0.4, seed=seed)
        return [(await look(books)).status_code for _ in range(20)]

    first = await schedule(7)
    assert {*first} == {200, 500}
    assert await schedule(7) == first
    assert await schedule(8) != first


@pytest.mark.parametrize(
    "wrong", [{"sort": "earthquake"}, {"rate": 0}, {"rate": 2}, {"minutes": -1}, {"often": 3}]
)
async def test_wrong_faults_are_refused(books: Office, wrong: dict[str, Any]) -> None:
    body = [{"sort": "down"} | wrong]
    assert (await books.http.post("/_sandbox/faults", json=body)).status_code == 422
