"""The mailbox's side door: what arrived, and faults on demand; for this machine only."""

from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request

from office.mail.mailbox.box import Mailbox

LOOPBACK = ("127.0.0.1", "::1", "testclient")


def side_door(box: Mailbox) -> APIRouter:
    """Routes under /_mailbox."""

    def local(request: Request) -> None:
        if request.client is None or request.client.host not in LOOPBACK:
            raise HTTPException(403, "The side door opens to this machine only.")

    router = APIRouter(prefix="/_mailbox", dependencies=[Depends(local)])

    @router.get("/letters")
    async def letters() -> list[dict[str, Any]]:
        return [one.shown() for one in box.arrived]

    @router.get("/refused")
    async def refused() -> list[str]:
        return box.refused

    @router.post("/faults")
    async def faults(wanted: dict[str, Any]) -> dict[str, Any]:
        try:
            return box.plan(wanted)
        except ValueError as error:
            raise HTTPException(422, str(error)) from error

    @router.post("/reset")
    async def reset() -> None:
        box.reset()

    return router
