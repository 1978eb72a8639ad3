"""The side door: what tests and this machine may do to the company. Loopback only."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from qbo.sandbox.company import REALM, Company
from qbo.sandbox.faults import Refusal
from qbo.sandbox.guard import check_local
from qbo.sandbox.kinds.entities import KINDS
from qbo.sandbox.oauth.tokens import ACCESS, TokenOffice
from qbo.sandbox.owner import Owner
from qbo.sandbox.trouble import Fault, Troubles


class ClockMove(BaseModel):
    """How far, or to when, the company's clock goes."""

    model_config = ConfigDict(extra="forbid")

    advance: float = 0.0
    to: datetime | None = None


class OwnerEdit(BaseModel):
    """What the owner changes in QuickBooks' own pages."""

    model_config = ConfigDict(extra="forbid")

    entity: str = "Customer"
    id: str
    changes: dict[str, Any]


class Merge(BaseModel):
    """Two customers that are one: the id that stays, and the id that goes."""

    model_config = ConfigDict(extra="forbid")

    keep: str
    gone: str


class Conversion(BaseModel):
    """An estimate that the owner turns into an invoice by hand."""

    model_config = ConfigDict(extra="forbid")

    estimate: str


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

    @router.post("/preferences")
    async def preferences(wanted: dict[str, dict[str, Any]]) -> dict[str, Any]:
        return _done(lambda: company.records.prefer(wanted, by_owner=True))

    return router


def owner_door(owner: Owner) -> APIRouter:
    """What the owner did in QuickBooks' own pages, without a page: routes under /_sandbox/."""
    router = APIRouter(prefix="/_sandbox", dependencies=[Depends(check_local)])

    @router.post("/owner-edit")
    async def edit(wanted: OwnerEdit) -> dict[str, Any]:
        kind = KINDS.get(wanted.entity.lower())
        if kind is None:
            raise HTTPException(404, f"There is no entity {wanted.entity}.")
        return _done(lambda: owner.edit(kind, wanted.id, wanted.changes))

    @router.post("/owner-merge")
    async def merge(wanted: Merge) -> dict[str, Any]:
        return _done(lambda: owner.merge(wanted.keep, wanted.gone))

    @router.post("/owner-convert")
    async def convert(wanted: Conversion) -> dict[str, Any]:
        return _done(lambda: owner.bill(wanted.estimate))

    return router


def _done(deed: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return deed()
    except Refusal as refusal:
        raise HTTPException(400, refusal.detail) from refusal
