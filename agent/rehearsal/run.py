"""`frontdesk call`: one scenario from the dial tone to its grade."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import httpx2
import structlog

from agent.rehearsal.booked import RehearsedBook
from agent.rehearsal.grading import differences
from agent.rehearsal.ledger import EndState, Snapshot, Witness
from agent.rehearsal.phone import CallNotes, SimulatedCaller, Spoken
from agent.rehearsal.scenario import Scenario, ringing_at
from agent.rehearsal.voice import CallerSpeech
from agent.voices import english
from office.clock import SystemClock
from office.events import EventLog
from office.settings import Settings
from office.store import Store
from office.visits import VisitBook
from prompts.library import Library
from prompts.schema import Business

log = structlog.get_logger()

SETTLE_SECONDS = 15.0
"""How long what follows a call by itself may take before it is graded."""
NEWS_SECONDS = 3.0
"""How long texts about visits that were changed before a call may take."""


@dataclass(frozen=True, slots=True)
class Report:
    """How a rehearsal went."""

    scenario: Scenario
    notes: CallNotes
    found: EndState
    wrong: list[str]
    seconds: float

    @property
    def slowest_ms(self) -> int | None:
        """The slowest answer as the caller heard it."""
        return max((turn.answer_ms for turn in self.notes.dialogue if turn.answer_ms), default=None)

    @property
    def heard(self) -> tuple[str, ...]:
        """What the desk took the caller to say, turn by turn."""
        turns = self.found.call.get("turns", [])
        return tuple(turn["text"] for turn in turns if turn["who"] == "caller")

    def as_json(self) -> dict[str, Any]:
        """The report as data."""
        return {
            "scenario": self.scenario.name,
            "passed": not self.wrong,
            "differences": self.wrong,
            "slowest_answer_ms": self.slowest_ms,
            "seconds": round(self.seconds, 1),
            "dialogue": [
                {"who": turn.who, "words": turn.words, "answer_ms": turn.answer_ms}
                for turn in self.notes.dialogue
            ],
            "heard": list(self.heard),
            "customers": self.found.customers,
            "estimates": self.found.estimates,
            "visits": self.found.visits,
            "texts": self.found.texts,
            "emails": self.found.mails,
            "call": self.found.call.get("id"),
        }


async def is_up(settings: Settings) -> bool:
    """Whether a desk answers at the settings' port and can take a call."""
    try:
        async with httpx2.AsyncClient(timeout=2.0) as http:
            answer = await http.get(f"http://127.0.0.1:{settings.port}/readyz")
    except httpx2.HTTPError:
        return False
    return answer.status_code == 200


async def rehearse(
    scenario: Scenario, settings: Settings, show: Callable[[Spoken], None]
) -> Report:
    """Let the scenario's caller phone the running desk, then grade the end state.

    Raises:
        VoiceError, CarrierError: the caller has no voice, or no line.
        WitnessError: the desk or a party of it went away.
    """
    if scenario.caller.voice in english.STANDS_IN:
        await asyncio.to_thread(english.fetch, settings.voices_folder, _stands_in)
    speech = CallerSpeech(settings.voices_folder, scenario.caller.voice)
    witness = Witness(settings)
    await speech.start()
    store = await Store.open(settings.database)
    clock = SystemClock()
    people = tuple(one.name for one in _business(settings).staff)
    book = RehearsedBook(VisitBook(store, clock, EventLog(store, clock)), people)
    try:
        facts = scenario.caller.facts
        await witness.put_aside(facts.phone, facts.email)
        if await book.prepare(scenario, _rings_at(scenario, settings)):
            # Whoever had a visit hears that it is off, and of a new one; not of this call.
            await asyncio.sleep(NEWS_SECONDS)
        before = await witness.snapshot()
        started = time.monotonic()

        async def tell(spoken: Spoken) -> None:
            show(spoken)

        caller = SimulatedCaller(scenario.caller, speech, tell)
        notes = await caller.call(
            f"http://127.0.0.1:{settings.carrier_port}", rehearsed_at=_rings_at(scenario, settings)
        )
        seconds = time.monotonic() - started
        found, wrong = await _settled(scenario, witness, book, before)
        return Report(scenario, notes, found, wrong, seconds)
    finally:
        await witness.close()
        await speech.close()
        await store.close()


def _stands_in(why: str) -> None:
    log.warning("english_voices_missing", why=why)


def _rings_at(scenario: Scenario, settings: Settings) -> datetime:
    """Office hours and prices depend on the time; a rehearsal must not."""
    return ringing_at(scenario, datetime.now(_business(settings).zone))


def _business(settings: Settings) -> Business:
    return Library.open(settings.data / "prompts").current.business


async def _settled(
    scenario: Scenario, witness: Witness, book: RehearsedBook, before: Snapshot
) -> tuple[EndState, list[str]]:
    """Grade once everything that follows the call has happened, or time is up."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        found = replace(await witness.since(before), visits=await book.visits(scenario))
        wrong = differences(scenario.expect, found)
        if not wrong or time.monotonic() > deadline:
            return found, wrong
        await asyncio.sleep(0.5)
