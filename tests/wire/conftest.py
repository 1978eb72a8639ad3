import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI

from agent.bench.phone import Phone
from agent.bench.speech import caller_says
from agent.house import House
from agent.voices.choice import InstantVoices
from office.clock import SystemClock
from office.ports import free_ports
from office.settings import Settings
from office.store import Store
from prompts.library import Library
from telephony.carrier.app import carrier_of
from telephony.carrier.exchange import Exchange
from tests.serving import served


@dataclass
class Wired:
    """A whole desk and its carrier, each on a port of its own; ears hear what `heard` holds."""

    house: House
    exchange: Exchange
    sound: bytes
    heard: deque[str] = field(default_factory=deque)

    @property
    def base(self) -> str:
        """The desk's address."""
        return self.house.settings.desk_url

    def phone(self, caller: str | None = "+16145550171") -> Phone:
        """A phone that speaks real speech, heard as the next of `heard`."""
        return Phone(self.exchange, caller, self.sound)


@pytest.fixture(scope="session")
def speech() -> bytes:
    """A spoken sentence as 8 kHz μ-law."""
    return asyncio.run(caller_says(Settings().voices_folder))


@pytest.fixture
async def wired(tmp_path: Path, speech: bytes) -> AsyncIterator[Wired]:
    port, company, carrier, mailbox = free_ports(4)
    settings = Settings(
        data=tmp_path,
        port=port,
        sandbox_port=company,
        carrier_port=carrier,
        mailbox_port=mailbox,
        max_calls=2,
    )
    heard = deque[str]()
    voices = InstantVoices(lambda: heard.popleft() if heard else "", seconds_per_word=0.1)
    house = House(
        settings,
        await Store.open(settings.database),
        SystemClock(),
        voices,
        Library.open(settings.data / "prompts"),
    )
    desk = FastAPI()
    desk.include_router(house.switchboard.router())
    phones = carrier_of(settings)
    async with served(desk, port), served(phones, carrier):
        await house.start()
        yield Wired(house, phones.state.exchange, speech, heard)
    await house.close()
