"""The embedded QuickBooks refuses what the real one refuses, and remembers what it answered."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from office.clock import FixedClock
from office.ports import loopback
from qbo.sandbox.app import sandbox_app
from qbo.sandbox.language.query import parse
from qbo.statements import select, whether

pytestmark = pytest.mark.wire


class StepClock(FixedClock):
    """A clock on which a second passes with every look, so that no limit is reached."""

    def monotonic(self) -> float:
        self.advance(1)
        return super().monotonic()


@dataclass
class Office:
    """A client of the company, with a good token."""

    http: httpx2.AsyncClient
    token: str

    async def ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return await self.http.request(method, f"/v3/company/1/{path}", headers=headers, **more)

    async def create(self, entity: str, body: dict[str, Any], **query: str) -> httpx2.Response:
        return await self.ask("POST", entity, json=body, params=query)

    async def query(self, statement: str) -> httpx2.Response:
        return await self.ask("GET", "query", params={"query": statement})

    async def customer(self, name: str = "Lisa Park") -> dict[str, Any]:
        answer = await self.create("customer", {"DisplayName": name})
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["Customer"])

    async def fault(self, answer: httpx2.Response) -> tuple[int, str]:
        return answer.status_code, answer.json()["Fault"]["Error"][0]["code"]


class Server:
    """The company on a port of its own; closing and opening it again keeps its folder."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        self.folder, self.clock = folder, clock

    async def __aenter__(self) -> Office:
        listening = loopback()
        config = uvicorn.Config(sandbox_app(self.folder, clock=self.clock), log_level="error")
        self._server = uvicorn.Server(config)
        self._running = asyncio.create_task(self._server.serve(sockets=[listening]))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._http = httpx2.AsyncClient(base_url=base)
        token = (await self._http.post("/_sandbox/token")).json()["access_token"]
        return Office(self._http, token)

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()
        self._server.should_exit = True
        await self._running


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path, StepClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC)))


@pytest.fixture
async def books(server: Server) -> AsyncIterator[Office]:
    async with server as office:
        yield office


async def item(books: Office) -> str:
    found = (await books.query("select * from Item where Active = true")).json()
    return str(found["QueryResponse"]["Item"][0]["Id"])


def line(item_id: str, amount: float = 95, **detail: Any) -> dict[str, Any]:
    return {
        "DetailType": "SalesItemLineDetail",
        "Amount": amount,
        "SalesItemLineDetail": {"ItemRef": {"value": item_id}, "Qty": 1, "UnitPrice": 95} | detail,
    }


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Basic abc", "Bearer x"])
async def test_request_without_a_good_token_is_refused(books: Office, header: str) -> None:
    answer = await books.ask("GET", "companyinfo/1", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json()["fault"]["error"][0]["code"] == "3200"
    assert answer.headers["intuit_tid"]


async def test_token_ends_on_the_companys_clock(books: Office) -> None:
    await books.http.post("/_sandbox/clock", json={"advance": 3601})
    assert (await books.ask("GET", "companyinfo/1")).status_code == 401


async def test_moved_clock_stays_moved_after_a_restart_until_a_reset(server: Server) -> None:
    async def day(books: Office) -> str:
        made = await books.customer(f"Lisa {next(numbers)}")
        return str(made["MetaData"]["CreateTime"])[:10]

    numbers = iter(range(9))
    async with server as books:
        await books.http.post("/_sandbox/clock", json={"advance": 86400 * 2})
    async with server as books:
        assert await day(books) == "2026-09-16"
        await books.http.post("/_sandbox/clock", json={"advance": 86400})
        await books.http.post("/_sandbox/reset")
        assert await day(books) == "2026-09-14"
    async with server as books:
        assert await day(books) == "2026-09-14"


async def test_other_company_is_closed_to_our_token(books: Office) -> None:
    headers = {"Authorization": f"Bearer {books.token}"}
    answer = await books.http.get("/v3/company/2/companyinfo/2", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["fault"]["error"][0]["code"] == "3100"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"DisplayName": "Lisa", "Nickname": "Li"}, "2010"),
        ({}, "2020"),
        ({"DisplayName": "x" * 501}, "2050"),
        ({"DisplayName": "Lisa: Park"}, "6000"),
        ({"DisplayName": "Lisa\tPark"}, "6000"),
        ({"DisplayName": "sarah  JOHNSON"}, "6240"),
        ({"DisplayName": "Columbus Supply Co"}, "6240"),
        ({"DisplayName": "Dave Wilson"}, "6240"),
        ({"DisplayName": "Carl Jensen"}, "6240"),
    ],
)
async def test_customer_the_real_one_refuses_is_refused(
    books: Office, body: dict[str, Any], code: str
) -> None:
    assert await books.fault(await books.create("customer", body)) == (400, code)


