"""Reading QuickBooks anew on demand: after the owner changed something there."""

from typing import Any

from fastapi import APIRouter, Depends, Request

from dashboard.guard import check_api
from dashboard.house import Desk


def books_api(desk: Desk) -> APIRouter:
    """The route that reads customers and items anew."""

    def allowed(request: Request) -> None:
        check_api(request, desk.settings.api_token)

    router = APIRouter(prefix="/api/books", dependencies=[Depends(allowed)], tags=["books"])

    @router.post("/refresh")
    async def read_anew() -> dict[str, Any]:
        """Read customers and items from QuickBooks now."""
        customers, items = await desk.refresh_books()
        return {"customers": customers, "items": items}

    return router
