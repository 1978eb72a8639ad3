"""Databases to test with, brought up to date once: the steps there cost more than most tests."""

from pathlib import Path
from tempfile import TemporaryDirectory

from office.store import Store

_MADE: list[bytes] = []


async def up_to_date(path: Path) -> str:
    """Put an empty database at a path, as a new desk makes it; gives its URL."""
    if not _MADE:
        with TemporaryDirectory() as folder:
            first = Path(folder) / "first.db"
            await (await Store.open(_url(first))).close()
            _MADE.append(first.read_bytes())
    path.write_bytes(_MADE[0])  # noqa: ASYNC240 - a test waits for nobody
    return _url(path)


def _url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"
