"""The wheel, installed outside the checkout and started as a deployer would."""

import json
import os
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import httpx2
import pytest

pytestmark = [pytest.mark.wire, pytest.mark.timeout(120)]

HOUSE = Path(__file__).parents[2]
ROOMS = ("agent", "dashboard", "triggers", "tools", "qbo", "telephony", "prompts", "office")
ENTRY = "import server; server.main()"


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*command, *arguments], check=True, timeout=60)  # noqa: S603 - fixed words


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built the way the Dockerfile builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(HOUSE))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("site")
    pip("install", "--no-deps", "--no-index", "--no-compile", "--target", str(site), str(wheel))
    return site


def surroundings(installed: Path, data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
    kept |= {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1", "NO_COLOR": "1"}
    return kept | {"FRONTDESK_DATA": str(data)} | more


def start(installed: Path, data: Path, *arguments: str, code: str = ENTRY) -> str:
    """Run the installed program from the root folder; gives what it printed."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code, *arguments],
        cwd="/",
        env=surroundings(installed, data),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_carries_every_file_that_is_not_code(wheel: Path) -> None:
    """Words, rules, migrations, scenarios and pages; a tool reads them where they lie."""
    wanted = {
        path.relative_to(HOUSE).as_posix()
        for room in ROOMS
        for path in (HOUSE / room).rglob("*")
        if path.is_file() and path.suffix not in (".pyc", ".log")
    }
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_wheel_carries_nothing_but_the_house(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {*ROOMS, "server.py"}


def test_help_names_the_commands(installed: Path, tmp_path: Path) -> None:
    shown = start(installed, tmp_path, "--help")
    assert "explain" in shown
    assert "call" in shown


def test_a_rule_is_explained_from_anywhere(installed: Path, tmp_path: Path) -> None:
    """Needs the shipped rules and, for a new data folder, the migrations."""
    shown = start(installed, tmp_path / "new", "explain", "burst pipe")
    assert 'Burst pipe: heard "burst pipe"' in shown
    assert (tmp_path / "new" / "frontdesk.db").exists()


def test_installed_code_reads_its_own_files(installed: Path, tmp_path: Path) -> None:
    code = """
import json, sys
import server
from importlib.resources import files
from agent.rehearsal.scenario import load, names
from agent.voices.weights import total_bytes
found = {
    "scenarios": [load(name).name for name in names()],
    "models": files("agent.voices").joinpath("requirements-models.txt").read_text().count("sha256"),
    "bytes": total_bytes(),
    "from": [m.__file__ for n, m in sys.modules.items() if n.split(".")[0] in sys.argv[1:]],
}
print(json.dumps(found))
"""
    found: dict[str, Any] = json.loads(
        start(installed, tmp_path, *ROOMS, "server", code=code).splitlines()[-1]
    )
    assert "ac-not-cooling" in found["scenarios"]
    assert found["models"] > 0
    assert [path for path in found["from"] if not path.startswith(str(installed))] == []


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def first_answer(url: str, process: "subprocess.Popen[bytes]") -> httpx2.Response:
    """Ask until the process answers."""
    for _ in range(200):
        assert process.poll() is None, "the embedded company ended by itself"
        try:
            return httpx2.post(url, timeout=5)
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answered at {url}")


def test_embedded_company_opens_with_its_seed(installed: Path, tmp_path: Path) -> None:
    base = f"http://127.0.0.1:{(port := free_port())}"
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", ENTRY, "sandbox"],
        cwd="/",
        env=surroundings(installed, tmp_path, FRONTDESK_SANDBOX_PORT=str(port)),
    )
    try:
        token = first_answer(f"{base}/_sandbox/token", process).json()["access_token"]
        found = httpx2.get(
            f"{base}/v3/company/1/query",
            params={"query": "select count(*) from Item"},
            headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
            timeout=5,
        )
    finally:
        process.terminate()
        process.wait(20)
    assert found.json()["QueryResponse"]["totalCount"] > 10
