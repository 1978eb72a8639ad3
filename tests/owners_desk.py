"""A desk whose owner connects QuickBooks: its pages and its upkeep, beside an embedded company."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI

from agent.house import House
from agent.voices.choice import InstantVoices
from dashboard.app import desk_app
from office.clock import SystemClock
from office.followups import Problem
from office.ports import free_ports
from office.settings import Settings
from office.store import Store
from prompts.library import Library
from qbo.sandbox.app import sandbox_app
from tests.serving import served


@dataclass
class OwnersDesk:
    """A desk and the company it is to be connected to."""

    house: House
    company: FastAPI
    side: httpx2.AsyncClient

    @property
    def port(self) -> int:
        return self.house.settings.port

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://localhost:{self.port}"

    @property
    def books(self) -> str:
        """Where the company is."""
        return self.house.wire.connection.base

    async def problems_become(self, wanted: Callable[[list[Problem]], bool]) -> list[Problem]:
        """The problems, once they are as wanted; five seconds at most."""
        for _ in range(250):
            if wanted(found := await self.house.tray.problems()):
                return found
            await asyncio.sleep(0.02)
        raise AssertionError(found)


class Browser:
    """Goes where the pages lead, with its own cookies, and stops before each redirect."""

    def __init__(self, desk: OwnersDesk) -> None:
        self.desk, self.http = desk, httpx2.AsyncClient(follow_redirects=False)

    async def get(self, address: str, **more: Any) -> httpx2.Response:
        where = address if address.startswith("http") else f"{self.desk.address}{address}"
        return await self.http.get(where, **more)

    async def post(self, address: str, **fields: str) -> httpx2.Response:
        return await self.http.post(f"{self.desk.address}{address}", data=fields)

    async def consents(self, choice: str = "connect", start: str = "/qbo/connect") -> str:
        """Press Connect, decide at the company; gives the address it sends the browser back to."""
        began = await self.get(start)
        assert began.status_code == 303, began.text
        page = unescape((await self.get(began.headers["location"])).text)
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="(.*?)"', page))
        fields |= {"choice": choice, "realm": "1"}
        decided = await self.http.post(f"{self.desk.books}/oauth2/authorize", data=fields)
        return str(decided.headers["location"])

    async def connects(self) -> httpx2.Response:
        return await self.get(await self.consents())


def heading(page: httpx2.Response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.S)
    return unescape(found[1]) if found else ""


@asynccontextmanager
async def owners_desk(folder: Path, **changes: Any) -> AsyncIterator[OwnersDesk]:
    """A desk of its own with the embedded company, or with one that plays Intuit's.

    With `qbo_environment` "sandbox" or "production" the keys are the company's own.
    """
    async with company_of(folder, **changes) as party, desk_beside(party) as desk:
        yield desk


@dataclass
class Party:
    """A running company, and the settings of the desk that is to be connected to it."""

    settings: Settings
    company: FastAPI
    side: httpx2.AsyncClient


@asynccontextmanager
async def company_of(folder: Path, **changes: Any) -> AsyncIterator[Party]:
    """The company alone; desks can come and go beside it."""
    port, books, carrier = free_ports(3)
    company, base = sandbox_app(folder / "company"), f"http://127.0.0.1:{books}"
    async with served(company, books), httpx2.AsyncClient(base_url=f"{base}/_sandbox") as side:
        settings = Settings(data=folder, port=port, sandbox_port=books, carrier_port=carrier)
        if changes.get("qbo_environment", "embedded") != "embedded":
            keys = (await side.post("/token")).json()
            changes = {
                "qbo_api_base": base,
                "qbo_client_id": keys["client_id"],
                "qbo_client_secret": keys["client_secret"],
                **changes,
            }
        yield Party(settings.model_copy(update=changes), company, side)


@asynccontextmanager
async def desk_beside(party: Party) -> AsyncIterator[OwnersDesk]:
    """A desk on its data folder, stopped at the end; the next one finds what it left."""
    settings = party.settings
    house = House(
        settings,
        await Store.open(settings.database),
        SystemClock(),
        InstantVoices(str, seconds_per_word=0.1),
        Library.open(settings.data / "prompts"),
    )
    house._begin(house.tending.run, house.bookkeeping.run, house.bookkeeping.settle)
    async with served(desk_app(house, house.doors()), settings.port):
        yield OwnersDesk(house, party.company, party.side)
    await house.close()
