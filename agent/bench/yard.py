"""Where measuring happens: the desk, the embedded company and a floor in processes of their own.

The carrier runs in the measuring process, so that it can note when each message crosses the wire.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import uvicorn

from agent.bench.phone import Phone
from agent.bench.relay import Relay, relay
from office.ports import free_ports, loopback
from office.settings import Settings
from telephony.carrier.app import carrier_of
from telephony.carrier.exchange import Exchange

START_SECONDS = 90.0
PROGRAM = Path(__file__).parents[2]
"""Where our packages are, checkout or installation."""


class BenchError(Exception):
    """Something cannot be measured; the message says what and what to do."""


@dataclass(frozen=True, slots=True)
class Yard:
    """A running desk and what is needed to call it; only the desk uses `books_wire`."""

    settings: Settings
    exchange: Exchange
    books_wire: Relay
    desk_pid: int
    company_pid: int

    @property
    def carrier_url(self) -> str:
        """Where a handset dials."""
        return f"http://127.0.0.1:{self.settings.carrier_port}"

    def phone(self, caller: str | None = None, sound: bytes = b"") -> Phone:
        """A phone that says `sound` (8 kHz μ-law) once told to."""
        return Phone(self.exchange, caller, sound)


@asynccontextmanager
async def yard(settings: Settings, voices: str) -> AsyncIterator[Yard]:
    """A desk with "instant" or "embedded" voices, ready for calls, on data of its own.

    Raises:
        BenchError: a part did not start.
    """
    with TemporaryDirectory(prefix="frontdesk-bench-") as folder:
        own = own_settings(settings, Path(folder))
        async with contextlib.AsyncExitStack() as stack:
            company = await stack.enter_async_context(
                process(own, f"http://127.0.0.1:{own.sandbox_port}/", "server", "sandbox")
            )
            exchange = await stack.enter_async_context(_carrier(own))
            wire = await stack.enter_async_context(relay(own.sandbox_port))
            ready = f"http://127.0.0.1:{own.port}/readyz"
            watched = own.model_copy(update={"sandbox_port": wire.port})
            desk = await stack.enter_async_context(
                process(watched, ready, "agent.bench.desk", voices, wanted=200)
            )
            yield Yard(own, exchange, wire, desk.pid, company.pid)


def own_settings(settings: Settings, folder: Path) -> Settings:
    """Settings of nobody: embedded parties, free ports, an empty data folder, the same models.

    Built without reading anything, so that no key of a real account can end up in them: measuring
    enters customers and places calls.
    """
    port, company, carrier, mailbox = free_ports(4)
    return Settings.model_construct(
        data=folder,
        voices=settings.voices_folder.resolve(),
        port=port,
        sandbox_port=company,
        carrier_port=carrier,
        mailbox_port=mailbox,
    )


@asynccontextmanager
async def process(
    settings: Settings, ready: str, module: str, *arguments: str, wanted: int = 0
) -> AsyncIterator[asyncio.subprocess.Process]:
    """One of our own programs, running; `ready` is asked until it answers (with `wanted`).

    Raises:
        BenchError: it did not come up.
    """
    told = settings.data / f"{module}.log"
    with told.open("wb") as log:
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            *arguments,
            cwd=settings.data,
            env=_environment(settings),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=log,
        )
    try:
        async with httpx2.AsyncClient(timeout=2.0) as http:
            if not await _is_ready(http, ready, running, wanted):
                raise BenchError(_why(module, told))
        yield running
    finally:
        if running.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                running.send_signal(signal.SIGCONT)
                running.terminate()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(running.wait(), 10)
            if running.returncode is None:
                running.kill()
                await running.wait()


async def _is_ready(
    http: httpx2.AsyncClient, url: str, running: asyncio.subprocess.Process, wanted: int
) -> bool:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + START_SECONDS
    while running.returncode is None and loop.time() < deadline:
        with contextlib.suppress(httpx2.HTTPError):
            answer = await http.get(url)
            if not wanted or answer.status_code == wanted:
                return True
        await asyncio.sleep(0.2)
    return False


def _why(module: str, told: Path) -> str:
    """A part that did not start, with the last thing it said."""
    said = told.read_text(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(said) if line.strip()), "nothing")
    return f"{module} did not start for measuring; run frontdesk doctor. Its last words: {last}"


def _environment(settings: Settings) -> dict[str, str]:
    """Our own settings only: keys of real accounts must not be used for measuring.

    A `.env` file is not found either, since the data folder is where the program runs.
    """
    foreign = ("TWILIO_", "QBO_", "OPENAI_", "DEEPGRAM_", "DATABASE_URL", "FRONTDESK_")
    kept = {
        name: value for name, value in os.environ.items() if not name.upper().startswith(foreign)
    }
    return kept | {
        "PYTHONPATH": str(PROGRAM),
        # The voice framework prints a banner.
        "LOGURU_LEVEL": "WARNING",
        "FRONTDESK_DATA": str(settings.data),
        "FRONTDESK_VOICES": str(settings.voices_folder),
        "FRONTDESK_PORT": str(settings.port),
        "FRONTDESK_SANDBOX_PORT": str(settings.sandbox_port),
        "FRONTDESK_CARRIER_PORT": str(settings.carrier_port),
        "FRONTDESK_MAILBOX_PORT": str(settings.mailbox_port),
    }


@asynccontextmanager
async def _carrier(settings: Settings) -> AsyncIterator[Exchange]:
    app = carrier_of(settings)
    config = uvicorn.Config(app, log_config=None, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    with loopback(settings.carrier_port) as listening:
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            exchange: Exchange = app.state.exchange
            yield exchange
        finally:
            server.should_exit = True
            await asyncio.gather(running, return_exceptions=True)
