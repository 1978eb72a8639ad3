import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn

from office.clock import FixedClock
from office.events import EventLog
from office.followups import Desktray
from office.journal import Journal, OpenCall
from office.live import LiveEvents
from office.mail.mailing import Mailing
from office.messages import MessageLedger
from office.ports import loopback
from office.settings import Settings
from office.sheet import CallSheet, FieldName
from office.store import Store
from office.texts import TextLedger
from office.values import Email, Money, PersonName, Phone
from office.visits import VisitBook
from office.writes import WriteLedger
from prompts.library import Library
from prompts.pricing import Quote
from prompts.schema import Urgency
from qbo.books import Books
from qbo.sandbox.app import sandbox_app
from tools.create_customer import CustomerEntered, Entered, create_customer
from tools.create_estimate import Estimated, EstimateMade, NewEstimate, create_estimate
from tools.desk import Desk
from tools.lookup_customer import Found, Who, lookup_customer
from tools.map_service import Mapping, Request, map_service
from tools.texting import Texting
from triggers.caller import new_customer
from triggers.means import Means
from triggers.roster import equipped
from triggers.runner import PAUSES, Runner

pytestmark = pytest.mark.wire

MONDAY = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
MIKE: dict[FieldName, Any] = {
    FieldName.NAME: PersonName("Mike", "Chen"),
    FieldName.PHONE: Phone("+16145550123"),
    FieldName.EMAIL: Email("mike@email.com"),
}
OWNER = "+16145550101"


@dataclass
class Phones:
    """A carrier that keeps the texts it is given."""

    texts: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, to: Phone, body: str, key: str) -> str:
        self.texts.append((to.e164, body))
        return f"SM{len(self.texts)}"


