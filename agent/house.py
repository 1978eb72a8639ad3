"""The house of one running desk: every room's parts, put together from the settings."""

import asyncio
import contextlib
import gc
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from fastapi import APIRouter

from agent.answering import Answering
from agent.bookkeeping import Bookkeeping
from agent.brain.choice import Brains, choose_brains
from agent.calendars import calendars, visit_feed
from agent.deliveries import Deliveries
from agent.detector import warm_up
from agent.edits import watch_edits
from agent.incoming import IncomingTexts
from agent.pipeline import Engines
from agent.reception import Reception
from agent.tending import Tending
from agent.voices.choice import Voices, choose_voices
from office.announcements import Announcements
from office.calendars.several import Calendars
from office.calendars.standing import CalendarStanding
from office.clock import Clock, SystemClock
from office.company_rows import CompanyRows
from office.consents import Consents
from office.events import EventLog
from office.followups import Desktray
from office.journal import Journal
from office.live import LiveEvents
from office.mail.mailing import Mailing
from office.mail.postman import Postman, Route
from office.messages import MessageLedger
from office.mirror_rows import MirrorRows
from office.requests import RuleVersions
from office.settings import Account, Settings, SettingsError
from office.store import Store
from office.texts import TextLedger
from office.visits import VisitBook
from office.writes import WriteLedger
from prompts.library import Library
from prompts.meaning.sense import Sense
from qbo.access.connection import Connection, require_keys
from qbo.access.consent import Consent, redirect_address
from qbo.access.standing import BooksKnown
from qbo.books import Books
from qbo.mirror.mirror import Mirror
from qbo.mirror.webhook import Doorbell, subscribe, verifier_token
from qbo.wire.session import Wire
from qbo.writing.company import Company
from telephony.admission import Admission
from telephony.rest import CarrierRest
from telephony.signatures import Signatures
from telephony.sms import Texting as CarrierTexting
from telephony.switchboard import Answerers, Switchboard, Voicemail
from telephony.tokens import StreamTokens
from tools.desk import Desk
from tools.texting import Texting
from triggers.means import Means
from triggers.roster import equipped
from triggers.runner import Runner

log = structlog.get_logger()

BOOKS_SECONDS = 3.0
"""So long the first call waits for customers; a large company is heard while calls go on."""
BRAINS_AGAIN_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class CarrierLines:
    """The owner's words that the carrier speaks itself."""

    voicemail: str
    full: str


