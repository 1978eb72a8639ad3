"""The office between processes: one is killed in mid-write, several open and plan at once."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from office.clock import SystemClock
from office.journal import Journal
from office.live import LiveEvents
from office.sheet import FieldName
from office.store import Store
from office.tables import writes

pytestmark = pytest.mark.wire

HOUSE = Path(__file__).parents[2]

BEGINNING = """
import asyncio, sys
from office.clock import SystemClock
from office.journal import Journal
from office.live import LiveEvents
from office.sheet import CallSheet, FieldName
from office.store import Store
from office.writes import WriteLedger

clock, live = SystemClock(), LiveEvents()

async def main():
    sys.stdin.readline()
    store = await Store.open(sys.argv[1])
"""

TALKING = """
    journal = Journal(store, clock, live)
    call = await journal.open_call("CA1", caller=None, called="+16145550100")
    sheet = CallSheet()
    for number in range(100_000):
        await journal.turn(call, "caller", f"turn {number}")
        sheet = sheet.hear(FieldName.NOTES, f"note {number}")
        await journal.fields(call, [sheet[FieldName.NOTES]])
        print(number, flush=True)

asyncio.run(main())
"""

PLANNING = """
    ledger = WriteLedger(store, clock, live)
    for number in range(20):
        write = await ledger.plan(
            realm="1", key=f"k{number}", entity="Estimate",
            payload={"by": sys.argv[2]}, call_id=None,
        )
        print(write.payload["by"], flush=True)
    await store.close()

asyncio.run(main())
"""


async def start(program: str, *arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", BEGINNING + program, *arguments,
        cwd=HOUSE, env={**os.environ, "PYTHONPATH": str(HOUSE)}, stdin=PIPE, stdout=PIPE,
    )  # fmt: skip


async def read_until(process: Process, line: bytes) -> list[bytes]:
    assert process.stdout is not None
    read: list[bytes] = []
    async with asyncio.timeout(20):
        while not read or read[-1] != line:
            read.append((await process.stdout.readline()).strip())
            assert read[-1], "The process ended early."
    return read


async def test_a_killed_process_has_lost_nothing_it_had_written(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}"
    talking = await start(TALKING, url)
    assert talking.stdin is not None
    assert talking.stdout is not None
    talking.stdin.write(b"\n")
    await read_until(talking, b"40")
    talking.kill()
    reported = (await talking.stdout.read()).split()
    await talking.wait()
    last = int(reported[-1]) if reported else 40

    store = await Store.open(url)
    journal = Journal(store, SystemClock(), LiveEvents())
    (left,) = await journal.left_open()
    turns = [row["text"] for row in await journal.turns_so_far(left)]
    sheet = await journal.sheet(left)
    sound = await store.row(text("PRAGMA integrity_check"))
    await store.close()
    assert turns == [f"turn {number}" for number in range(len(turns))]
    # The kill may fall between a turn and its field, never before what was reported.
    assert len(turns) - 1 in (last, last + 1)
    noted = int(str(sheet.value(FieldName.NOTES)).removeprefix("note "))
    assert noted in (last, last + 1)
    assert sound == {"integrity_check": "ok"}


async def test_processes_that_open_and_plan_at_once_share_tables_and_writes(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}"
    desks = [await start(PLANNING, url, name) for name in "abc"]
    for desk in desks:
        assert desk.stdin is not None
        desk.stdin.write(b"\n")
    async with asyncio.timeout(20):
        said = [(await desk.communicate())[0].split() for desk in desks]
    assert [desk.returncode for desk in desks] == [0, 0, 0]
    assert said[0] == said[1] == said[2]
    assert len(said[0]) == 20
    store = await Store.open(url)
    row = await store.row(select(func.count().label("n")).select_from(writes))
    await store.close()
    assert row == {"n": 20}
