"""The side door: what tests and this machine may do to the company. Loopback only."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from qbo.sandbox.company import REALM, Company
from qbo.sandbox.guard import check_local
from qbo.sandbox.oauth import ACCESS, TokenOffice
from qbo.sandbox.trouble import Fault, Troubles


class ClockMove(BaseModel):
    """How far, or to when, the company's clock goes."""

    model_config = ConfigDict(extra="forbid")

    advance: float = 0.0
    to: datetime | None = None


class OwnerEdit(BaseModel):
    """What the owner changes in QuickBooks' own pages."""

    model_config = ConfigDict(extra="forbid")

    id: str
    changes: dict[str, Any]


class Registration(BaseModel):
    """An application besides the desk's own, as in Intuit's developer portal."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    redirect_uris: list[str] = Field(min_length=1)


def side_door(
    company: Company, tokens: TokenOffice, troubles: Troubles, replant: Callable[[], Any]
) -> APIRouter:
    """Routes under /_sandbox/."""

    router = APIRouter(prefix="/_sandbox", dependencies=[Depends(check_local)])

    @router.post("/token")
    async def token(realm: str = REALM) -> dict[str, Any]:
        client = tokens.client
        return {
            **tokens.issue(realm=realm),
            "realmId": realm,
            "client_id": client["id"],
            "client_secret": client["secret"],
            "expires_in": int(ACCESS.total_seconds()),
        }

    @router.post("/reset")
    async def reset() -> None:
        company.ledger.forget_everything()
        troubles.faults.clear()
        replant()

    @router.post("/clock")
    async def clock(move: ClockMove) -> dict[str, str]:
        if move.to is not None:
            company.ledger.ahead += move.to - company.ledger.now()
        company.move_clock(move.advance)
        return {"now": company.ledger.stamp()}

    @router.get("/outbox")
    async def outbox() -> list[dict[str, Any]]:
        return company.ledger.outbox()

    @router.get("/faults")
    async def read_faults() -> list[Fault]:
        return troubles.faults

    @router.post("/faults")
    async def set_faults(wanted: list[Fault]) -> list[Fault]:
        troubles.faults.extend(wanted)
        troubles.look(company.ledger.now())
        return troubles.faults

    @router.delete("/faults")
    async def clear_faults() -> None:
        troubles.faults.clear()

    @router.post("/disconnect")
    async def disconnect() -> None:
        for app in tokens.apps.all():
            tokens.disconnect(app)

    @router.post("/apps")
    async def register(wanted: Registration) -> dict[str, str]:
        app = tokens.apps.register(wanted.name, wanted.redirect_uris)
        return {"client_id": app.id, "client_secret": app.secret}

    @router.post("/owner-edit")
    async def owner_edit(edit: OwnerEdit) -> dict[str, Any]:
        return company.owner_edit(edit.id, edit.changes)

    return router