async def test_stale_change_is_refused_and_changes_nothing(books: Office) -> None:
    made = await books.customer()
    change = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Notes": "first"}
    assert (await books.create("customer", change)).status_code == 200
    assert await books.fault(await books.create("customer", change | {"Notes": "second"})) == (
        400,
        "5010",
    )
    kept = (await books.ask("GET", f"customer/{made['Id']}")).json()["Customer"]
    assert (kept["Notes"], kept["SyncToken"]) == ("first", "1")


async def test_full_change_clears_what_it_leaves_out_and_a_sparse_one_does_not(
    books: Office,
) -> None:
    made = (await books.create("customer", {"DisplayName": "Lisa", "Notes": "gate code 9"})).json()
    number = made["Customer"]["Id"]
    sparse = {"Id": number, "SyncToken": "0", "sparse": True, "DisplayName": "Lisa Park"}
    assert (await books.create("customer", sparse)).json()["Customer"]["Notes"] == "gate code 9"
    full = {"Id": number, "SyncToken": "1", "DisplayName": "Lisa Park"}
    assert "Notes" not in (await books.create("customer", full)).json()["Customer"]


async def test_estimate_is_checked_to_the_cent_and_by_reference(books: Office) -> None:
    customer, item_id = await books.customer(), await item(books)
    who = {"CustomerRef": {"value": customer["Id"]}}
    wrong: list[tuple[dict[str, Any], str]] = [
        (who, "2020"),
        ({**who, "Line": []}, "2020"),
        ({**who, "Line": [line("9999")]}, "2500"),
        ({"CustomerRef": {"value": "9999"}, "Line": [line(item_id)]}, "2500"),
        ({**who, "Line": [line(item_id, 94.99)]}, "6070"),
    ]
    for body, code in wrong:
        assert await books.fault(await books.create("estimate", body)) == (400, code), body
    good = (await books.create("estimate", {**who, "Line": [line(item_id)]})).json()["Estimate"]
    assert (good["TotalAmt"], good["TxnStatus"]) == (95, "Pending")
    assert good["Line"][-1]["DetailType"] == "SubTotalLineDetail"


async def test_number_of_a_document_is_used_once(books: Office) -> None:
    customer, item_id = await books.customer(), await item(books)
    body = {"CustomerRef": {"value": customer["Id"]}, "Line": [line(item_id)], "DocNumber": "77"}
    assert (await books.create("estimate", body)).status_code == 200
    assert await books.fault(await books.create("estimate", body)) == (400, "6140")


async def test_repeated_requestid_gets_the_very_same_bytes_also_after_a_restart(
    server: Server,
) -> None:
    async with server as books:
        first = await books.create("customer", {"DisplayName": "Lisa"}, requestid="r1")
        again = await books.create("customer", {"DisplayName": "Other"}, requestid="r1")
        assert again.content == first.content
    async with server as books:
        after = await books.create("customer", {"DisplayName": "Lisa"}, requestid="r1")
        assert after.content == first.content
        count = await books.query("select count(*) from Customer where DisplayName = 'Lisa'")
    assert count.json()["QueryResponse"]["totalCount"] == 1


async def test_tax_code_is_made_once_by_its_requestid(books: Office) -> None:
    rate = {"TaxRateName": "City", "RateValue": 1.5, "TaxAgencyId": "1"}
    body = {"TaxCode": "City tax", "TaxRateDetails": [rate]}
    first = await books.create("taxservice/taxcode", body, requestid="t1")
    again = await books.create("taxservice/taxcode", body, requestid="t1")
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["content-type"] == first.headers["content-type"]
    count = await books.query("select count(*) from TaxCode where Name = 'City tax'")
    assert count.json()["QueryResponse"]["totalCount"] == 1


async def test_refused_request_is_not_remembered_by_its_requestid(books: Office) -> None:
    assert (await books.create("customer", {}, requestid="r2")).status_code == 400
    made = await books.create("customer", {"DisplayName": "Lisa"}, requestid="r2")
    assert made.status_code == 200


