from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx2
import pytest

pytestmark = pytest.mark.wire

# What design and README promise to programs outside.
CALL = "id call_sid from to started_at ended_at outcome fields turns tools writes follow_ups"
FIELD = "value state confidence attempts source misses refusals alternatives heard_ms"


@pytest.fixture
async def http(shown_desk: Any) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=shown_desk.address) as client:
        yield client


async def finished_call(desk: Any) -> Any:
    """A call from ring to estimate, and a duty it left behind."""
    call = await desk.ring()
    await desk.talk(call)
    await desk.estimate(call)
    await desk.tray.follow_up(
        key="1", kind="confirm_time", note="Confirm.", call_id=call.id, field="preferred_time"
    )
    await desk.journal.close_call(call, "finished")
    return call


async def test_call_has_the_promised_shape(shown_desk: Any, http: httpx2.AsyncClient) -> None:
    call = await finished_call(shown_desk)
    body = (await http.get(f"/api/calls/{call.id}")).json()
    assert list(body) == CALL.split()
    assert {key: body[key] for key in ("id", "from", "to", "outcome")} == {
        "id": call.id,
        "from": "+16145550188",
        "to": "+16145550100",
        "outcome": "finished",
    }
    assert list(body["fields"]["name"]) == FIELD.split()
    assert {key: body["fields"]["name"][key] for key in ("value", "state", "source")} == {
        "value": "Mike Chen",
        "state": "confirmed",
        "source": "speech",
    }
    assert list(body["turns"][0]) == ["who", "text", "at_ms", "answer_ms"]
    assert body["tools"] == [
        {
            "name": "map_service",
            "arguments": {"service": "AC not cooling"},
            "result": {"outcome": "priced", "rule": "AC not cooling"},
            "ms": 3,
        }
    ]
    assert body["writes"] == [{"entity": "Estimate", "quickbooks_id": "145", "state": "done"}]
    assert body["follow_ups"] == [{"kind": "confirm_time", "field": "preferred_time", "due": None}]


async def test_times_say_their_zone_so_that_nobody_has_to_guess(
    shown_desk: Any, http: httpx2.AsyncClient
) -> None:
    call = await finished_call(shown_desk)
    body = (await http.get(f"/api/calls/{call.id}")).json()
    times = [datetime.fromisoformat(body[key]) for key in ("started_at", "ended_at")]
    assert [time.utcoffset() is not None for time in times] == [True, True]
    assert times == sorted(times)


async def test_withheld_number_is_null_and_a_running_call_has_no_end(
    shown_desk: Any, http: httpx2.AsyncClient
) -> None:
    call = await shown_desk.ring(None)
    body = (await http.get(f"/api/calls/{call.id}")).json()
    assert (body["from"], body["ended_at"], body["outcome"]) == (None, None, None)


async def test_list_is_short_newest_first_and_totals_have_cents(
    shown_desk: Any, http: httpx2.AsyncClient
) -> None:
    await finished_call(shown_desk)
    running = await shown_desk.ring(None)
    newest, oldest = (await http.get("/api/calls")).json()
    assert newest["id"] == running.id
    assert (oldest["name"], oldest["total"]) == ("Mike Chen", "445.00")
    assert list(oldest) == "id from started_at ended_at outcome name service total".split()
    assert len((await http.get("/api/calls", params={"limit": 1})).json()) == 1


@pytest.mark.parametrize("limit", ["0", "-5", "100000"])
async def test_senseless_limit_is_brought_to_sense(
    shown_desk: Any, http: httpx2.AsyncClient, limit: str
) -> None:
    await shown_desk.ring()
    answer = await http.get("/api/calls", params={"limit": limit})
    assert (answer.status_code, len(answer.json())) == (200, 1)


async def test_limit_that_is_no_number_is_answered_as_data(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/api/calls", params={"limit": "many"})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "limit"]


async def test_unknown_call_is_answered_as_data(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/api/calls/nothing")
    assert answer.status_code == 404
    assert answer.json() == {"detail": "There is no call with this id."}


async def test_api_is_described_and_the_pages_are_not_part_of_it(
    http: httpx2.AsyncClient,
) -> None:
    described = (await http.get("/openapi.json")).json()
    assert set(described["paths"]) == {
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/books/refresh",
        "/api/calls",
        "/api/calls/{call_id}",
    }
    call = described["components"]["schemas"]["CallShown"]
    assert list(call["properties"]) == CALL.split()
