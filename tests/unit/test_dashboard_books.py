from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from dashboard.books import books_api
from office.settings import Settings

pytestmark = pytest.mark.unit


class Reading:
    """A desk whose books are read, counted."""

    def __init__(self, folder: Path, token: str = "") -> None:
        self.settings, self.times = Settings(data=folder, api_token=token), 0

    async def refresh_books(self) -> tuple[int, int]:
        self.times += 1
        return 36, 16


async def asked(desk: Any, **headers: str) -> httpx2.Response:
    """What a program on this machine is answered."""
    app = FastAPI()
    app.include_router(books_api(desk))
    way = httpx2.ASGITransport(app=app, client=("127.0.0.1", 50000))
    async with httpx2.AsyncClient(transport=way, base_url="http://localhost:8080") as client:
        return await client.post("/api/books/refresh", headers=headers)


async def test_books_are_read_anew_and_counted(tmp_path: Path) -> None:
    desk = Reading(tmp_path)
    answer = await asked(desk)
    assert (answer.status_code, answer.json()) == (200, {"customers": 36, "items": 16})
    assert desk.times == 1


async def test_nobody_from_elsewhere_makes_the_desk_read(tmp_path: Path) -> None:
    desk = Reading(tmp_path)
    assert (await asked(desk, Host="abc-plumbing.ngrok.app")).status_code == 403
    assert desk.times == 0


async def test_nobody_without_the_token_makes_the_desk_read(tmp_path: Path) -> None:
    desk = Reading(tmp_path, "blue-kettle-42")
    assert (await asked(desk)).status_code == 401
    assert desk.times == 0
    assert (await asked(desk, Authorization="Bearer blue-kettle-42")).status_code == 200