async def test_requestid_longer_than_50_is_refused(books: Office) -> None:
    answer = await books.create("customer", {"DisplayName": "Lisa"}, requestid="r" * 51)
    assert await books.fault(answer) == (400, "2050")


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("select * from Customer where PrimaryPhone = '614'", "4001"),
        ("select * from Nobody", "4001"),
        ("select * from Customer where DisplayName = Lisa", "4000"),
        ("select * from Customer where DisplayName = 'O'Brien'", "4000"),
        ("select * from Customer startposition 0", "4001"),
        ("select * from Customer maxresults 1001", "4001"),
        ("delete from Customer", "4000"),
        ("", "4000"),
    ],
)
async def test_statement_the_real_one_refuses_is_refused(
    books: Office, statement: str, code: str
) -> None:
    assert await books.fault(await books.query(statement)) == (400, code)


async def test_inactive_customers_are_hidden_unless_asked_for(books: Office) -> None:
    plain = await books.query("select * from customer where DisplayName = 'Carl Jensen'")
    assert plain.json()["QueryResponse"] == {}
    asked = await books.query(
        "SELECT * FROM CUSTOMER WHERE Active IN (true, false) AND DisplayName = 'Carl Jensen'"
    )
    assert len(asked.json()["QueryResponse"]["Customer"]) == 1


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40))
@effort(max_examples=60)
def test_quoted_value_cannot_leave_its_quotes(value: str) -> None:
    asked = parse(select("Customer", whether("DisplayName", "=", value)))
    assert [condition.values for condition in asked.conditions] == [(value,)]


async def test_mail_goes_to_the_outbox_each_time_and_40_times_a_day(books: Office) -> None:
    customer, item_id = await books.customer(), await item(books)
    body = {"CustomerRef": {"value": customer["Id"]}, "Line": [line(item_id)]}
    number = (await books.create("estimate", body)).json()["Estimate"]["Id"]
    sent = [
        (await books.ask("POST", f"estimate/{number}/send", params={"sendTo": "a@b.example"}))
        for _ in range(41)
    ]
    assert [answer.status_code for answer in sent] == [200] * 40 + [400]
    assert sent[0].json()["Estimate"]["EmailStatus"] == "EmailSent"
    assert len((await books.http.get("/_sandbox/outbox")).json()) == 40


async def test_too_many_requests_in_a_second_are_answered_in_xml(tmp_path: Path) -> None:
    async with Server(tmp_path, FixedClock(datetime(2026, 9, 14, tzinfo=UTC))) as books:
        answers = [await books.ask("GET", "companyinfo/1") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert answers[-1].headers["content-type"] == "application/xml"
    assert "errorCode=003001" in answers[-1].text


@pytest.mark.parametrize(
    ("sort", "status", "words"),
    [
        ("html_503", 503, "Service Unavailable"),
        ("html_500", 500, "<html>"),
        ("xml_504", 504, "GatewayTimeout"),
        ("fault_in_200", 200, "System Failure Error"),
        ("garbage_in_200", 200, "not what was asked for"),
        ("throttle", 429, "ThrottleExceeded"),
    ],
)
async def test_fault_comes_as_often_as_it_was_set(
    books: Office, sort: str, status: int, words: str
) -> None:
    await books.http.post("/_sandbox/faults", json=[{"sort": sort, "entity": "companyinfo"}])
    broken = await books.ask("GET", "companyinfo/1")
    assert (broken.status_code, words in broken.text) == (status, True)
    assert "CompanyName" in (await books.ask("GET", "companyinfo/1")).text


async def test_answer_lost_after_the_change_leaves_the_change(books: Office) -> None:
    await books.http.post("/_sandbox/faults", json=[{"sort": "reset_after_commit"}])
    with pytest.raises(httpx2.RemoteProtocolError):
        await books.create("customer", {"DisplayName": "Lisa"}, requestid="r3")
    again = await books.create("customer", {"DisplayName": "Lisa"}, requestid="r3")
    assert again.json()["Customer"]["DisplayName"] == "Lisa"


async def test_unknown_fault_is_refused_by_the_side_door(books: Office) -> None:
    assert (await books.http.post("/_sandbox/faults", json=[{"sort": "flood"}])).status_code == 422


async def test_reset_gives_the_seed_back(books: Office) -> None:
    await books.customer("Somebody New")
    await books.http.post("/_sandbox/reset")
    books.token = (await books.http.post("/_sandbox/token")).json()["access_token"]
    found = await books.query("select * from Customer where DisplayName = 'Somebody New'")
    assert found.json()["QueryResponse"] == {}
