"""The embedded company put together: the v3 API, OAuth, and the side door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from office.clock import Clock, SystemClock
from qbo.sandbox.company import Company
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.oauth import TokenOffice
from qbo.sandbox.oauth_faces import oauth_faces
from qbo.sandbox.seed import plant
from qbo.sandbox.side_door import side_door
from qbo.sandbox.trouble import Troubles
from qbo.sandbox.v3 import Sandbox, v3_faces


def sandbox_app(folder: Path, *, seed: Path | None = None, clock: Clock | None = None) -> FastAPI:
    """A QuickBooks company in a folder; the shipped seed fills it when it is new."""
    ticking = clock or SystemClock()
    ledger = Ledger(folder, ticking)
    company = Company(ledger, plant(ledger, seed))
    sandbox = Sandbox(company, TokenOffice(ledger), Troubles(ticking))

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        ledger.close()

    app = FastAPI(title="Embedded QuickBooks", lifespan=life, docs_url=None, redoc_url=None)
    app.state.sandbox = sandbox
    app.include_router(v3_faces(sandbox))
    app.include_router(oauth_faces(sandbox.tokens, company.info))
    app.include_router(
        side_door(company, sandbox.tokens, sandbox.troubles, lambda: plant(ledger, seed))
    )
    return app
