"""The desk under measurement, in a process of its own: the whole house, without the page.

`python -m agent.bench.desk instant` serves it with a humming voice and ears that hear a prepared
sentence; `embedded` with the voice that callers hear.
"""

import asyncio
import sys

import uvicorn
from fastapi import FastAPI, Response

from agent.house import House
from agent.voices.choice import InstantVoices, Voices, choose_voices
from office.clock import SystemClock
from office.logs import configure_logs
from office.settings import Settings
from office.store import Store
from prompts.library import Library

HEARD = "My kitchen sink is leaking."
"""What the instant ears make of any stretch of speech."""

SECONDS_PER_WORD = 0.35
"""As slow as people talk, so that there is something to interrupt."""


async def serve(settings: Settings, voices: str) -> None:
    """Serve calls until told to stop."""
    library = Library.open(settings.data / "prompts")
    house = House(
        settings,
        await Store.open(settings.database),
        SystemClock(),
        _voices(settings, voices, library),
        library,
    )
    app = FastAPI(openapi_url=None)
    app.include_router(house.switchboard.router())

    @app.get("/readyz")
    async def readyz() -> Response:
        return Response(status_code=200 if house.ready else 503)

    config = uvicorn.Config(
        app, host="127.0.0.1", port=settings.port, log_config=None, access_log=False
    )
    hosting = asyncio.create_task(uvicorn.Server(config).serve())
    try:
        await house.start()
        await hosting
    finally:
        await house.close()


def _voices(settings: Settings, wanted: str, library: Library) -> Voices:
    if wanted == "instant":
        return InstantVoices(lambda: HEARD, seconds_per_word=SECONDS_PER_WORD)
    return choose_voices(settings, library.current.phrases.failure.one_moment)


if __name__ == "__main__":
    configure_logs("plain")
    asyncio.run(serve(Settings.load(), sys.argv[1]))
