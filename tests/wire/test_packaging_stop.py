"""A desk that is stopped, as a container engine or a service manager stops it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from office.ports import free_ports, loopback
from server import _host

pytestmark = [pytest.mark.wire, pytest.mark.timeout(90)]


def unset() -> dict[str, str]:
    """The environment without any setting of a desk."""
    return {name: value for name, value in os.environ.items() if name[:5] != "FRONT"}


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def await_ready(port: int, desk: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert desk.poll() is None, "the desk ended by itself"
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=2).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("the desk was never ready")


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=["stopped", "ctrl-c"])
def test_a_stopped_desk_leaves_nobody_behind(stop: signal.Signals, tmp_path: Path) -> None:
    """The embedded parties end with it, and the database is closed without a journal beside it."""
    desk_port, sandbox, carrier = free_ports(3)
    desk = subprocess.Popen(
        [sys.executable, "-m", "server"],
        env={
            **unset(),
            "FRONTDESK_VOICE": "instant",
            "FRONTDESK_DATA": str(tmp_path),
            "FRONTDESK_PORT": str(desk_port),
            "FRONTDESK_SANDBOX_PORT": str(sandbox),
            "FRONTDESK_CARRIER_PORT": str(carrier),
            "FRONTDESK_MAILBOX_PORT": "0",
        },
    )
    try:
        await_ready(desk_port, desk)
        desk.send_signal(stop)
        assert desk.wait(30) == 0
    finally:
        desk.kill()
    assert [port for port in (desk_port, sandbox, carrier) if listens(port)] == []
    assert list(tmp_path.glob("*.db-wal")) == []


@pytest.mark.parametrize("party", ["sandbox", "carrier"])
def test_party_that_is_stopped_while_it_starts_says_nothing(party: str, tmp_path: Path) -> None:
    """The port is open before the program behind it is loaded, and a desk may fail meanwhile."""
    (port,) = free_ports(1)
    started = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "server", party],
        env=unset()
        | {"FRONTDESK_DATA": str(tmp_path), "FRONTDESK_MAILBOX_PORT": "0"}
        | {f"FRONTDESK_{party.upper()}_PORT": str(port)},
        stderr=subprocess.PIPE,
    )
    try:
        for _ in range(3000):
            if listens(port):
                break
            time.sleep(0.01)
        started.send_signal(signal.SIGTERM)
        _, said = started.communicate(timeout=30)
    finally:
        started.kill()
    assert said.decode() == ""
    assert started.returncode in (0, -signal.SIGTERM)


async def test_program_stopped_in_the_middle_of_its_start_lets_its_application_end() -> None:
    begun, go, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        begun.set()
        await go.wait()
        yield
        ended.set()

    with loopback() as port:
        running = asyncio.create_task(_host(FastAPI(lifespan=life), port))
        await begun.wait()
        running.cancel()
        await asyncio.sleep(0)
        go.set()
        with pytest.raises(asyncio.CancelledError):
            await running
    assert ended.is_set()
