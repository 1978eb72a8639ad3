"""Changes that QuickBooks announces are noted at once and known soon, whatever goes wrong."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from agent import bookkeeping as upkeep
from agent.bookkeeping import Bookkeeping
from office.announcements import Announcements
from office.clock import SystemClock
from office.events import EventLog
from office.followups import Button, Desktray
from office.live import LiveEvents
from office.mail.mailing import Mailing
from office.messages import MessageLedger
from office.ports import free_ports
from office.settings import Settings
from office.store import Store
from office.texts import TextLedger
from office.visits import VisitBook
from office.writes import WriteLedger
from prompts.library import Library
from qbo.books import Books
from qbo.mirror.mirror import Mirror
from qbo.mirror.webhook import Doorbell, subscribe, verifier_token
from qbo.sandbox.app import sandbox_app
from qbo.wire import pace
from telephony.rest import CarrierRest
from telephony.sms import Texting as CarrierTexting
from tests.serving import served
from tests.unit.test_qbo_news import entity, envelope, event, signed
from tests.wire.odd_company import OddCompany
from tests.wire.test_sandbox_company import StepClock
from tools.desk import Desk
from tools.texting import Texting

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]


@dataclass
class Office:
    """A desk's books kept by webhook, and the company that announces."""

    settings: Settings
    desk: Desk
    bookkeeping: Bookkeeping
    announcements: Announcements
    odd: OddCompany
    http: httpx2.AsyncClient

    @property
    def mirror(self) -> Mirror:
        return self.desk.books.mirror

    async def post(self, raw: bytes, signature: str | None = None, **headers: str) -> int:
        """What the desk answers to a post of Intuit's."""
        proof = signed(raw, verifier_token(self.settings)) if signature is None else signature
        headers = {"intuit-signature": proof, "content-type": "text/plain"} | headers
        answer = await self.http.post(
            f"{self.settings.desk_url}/qbo/webhook", content=raw, headers=headers
        )
        return answer.status_code

    async def owner_edits(self, name: str, **changes: Any) -> str:
        (known,) = self.mirror.by_name(name)
        edit = {"id": known.id, "changes": changes}
        await self.side("POST", "owner-edit", json=edit)
        return known.id

    async def side(self, method: str, path: str, **more: Any) -> httpx2.Response:
        where = f"{self.settings.qbo_api_base}/_sandbox/{path}"
        return (await self.http.request(method, where, **more)).raise_for_status()

    async def until(self, known: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not known():  # noqa: ASYNC110 - looked at from outside
                await asyncio.sleep(0.02)

    async def until_there_are(self, *, problems: bool) -> None:
        async with asyncio.timeout(10):
            while bool(await self.desk.tray.problems()) is not problems:  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def waiting(self) -> list[str]:
        return [one.number for one in await self.announcements.waiting("1")]


async def later_by_hand() -> bool:
    """Tests subscribe when they want to be told."""
    return True


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Office]:
    company, port = free_ports(2)
    settings = Settings(data=folder, port=port, qbo_api_base=f"http://127.0.0.1:{company}")
    clock, live = SystemClock(), LiveEvents()
    odd = OddCompany(sandbox_app(folder / "company", clock=StepClock(clock.now())))
    store = await Store.open(f"sqlite+aiosqlite:///{folder / 'desk.db'}")
    writes = WriteLedger(store, clock, live)
    books = await Books.open(settings, store, clock, writes)
    tray, messages = Desktray(store, clock, live), MessageLedger(store, clock)
    line = CarrierTexting(CarrierRest("AC1", "token", "+16145550100"), "")
    desk = Desk(
        books=books,
        library=Library.open(),
        clock=clock,
        tray=tray,
        writes=writes,
        messages=messages,
        events=EventLog(store, clock),
        texting=Texting(messages, TextLedger(store, clock), tray, line),
        mailing=Mailing(messages, tray, clock, None),
        visits=VisitBook(store, clock, EventLog(store, clock)),
    )
    announcements = Announcements(store, clock)
    keeping = Bookkeeping(
        desk, announcements, lambda: desk.library.current.business.zone, later_by_hand
    )
    bell = Doorbell(books.connection, announcements, verifier_token(settings), keeping.ring)
    door = FastAPI()
    door.include_router(bell.door())
    async with (
        served(odd, company),
        served(door, port),
        httpx2.AsyncClient(trust_env=False) as http,
    ):
        yield Office(settings, desk, keeping, announcements, odd, http)
        await books.close()
    await store.close()


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    monkeypatch.setattr(pace, "PER_SECOND", 1000)
    monkeypatch.setattr(upkeep, "TOGETHER_SECONDS", 0.1)
    monkeypatch.setattr(upkeep, "AGAIN_SECONDS", 0.2)
    async with opened(tmp_path) as there:
        keeping = asyncio.create_task(there.bookkeeping.run())
        await asyncio.wait_for(there.bookkeeping.begun.wait(), 10)
        yield there
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


