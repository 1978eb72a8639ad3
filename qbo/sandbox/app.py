"""The embedded company put together: the v3 API, OAuth, webhooks, pages, and the side door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from office.clock import Clock, SystemClock
from qbo.sandbox.companies import Companies
from qbo.sandbox.company import REALM, Company
from qbo.sandbox.doors.attachments import file_faces
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.oauth.tokens import TokenOffice
from qbo.sandbox.oauth_faces import oauth_faces
from qbo.sandbox.owner import Owner
from qbo.sandbox.pages.books import add_pages
from qbo.sandbox.seed import plant
from qbo.sandbox.side_door import owner_door, side_door
from qbo.sandbox.trouble import Troubles
from qbo.sandbox.v3 import Sandbox, v3_faces
from qbo.sandbox.webhooks.door import webhook_door
from qbo.sandbox.webhooks.happenings import Happenings
from qbo.sandbox.webhooks.post_office import Attentive, PostOffice


def sandbox_app(folder: Path, *, seed: Path | None = None, clock: Clock | None = None) -> FastAPI:
    """A QuickBooks company in a folder; the shipped seed fills it when it is new."""
    ticking = clock or SystemClock()
    ledger = Ledger(folder, ticking)
    company = Company(ledger, plant(ledger, seed))
    office = PostOffice(Happenings(folder, REALM), ledger)
    companies = Companies(folder, ticking, company, office.happenings)
    sandbox = Sandbox(company, TokenOffice(ledger), Troubles(ticking))
    owner = Owner(company, office.happenings)

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        async with office.open():
            yield
        companies.close()

    def replant() -> None:
        info = plant(ledger, seed)
        company.info.clear()
        company.info.update(info)
        office.happenings.forget()

    app = FastAPI(title="Embedded QuickBooks", lifespan=life, docs_url=None, redoc_url=None)
    app.state.sandbox = sandbox
    app.add_middleware(Attentive, office=office)
    app.include_router(v3_faces(sandbox, companies))
    app.include_router(oauth_faces(sandbox.tokens, companies.names))
    app.include_router(webhook_door(office))
    app.include_router(side_door(company, sandbox.tokens, sandbox.troubles, replant))
    app.include_router(owner_door(owner))
    app.include_router(file_faces(companies))
    add_pages(app, company, owner, sandbox.tokens, office)
    return app
