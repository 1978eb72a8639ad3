from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import text

pytestmark = pytest.mark.wire

PAGES = ["/", "/calls/c1", "/live", "/calls/c1/live"]
TUNNEL = {"Host": "abc-plumbing.ngrok.app"}


@pytest.fixture
async def http(shown_desk: Any) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=shown_desk.address) as client:
        yield client


@pytest.mark.parametrize("page", PAGES)
async def test_no_page_opens_through_a_tunnel(http: httpx2.AsyncClient, page: str) -> None:
    answer = await http.get(page, headers=TUNNEL)
    assert answer.status_code == 403
    assert "<h1" in answer.text
    assert "on the machine that runs Frontdesk" in answer.text
    assert 'href="/"' not in answer.text.partition("<main>")[2]


async def test_no_page_opens_for_a_visitor_whom_a_proxy_names(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/", headers={"X-Forwarded-For": "203.0.113.7"})
    assert answer.status_code == 403


async def test_pages_run_nothing_but_their_own_files_and_stay_in_no_cache(
    http: httpx2.AsyncClient,
) -> None:
    answer = await http.get("/")
    rules = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in rules
    assert "unsafe" not in rules
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "style=" not in answer.text
    assert "<script>" not in answer.text


async def test_first_load_is_small(shown_desk: Any, http: httpx2.AsyncClient) -> None:
    call = await shown_desk.ring()
    await shown_desk.talk(call)
    files = [f"/calls/{call.id}", "/static/frontdesk.css", "/static/live.js", "/static/icon.svg"]
    assert sum([len((await http.get(path)).content) for path in files]) < 40_000


async def test_without_a_token_the_api_is_shut_through_a_tunnel(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/api/calls")).status_code == 200
    answer = await http.get("/api/calls", headers=TUNNEL)
    assert answer.status_code == 403
    assert "on the machine that runs Frontdesk" in answer.json()["detail"]


async def test_token_opens_the_api_through_a_tunnel_and_nothing_else_does(
    shown_desk: Any, http: httpx2.AsyncClient
) -> None:
    shown_desk.settings.api_token = "blue-kettle-42"
    refused = await http.get("/api/calls")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    assert "FRONTDESK_API_TOKEN" in refused.json()["detail"]
    wrong = await http.get("/api/calls", headers={"Authorization": "Bearer red-kettle"})
    assert wrong.status_code == 401
    right = TUNNEL | {"Authorization": "Bearer blue-kettle-42"}
    assert (await http.get("/api/calls", headers=right)).status_code == 200
    assert (await http.get("/", headers=right)).status_code == 403


async def test_desk_is_alive_before_it_can_take_a_call(
    shown_desk: Any, http: httpx2.AsyncClient
) -> None:
    shown_desk.ready = False
    assert (await http.get("/healthz")).status_code == 200
    warming = await http.get("/readyz")
    assert (warming.status_code, warming.json()) == (503, {"status": "warming up"})
    shown_desk.ready = True
    ready = await http.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})


async def test_page_and_numbers_say_how_many_customers_are_known(
    shown_desk: Any, http: httpx2.AsyncClient
) -> None:
    words = "Caller recognition is 63 % ready"
    shown_desk.customers_known = 63
    assert words in (await http.get("/")).text
    assert "frontdesk_customers_known_percent 63.0" in (await http.get("/metrics")).text
    shown_desk.customers_known = 100
    assert words not in (await http.get("/")).text


async def test_metrics_are_what_prometheus_reads(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "# TYPE python_info gauge" in answer.text


async def test_broken_store_is_one_plain_sentence_and_mended_the_page_is_back(
    shown_desk: Any, http: httpx2.AsyncClient
) -> None:
    call = await shown_desk.ring()
    await shown_desk.store.run(text("ALTER TABLE calls RENAME TO lost"))
    page = await http.get("/")
    assert page.status_code == 500
    assert "Calls go on; reload the page in a moment." in page.text
    data = await http.get("/api/calls")
    assert (data.status_code, list(data.json())) == (500, ["detail"])
    await shown_desk.store.run(text("ALTER TABLE lost RENAME TO calls"))
    assert call.id in (await http.get("/")).text


async def test_no_page_shows_how_the_desk_is_made(
    shown_desk: Any, http: httpx2.AsyncClient
) -> None:
    await shown_desk.store.run(text("ALTER TABLE calls RENAME TO lost"))
    page = (await http.get("/")).text
    assert [word for word in ("Traceback", "sqlite", "SELECT", ".py") if word in page] == []


async def test_way_that_does_not_exist_is_told_to_people_and_programs_alike(
    http: httpx2.AsyncClient,
) -> None:
    page = await http.get("/nothing")
    assert page.status_code == 404
    assert "There is no page with this address." in page.text
    assert (await http.get("/api/nothing")).json() == {"detail": "Not Found"}
    assert (await http.post("/")).status_code == 405