@pytest.mark.parametrize("style", ["cloudevents", "legacy"])
async def test_owners_change_is_known_within_a_moment(office: Office, style: str) -> None:
    assert await subscribe(office.desk.books.connection, office.settings)
    if style == "legacy":
        (known,) = (await office.side("GET", "webhooks")).json()
        await office.side("POST", "webhooks", json={**known, "style": style})
    office.odd.asked.clear()
    await office.owner_edits("Sarah Johnson", DisplayName="Sarah Miller")
    await office.until(lambda: bool(office.mirror.by_name("Sarah Miller")))
    await office.until(lambda: office.mirror.mark.announced_at is not None)
    assert [one.split()[0] for one in office.odd.asked] == ["cdc"]
    assert await office.waiting() == []


async def test_many_announcements_at_once_are_one_question(office: Office) -> None:
    sarah = await office.owner_edits("Sarah Johnson", Notes="gate code on file")
    office.odd.asked.clear()
    posts = [
        json.dumps([event(sarah, id=f"e{number}", intuitaccountid="1")]) for number in range(9)
    ]
    assert await asyncio.gather(*(office.post(raw.encode()) for raw in posts)) == [200] * 9
    await office.until(lambda: office.mirror.mark.announced_at is not None)
    assert [one.split()[0] for one in office.odd.asked] == ["cdc"]


async def test_repeated_and_disordered_posts_change_nothing_twice(office: Office) -> None:
    await subscribe(office.desk.books.connection, office.settings)
    await office.side("POST", "webhooks/mood", json={"twice": True, "backwards": True})
    for name in ("Sarah Miller", "Sarah Baker"):
        old = "Sarah Johnson" if name == "Sarah Miller" else "Sarah Miller"
        await office.owner_edits(old, DisplayName=name)
        await office.until(lambda name=name: bool(office.mirror.by_name(name)))  # type: ignore[misc]
    await asyncio.sleep(0.3)
    assert office.mirror.by_name("Sarah Miller") == ()


@pytest.mark.parametrize("signature", ["", "bm9ib2R5", signed(b"[]", "another token")])
async def test_post_nobody_signed_is_refused_and_notes_nothing(
    office: Office, signature: str
) -> None:
    office.odd.asked.clear()
    raw = json.dumps([event("7", intuitaccountid="1")]).encode()
    assert await office.post(raw, signature) == 401
    assert await office.waiting() == []
    assert office.odd.asked == []


async def test_post_that_is_no_announcement_is_refused(office: Office) -> None:
    assert await office.post(b"hello") == 400


async def test_post_that_never_ends_is_cut_off(office: Office) -> None:
    assert await office.post(b"x" * (1 << 20) + b"x") == 413


async def test_of_several_companies_only_ours_is_heard(office: Office) -> None:
    office.odd.asked.clear()
    assert await office.post(envelope(entity("7"), realm="99")) == 200
    await asyncio.sleep(0.2)
    assert office.odd.asked == []
    mixed = [event("7", intuitaccountid="99"), event("8", id="b", intuitaccountid="1")]
    assert await office.post(json.dumps(mixed).encode()) == 200
    assert await office.waiting() == ["8"]


