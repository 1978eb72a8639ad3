import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn

from agent.embedded.openai import KEY, openai_app
from agent.embedded.openai_mind import sort_turn
from agent.house import House
from office.ports import loopback
from office.settings import Settings

pytestmark = pytest.mark.wire

SECONDS = 10.0


@pytest.fixture
async def model() -> AsyncIterator[str]:
    """A model server that knows one key."""
    with loopback() as listening:
        config = uvicorn.Config(openai_app(sort_turn), log_level=60, ws="none")
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        finally:
            server.should_exit = server.force_exit = True
            await running


@asynccontextmanager
async def house(folder: Path, model: str, key: str) -> AsyncIterator[House]:
    """A whole desk without sound and without QuickBooks, as it starts with this key."""
    settings = Settings(
        data=folder,
        voice="instant",
        openai_api_key=key,
        openai_base_url=model,
        qbo_api_base="http://127.0.0.1:9",
    )
    opened = await House.open(settings)
    try:
        await opened.start()
        yield opened
    finally:
        await opened.close()


async def problems(desk: House, count: int) -> list[str]:
    """The problems with the model on the page, once there are as many."""
    async with asyncio.timeout(SECONDS):
        while True:
            texts = [one.text for one in await desk.tray.problems() if one.key == "model"]
            if len(texts) == count:
                return texts
            await asyncio.sleep(0.05)


async def test_wrong_key_is_a_problem_on_the_page_until_it_is_right(
    tmp_path: Path, model: str
) -> None:
    async with house(tmp_path, model, "sk-wrong") as desk:
        (text,) = await problems(desk, 1)
        assert "OPENAI_API_KEY" in text
        assert "sk-wrong" not in text
        assert desk.ready
    async with house(tmp_path, model, KEY) as desk:
        assert await problems(desk, 0) == []


async def test_model_that_cannot_be_reached_does_not_keep_the_desk_from_starting(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, "http://127.0.0.1:9/v1", KEY) as desk:
        assert desk.ready
        (text,) = await problems(desk, 1)
        assert "OPENAI_BASE_URL" in text
