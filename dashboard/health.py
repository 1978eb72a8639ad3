"""Whether the desk lives, whether it can take a call, and its numbers for Prometheus."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from dashboard.house import Desk

KNOWN = Gauge(
    "frontdesk_customers_known_percent", "How many of QuickBooks' customers were read by now"
)


def health(desk: Desk) -> APIRouter:
    """/healthz, /readyz and /metrics."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Alive."""
        return {"status": "alive"}

    @router.get("/readyz")
    async def readyz() -> JSONResponse:
        """Able to take a call."""
        status = "ready" if desk.ready else "warming up"
        return JSONResponse({"status": status}, 200 if desk.ready else 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        """Prometheus text."""
        KNOWN.set(desk.customers_known)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
