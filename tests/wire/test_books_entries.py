import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
import uvicorn

from office.clock import SystemClock
from office.journal import Journal
from office.live import LiveEvents
from office.settings import Settings
from office.sheet import CallSheet, Confirmed, FieldName
from office.store import Store
from office.values import Address, Email, Money, PersonName, Phone
from office.writes import WriteLedger, WriteState
from qbo.books import (
    Books,
    CustomerCreated,
    EstimateCreated,
    EstimateLine,
    NewCustomer,
    NewEstimate,
)
from qbo.faults import AnswerLost, ReferenceGone
from qbo.sandbox.app import sandbox_app
from qbo.sandbox.company import Company
from qbo.statements import ACTIVE_OR_NOT, select, whether
from qbo.wire import session
from qbo.wire.session import Wire
from qbo.writing import clerk, posting

pytestmark = pytest.mark.wire

T = TypeVar("T", PersonName, Phone, Email, Address)
PHONE = "+16145550123"


def confirmed(name: FieldName, value: T, kind: type[T]) -> Confirmed[T]:
    minted = CallSheet().hear(name, value).read_back(name).confirm(name, value)
    given = minted.confirmed(name, kind)
    assert given is not None
    return given


def mike(name: str = "Mike Chen", phone: str = PHONE, email: str = "mike@email.com") -> NewCustomer:
    address = Address("12 Oak Street", city="Columbus", state="OH", postal_code="43215")
    return NewCustomer(
        name=confirmed(FieldName.NAME, PersonName.parse(name), PersonName),
        phone=confirmed(FieldName.PHONE, Phone(phone), Phone),
        email=confirmed(FieldName.EMAIL, Email(email), Email),
        address=confirmed(FieldName.ADDRESS, address, Address),
        trade="HVAC",
        urgency="urgent",
    )


class Desk:
    """The embedded company, and books that can be closed and opened again like a restart."""

    def __init__(self, folder: Path, port: int, store: Store, company: Company) -> None:
        base = f"http://127.0.0.1:{port}"
        self.settings = Settings(data=folder, qbo_environment="embedded", qbo_api_base=base)
        self.store, self.clock, self.company = store, SystemClock(), company
        self.writes = WriteLedger(store, self.clock, LiveEvents())
        self.side = httpx2.AsyncClient(base_url=f"{base}/_sandbox")
        self.books: Books
        self.wire: Wire
        self.call = self.other_call = ""

    async def ring(self) -> None:
        journal = Journal(self.store, self.clock, LiveEvents())
        first, second = [
            await journal.open_call(sid, caller=PHONE, called="+16145550100")
            for sid in ("CA1", "CA2")
        ]
        self.call, self.other_call = first.id, second.id

    async def open(self) -> None:
        self.books = await Books.open(self.settings, self.store, self.clock, self.writes)
        self.wire = Wire(self.books.connection)

    async def restart(self) -> None:
        await self.books.close()
        self.wire.close()
        await self.open()

    async def fault(self, sort: str, **more: Any) -> None:
        await self.side.post("/faults", json=[{"sort": sort, **more}])

    async def named(self, name: str) -> list[dict[str, Any]]:
        like = whether("DisplayName", "LIKE", f"{name}%")
        found = await self.wire.query(select("Customer", like, ACTIVE_OR_NOT, order="Id"))
        rows: list[dict[str, Any]] = found.get("Customer", [])
        return rows

    async def enter(self, new: NewCustomer | None = None, call: str = "") -> CustomerCreated:
        new, call = new or mike(), call or self.call
        number = new.phone.value.e164 if new.phone else call
        return await self.books.customers.create(new, key=f"customer:{number}", call_id=call)

    async def estimate(self, item: str = "HVAC Repair - Hourly") -> EstimateCreated:
        if self.books.mirror.heard_at is None:
            await self.books.upkeep()
        known = self.books.mirror.item(item)
        assert known is not None
        line = EstimateLine(known.id, known.name, "2 hours", Decimal(2), known.unit_price)
        new = NewEstimate("20", [line], Email("mike@email.com"), "Thank you", "urgent")
        return await self.books.estimates.create(new, key="estimate:c1:1", call_id=self.call)

    async def states(self) -> list[WriteState]:
        return [write.state for write in await self.writes.of_call(self.call)]


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(posting, "PAUSES", (0.02, 0.05))
    monkeypatch.setattr(session, "THROTTLED_FOR", 0.03)
    app = sandbox_app(tmp_path / "company")
    # Each restart begins with a pace of its own; Intuit's limits are measured elsewhere.
    app.state.sandbox.troubles.PER_SECOND = 10**6
    config = uvicorn.Config(app, port=0, log_config=None)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.005)
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    port = server.servers[0].sockets[0].getsockname()[1]
    desk = Desk(tmp_path, port, store, app.state.sandbox.company)
    await desk.ring()
    await desk.open()
    yield desk
    await desk.books.close()
    desk.wire.close()
    await desk.side.aclose()
    await store.close()
    server.should_exit = True
    await running