class House:
    """A desk at an embedded company, with one call open."""

    def __init__(self, store: Store, base: str, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.settings = Settings(data=folder, qbo_api_base=base, qbo_environment="embedded")
        self.clock, self.phones = FixedClock(MONDAY), Phones()
        self.call, self.sheet = OpenCall("", "", MONDAY), CallSheet()

    async def start(self) -> None:
        store, clock, live = self.store, self.clock, LiveEvents()
        writes = WriteLedger(store, clock, live)
        self.books = await Books.open(self.settings, store, clock, writes)
        await self.books.upkeep()
        self.journal = Journal(store, clock, live)
        tray, sent = Desktray(store, clock, live), MessageLedger(store, clock)
        self.desk = Desk(
            books=self.books,
            library=Library.open(self.folder),
            clock=clock,
            tray=tray,
            writes=writes,
            messages=sent,
            events=EventLog(store, clock),
            texting=Texting(sent, TextLedger(store, clock), tray, self.phones),
            mailing=Mailing(sent, tray, clock, None),
            visits=VisitBook(store, clock, EventLog(store, clock)),
        )
        triggers = equipped(Means(self.desk, self.journal))
        self.runner = Runner(self.desk.events, self.desk.tray, clock, triggers)

    async def restart(self) -> None:
        """Everything in memory is gone; the store and QuickBooks stay."""
        await self.books.close()
        await self.start()

    async def ring(self) -> None:
        self.call = await self.journal.open_call("CA1", caller=None, called="+16145550100")

    async def confirmed(self, values: dict[FieldName, Any] | None = None) -> None:
        """Take fields down with the caller's yes, and the AC as heard."""
        for name, value in (MIKE if values is None else values).items():
            self.sheet = self.sheet.hear(name, value).read_back(name).confirm(name, value)
        self.sheet = self.sheet.hear(FieldName.SERVICE, "my AC is not cooling")
        self.sheet = self.sheet.hear(FieldName.URGENCY, "urgent")
        await self.journal.fields(self.call, list(self.sheet))

    async def enter(self) -> CustomerEntered:
        customer = new_customer(self.sheet)
        assert customer is not None
        return await create_customer(self.desk, self.call.id, customer)

    async def quote(self) -> Quote:
        request = Request("my AC is not cooling", Urgency.URGENT)
        found = await map_service(self.desk, self.call.id, request)
        assert found.quote is not None
        return found.quote

    async def estimate(self, customer_id: str | None, **more: Any) -> EstimateMade:
        quote = await self.quote()
        # As a call does it: the tool's run is in the journal.
        run = {"quote": {"told": quote.told}}
        await self.journal.tool_started(self.call, "create_estimate", run)
        email = self.sheet.confirmed(FieldName.EMAIL, Email)
        estimate = NewEstimate(customer_id=customer_id, quote=quote, email=email, **more)
        return await create_estimate(self.desk, self.call.id, estimate)

    async def happened(self, name: str, **body: Any) -> None:
        await self.desk.events.happened(name, f"{self.call.id}:{name}", body, call_id=self.call.id)
        await self.runner.run_due()

    def owner_writes(self, file: str, old: str, new: str) -> None:
        """Put the shipped file, with one change, into the owner's folder."""
        text = (files("prompts") / file).read_text()
        (self.folder / file).parent.mkdir(exist_ok=True)
        (self.folder / file).write_text(text.replace(old, new, 1) if old else text)
        assert self.desk.library.reload() == ()

    async def trouble(self, **fault: Any) -> None:
        await self._side_door("POST", "faults", [fault])

    async def calm(self) -> None:
        await self._side_door("DELETE", "faults")

    async def mails(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self._side_door("GET", "outbox")
        return found

    async def customers(self, name: str) -> list[str]:
        """The ids of everybody with a name, as QuickBooks has it now."""
        await self.books.hearing.whole()
        return [card.id for card in self.books.mirror.by_name(name)]

    async def follow_ups(self) -> set[str]:
        return {filed.kind for filed in await self.desk.tray.open_follow_ups()}

    async def _side_door(self, method: str, path: str, body: Any = None) -> Any:
        async with httpx2.AsyncClient() as client:
            answer = await client.request(
                method, f"{self.books.connection.base}/_sandbox/{path}", json=body
            )
            answer.raise_for_status()
            return answer.json()


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[str]:
    with loopback() as listening:
        config = uvicorn.Config(sandbox_app(folder), log_level="error", ws="none")
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    try:
        async with serving(tmp_path / "company") as base:
            house = House(store, base, tmp_path)
            await house.start()
            await house.ring()
            yield house
            await house.books.close()
    finally:
        await store.close()


async def test_worked_example_ends_with_a_customer_and_a_sent_estimate_of_445(house: House) -> None:
    await house.confirmed()
    entered = await house.enter()
    made = await house.estimate(entered.customer_id, urgency="urgent")
    assert entered.outcome is Entered.CREATED
    assert made.outcome is Estimated.SENT
    assert made.total == Money.of(445)
    (mail,) = await house.mails()
    assert mail["to"] == "mike@email.com"


async def test_estimate_names_the_rule_and_the_version_that_made_it(house: House) -> None:
    await house.confirmed()
    await house.estimate((await house.enter()).customer_id)
    planned = await house.desk.writes.of_call(house.call.id)
    (write,) = [one for one in planned if one.entity == "Estimate"]
    version = house.desk.library.current.rules_version
    assert f'by your rule "AC not cooling, urgent", rules version {version}' in str(write.payload)


async def test_caller_is_found_by_number_and_name_and_nothing_private_is_told(house: House) -> None:
    sarah = Phone("+16145550142")
    found = await lookup_customer(house.desk, house.call.id, Who(phone=sarah))
    assert (found.outcome, found.first_name, found.name_matches) == (Found.FOUND, "Sarah", None)
    assert "Elm" not in repr(found)
    assert "example.com" not in repr(found)
    named = Who(phone=sarah, name=PersonName("Sara", "Johnson"))
    assert (await lookup_customer(house.desk, house.call.id, named)).name_matches is True
    other = Who(phone=sarah, name=PersonName("Mike", "Chen"))
    assert (await lookup_customer(house.desk, house.call.id, other)).name_matches is False


async def test_couple_on_one_number_is_told_apart_by_name(house: House) -> None:
    number = Phone("+16145550170")
    both = await lookup_customer(house.desk, house.call.id, Who(phone=number))
    assert both.outcome is Found.SEVERAL
    lisa = Who(phone=number, name=PersonName("Lisa", "Becker"))
    assert (await lookup_customer(house.desk, house.call.id, lisa)).first_name == "Lisa"


async def test_caller_is_found_by_email_when_the_number_is_new(house: House) -> None:
    who = Who(phone=MIKE[FieldName.PHONE], email=Email("sarah.johnson@example.com"))
    assert (await lookup_customer(house.desk, house.call.id, who)).first_name == "Sarah"


async def test_second_call_of_one_caller_makes_no_second_customer(house: House) -> None:
    await house.confirmed()
    first = await house.enter()
    house.call = await house.journal.open_call("CA2", caller=None, called="+16145550100")
    second = await house.enter()
    assert second.outcome is Entered.ADOPTED
    assert second.customer_id == first.customer_id
    assert len(await house.customers("Mike Chen")) == 1


async def test_spouse_on_a_known_number_becomes_a_customer_of_their_own(house: House) -> None:
    values = MIKE | {FieldName.PHONE: Phone("+16145550142")}
    await house.confirmed(values)
    entered = await house.enter()
    assert entered.outcome is Entered.CREATED
    assert (await house.customers("Sarah Johnson"))[0] != entered.customer_id


async def test_name_corrected_after_entering_makes_no_second_customer(house: House) -> None:
    await house.confirmed()
    first = await house.enter()
    await house.confirmed({FieldName.NAME: PersonName("Mike", "Chan")})
    assert (await house.enter()).customer_id == first.customer_id


async def test_estimate_goes_to_the_email_on_file_only_when_allowed(house: House) -> None:
    sarah = (await house.customers("Sarah Johnson"))[0]
    await house.confirmed({FieldName.NAME: PersonName("Sarah", "Johnson")})
    assert (await house.estimate(sarah)).outcome is Estimated.CREATED
    again = await house.estimate(sarah, use_email_on_file=True, revision=2)
    assert again.outcome is Estimated.SENT
    assert [mail["to"] for mail in await house.mails()] == ["sarah.johnson@example.com"]


async def test_item_the_books_lack_is_told_to_the_owner_until_it_is_mended(house: House) -> None:
    house.owner_writes("trades/hvac.yaml", "item: Furnace Tune-Up", "item: Furnace Check")
    found = await map_service(house.desk, house.call.id, Request("furnace tune-up"))
    assert (found.outcome, found.rule) == (Mapping.NONE, "Furnace maintenance")
    (problem,) = await house.desk.tray.problems()
    assert '"Furnace Check", which QuickBooks does not have' in problem.text
    assert await house.follow_ups() == {"price_the_request"}

    house.owner_writes("trades/hvac.yaml", "", "")
    mended = await map_service(house.desk, house.call.id, Request("furnace tune-up"))
    assert mended.outcome is Mapping.PRICED
    assert await house.desk.tray.problems() == []


async def test_reset_after_commit_makes_one_customer(house: House) -> None:
    await house.confirmed()
    await house.trouble(sort="reset_after_commit", entity="customer", operation="write")
    assert (await house.enter()).outcome is Entered.CREATED
    assert len(await house.customers("Mike Chen")) == 1


async def test_books_down_during_the_call_are_made_up_for_after_it(house: House) -> None:
    await house.confirmed()
    await house.trouble(sort="html_503", operation="write", count=100)
    entered = await house.enter()
    assert entered.outcome is Entered.QUEUED
    assert (await house.estimate(entered.customer_id)).outcome is Estimated.QUEUED
    assert await house.follow_ups() == {"customer_waits", "estimate_waits"}

    await house.calm()
    await house.restart()  # the call's process died; its books had also stopped asking for a while
    await house.happened("call_completed")
    house.clock.advance(PAUSES[-1])
    await house.runner.run_due()
    assert len(await house.customers("Mike Chen")) == 1
    (mail,) = await house.mails()
    assert mail["to"] == "mike@email.com"


async def test_estimate_that_is_not_sent_says_so_and_goes_out_later(house: House) -> None:
    await house.confirmed()
    entered = await house.enter()
    await house.trouble(sort="html_503", operation="send", count=100)
    made = await house.estimate(entered.customer_id)
    assert (made.outcome, made.waits) == (Estimated.UNSENT, True)
    assert await house.mails() == []

    await house.calm()
    await house.restart()
    await house.runner.run_due()
    assert await house.mails() == []  # QuickBooks could still be at the first one
    house.clock.advance(PAUSES[-1])
    await house.runner.run_due()
    (mail,) = await house.mails()
    assert mail["to"] == "mike@email.com"


async def test_caller_and_owner_are_texted_once(house: House) -> None:
    await house.confirmed()
    entered = await house.enter()
    await house.estimate(entered.customer_id)
    for _ in range(2):
        await house.happened("emergency_reported")
        await house.happened("call_completed")
    owner, caller = house.phones.texts
    assert owner[0] == OWNER
    assert owner[1].startswith("URGENT at 3:15 PM: Mike Chen, (614) 555-0123. my AC is not")
    assert caller[0] == "+16145550123"
    assert "comes to $445.00" in caller[1]
    assert await house.follow_ups() == set()


async def test_caller_who_hung_up_is_entered_and_gaps_are_filed(house: House) -> None:
    values = {name: MIKE[name] for name in (FieldName.NAME, FieldName.EMAIL)}
    await house.confirmed(values)
    await house.happened("call_completed")
    assert len(await house.customers("Mike Chen")) == 1
    (filed,) = await house.desk.tray.open_follow_ups()
    assert (filed.kind, filed.field) == ("confirm_field", "phone")
    assert house.phones.texts == []


async def test_what_quickbooks_cannot_keep_becomes_something_to_do(house: House) -> None:
    await house.confirmed({**MIKE, FieldName.NAME: PersonName("Иван", "Петров")})
    assert (await house.enter()).outcome is Entered.CREATED
    (filed,) = await house.desk.tray.open_follow_ups()
    assert filed.kind == "check_customer"
    assert 'name "Петров" is not there' in filed.note


async def test_caller_who_hung_up_without_a_word_is_one_thing_to_do(house: House) -> None:
    await house.happened("call_completed", caller="+16145550123")
    (filed,) = await house.desk.tray.open_follow_ups()
    assert (filed.kind, filed.field) == ("missed_call", None)
    assert "(614) 555-0123" in filed.note
    assert house.phones.texts == []


async def test_number_they_called_from_is_told_with_an_unconfirmed_phone(house: House) -> None:
    await house.confirmed({FieldName.NAME: MIKE[FieldName.NAME]})
    await house.happened("call_completed", caller="+16145550123")
    (filed,) = [one for one in await house.desk.tray.open_follow_ups() if one.field == "phone"]
    assert filed.note.startswith(
        "The caller's phone was not given; they called from (614) 555-0123"
    )


async def test_unconfirmed_caller_is_not_entered(house: House) -> None:
    name, phone = MIKE[FieldName.NAME], MIKE[FieldName.PHONE]
    house.sheet = house.sheet.hear(FieldName.NAME, name).hear(FieldName.PHONE, phone)
    await house.journal.fields(house.call, list(house.sheet))
    await house.happened("call_completed")
    assert await house.customers("Mike Chen") == []
    fields = {filed.field for filed in await house.desk.tray.open_follow_ups()}
    assert fields == {"name", "phone", "service"}


async def test_matched_caller_is_texted_and_not_asked_for_again(house: House) -> None:
    sarah = (await house.customers("Sarah Johnson"))[0]
    await house.confirmed({})
    await house.happened("call_completed", customer_id=sarah, caller="+16145550142")
    assert [to for to, _ in house.phones.texts] == ["+16145550142"]
    assert await house.follow_ups() == set()
