import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn

from agent.arranging import visiting_at
from agent.conversation import Conversation
from agent.moves import SayGoodbye
from agent.placing import placing_at
from agent.policy import Situation
from agent.rehearsal.booked import RehearsedBook
from agent.rehearsal.grading import differences
from agent.rehearsal.ledger import EndState
from agent.rehearsal.mind import CallerMind
from agent.rehearsal.scenario import Scenario, ringing_at
from agent.toolbelt import Toolbelt, on_file
from dashboard.api import shown
from office.calls import one_call
from office.clock import FixedClock
from office.events import EventLog
from office.followups import Desktray
from office.journal import Journal
from office.live import LiveEvents
from office.mail.mailing import Mailing
from office.messages import MessageLedger
from office.ports import loopback
from office.settings import Settings
from office.store import Store
from office.texts import TextLedger
from office.values import Phone
from office.visits import VisitBook
from office.writes import WriteLedger
from prompts.library import Library
from qbo.books import Books
from qbo.sandbox.app import sandbox_app
from tools.desk import Desk
from tools.texting import Texting
from triggers.means import Means
from triggers.roster import equipped
from triggers.runner import Runner

MONDAY = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
MOST_TURNS = 40


class Phones:
    """A carrier that keeps the texts it is given."""

    def __init__(self) -> None:
        self.texts: list[dict[str, Any]] = []

    async def send(self, to: Phone, body: str, key: str) -> str:
        self.texts.append({"to": to.e164, "body": body})
        return f"SM{len(self.texts)}"


