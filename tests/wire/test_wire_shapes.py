"""Whatever comes back over the wire is one typed error that says what to do, or the entity."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import qbo.wire.session
from office.clock import SystemClock
from office.ports import loopback
from office.settings import Settings
from qbo.access.connection import Connection
from qbo.faults import (
    AccessLost,
    AnswerLost,
    BooksDown,
    KeysCrossed,
    NameTaken,
    NumberTaken,
    QboError,
    ReferenceGone,
    Refused,
    Stale,
    SubscriptionEnded,
    Throttled,
    TokenExpired,
)
from qbo.wire import pace
from qbo.wire.session import Wire

pytestmark = pytest.mark.wire

TID = "1-6a1b2c3d-0a1b2c3d4e5f"
TOKENS = json.dumps(
    {
        "access_token": "access",
        "refresh_token": "refresh",
        "expires_in": 3600,
        "realmId": "1",
        "client_id": "id",
        "client_secret": "secret",
    }
)
HTML = "<html><body><h1>Bad Gateway</h1></body></html>"
XML_429 = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse time="2026-09-14" '
    'xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE"><Error code="3001">'
    "<Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>"
    "<Detail>The request limit was reached.  Try again later</Detail></Error></Fault>"
    "</IntuitResponse>"
)
XML_504 = (
    '<?xml version="1.0"?><IntuitResponse><Fault type="SERVICE"><Error code="6002">'
    "<Message>GatewayTimeout</Message></Error></Fault></IntuitResponse>"
)


def upper(code: str | None, detail: str = "It is wrong.") -> str:
    error = {"Message": "No", "Detail": detail, "element": ""}
    return json.dumps({"Fault": {"Error": [error | ({"code": code} if code else {})], "type": "x"}})


def lower(code: str) -> str:
    error = {"message": "m", "detail": "Token expired", "code": code, "element": None}
    return json.dumps({"warnings": None, "fault": {"error": [error], "type": "AUTHENTICATION"}})


@dataclass
class Peer:
    """Somebody on the other end who answers with these very bytes, whatever is asked."""

    status: int = 200
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    hangs: bool = False
    resets: bool = False
    takes: float = 0.0
    under_way: int = 0
    most: int = 0
    asked: list[str] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not reader.at_eof():
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                lengths = [line for line in head.lower().split("\r\n") if "content-length" in line]
                await reader.readexactly(int(lengths[0].partition(":")[2]) if lengths else 0)
                if head.startswith("POST /_sandbox/token"):
                    writer.write(Peer(text=TOKENS).answer())
                    continue
                self.asked.append(head.partition("\r\n")[0])
                if self.hangs:
                    await asyncio.sleep(1)
                if self.hangs or self.resets:
                    return
                self.under_way += 1
                self.most = max(self.most, self.under_way)
                await asyncio.sleep(self.takes)
                self.under_way -= 1
                writer.write(self.answer())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    def answer(self) -> bytes:
        body = self.text.encode()
        headers = {"Content-Length": str(len(body)), "intuit_tid": TID, **self.headers}
        lines = [f"HTTP/1.1 {self.status} Some Reason", *(f"{a}: {b}" for a, b in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def speaking(peer: Peer, folder: Path) -> AsyncIterator[Wire]:
    listening = loopback()
    server = await asyncio.start_server(peer.serve, sock=listening)
    peer.port = listening.getsockname()[1]
    settings = Settings(
        data=folder, qbo_environment="embedded", qbo_api_base=f"http://127.0.0.1:{peer.port}"
    )
    wire = Wire(Connection.of(settings, SystemClock()))
    try:
        yield wire
    finally:
        wire.close()
        server.close()


@dataclass(frozen=True)
class Shape:
    """What is on the wire, and what it has to become."""

    name: str
    status: int
    text: str
    kind: type[QboError]
    code: str
    permanent: bool = False
    outcome: str = "refused"


async def same_token(stale: str) -> str:
    return stale


SHAPES = (
    Shape("name taken", 400, upper("6240"), NameTaken, "6240", permanent=True),
    Shape("number taken", 400, upper("6140"), NumberTaken, "6140", permanent=True),
    Shape("stale", 400, upper("5010"), Stale, "5010"),
    Shape("reference", 400, upper("2500"), ReferenceGone, "2500", permanent=True),
    Shape("inactive", 400, upper("610"), ReferenceGone, "610", permanent=True),
    Shape("unknown property", 400, upper("2010"), Refused, "2010", permanent=True),
    Shape("missing line", 400, upper("2020"), Refused, "2020", permanent=True),
    Shape("too long", 400, upper("2050"), Refused, "2050", permanent=True),
    Shape("syntax", 400, upper("4000"), Refused, "4000", permanent=True),
    Shape("unqueryable", 400, upper("4001"), Refused, "4001", permanent=True),
    Shape("business", 400, upper("6000"), Refused, "6000", permanent=True),
    Shape("arithmetic", 400, upper("6070"), Refused, "6070", permanent=True),
    Shape("closed", 400, upper("6210"), Refused, "6210", permanent=True),
    Shape("unsupported", 400, upper("500"), Refused, "500", permanent=True),
    Shape("subscription", 400, upper("6190"), SubscriptionEnded, "6190"),
    Shape("lower-case 401", 401, lower("3200"), TokenExpired, "3200"),
    Shape("user lost access", 401, lower("120"), AccessLost, "120"),
    Shape("lower-case 403", 403, lower("3100"), KeysCrossed, "3100"),
    Shape("xml 429", 429, XML_429, Throttled, "3001"),
    Shape("json 429", 429, upper("3001"), Throttled, "3001"),
    Shape("bare 429", 429, "", Throttled, "429"),
    Shape("fault of a 503", 503, upper("6003"), BooksDown, "6003"),
    Shape("html 500", 500, HTML, AnswerLost, "500", outcome="unknown"),
    Shape("html 502", 502, HTML, AnswerLost, "502", outcome="unknown"),
    Shape("html 503", 503, HTML, AnswerLost, "503", outcome="unknown"),
    Shape("html 504", 504, HTML, AnswerLost, "504", outcome="unknown"),
    Shape("xml 504", 504, XML_504, AnswerLost, "6002", outcome="unknown"),
    Shape("fault in 200", 200, upper("10000"), AnswerLost, "10000", outcome="unknown"),
    Shape("refusal in 200", 200, upper("6240"), NameTaken, "6240", permanent=True),
    Shape("another entity", 200, '{"Item":{"Id":"1"}}', AnswerLost, "200", outcome="unknown"),
    Shape("no id", 200, '{"Customer":{}}', AnswerLost, "", outcome="unknown"),
    Shape("nothing done", 200, '{"BatchItemResponse":[]}', AnswerLost, "200", outcome="unknown"),
    Shape("no code", 400, upper(None), AnswerLost, "400", outcome="unknown"),
    Shape("empty 200", 200, "", AnswerLost, "200", outcome="unknown"),
    Shape("html 200", 200, HTML, AnswerLost, "200", outcome="unknown"),
)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
async def test_every_shape_on_the_wire_is_one_typed_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: Shape
) -> None:
    peer = Peer(shape.status, shape.text, {"Retry-After": "7"} if shape.status == 429 else {})
    async with speaking(peer, tmp_path) as wire:
        monkeypatch.setattr(wire.connection, "renew", same_token)
        with pytest.raises(QboError) as caught:
            await wire.create("Customer", {"DisplayName": "Mike Chen"}, "request-1")
    error = caught.value
    assert type(error) is shape.kind
    assert (error.code, error.permanent, error.outcome) == (
        shape.code,
        shape.permanent,
        shape.outcome,
    )
    assert error.intuit_tid == ("" if shape.name == "no id" else TID)
    assert error.retry_after == (7.0 if shape.status == 429 else None)
    assert len(peer.asked) == (2 if shape.kind is TokenExpired else 1)


async def test_line_that_breaks_leaves_the_outcome_open(tmp_path: Path) -> None:
    async with speaking(Peer(resets=True), tmp_path) as wire:
        with pytest.raises(AnswerLost) as caught:
            await wire.create("Customer", {"DisplayName": "Mike Chen"}, "request-1")
    assert caught.value.outcome == "unknown"


async def test_answer_that_never_comes_is_given_up_and_left_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qbo.wire.session, "TIMEOUT", (0.1, 0.1))
    async with speaking(Peer(hangs=True), tmp_path) as wire:
        with pytest.raises(AnswerLost) as caught:
            await wire.create("Customer", {"DisplayName": "Mike Chen"}, "request-1")
    assert caught.value.outcome == "unknown"


async def test_nobody_there_means_that_nothing_was_sent(tmp_path: Path) -> None:
    async with speaking(Peer(), tmp_path) as wire:
        wire.connection.base = "http://127.0.0.1:1"
        with pytest.raises(BooksDown) as caught:
            await wire.create("Customer", {"DisplayName": "Mike Chen"}, "request-1")
    assert caught.value.outcome == "refused"


async def test_nothing_is_asked_while_quickbooks_wants_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qbo.wire.session, "THROTTLED_FOR", 0.15)
    peer = Peer(429, XML_429)
    async with speaking(peer, tmp_path) as wire:
        for _ in range(3):
            with pytest.raises(Throttled) as caught:
                await wire.query("SELECT * FROM Item")
            assert 0 < (caught.value.retry_after or 0) <= 0.15
        assert len(peer.asked) == 1
        await asyncio.sleep(0.16)
        peer.status, peer.text = 200, '{"QueryResponse":{}}'
        assert await wire.query("SELECT * FROM Item") == {}


async def test_minute_without_a_named_time_is_waited_for(tmp_path: Path) -> None:
    async with speaking(Peer(429, XML_429), tmp_path) as wire:
        with pytest.raises(Throttled) as caught:
            await wire.query("SELECT * FROM Item")
    assert caught.value.retry_after == 60


async def test_one_request_tries_whether_quickbooks_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qbo.wire.breaker.PAUSE", 0.05)
    peer = Peer(503, HTML)
    async with speaking(peer, tmp_path) as wire:
        for _ in range(4):
            await _all(wire, 1)
        assert len(peer.asked) == 3
        await asyncio.sleep(0.06)
        ended = await _all(wire, 12)
    assert len(peer.asked) == 4
    assert {type(error) for error in ended} == {AnswerLost, BooksDown}


async def _all(wire: Wire, times: int) -> Sequence[object]:
    asking = (wire.query("SELECT * FROM Item") for _ in range(times))
    return await asyncio.gather(*asking, return_exceptions=True)


async def test_requests_keep_within_every_limit_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "PER_MINUTE", 20)
    moments: list[float] = []
    now = [0.0]

    async def sleep(seconds: float) -> None:
        now[0] += seconds

    monkeypatch.setattr("asyncio.sleep", sleep)
    turns = pace.Pace(lambda: now[0])
    for _ in range(50):
        await turns.turn()
        moments.append(now[0])
    for span, most in ((1, pace.PER_SECOND), (60, 20)):
        busiest = max(sum(at <= one < at + span for one in moments) for at in moments)
        assert busiest == most


async def test_no_more_than_ten_are_under_way_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "PER_SECOND", 1000)
    peer = Peer(200, '{"QueryResponse":{}}', takes=0.02)
    async with speaking(peer, tmp_path) as wire:
        assert await _all(wire, 40) == [{}] * 40
    assert peer.most == 10
