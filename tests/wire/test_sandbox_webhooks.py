"""The company tells what changed: signed, again after failures, and never what was undone."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response

from office.ports import free_ports
from qbo.sandbox.webhooks.post_office import LADDER
from tests.serving import served
from tests.wire.test_sandbox_company import Office, Server, StepClock
from tests.wire.test_sandbox_sales import document, made

pytestmark = pytest.mark.wire

TOKEN = "the-verifier-token-of-the-desk"


@dataclass
class Listener:
    """A desk that listens; answers with the statuses it is given, then with 200."""

    url: str
    statuses: deque[int] = field(default_factory=deque)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    pause: float = 0.0

    async def hear(self, request: Request) -> Response:
        self.posts.append((dict(request.headers), await request.body()))
        await asyncio.sleep(self.pause)
        return Response(status_code=self.statuses.popleft() if self.statuses else 200)

    @property
    def events(self) -> list[str]:
        """`type id` of every event heard, in order."""
        return [
            f"{event['type'].removeprefix('qbo.').removesuffix('.v1')} {event['intuitentityid']}"
            for _, body in self.posts
            for event in json.loads(body)
        ]


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    (port,) = free_ports(1)
    listener = Listener(f"http://127.0.0.1:{port}/qbo/webhook")
    app = FastAPI()
    app.add_api_route("/qbo/webhook", listener.hear, methods=["POST"])
    async with served(app, port):
        yield listener


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path, StepClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC)))


@pytest.fixture
async def books(server: Server) -> AsyncIterator[Office]:
    async with server as office:
        yield office


async def register(books: Office, listener: Listener, style: str = "cloudevents") -> None:
    wanted = {"url": listener.url, "verifier_token": TOKEN, "style": style}
    assert (await books.http.post("/_sandbox/webhooks", json=wanted)).status_code == 200


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    for _ in range(500):
        if await holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that")


async def heard(listener: Listener, posts: int) -> None:
    async def enough() -> bool:
        return len(listener.posts) >= posts

    await until(enough)


async def deliveries(books: Office) -> list[dict[str, Any]]:
    return list((await books.http.get("/_sandbox/webhooks/deliveries")).json())


async def quiet(books: Office) -> None:
    """Until nothing waits to be told."""

    async def told() -> bool:
        return all(post["state"] != "waiting" for post in await deliveries(books))

    await asyncio.sleep(0.1)
    await until(told)


async def pass_time(books: Office, seconds: float) -> None:
    await books.http.post("/_sandbox/clock", json={"advance": seconds})


async def test_new_customer_is_told_signed(books: Office, listener: Listener) -> None:
    await register(books, listener)
    made = await books.customer("Lisa Park")
    await heard(listener, 1)
    headers, body = listener.posts[0]
    wanted = hmac.new(TOKEN.encode(), body, hashlib.sha256).digest()
    assert headers["intuit-signature"] == base64.b64encode(wanted).decode()
    assert headers["content-type"] == "application/cloudevents+json"
    (event,) = json.loads(body)
    assert event | {"id": "", "time": ""} == {
        "specversion": "1.0",
        "id": "",
        "source": "intuit.embedded",
        "type": "qbo.customer.created.v1",
        "datacontenttype": "application/json",
        "time": "",
        "intuitentityid": made["Id"],
        "intuitaccountid": "1",
        "data": {},
    }
    assert event["time"] == "2026-09-14T19:15:01.000Z"


async def test_older_envelope_says_the_same(books: Office, listener: Listener) -> None:
    await register(books, listener, "legacy")
    made = await books.customer("Lisa Park")
    await heard(listener, 1)
    headers, body = listener.posts[0]
    assert headers["content-type"] == "application/json"
    (told,) = json.loads(body)["eventNotifications"]
    assert told["realmId"] == "1"
    (entity,) = told["dataChangeEvent"]["entities"]
    assert (entity["name"], entity["id"], entity["operation"]) == ("Customer", made["Id"], "Create")


async def next_door(books: Office, name: str) -> str:
    """A customer made in the second company of the same server, by its own token."""
    token = (await books.http.post("/_sandbox/token", params={"realm": "9"})).json()
    answer = await books.http.post(
        "/v3/company/9/customer",
        json={"DisplayName": name},
        headers={"Authorization": f"Bearer {token['access_token']}"},
    )
    return str(answer.json()["Customer"]["Id"])


@pytest.mark.parametrize("style", ["cloudevents", "legacy"])
async def test_one_post_holds_events_of_several_companies(
    books: Office, listener: Listener, style: str
) -> None:
    await register(books, listener, style)
    await books.http.post("/_sandbox/webhooks/mood", json={"hold": True})
    ours, theirs = await books.customer("Lisa Park"), await next_door(books, "Ivan Petrov")
    await books.http.post("/_sandbox/webhooks/mood", json={"hold": False})
    await heard(listener, 1)
    told = json.loads(listener.posts[0][1])
    if style == "cloudevents":
        found = {(one["intuitaccountid"], one["intuitentityid"]) for one in told}
    else:
        found = {
            (one["realmId"], entity["id"])
            for one in told["eventNotifications"]
            for entity in one["dataChangeEvent"]["entities"]
        }
    assert found == {("1", ours["Id"]), ("9", theirs)}


async def test_second_company_is_told_also_after_a_restart(
    server: Server, listener: Listener
) -> None:
    async with server as books:
        await register(books, listener)
        await books.http.post("/_sandbox/webhooks/mood", json={"hold": True})
        first = await next_door(books, "Ivan Petrov")
    async with server as books:
        await heard(listener, 1)
        assert listener.events == [f"customer.created {first}"]
        second = await next_door(books, "Anna Petrova")
        await heard(listener, 2)
        gone = {"url": listener.url}
        await books.http.request("DELETE", "/_sandbox/webhooks", json=gone)
        await next_door(books, "Boris Petrov")
        await quiet(books)
    assert listener.events == [f"customer.created {first}", f"customer.created {second}"]


async def test_every_sort_of_change_is_told(books: Office, listener: Listener) -> None:
    await register(books, listener)
    body = await document(books)
    body["BillEmail"] = {"Address": "lisa@example.com"}
    quoted = await made(books, "Estimate", body)
    owner = quoted["CustomerRef"]["value"]
    await books.ask("POST", f"estimate/{quoted['Id']}/send")
    link = [{"TxnId": quoted["Id"], "TxnType": "Estimate"}]
    invoice = await made(books, "Invoice", body | {"LinkedTxn": link})
    await quiet(books)
    key = {"Id": invoice["Id"], "SyncToken": invoice["SyncToken"]}
    await made(books, "Invoice", key, operation="void")
    await quiet(books)
    other = await made(books, "Estimate", body)
    await made(books, "Estimate", {"Id": other["Id"], "SyncToken": "0"}, operation="delete")
    await quiet(books)
    one, two, bill = quoted["Id"], other["Id"], invoice["Id"]
    assert set(listener.events) >= {
        f"customer.created {owner}",
        f"estimate.created {one}",
        f"estimate.emailed {one}",
        f"invoice.created {bill}",
        f"estimate.updated {one}",
        f"invoice.voided {bill}",
        f"estimate.deleted {two}",
    }


async def test_owners_edit_is_told_too(books: Office, listener: Listener) -> None:
    made = await books.customer()
    await register(books, listener)
    edit = {"id": made["Id"], "changes": {"Notes": "has a dog"}}
    await books.http.post("/_sandbox/owner-edit", json=edit)
    await heard(listener, 1)
    assert listener.events == [f"customer.updated {made['Id']}"]


async def test_what_one_request_does_comes_in_one_post(books: Office, listener: Listener) -> None:
    body = await document(books)
    quoted = await made(books, "Estimate", body)
    await register(books, listener)
    link = [{"TxnId": quoted["Id"], "TxnType": "Estimate"}]
    invoice = await made(books, "Invoice", body | {"LinkedTxn": link})
    await quiet(books)
    assert len(listener.posts) == 1
    told = {f"invoice.created {invoice['Id']}", f"estimate.updated {quoted['Id']}"}
    assert set(listener.events) >= told


async def test_refused_and_repeated_requests_tell_nothing(
    books: Office, listener: Listener
) -> None:
    await books.create("customer", {"DisplayName": "Lisa Park"}, requestid="once")
    await register(books, listener)
    again = await books.create("customer", {"DisplayName": "Lisa Park"}, requestid="once")
    assert again.status_code == 200
    assert (await books.create("customer", {"DisplayName": "Lisa Park"})).status_code == 400
    await books.customer("Somebody Else")
    await quiet(books)
    assert len(listener.events) == 1


async def test_failed_posts_go_out_again_by_the_ladder(books: Office, listener: Listener) -> None:
    await register(books, listener)
    listener.statuses.extend([500] * len(LADDER))
    await books.customer()
    await heard(listener, 1)
    for tries, span in enumerate(LADDER, 2):
        await pass_time(books, span.total_seconds() - 1.5)
        await asyncio.sleep(0.06)
        assert len(listener.posts) == tries - 1
        await pass_time(books, 2)
        await heard(listener, tries)
    await quiet(books)
    (post,) = await deliveries(books)
    assert (post["state"], len(post["tries"])) == ("delivered", 9)
    assert [one["status"] for one in post["tries"]] == [500] * 8 + [200]
    assert len({body for _, body in listener.posts}) == 1


async def test_after_the_last_rung_it_is_given_up(books: Office, listener: Listener) -> None:
    await register(books, listener)
    listener.statuses.extend([503] * 9)
    await books.customer()
    for tries in range(1, 10):
        await heard(listener, tries)
        await pass_time(books, 6 * 3600 + 1)
    await quiet(books)
    (post,) = await deliveries(books)
    assert (post["state"], len(listener.posts)) == ("given up", 9)


async def test_slow_listener_is_told_again(
    books: Office, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qbo.sandbox.webhooks.post_office.PATIENCE", 0.1)
    await register(books, listener)
    listener.pause = 0.3
    await books.customer()
    await heard(listener, 1)

    async def noted() -> bool:
        return bool((await deliveries(books))[0]["tries"])

    await until(noted)
    (post,) = await deliveries(books)
    assert "no answer within" in post["tries"][0]["error"]
    listener.pause = 0
    await pass_time(books, 11)
    await quiet(books)
    assert (await deliveries(books))[0]["state"] == "delivered"


async def test_waiting_posts_survive_a_restart(server: Server, listener: Listener) -> None:
    async with server as books:
        await register(books, listener)
        await books.http.post("/_sandbox/webhooks/mood", json={"hold": True})
        made = await books.customer()
        await asyncio.sleep(0.05)
        assert listener.posts == []
    async with server as books:
        await quiet(books)
    assert listener.events == [f"customer.created {made['Id']}"]


async def test_duplicates_and_disorder_come_on_demand(books: Office, listener: Listener) -> None:
    await register(books, listener)
    await books.http.post("/_sandbox/webhooks/mood", json={"hold": True})
    made = [(await books.customer(name))["Id"] for name in ("Ann", "Bob")]
    calm = {"twice": True, "backwards": True}
    await books.http.post("/_sandbox/webhooks/mood", json=calm)
    await heard(listener, 4)
    wanted = [f"customer.created {one}" for one in (made[1], made[1], made[0], made[0])]
    assert listener.events == wanted
    ids = [json.loads(body)[0]["id"] for _, body in listener.posts]
    assert len(set(ids)) == 2


async def test_address_is_registered_once_and_can_be_taken_back(
    books: Office, listener: Listener
) -> None:
    await register(books, listener)
    await register(books, listener, "legacy")
    (kept,) = (await books.http.get("/_sandbox/webhooks")).json()
    assert kept["style"] == "legacy"
    await books.http.request("DELETE", "/_sandbox/webhooks", json={"url": listener.url})
    await books.customer()
    await asyncio.sleep(0.05)
    assert listener.posts == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "file:///etc/passwd", "verifier_token": "x"},
        {"url": "http://127.0.0.1/x"},
        {"url": "http://127.0.0.1/x", "verifier_token": "x", "style": "xml"},
    ],
)
async def test_wrong_registrations_are_refused(books: Office, wrong: dict[str, str]) -> None:
    assert (await books.http.post("/_sandbox/webhooks", json=wrong)).status_code == 422


async def test_reset_tells_nothing_and_keeps_who_listens(books: Office, listener: Listener) -> None:
    await register(books, listener)
    await books.http.post("/_sandbox/reset")
    made = await books.customer()
    await quiet(books)
    assert listener.events == [f"customer.created {made['Id']}"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_side_door_is_shut_to_pages_of_other_sites(
    books: Office, headers: dict[str, str]
) -> None:
    answer = await books.http.post("/_sandbox/reset", headers=headers)
    assert answer.status_code == 403
