"""A real PostgreSQL server for tests: `scripts/postgres` in a folder of its own.

`python -m tests.postgres COMMAND` runs a command beside one; `make test-postgres` does.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from office.ports import free_ports
from tests.stores import SERVER

SCRIPT = Path(__file__).parents[1] / "scripts" / "postgres"
_STARTS_WITHIN = 60.0


def is_installed() -> bool:
    """Whether there is a server to start; `scripts/install-postgres` brings one."""
    debian = Path("/usr/lib/postgresql")
    return shutil.which("initdb") is not None or any(debian.glob("*/bin/initdb"))


needs_postgres = pytest.mark.skipif(
    not is_installed(), reason="PostgreSQL is not installed; scripts/install-postgres brings it"
)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A running server; gives the address of an empty database on it."""
    # Not below pytest's own folders: they are closed to the user the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-postgres-"))
    (port,) = free_ports(1)
    process = subprocess.Popen([SCRIPT, folder, str(port)])  # noqa: S603 - our own script
    address = f"postgresql://desk@127.0.0.1:{port}/postgres"
    try:
        _wait_for(address, process)
        yield address
    finally:
        # The immediate shutdown: what it leaves is thrown away.
        process.send_signal(signal.SIGQUIT)
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    with server() as named:
        done = subprocess.run(sys.argv[1:], env={**os.environ, SERVER: named}, check=False)  # noqa: S603
    sys.exit(done.returncode)
