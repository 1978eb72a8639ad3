import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from dashboard import stream

pytestmark = [pytest.mark.wire, pytest.mark.timeout(30)]


class Reader:
    """A browser's side of server-sent events."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines
        self.comments = 0

    async def piece(self) -> str:
        """The next piece of a page."""
        data: list[str] = []
        async with asyncio.timeout(5):
            async for line in self._lines:
                if line.startswith("data: "):
                    data.append(line.removeprefix("data: "))
                elif line.startswith(":"):
                    self.comments += 1
                elif data:
                    return "\n".join(data)
        raise AssertionError("the stream ended")

    async def until(self, words: str) -> str:
        """The first piece with some words."""
        while words not in (piece := await self.piece()):
            pass
        return piece


@asynccontextmanager
async def reading(desk: Any, path: str) -> AsyncIterator[Reader]:
    """Somebody who looks at a live page."""
    async with (
        httpx2.AsyncClient(base_url=desk.address, timeout=5) as client,
        client.stream("GET", path) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Cache-Control"] == "no-store"
        yield Reader(answer.aiter_lines())


def readers(desk: Any) -> int:
    """How many follow the news."""
    return len(desk.live._readers)


async def test_first_piece_is_the_page_as_it_stands(shown_desk: Any) -> None:
    call = await shown_desk.ring()
    async with reading(shown_desk, f"/calls/{call.id}/live") as reader:
        piece = await reader.piece()
    assert "Thanks for calling ABC Plumbing." in piece
    assert "<html" not in piece


async def test_each_turn_field_and_write_reaches_the_page(shown_desk: Any) -> None:
    call = await shown_desk.ring()
    async with reading(shown_desk, f"/calls/{call.id}/live") as reader:
        await shown_desk.talk(call)
        await reader.until("mike@email.com")
        await shown_desk.estimate(call)
        await reader.until("$445.00")
        await shown_desk.journal.close_call(call, "finished")
        assert "finished" in await reader.until("finished")


async def test_list_shows_a_call_that_begins_meanwhile(shown_desk: Any) -> None:
    async with reading(shown_desk, "/live") as reader:
        assert "No calls yet today." in await reader.piece()
        call = await shown_desk.ring()
        assert f"/calls/{call.id}" in await reader.until("1 call today")


async def test_another_call_does_not_disturb(shown_desk: Any) -> None:
    call = await shown_desk.ring()
    async with reading(shown_desk, f"/calls/{call.id}/live") as reader:
        await reader.piece()
        other = await shown_desk.ring("+16145550199")
        await shown_desk.journal.turn(other, "caller", "Somebody else speaks.")
        await shown_desk.journal.turn(call, "caller", "My AC is not cooling.")
        assert "Somebody else" not in await reader.until("not cooling")


async def test_quiet_page_is_kept_open_by_comments_that_no_page_sees(
    shown_desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "QUIET_SECONDS", 0.05)
    call = await shown_desk.ring()
    async with reading(shown_desk, f"/calls/{call.id}/live") as reader:
        await reader.piece()
        await asyncio.sleep(0.3)
        await shown_desk.journal.turn(call, "caller", "Are you there?")
        await reader.until("Are you there?")
    assert reader.comments >= 2


async def test_problem_appears_although_it_makes_no_news(
    shown_desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "QUIET_SECONDS", 0.05)
    async with reading(shown_desk, "/live") as reader:
        await reader.piece()
        await shown_desk.tray.problem("quickbooks", "QuickBooks does not answer.")
        await reader.until("QuickBooks does not answer.")
        await shown_desk.tray.solved("quickbooks")
        assert "QuickBooks" not in await reader.piece()


async def test_page_that_is_closed_is_not_written_for_any_longer(shown_desk: Any) -> None:
    call = await shown_desk.ring()
    async with reading(shown_desk, f"/calls/{call.id}/live") as reader:
        await reader.piece()
        assert readers(shown_desk) == 1
    for _ in range(100):
        if readers(shown_desk):
            await asyncio.sleep(0.02)
    assert readers(shown_desk) == 0


async def test_call_that_does_not_exist_is_not_followed(shown_desk: Any) -> None:
    async with httpx2.AsyncClient(base_url=shown_desk.address) as client:
        answer = await client.get("/calls/nothing/live")
    assert answer.status_code == 404
    assert readers(shown_desk) == 0


async def test_ten_open_pages_of_a_busy_call_all_come_to_its_end(shown_desk: Any) -> None:
    call = await shown_desk.ring()

    async def looks() -> str:
        async with reading(shown_desk, f"/calls/{call.id}/live") as reader:
            return await reader.until("the fortieth answer")

    looking = [asyncio.create_task(looks()) for _ in range(10)]
    for count in range(39):
        await shown_desk.journal.turn(call, "caller", f"answer {count}")
    await shown_desk.journal.turn(call, "caller", "the fortieth answer")
    pieces = await asyncio.gather(*looking)
    assert {piece.count('class="caller"') for piece in pieces} == {40}
