"""Webhooks at the side door: who is told, how posts go out, and how they went."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, field_validator

from qbo.sandbox.guard import check_local
from qbo.sandbox.webhooks.envelope import Style
from qbo.sandbox.webhooks.happenings import Endpoint, Post, State
from qbo.sandbox.webhooks.post_office import Mood, PostOffice


class Registration(BaseModel):
    """An address to tell; a real company's is set in Intuit's developer portal only."""

    model_config = ConfigDict(extra="forbid")

    url: str
    verifier_token: str
    style: Style = "cloudevents"

    @field_validator("url")
    @classmethod
    def _can_be_posted_to(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("an address that starts with http:// or https://")
        return url


class Withdrawal(BaseModel):
    """An address to tell no more."""

    model_config = ConfigDict(extra="forbid")

    url: str


class Delivery(BaseModel):
    """One post, and how it went."""

    number: int
    url: str
    state: State
    due: datetime
    body: Any
    tries: list[dict[str, Any]]


def webhook_door(office: PostOffice) -> APIRouter:
    """Routes under /_sandbox/webhooks."""
    router = APIRouter(prefix="/_sandbox/webhooks", dependencies=[Depends(check_local)])

    @router.get("")
    async def registered() -> list[Registration]:
        return [
            Registration(url=one.url, verifier_token=one.token, style=one.style)
            for one in office.happenings.endpoints()
        ]

    @router.post("")
    async def register(wanted: Registration) -> Registration:
        office.happenings.register(Endpoint(wanted.url, wanted.verifier_token, wanted.style))
        return wanted

    @router.delete("")
    async def unregister(wanted: Withdrawal) -> None:
        office.happenings.unregister(wanted.url)

    @router.get("/deliveries")
    async def deliveries() -> list[Delivery]:
        return [delivery(post) for post in office.happenings.log()]

    @router.get("/mood")
    async def mood() -> Mood:
        return office.mood

    @router.post("/mood")
    async def set_mood(wanted: Mood) -> Mood:
        office.mood = wanted
        return wanted

    return router


def delivery(post: Post) -> Delivery:
    """A post as it is shown."""
    return Delivery(
        number=post.number,
        url=post.url,
        state=post.state,
        due=post.due,
        body=json.loads(post.body),
        tries=post.tries,
    )
