"""The pages behind the books: items, outbox, webhooks, connected apps, and the clock."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from qbo.sandbox.company import Company
from qbo.sandbox.kinds.entities import ITEM
from qbo.sandbox.oauth.tokens import TokenOffice
from qbo.sandbox.owner import Owner
from qbo.sandbox.pages.forms import Wrong, amount, done, said, tried, typed
from qbo.sandbox.pages.paper import Sheet
from qbo.sandbox.rules.checking import plain
from qbo.sandbox.webhooks.door import delivery
from qbo.sandbox.webhooks.post_office import PostOffice

MOST = 100
STEPS = {"hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400}
"""How far the clock's buttons move it, in seconds."""


def item_pages(company: Company, owner: Owner, sheet: Sheet) -> APIRouter:
    """Routes of items."""
    router = APIRouter()

    def shown(request: Request | None = None, **more: Any) -> Response:
        rows = company.ledger.select(ITEM.name, order="active DESC, shown")
        told = said(request) if request else ""
        status = 422 if more.get("wrong") else 200
        return sheet("items.html", status, tab="items", rows=rows, done=told, **more)

    @router.get("/items")
    async def items(request: Request) -> Response:
        return shown(request)

    @router.post("/items/{item}")
    async def change(request: Request, item: str) -> Response:
        form = await typed(request)
        try:
            if "active" in form:
                tried(lambda: owner.change(ITEM, item, Active=form["active"] == "yes"))
            else:
                text = form.get("price", "")
                price = 0 if text.strip("$0.") == "" and "0" in text else plain(amount(text))
                tried(lambda: owner.change(ITEM, item, UnitPrice=price))
        except Wrong as wrong:
            return shown(wrong=str(wrong), at=item, price=form.get("price", ""))
        return done("/items", "saved")

    return router


def back_pages(
    company: Company, tokens: TokenOffice, office: PostOffice, sheet: Sheet
) -> APIRouter:
    """Routes of outbox, webhooks, apps and clock."""
    router = APIRouter()

    @router.get("/outbox")
    async def outbox() -> Response:
        mails = company.ledger.outbox()[::-1][:MOST]
        return sheet("outbox.html", tab="outbox", mails=mails)

    @router.get("/webhooks")
    async def webhooks() -> Response:
        posts = [delivery(post) for post in office.happenings.log()[:MOST]]
        endpoints = office.happenings.endpoints()
        values = {"endpoints": endpoints, "posts": posts, "mood": office.mood}
        return sheet("webhooks.html", tab="webhooks", **values)

    @router.get("/apps")
    async def apps(request: Request) -> Response:
        rows = [(app, tokens.connected(app)) for app in tokens.apps.all()]
        return sheet("apps.html", tab="apps", rows=rows, done=said(request))

    @router.post("/apps/{client}/disconnect")
    async def disconnect(client: str) -> Response:
        app = tokens.apps.find(client)
        if app is None:
            raise HTTPException(404, "There is no app with this address.")
        tokens.disconnect(app)
        return done("/apps", "disconnected")

    @router.get("/clock")
    async def clock(request: Request) -> Response:
        ahead = company.ledger.ahead.total_seconds()
        return sheet(
            "clock.html", tab="clock", now=company.ledger.now(), ahead=ahead, done=said(request)
        )

    @router.post("/clock")
    async def move(request: Request) -> Response:
        step = (await typed(request)).get("step", "")
        if step not in STEPS:
            raise HTTPException(404, "The clock cannot be moved that far.")
        company.move_clock(STEPS[step])
        return done("/clock", "moved")

    return router
