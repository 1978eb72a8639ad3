"""The application the owner's browser talks to; the phone's routes are added by the server."""

from fastapi import FastAPI

from dashboard.api import api
from dashboard.health import health
from dashboard.house import Desk
from dashboard.pages import add_pages


def dashboard_app(desk: Desk) -> FastAPI:
    """Pages, API and health of one desk."""
    app = FastAPI(title="Frontdesk", version="0.1.0", docs_url=None, redoc_url=None)
    app.include_router(health(desk))
    app.include_router(api(desk))
    add_pages(app, desk)
    return app
