import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from office.ports import free_ports

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(400)]

READY_SECONDS = 120
SCENARIOS = (
    "burst-pipe",
    pytest.param("known-caller", marks=pytest.mark.slow),
    pytest.param("hangs-up", marks=pytest.mark.slow),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """`frontdesk` as anybody starts it, on a data folder of its own."""
    port, sandbox, carrier, mailbox = free_ports(4)
    folder = tmp_path_factory.mktemp("desk")
    voices = os.environ.get("FRONTDESK_VOICES") or str(Path("data/voices").resolve())
    environment = os.environ | {
        "FRONTDESK_DATA": str(folder),
        "FRONTDESK_VOICES": voices,
        "FRONTDESK_MEANING": "true",
        "FRONTDESK_PORT": str(port),
        "FRONTDESK_SANDBOX_PORT": str(sandbox),
        "FRONTDESK_CARRIER_PORT": str(carrier),
        "FRONTDESK_MAILBOX_PORT": str(mailbox),
    }
    process = subprocess.Popen([sys.executable, "-m", "server"], env=environment)
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not ready(port):
            assert process.poll() is None, "the desk did not start"
            assert time.monotonic() < deadline, "the desk did not become ready"
            time.sleep(0.5)
        yield environment
    finally:
        process.terminate()
        process.wait(20)


def ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


async def phone(scenario: str, environment: dict[str, str]) -> dict[str, Any]:
    call = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", "call", scenario, "--json"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complaint = await call.communicate()
    text = printed.decode()
    assert "{" in text, complaint.decode()[-2000:]
    report: dict[str, Any] = json.loads(text[text.index("{") :])
    assert (call.returncode == 0) is report["passed"]
    return report


@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_whole_call_in_real_audio_ends_as_it_should(
    desk: dict[str, str], scenario: str
) -> None:
    report = await phone(scenario, desk)
    if not report["passed"]:
        # Sound is recognised anew each time; a caller who was misheard calls again once.
        report = await phone(scenario, desk)
    said = [f"{turn['who']:>7}: {turn['words']}" for turn in report["dialogue"]]
    told = "\n".join([*said, *(f"  heard: {words}" for words in report["heard"])])
    assert report["differences"] == [], told
