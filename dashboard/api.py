"""The API: calls as data. Documented by OpenAPI at /openapi.json."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, Field

from dashboard.guard import check_api
from dashboard.house import Desk
from office.calls import CallRecord, list_calls, one_call


class FieldShown(BaseModel):
    """A field of the call sheet.

    `misses` are tries without a usable value, `refusals` read-backs without a yes; `alternatives`
    what else it could have been. `heard_ms` is how long after the call's start the words began
    that gave the value, if that is known.
    """

    value: str | None
    state: str
    confidence: float
    attempts: int
    source: str
    misses: int
    refusals: int
    alternatives: list[str]
    heard_ms: int | None


class TurnShown(BaseModel):
    """A stretch of speech; `answer_ms` is how long the caller waited for it."""

    who: str
    text: str
    at_ms: int
    answer_ms: int | None


class ToolShown(BaseModel):
    """A tool that ran."""

    name: str
    arguments: dict[str, Any]
    result: dict[str, Any] | None
    ms: int | None


class WriteShown(BaseModel):
    """An intended change in QuickBooks."""

    entity: str
    quickbooks_id: str | None
    state: str


class FollowUpShown(BaseModel):
    """Something a person must do."""

    kind: str
    field: str | None
    due: datetime | None


class CallShown(BaseModel):
    """One call."""

    model_config = {"populate_by_name": True}

    id: str
    call_sid: str
    from_: str | None = Field(alias="from")
    to: str | None
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    fields: dict[str, FieldShown]
    turns: list[TurnShown]
    tools: list[ToolShown]
    writes: list[WriteShown]
    follow_ups: list[FollowUpShown]


class CallListed(BaseModel):
    """One line of the list."""

    model_config = {"populate_by_name": True}

    id: str
    from_: str | None = Field(alias="from")
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    name: str | None
    service: str | None
    total: str | None


def api(desk: Desk) -> APIRouter:
    """The routes under /api."""

    def allowed(request: Request) -> None:
        check_api(request, desk.settings.api_token)

    router = APIRouter(prefix="/api", dependencies=[Depends(allowed)], tags=["calls"])

    @router.get("/calls")
    async def calls(limit: int = 50) -> list[CallListed]:
        """The last calls, newest first."""
        return [
            CallListed.model_validate(
                {
                    "id": line.id,
                    "from": line.caller,
                    "started_at": line.started_at,
                    "ended_at": line.ended_at,
                    "outcome": line.outcome,
                    "name": line.name,
                    "service": line.service,
                    "total": line.total,
                }
            )
            for line in await list_calls(desk.store, limit=min(max(limit, 1), 500))
        ]

    @router.get("/calls/{call_id}")
    async def call(call_id: str) -> CallShown:
        """One call whole."""
        record = await one_call(desk.store, call_id)
        if record is None:
            raise HTTPException(404, "There is no call with this id.")
        return shown(record)

    return router


def shown(record: CallRecord) -> CallShown:
    """A call in the API's shape."""
    head = record.head
    return CallShown.model_validate(
        {
            "id": head["id"],
            "call_sid": head["call_sid"],
            "from": head["from_number"],
            "to": head["to_number"],
            "started_at": head["started_at"],
            "ended_at": head["ended_at"],
            "outcome": head["outcome"],
            "fields": {
                name: FieldShown.model_validate({key: row[key] for key in FieldShown.model_fields})
                for name, row in record.fields.items()
            },
            "turns": [{key: row[key] for key in TurnShown.model_fields} for row in record.turns],
            "tools": [{key: row[key] for key in ToolShown.model_fields} for row in record.tools],
            "writes": [
                {"entity": row["entity"], "quickbooks_id": row["qbo_id"], "state": row["state"]}
                for row in record.writes
            ],
            "follow_ups": [
                {"kind": row["kind"], "field": row["field"], "due": row["due_at"]}
                for row in record.follow_ups
            ],
        }
    )
