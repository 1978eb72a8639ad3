"""The application of a desk: the owner's window, and the doors outside parties knock at."""

from collections.abc import Iterable

from fastapi import APIRouter, FastAPI

from dashboard.api import api
from dashboard.books import books_api
from dashboard.health import health
from dashboard.house import Desk
from dashboard.pages import add_pages


def desk_app(desk: Desk, doors: Iterable[APIRouter] = ()) -> FastAPI:
    """Pages, API and health of one desk; `doors` are the phone's routes and QuickBooks'."""
    app = FastAPI(title="Frontdesk", version="0.1.0", docs_url=None, redoc_url=None)
    for router in (health(desk), api(desk), books_api(desk), *doors):
        app.include_router(router)
    add_pages(app, desk)
    return app