class TypedDesk:
    """The whole desk without sound: words in, words out, the embedded company behind it."""

    def __init__(self, store: Store, base: str, folder: Path) -> None:
        self.store, self.base = store, base
        self.settings = Settings(data=folder, qbo_api_base=base, qbo_environment="embedded")
        self.clock, self.phones, self.live = FixedClock(MONDAY), Phones(), LiveEvents()
        self.dialogue: list[tuple[str, str]] = []

    async def open(self) -> None:
        store, clock = self.store, self.clock
        self.writes = WriteLedger(store, clock, self.live)
        self.books = await Books.open(self.settings, store, clock, self.writes)
        await self.books.upkeep()
        self.journal = Journal(store, clock, self.live)
        tray, sent = Desktray(store, clock, self.live), MessageLedger(store, clock)
        self.desk = Desk(
            books=self.books,
            library=Library.open(),
            clock=clock,
            tray=tray,
            writes=self.writes,
            messages=sent,
            events=EventLog(store, clock),
            texting=Texting(sent, TextLedger(store, clock), tray, self.phones),
            mailing=Mailing(sent, tray, clock, None),
            visits=VisitBook(store, clock, EventLog(store, clock)),
        )
        triggers = equipped(Means(self.desk, self.journal))
        self.runner = Runner(self.desk.events, self.desk.tray, clock, triggers)
        self.before = await self.rows("Customer"), await self.rows("Estimate")

    async def ring(
        self, caller: str | None, *, greeted: bool = False, sid: str = "CA1"
    ) -> Conversation:
        """A conversation as the reception opens it; `greeted` by name, if there is one."""
        number = Phone(caller) if caller else None
        call = await self.journal.open_call(sid, caller=caller, called="+16145550100")
        file, _ = on_file(self.desk, number)
        file = replace(file, greeted=greeted) if file else None
        return Conversation(
            call,
            self.desk.library.current,
            Toolbelt(self.desk, call, self.journal),
            self.journal,
            self.desk.events,
            self.clock,
            situation=Situation(
                caller_id=number,
                on_file=file,
                placing=placing_at(self.desk),
                visiting=visiting_at(self.desk),
                can_text=True,
            ),
        )

    async def turn(
        self, conversation: Conversation, heard: str, *, overlapped: bool = False
    ) -> str:
        """One turn of the caller, and the desk's answer, heard to its end.

        An overlapped turn began before the desk's last words were heard.
        """
        self.dialogue.append(("caller", heard))
        await conversation.caller_said(heard)
        record = conversation.understand(heard, overlapped=overlapped)
        await conversation.take(record, conversation.heard, overlapped=overlapped)
        return await self.next_words(conversation)

    async def text(self, conversation: Conversation, body: str) -> str:
        """The caller texts, and the desk says what follows."""
        self.dialogue.append(("caller", f"(texts) {body}"))
        if not await conversation.texted(body):
            return conversation.last.text if conversation.last else ""
        return await self.next_words(conversation)

    async def next_words(self, conversation: Conversation) -> str:
        """What the desk says next, heard to its end."""
        speech = await conversation.next_speech(self._bridge)
        mark = conversation.read_back_mark()
        if mark is not None:
            await conversation.heard_out(mark)
        self.dialogue.append(("desk", speech.text))
        self.clock.advance(5)
        return speech.text

    async def rehearse(self, scenario: Scenario) -> list[str]:
        """Play a scenario's caller by typing; gives what differs at the end."""
        await self.prepare(scenario)
        conversation = await self.ring(scenario.caller.number)
        mind = CallerMind(scenario.caller)
        said = await self.greeting(conversation, scenario)
        texts = ""
        for _ in range(MOST_TURNS):
            reply = mind.reply(said)
            if reply.hang_up:
                break
            heard = f"keypad: {reply.keys}" if reply.keys else reply.words
            said = await self.turn(conversation, heard)
            # As in a running house: what happens during a call is not left for its end.
            await self.runner.run_due()
            if texts:
                # Typed while the call went on: it arrives a turn later.
                said, texts = await self.text(conversation, texts), ""
            elif self.phones.texts and scenario.caller.number == self.phones.texts[-1]["to"]:
                texts = mind.reply_by_text(self.phones.texts[-1]["body"]) or ""
            last = conversation.last
            if last is not None and isinstance(last.move, SayGoodbye):
                break
        await self.hang_up(conversation)
        return await self.graded(scenario, conversation)

    async def prepare(self, scenario: Scenario) -> None:
        """What the visit book holds before the call."""
        people = tuple(one.name for one in self.desk.library.current.business.staff)
        self.book = RehearsedBook(self.desk.visits, people)
        await self.book.prepare(scenario, ringing_at(scenario, self.local_now()))
        while await self.runner.run_due():
            pass
        self.phones.texts.clear()

    async def graded(self, scenario: Scenario, conversation: Conversation) -> list[str]:
        """What differs at the end, in the visit book as well."""
        found = await self.end_state(conversation)
        visits = await self.book.visits(scenario)
        return differences(scenario.expect, replace(found, visits=visits))

    def local_now(self) -> datetime:
        return self.clock.now().astimezone(self.desk.library.current.business.zone)

    async def greeting(self, conversation: Conversation, scenario: Scenario) -> str:
        """The first words, by name for a caller on file."""
        caller = scenario.caller.number
        _, name = on_file(self.desk, Phone(caller) if caller else None)
        book = self.desk.library.current
        words = book.say(book.greeting.known if name else book.greeting.unknown, name=name)
        await self.journal.turn(conversation.call, "desk", words)
        self.dialogue.append(("desk", words))
        return words

    async def hang_up(self, conversation: Conversation) -> None:
        """The line is gone: what follows happens by itself."""
        call, situation = conversation.call, conversation.situation
        outcome = "finished" if conversation.over else "hung_up"
        await self.journal.close_call(call, outcome)
        body = {"call_id": call.id, "caller": call.caller or ""}
        if situation.customer == "known" and situation.customer_id:
            body["customer_id"] = situation.customer_id
        if situation.visiting and situation.visiting.errand:
            body["about_visit"] = situation.visiting.errand
        key = f"{call.id}:completed"
        await self.desk.events.happened("call_completed", key, body, call_id=call.id)
        while await self.runner.run_due():
            pass

    async def end_state(self, conversation: Conversation) -> EndState:
        record = await one_call(self.store, conversation.call.id)
        assert record is not None
        customers, estimates = await self.rows("Customer"), await self.rows("Estimate")
        olds = self.before[0] | self.before[1]
        async with httpx2.AsyncClient() as http:
            mails = (await http.get(f"{self.base}/_sandbox/outbox")).json()
        return EndState(
            customers=[body for key, body in customers.items() if key not in olds],
            estimates=[body for key, body in estimates.items() if key not in olds],
            changed=[key for key, body in olds.items() if (customers | estimates)[key] != body],
            mails=mails,
            texts=self.phones.texts,
            call=shown(record).model_dump(mode="json", by_alias=True),
        )

    async def rows(self, entity: str) -> dict[str, dict[str, Any]]:
        hidden = " WHERE Active IN (true,false)" if entity == "Customer" else ""
        statement = f"SELECT * FROM {entity}{hidden} ORDERBY Id MAXRESULTS 1000"  # noqa: S608
        token = await self.books.connection.token()
        async with httpx2.AsyncClient() as http:
            while True:
                answer = await http.get(
                    f"{self.base}/v3/company/1/query",
                    params={"query": statement},
                    headers={"Authorization": f"Bearer {token}"},
                )
                if answer.status_code != 429:
                    break
                # The desk and whoever looks on share what the company allows in a second.
                await asyncio.sleep(0.3)
        rows = answer.json()["QueryResponse"].get(entity, [])
        return {row["Id"]: row for row in rows}

    async def _bridge(self, line: str) -> None:
        self.dialogue.append(("desk", line))


@asynccontextmanager
async def _serving(folder: Path) -> AsyncIterator[str]:
    with loopback() as listening:
        app = sandbox_app(folder)
        # Intuit's limits are measured elsewhere; a look at the end state must not run into them.
        app.state.sandbox.troubles.PER_SECOND = 10**6
        config = uvicorn.Config(app, log_level="error", ws="none")
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await running


@pytest.fixture
async def typed(tmp_path: Path) -> AsyncIterator[TypedDesk]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    try:
        async with _serving(tmp_path / "company") as base:
            desk = TypedDesk(store, base, tmp_path)
            await desk.open()
            yield desk
            await desk.books.close()
    finally:
        await store.close()