async def test_caller_is_a_marked_customer_and_known_at_once(desk: Desk) -> None:
    made = await desk.enter()
    (body,) = await desk.named("Mike Chen")
    assert (made.id, made.display_name, made.adopted) == (body["Id"], "Mike Chen", False)
    assert body["Notes"].startswith("[Frontdesk] Phone call, Urgent, HVAC, New customer")
    assert [card.id for card in desk.books.mirror.by_phone(Phone(PHONE))] == [made.id]
    assert await desk.states() == [WriteState.DONE]


async def test_same_call_asking_again_gets_the_same_customer(desk: Desk) -> None:
    assert await desk.enter() == await desk.enter()
    assert len(await desk.named("Mike Chen")) == 1


async def test_two_calls_at_once_from_one_number_make_one_customer(desk: Desk) -> None:
    await desk.fault("slow", operation="write", seconds=0.1)
    first, second = await asyncio.gather(desk.enter(), desk.enter(call=desk.other_call))
    assert first.id == second.id
    assert {first.adopted, second.adopted} == {False, True}
    assert len(await desk.named("Mike Chen")) == 1


@pytest.mark.parametrize(
    "sort",
    ["reset_after_commit", "reset_before", "throttle", "fault_in_200", "html_503", "xml_504"],
)
async def test_trouble_once_still_makes_exactly_one_customer(desk: Desk, sort: str) -> None:
    await desk.fault(sort, entity="customer", operation="write")
    made = await desk.enter()
    assert [body["Id"] for body in await desk.named("Mike Chen")] == [made.id]
    assert not made.adopted


async def test_answer_lost_before_a_restart_is_found_and_not_sent_again(desk: Desk) -> None:
    await desk.fault("reset_after_commit", entity="customer", operation="write", count=3)
    with pytest.raises(AnswerLost):
        await desk.enter()
    assert await desk.states() == [WriteState.UNKNOWN]
    await desk.restart()
    made = await desk.enter()
    (write,) = await desk.writes.of_call(desk.call)
    assert (write.qbo_id, write.attempts) == (made.id, 3)
    assert len(await desk.named("Mike Chen")) == 1


async def test_write_that_never_arrived_is_settled_after_a_restart(desk: Desk) -> None:
    await desk.fault("reset_before", entity="customer", operation="write", count=3)
    with pytest.raises(AnswerLost):
        await desk.enter()
    await desk.restart()
    (left,) = await desk.writes.unsettled()
    settled = await desk.books.settle(left)
    assert settled.state is WriteState.DONE
    assert [body["Id"] for body in await desk.named("Mike Chen")] == [settled.qbo_id]
    assert len(desk.books.mirror.by_phone(Phone(PHONE))) == 1


async def test_caller_is_not_kept_waiting_and_the_write_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clerk, "DEADLINE", 0.15)
    await desk.fault("slow", entity="customer", operation="write", seconds=0.4)
    with pytest.raises(AnswerLost):
        await desk.enter()
    monkeypatch.setattr(clerk, "DEADLINE", 2.0)
    made = await desk.enter()
    assert await desk.states() == [WriteState.DONE]
    assert [body["Id"] for body in await desk.named("Mike Chen")] == [made.id]


async def test_namesake_with_the_same_number_is_adopted(desk: Desk) -> None:
    theirs = {"DisplayName": "mike chen", "Mobile": {"FreeFormNumber": "614.555.0123"}}
    body = await desk.wire.create("Customer", theirs, "owner-1")
    made = await desk.enter()
    assert (made.id, made.adopted) == (body["Id"], True)
    assert (await desk.wire.read("Customer", made.id))["SyncToken"] == "0"


async def test_other_person_of_the_name_gets_the_street_behind_it(desk: Desk) -> None:
    theirs = {"DisplayName": "Mike Chen", "Mobile": {"FreeFormNumber": "614-555-0999"}}
    await desk.wire.create("Customer", theirs, "owner-1")
    made = await desk.enter()
    assert (made.display_name, made.adopted) == ("Mike Chen (Oak St)", False)


async def test_known_namesake_costs_no_refused_request(desk: Desk) -> None:
    theirs = {"DisplayName": "Mike Chen", "Mobile": {"FreeFormNumber": "614-555-0999"}}
    await desk.wire.create("Customer", theirs, "owner-1")
    await desk.books.upkeep()
    await desk.enter()
    (write,) = await desk.writes.of_call(desk.call)
    assert (write.attempts, write.payload["DisplayName"]) == (1, "Mike Chen (Oak St)")


