import asyncio
from pathlib import Path

import pytest

from agent.bench.books import known_numbers
from agent.bench.greeting import asked_before_sound, echo_floor, first_sounds
from agent.bench.mirror import mirror
from agent.bench.relay import relay
from agent.bench.speech import caller_says
from agent.bench.turns import barge_ins
from agent.bench.visits import visits
from agent.bench.yard import BenchError, process, yard
from office.ports import free_ports
from office.settings import Settings

pytestmark = [pytest.mark.wire, pytest.mark.timeout(120)]


async def test_real_desk_is_measured_over_the_real_wire() -> None:
    settings = Settings()
    sound = await caller_says(settings.voices_folder)
    async with yard(settings, "instant") as desk:
        assert all(spent > 0 for spent in await first_sounds(desk, [None, "+16145550142"]))
        clear, stray = await barge_ins(desk, sound, 1)
        known = await known_numbers(desk)
        asked = await asked_before_sound(desk, known[:1])
    assert clear.value > 0
    assert (clear.unit, stray.unit) == ("ms", "calls")
    assert len(known) > 10
    assert asked == 0
    assert desk.books_wire.asked


async def test_customers_are_looked_up_and_read_over_the_real_wire(tmp_path: Path) -> None:
    rows = await mirror(Settings(data=tmp_path), looked_up=500, synced=1100)
    look, memory, reading, lateness = rows
    assert look.ok
    assert [row.unit for row in rows] == ["µs", "MB", "s", "ms"]
    assert all(row.value > 0 and row.floor > 0 for row in (look, reading, lateness))
    assert "1,100 customers" in reading.what
    assert memory.floor > 0


async def test_free_times_are_looked_for_and_booked_in_a_book_of_its_own() -> None:
    looked, booked = await visits(3, standing=4)
    assert all(row.unit == "ms" and row.value > 0 and row.floor > 0 for row in (looked, booked))
    assert "4 visits" in looked.taken


async def test_relay_notes_every_use_of_the_wire_and_changes_nothing() -> None:
    server = await asyncio.start_server(_shout, "127.0.0.1", 0)
    loop = asyncio.get_running_loop()
    async with server, relay(server.sockets[0].getsockname()[1]) as wire:
        before = loop.time()
        reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        writer.write(b"estimate")
        writer.write_eof()
        assert await reader.read() == b"ESTIMATE"
        writer.close()
        assert wire.asked_between(before, loop.time()) >= 2
        assert wire.asked_between(before - 2, before - 1) == 0


async def test_relay_to_nobody_hangs_up() -> None:
    async with relay(free_ports(1)[0]) as wire:
        reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
        assert await reader.read() == b""
        writer.close()


async def _shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write((await reader.read()).upper())
    await writer.drain()
    writer.close()


async def test_floor_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    assert await echo_floor(Settings(data=tmp_path), 5) > 0


async def test_desk_under_measurement_never_sees_keys_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("FRONTDESK_VOICE=nonsense\n")
    monkeypatch.chdir(tmp_path)
    async with yard(Settings.model_construct(voices=tmp_path), "instant") as desk:
        assert await first_sounds(desk, [None])


async def test_part_that_does_not_start_is_one_plain_sentence(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    with pytest.raises(BenchError, match=r"did not start.*frontdesk doctor.*no-port"):
        async with process(settings, "http://127.0.0.1:9/", "agent.bench.echo", "no-port"):
            pass