async def test_what_another_company_of_the_server_tells_is_passed_over(office: Office) -> None:
    await subscribe(office.desk.books.connection, office.settings)
    await office.side("POST", "webhooks/mood", json={"hold": True})
    token = (await office.side("POST", "token", params={"realm": "9"})).json()["access_token"]
    theirs = await office.http.post(
        f"{office.settings.qbo_api_base}/v3/company/9/customer",
        json={"DisplayName": "Ivan Petrov"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert theirs.status_code == 200
    await office.owner_edits("Sarah Johnson", DisplayName="Sarah Miller")
    await office.side("POST", "webhooks/mood", json={"hold": False})
    await office.until(lambda: bool(office.mirror.by_name("Sarah Miller")))
    (post,) = (await office.side("GET", "webhooks/deliveries")).json()
    assert {one["intuitaccountid"] for one in post["body"]} == {"1", "9"}
    assert post["tries"][0]["status"] == 200
    assert office.mirror.by_name("Ivan Petrov") == ()
    assert await office.announcements.waiting("9") == []


async def test_customer_merged_into_another_is_forgotten(office: Office) -> None:
    (sarah,), (other, *_) = office.mirror.by_name("Sarah Johnson"), office.mirror.by_beginning("d")
    company = office.odd.app.state.sandbox.company  # type: ignore[attr-defined]
    company.ledger._db.execute("DELETE FROM entities WHERE id=?", (int(sarah.id),))
    merged = event(other.id, "merged", intuitaccountid="1", data={"deletedId": sarah.id})
    assert await office.post(json.dumps([merged]).encode()) == 200
    await office.until(lambda: office.mirror.customer(sarah.id) is None)
    assert office.mirror.customer(other.id) is not None


async def test_announcement_waits_while_quickbooks_is_down(office: Office) -> None:
    sarah = await office.owner_edits("Sarah Johnson", DisplayName="Sarah Miller")
    await office.side("POST", "faults", json=[{"sort": "html_503", "count": 2}])
    assert await office.post(json.dumps([event(sarah, intuitaccountid="1")]).encode()) == 200
    await office.until_there_are(problems=True)
    assert await office.waiting() == [sarah]
    await office.until(lambda: bool(office.mirror.by_name("Sarah Miller")))
    await office.until_there_are(problems=False)
    assert await office.waiting() == []


async def test_news_that_nobody_announced_ends_the_trust_in_announcements(office: Office) -> None:
    await office.post(json.dumps([event("7", intuitaccountid="1")]).encode())
    await office.until(lambda: office.mirror.mark.announced_at is not None)
    assert office.bookkeeping._pause() == upkeep.ANNOUNCED_SECONDS
    await office.owner_edits("Sarah Johnson", DisplayName="Sarah Miller")
    await office.bookkeeping._hear()
    assert office.bookkeeping._pause() == upkeep.ASKED_SECONDS


async def test_more_announcements_than_go_at_once_are_all_noted(office: Office) -> None:
    told = [entity(str(number)) for number in range(5000, 6200)]
    assert await office.post(envelope(*told, realm="1")) == 200
    await office.until(lambda: office.odd.count("FROM Customer WHERE") > 1)
    await office.until(lambda: office.mirror.mark.announced_at is not None)
    assert await office.waiting() == []


async def test_company_that_was_reset_is_noticed_by_counting(office: Office) -> None:
    keeping, mirror = office.bookkeeping, office.mirror
    keeping._resettable = True
    wire = office.desk.books.hearing._wire
    await wire.create("Customer", {"DisplayName": "Lisa Park"}, "owner-1")
    await keeping._hear()
    assert len(mirror.by_name("Lisa Park")) == 1
    await office.side("POST", "reset")
    long_ago = mirror.mark.counted_at - timedelta(minutes=6) if mirror.mark.counted_at else None
    await mirror.marked(replace(mirror.mark, counted_at=long_ago))
    await keeping._hear()
    assert mirror.by_name("Lisa Park") == ()


async def test_owner_is_told_who_could_not_be_read_until_the_counts_agree(office: Office) -> None:
    keeping, mirror = office.bookkeeping, office.mirror
    office.desk.books.hearing._most = 20
    office.odd.miscounts = 2
    await keeping.read_anew()
    (problem,) = await office.desk.tray.problems()
    known = mirror.counts[0]
    assert f"counts {known + 2} customers, and Frontdesk could read {known}" in problem.text
    assert "Press Read everything again" in problem.text
    assert problem.button == Button("Look at QuickBooks", "/quickbooks")
    await keeping._hear()
    assert await office.desk.tray.problems() == [problem]
    office.odd.miscounts = 0
    counted_at = mirror.mark.counted_at
    assert counted_at is not None
    await mirror.marked(replace(mirror.mark, counted_at=counted_at - timedelta(days=1)))
    await keeping._hear()
    assert await office.desk.tray.problems() == []


async def test_problem_of_an_earlier_run_stays_until_somebody_counted(office: Office) -> None:
    await office.desk.tray.problem(upkeep.COUNTS, "QuickBooks counts 120 customers.")
    office.desk.books.hearing.differing = None
    await office.bookkeeping._hear()
    assert len(await office.desk.tray.problems()) == 1
    office.bookkeeping.read_soon()
    await office.until_there_are(problems=False)


async def test_reading_anew_reads_everything(office: Office) -> None:
    office.odd.asked.clear()
    customers, items = await office.bookkeeping.read_anew()
    assert (customers > 30, items > 10) == (True, True)
    assert office.odd.count("FROM Customer WHERE") == 1


async def test_token_for_the_embedded_company_stays_the_same_and_private(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    token = verifier_token(settings)
    path = tmp_path / "qbo" / "webhook.token"
    assert verifier_token(settings) == token == path.read_text()
    assert path.stat().st_mode & 0o077 == 0


def test_intuits_token_is_the_one_that_was_set(tmp_path: Path) -> None:
    real = Settings(data=tmp_path, qbo_environment="production", qbo_webhook_token="blue-kettle")
    assert verifier_token(real) == "blue-kettle"
    assert verifier_token(Settings(data=tmp_path, qbo_environment="production")) == ""