class House:
    """Everything a running desk is made of; `open` builds it, `close` takes it down."""

    def __init__(
        self, settings: Settings, store: Store, clock: Clock, voices: Voices, library: Library
    ) -> None:
        """Put the rooms together; use `House.open`."""
        self.settings, self.store, self.clock = settings, store, clock
        self.voices, self.library, self.live = voices, library, LiveEvents()
        self.brains: Brains = choose_brains(settings)
        self.journal, self.tray = (
            Journal(store, clock, self.live),
            Desktray(store, clock, self.live),
        )
        self.writes = WriteLedger(store, clock, self.live)
        self.events, self.messages = EventLog(store, clock), MessageLedger(store, clock)
        account = settings.account
        rest = CarrierRest(account.sid, account.token, account.number, carrier_base(settings))
        self.signatures = Signatures(account.token, settings.desk_url)
        business = library.current.business
        self.mirror = self._mirror_of(business.region, business.area_code)
        self.wire = Wire(Connection.of(settings, clock))
        company = Company(self.wire, CompanyRows(store, clock), clock)
        visits = VisitBook(store, clock, self.events)
        self.calendar = self._calendar(visits)
        self.desk = Desk(
            books=Books(self.wire, self.mirror, self.writes, company),
            library=library,
            clock=clock,
            tray=self.tray,
            writes=self.writes,
            messages=self.messages,
            events=self.events,
            texting=self._texting(rest),
            mailing=self._mailing(),
            visits=visits,
            calendar=self.calendar,
            sense=Sense.at(settings.meaning_folder, wanted=settings.meaning),
        )
        announcements = Announcements(store, clock)
        self.bookkeeping = Bookkeeping(
            self.desk,
            announcements,
            lambda: self.zone,
            lambda: subscribe(self.wire.connection, settings),
            resettable=settings.embedded_books,
        )
        self.doorbell = Doorbell(
            self.wire.connection, announcements, verifier_token(settings), self.bookkeeping.ring
        )
        self.consent = self._consent()
        self.tending = Tending(self.wire, self.tray, clock, business.zone)
        on_embedded = settings.embedded_phone
        self.reception = Reception(
            self.desk, self.journal, self._engines, voices.render, rehearsals=on_embedded
        )
        self.incoming = IncomingTexts(self.desk, self.texts, self.reception)
        self.admission = Admission(settings.max_calls, clock)
        self.switchboard = self._switchboard(account, rest)
        self.feed = visit_feed(settings, store, self.desk)
        self.runner = self._runner()
        self.ready = False
        self._tasks: list[asyncio.Task[None]] = []

    @classmethod
    async def open(cls, settings: Settings) -> "House":
        """Open the store and put the rooms together.

        Raises:
            StoreError, WeightsError, SettingsError: one plain sentence each.
        """
        require_keys(settings)
        _require_whole_accounts(settings)
        clock = SystemClock()
        store = await Store.open(settings.database)
        library = Library.open(settings.data / "prompts")
        excuse = library.current.phrases.failure.one_moment
        return cls(settings, store, clock, choose_voices(settings, excuse), library)

    @property
    def business_name(self) -> str:
        """Whose phone is answered."""
        return self.library.current.business.name

    @property
    def customers_known(self) -> int:
        """How many percent of QuickBooks' customers were read at least once."""
        return int(self.mirror.progress * 100)

    @property
    def calendar_standing(self) -> CalendarStanding:
        """How the owner's own calendar stands."""
        return self.calendar.standing if self.calendar else CalendarStanding()

    @property
    def zone(self) -> ZoneInfo:
        """The business's time zone."""
        return self.library.current.business.zone

    def doors(self) -> list[APIRouter]:
        """The routes that outside parties use: the carrier's, and QuickBooks'."""
        return [self.switchboard.router(), self.doorbell.door()]

    async def start(self, tick: Callable[[], None] = lambda: None) -> None:
        """Warm everything up; calls are answered from here on."""
        self._begin(self.tending.run, self.bookkeeping.run, self.bookkeeping.settle)
        await warm_up()
        await self.voices.start(self.library.current.fixed_lines(), tick)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.bookkeeping.begun.wait(), BOOKS_SECONDS)
        self._begin(self.runner.run, self._watch_prompts, self._try_brains)
        if self.calendar is not None:
            self._begin(self.calendar.run)
        # What is loaded by now stays: looking through it again would stall calls for 0.1 s.
        gc.collect()
        gc.freeze()
        await self.incoming.take_up()
        await self.reception.take_up()
        self.ready = True

    async def close(self) -> None:
        """Stop taking calls and let go of everything."""
        self.ready, self.admission.open = False, False
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.reception.close()
        await self.voices.close()
        await self.brains.close()
        if self.calendar is not None:
            await self.calendar.close()
        self.desk.sense.close()
        await self.desk.books.close()
        await self.store.close()

    def _mirror_of(self, region: str, area_code: str) -> Mirror:
        rows = MirrorRows(self.store, self.clock)
        return Mirror(rows, region=region, area_code=area_code, clock=self.clock)

    def _begin(self, *works: Callable[[], Coroutine[Any, Any, None]]) -> None:
        for work in works:
            task = asyncio.create_task(work(), name=work.__qualname__)
            task.add_done_callback(_ended)
            self._tasks.append(task)

    def _engines(self, answering: Answering) -> Engines:
        return Engines(
            ears=self.voices.ears(answering.hints),
            llm=self.brains.brain(
                answering.decide,
                answering.conversation.rulebook.instructions(self.clock.now()),
                answering,
            ),
            voice=self.voices.voice(),
        )

    def _texting(self, rest: CarrierRest) -> Texting:
        carrier = CarrierTexting(rest, self.signatures.webhook_url("/twilio/status"))
        self.texts = TextLedger(self.store, self.clock)
        return Texting(self.messages, self.texts, self.tray, carrier)

    def _calendar(self, visits: VisitBook) -> Calendars | None:
        settings, store, tray = self.settings, self.store, self.tray
        return calendars(settings, store, visits, tray=tray, clock=self.clock, library=self.library)

    def _mailing(self) -> Mailing:
        route = Route.of(self.settings)
        postman = Postman(route) if route else None
        return Mailing(self.messages, self.tray, self.clock, postman)

    def _consent(self) -> Consent:
        return Consent(
            self.wire.connection,
            Consents(self.store, self.clock),
            redirect_address(self.settings),
            realms=MirrorRows(self.store, self.clock).realms,
            changed=self.bookkeeping.changed,
            busy=lambda: self.admission.taken > 0,
        )

    def _switchboard(self, account: Account, rest: CarrierRest) -> Switchboard:
        return Switchboard(
            account_sid=account.sid,
            signatures=self.signatures,
            tokens=StreamTokens(self.clock),
            admission=self.admission,
            rest=rest,
            lines=self._carrier_lines,
            answerers=Answerers(
                on_ring=self.reception.on_ring,
                answer=self.reception.answer,
                how_it_ended=self.reception.how_it_ended,
                on_ended=self.reception.ended,
                on_voicemail=self._voicemail,
                on_text=self.incoming.received,
                on_delivery=Deliveries(self.desk, self.reception).reported,
                on_refused=self._refused,
            ),
        )

    def _carrier_lines(self) -> CarrierLines:
        book = self.library.current
        return CarrierLines(book.say(book.phrases.voicemail), book.say(book.phrases.over_capacity))

    def _runner(self) -> Runner:
        means = Means(self.desk, self.journal)
        return Runner(self.events, self.tray, self.clock, equipped(means))

    async def refresh_books(self) -> tuple[int, int]:
        """Read customers and items anew; gives how many there are."""
        return await self.bookkeeping.read_anew()

    def read_books_soon(self) -> None:
        """Read customers and items anew, without anybody waiting for it."""
        self.bookkeeping.read_soon()

    async def books_known(self) -> BooksKnown:
        """What is known of QuickBooks' books, and what waits to be entered there."""
        return await self.bookkeeping.known()

    async def _try_brains(self) -> None:
        """A model that cannot be used is the owner's problem, and no caller's; looked at anew."""
        while True:
            trouble = await self.brains.start()
            if trouble:
                await self.tray.problem("model", trouble)
            else:
                await self.tray.solved("model")
            await asyncio.sleep(BRAINS_AGAIN_SECONDS)

    async def _watch_prompts(self) -> None:
        """Take up the owner's edits for as long as the desk runs."""
        versions = RuleVersions(self.store, self.clock)
        await watch_edits(self.library, self.mirror, self.desk.sense, self.tray, versions)

    async def _voicemail(self, left: Voicemail) -> None:
        """Somebody spoke to the carrier's voicemail: a person must listen to it."""
        call = await self.journal.open_call(
            left.ring.call_sid,
            caller=left.ring.caller.e164 if left.ring.caller else None,
            called=left.ring.called,
            attestation=left.ring.attestation,
        )
        await self.journal.close_call(call, "voicemail")
        await self.tray.follow_up(
            key=f"voicemail:{left.ring.call_sid}",
            kind="voicemail",
            note=f"A message of {left.seconds} seconds was left: {left.recording_url}",
            call_id=call.id,
        )

    async def _refused(self) -> None:
        await self.tray.problem(
            "twilio_token",
            "A call for your Twilio account was signed with another token, so it was not "
            "answered. Check TWILIO_AUTH_TOKEN and FRONTDESK_PUBLIC_URL.",
        )


def _ended(task: asyncio.Task[None]) -> None:
    """What should go on for ever must not end in silence."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("upkeep_ended", work=task.get_name(), kind=type(error).__name__)


def _require_whole_accounts(settings: Settings) -> None:
    if settings.voice == "deepgram" and not settings.deepgram_api_key:
        raise SettingsError(
            "FRONTDESK_VOICE is deepgram, but DEEPGRAM_API_KEY is not set. Set the key, or leave "
            "FRONTDESK_VOICE out to use the embedded voice."
        )
    if settings.twilio_account_sid and not (
        settings.twilio_auth_token and settings.twilio_phone_number
    ):
        raise SettingsError(
            "TWILIO_ACCOUNT_SID is set, but TWILIO_AUTH_TOKEN or TWILIO_PHONE_NUMBER is not. Set "
            "all three, or none to use the embedded carrier."
        )


def carrier_base(settings: Settings) -> str:
    """Where Twilio's REST API is; empty means Twilio's own."""
    if settings.twilio_api_base or not settings.embedded_phone:
        return settings.twilio_api_base
    return f"http://127.0.0.1:{settings.carrier_port}"