async def test_inactive_namesake_is_not_brought_back(desk: Desk) -> None:
    theirs = {"DisplayName": "Mike Chen", "Mobile": {"FreeFormNumber": PHONE}}
    body = await desk.wire.create("Customer", theirs, "owner-1")
    await desk.side.post("/owner-edit", json={"id": body["Id"], "changes": {"Active": False}})
    assert (await desk.enter()).display_name == "Mike Chen (Oak St)"


@pytest.mark.parametrize("name", ["Sean O'Brien", "Dave Wilson"])
async def test_names_of_others_are_stepped_around(desk: Desk, name: str) -> None:
    made = await desk.enter(mike(name))
    assert made.display_name == f"{name} (Oak St)"


async def test_customer_removed_by_the_owner_is_entered_anew(desk: Desk) -> None:
    await desk.enter()
    await desk.side.post("/reset")
    await desk.books.upkeep()
    made = await desk.enter()
    assert [body["Id"] for body in await desk.named("Mike Chen")] == [made.id]


async def test_estimate_is_made_once_with_quickbooks_number_and_total(desk: Desk) -> None:
    made = await desk.estimate()
    assert made == await desk.estimate()
    assert (made.total, made.doc_number) == (Money.of("270"), "1001")
    body = await desk.wire.read("Estimate", made.id)
    assert body["PrivateNote"].startswith("[Frontdesk] urgent")
    assert body["BillEmail"] == {"Address": "mike@email.com"}


async def test_lost_answer_makes_no_second_estimate(desk: Desk) -> None:
    await desk.fault("reset_after_commit", entity="estimate", operation="write", count=3)
    with pytest.raises(AnswerLost):
        await desk.estimate()
    await desk.restart()
    made = await desk.estimate()
    (write,) = await desk.writes.of_call(desk.call)
    assert (write.qbo_id, write.attempts) == (made.id, 3)


async def test_lost_answer_sends_no_second_mail(desk: Desk) -> None:
    made = await desk.estimate()
    await desk.fault("reset_after_commit", operation="send")
    to = Email("mike@email.com")
    for _ in range(2):
        await desk.books.estimates.send(made.id, to=to, key="estimate:c1:1:send", call_id=desk.call)
    (mail,) = (await desk.side.get("/outbox")).json()
    assert (mail["to"], mail["total"]) == ("mike@email.com", 270)


async def test_item_the_owner_retired_is_a_refusal_and_not_a_retry(desk: Desk) -> None:
    with pytest.raises(ReferenceGone) as caught:
        await desk.estimate("Gutter Cleaning")
    assert caught.value.permanent
    assert await desk.states() == [WriteState.REJECTED]


async def test_mirror_survives_a_restart_without_asking_quickbooks(desk: Desk) -> None:
    await desk.books.upkeep()
    await desk.enter()
    await desk.restart()
    await desk.fault("down")
    assert desk.books.mirror.by_phone(Phone("+16145550142"))[0].given_name == "Sarah"
    assert len(desk.books.mirror.by_phone(Phone(PHONE))) == 1
    price = desk.books.mirror.item("emergency hvac diagnostic")
    assert price is not None
    assert price.unit_price == Decimal(175)


async def test_owners_edit_comes_with_the_next_refresh(desk: Desk) -> None:
    await desk.books.upkeep()
    (sarah,) = desk.books.mirror.by_name("Sarah Johnson")
    changes = {"PrimaryPhone": {"FreeFormNumber": "614-555-0777"}}
    await desk.side.post("/owner-edit", json={"id": sarah.id, "changes": changes})
    await desk.books.hearing.whole()
    assert desk.books.mirror.by_phone(Phone("+16145550142")) == ()
    assert len(desk.books.mirror.by_phone(Phone("+16145550777"))) == 1


async def test_customer_entered_during_a_refresh_stays_known(desk: Desk) -> None:
    await desk.books.upkeep()
    await desk.fault("slow", operation="query", count=2, seconds=0.2)
    refreshing = asyncio.create_task(desk.books.hearing.whole())
    await asyncio.sleep(0.01)
    made = await desk.enter()
    await refreshing
    await desk.restart()
    assert [card.id for card in desk.books.mirror.by_phone(Phone(PHONE))] == [made.id]


async def test_more_customers_than_a_page_holds_are_all_known(desk: Desk) -> None:
    before = len(desk.company.ledger.all("Customer"))
    with desk.company.ledger.together():
        for number in range(1500):
            name, active = f"Customer {number}", number % 7 > 0
            body = {"Id": desk.company.ledger.next_id(), "DisplayName": name, "Active": active}
            desk.company.ledger.put("Customer", body)
    await desk.books.hearing.whole()
    assert desk.books.mirror.counts[0] == before + 1500
    assert not desk.books.mirror.by_name("Customer 7")[0].active
