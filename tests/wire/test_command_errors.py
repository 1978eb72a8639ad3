"""Bad input gets one plain sentence and a non-zero exit, never a traceback."""

import asyncio
import os
import socket
import sys
from pathlib import Path

import pytest

from office.ports import free_ports

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]
VOICES = os.environ.get("FRONTDESK_VOICES") or str(Path("data/voices").resolve())


async def run(folder: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """The exit code and standard error of a command, on settings of its own."""
    port, company, carrier = free_ports(3)
    foreign = ("FRONTDESK_", "TWILIO_", "QBO_", "OPENAI_", "DEEPGRAM_", "DATABASE_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    own = {
        "FRONTDESK_DATA": str(folder),
        "FRONTDESK_VOICES": VOICES,
        "FRONTDESK_PORT": str(port),
        "FRONTDESK_SANDBOX_PORT": str(company),
        "FRONTDESK_CARRIER_PORT": str(carrier),
        "FRONTDESK_MAILBOX_PORT": "0",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server", *arguments),
        env=kept | own | settings,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await asyncio.wait_for(process.communicate(), 50)
    return process.returncode or 0, err.decode()


def assert_plain(code: int, err: str, *words: str) -> None:
    told = [line for line in err.splitlines() if line and "[info" not in line]
    assert code == 1, err
    assert len(told) == 1, err
    assert "Traceback" not in err
    for word in words:
        assert word in told[0]


async def test_unknown_scenario_names_the_nearest_one(tmp_path: Path) -> None:
    code, err = await run(tmp_path, "call", "burst-pip")
    assert_plain(code, err, "burst-pip", "Did you mean burst-pipe?", "ac-not-cooling")


async def test_broken_scenario_file_is_named_with_its_mistake(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("name: mine\nabout: mine\ncaller: {facts: {}, says: {}}\nexpekt: {}\n")
    code, err = await run(tmp_path, "call", str(path))
    assert_plain(code, err, "mine.yaml", "expect")


async def test_port_in_use_names_the_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, err = await run(tmp_path, FRONTDESK_PORT=port)
    assert_plain(code, err, port, "FRONTDESK_PORT")


async def test_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    code, err = await run(blocked / "data")
    assert_plain(code, err, "a file", "FRONTDESK_DATA")


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("FRONTDESK_VOICE", "deepgram", "DEEPGRAM_API_KEY"),
        ("FRONTDESK_BRAIN", "llm", "OPENAI_API_KEY"),
        ("QBO_ENVIRONMENT", "production", "QBO_CLIENT_ID"),
        ("TWILIO_ACCOUNT_SID", "AC" + "0" * 32, "TWILIO_AUTH_TOKEN"),
        ("FRONTDESK_PORT", "many", "FRONTDESK_PORT"),
        ("DATABASE_URL", "oracle://desk", "DATABASE_URL"),
    ],
)
async def test_setting_that_cannot_work_is_named(
    tmp_path: Path, setting: str, value: str, words: str
) -> None:
    code, err = await run(tmp_path, **{setting: value})
    assert_plain(code, err, words)
