"""The pages of estimates, invoices and payments: lists, one document, and what is done to it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from qbo.sandbox.company import Company
from qbo.sandbox.doors.table import printed as as_pdf
from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.entities import ESTIMATE, INVOICE, KINDS, PAYMENT, Kind
from qbo.sandbox.owner import OPEN, Owner
from qbo.sandbox.pages.forms import Wrong, amount, done, number, pages, said, tried, typed
from qbo.sandbox.pages.paper import Sheet
from qbo.sandbox.printing import printed

Body = dict[str, Any]
Form = dict[str, str]
MOST = 50
TABS = {"estimates": ESTIMATE, "invoices": INVOICE, "payments": PAYMENT}
_TAB = {kind.name: tab for tab, kind in TABS.items()}


class DocumentPages:
    """Shows the documents of a company, and does to them what their owner wants."""

    def __init__(self, company: Company, owner: Owner, sheet: Sheet) -> None:
        """Show a company's; act as its owner."""
        self._company, self._owner, self._sheet = company, owner, sheet
        self._deeds: dict[tuple[str, str], Callable[[str, Form], Body]] = {
            ("estimates", "accepted"): self._accept,
            ("estimates", "rejected"): lambda one, _: owner.decide(one, "Rejected"),
            ("estimates", "billed"): lambda one, _: owner.bill(one),
            ("estimates", "sent"): lambda one, form: owner.send(ESTIMATE, one, form.get("to", "")),
            ("invoices", "sent"): lambda one, form: owner.send(INVOICE, one, form.get("to", "")),
            ("invoices", "paid"): self._pay,
            ("invoices", "voided"): lambda one, _: owner.void(INVOICE, one),
            ("payments", "voided"): lambda one, _: owner.void(PAYMENT, one),
        }

    def router(self) -> APIRouter:
        """The routes; the last word of a deed's address is what the page then says."""
        router = APIRouter()
        for tab in TABS:
            router.add_api_route(f"/{tab}", self._listing(tab))
            router.add_api_route(f"/{tab}/{{document}}", self._showing(tab))
            router.add_api_route(
                f"/{tab}/{{document}}/{{word}}", self._acting(tab), methods=["POST"]
            )
        router.add_api_route("/pdf/{entity}/{document}", self.pdf)
        return router

    async def pdf(self, entity: str, document: str) -> Response:
        """A document as its PDF."""
        kind = KINDS.get(entity)
        try:
            content = as_pdf(self._company, kind, document) if kind else b""
        except Refusal as refusal:
            raise HTTPException(404, "There is nothing to print at this address.") from refusal
        if not content:
            raise HTTPException(404, "There is nothing to print at this address.")
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        return Response(content, media_type="application/pdf", headers=headers)

    def _listing(self, tab: str) -> Callable[[Request], Any]:
        async def show(request: Request) -> Response:
            kind, ledger = TABS[tab], self._company.ledger
            at = number(request.query_params.get("page", ""))
            place = pages(ledger.count(kind.name), at, MOST)
            page_of = (MOST, (place["at"] - 1) * MOST)
            rows = ledger.select(kind.name, order="day DESC, id DESC", page=page_of)
            shown = [{**row, "state": self._state(kind, row)} for row in rows]
            return self._sheet("documents.html", tab=tab, rows=shown, place=place)

        return show

    def _showing(self, tab: str) -> Callable[[Request, str], Any]:
        async def show(request: Request, document: str) -> Response:
            return self._page(tab, document, done=said(request))

        return show

    def _acting(self, tab: str) -> Callable[[Request, str, str], Any]:
        async def act(request: Request, document: str, word: str) -> Response:
            deed = self._deeds.get((tab, word))
            if deed is None:
                raise HTTPException(404, "There is nothing to do at this address.")
            form = await typed(request)
            try:
                made = tried(lambda: deed(document, form))
            except Wrong as wrong:
                return self._page(tab, document, wrong=str(wrong), typed=form)
            where = f"/invoices/{made['Id']}" if word == "billed" else f"/{tab}/{document}"
            return done(where, word)

        return act

    def _accept(self, document: str, form: Form) -> Body:
        return self._owner.decide(document, "Accepted", form.get("by", ""))

    def _pay(self, document: str, form: Form) -> Body:
        paid = amount(form.get("amount", ""))
        method, check = form.get("method", ""), form.get("check", "")
        return self._owner.pay(document, paid, method=method, check=check)

    def _page(self, tab: str, document: str, **more: Any) -> Response:
        kind, ledger = TABS[tab], self._company.ledger
        try:
            body = self._company.read(kind, document)
        except Refusal as refusal:
            raise HTTPException(404, "There is no document with this address.") from refusal
        linked = [self._linked(sort, one) for sort, one in sorted(_links(body))]
        numbers = {one["id"]: one["number"] for one in linked}
        return self._sheet(
            "document.html",
            422 if more.get("wrong") else 200,
            tab=tab,
            kind=kind.name,
            body=body,
            state=self._state(kind, body),
            is_open=body.get("TxnStatus") in OPEN,
            rows=[*printed.rows(kind.name, body, numbers)],
            sums=[*printed.parts(kind.name, body), printed.grand(kind.name, body)],
            dates=[one for one in printed.dates(kind.name, body) if one[0] != "Status"],
            linked=linked,
            methods=ledger.all("PaymentMethod"),
            **{"typed": {}, **more},
        )

    def _linked(self, sort: str, document: str) -> dict[str, str]:
        body = self._company.ledger.get(sort, document) or {}
        shown = printed.number(body) or document
        return {"kind": sort, "id": document, "number": shown, "tab": _TAB.get(sort, "")}

    def _state(self, kind: Kind, body: Body) -> str:
        """A document's state in a word."""
        if str(body.get("PrivateNote", "")).startswith("Voided"):
            return "void"
        if kind is ESTIMATE:
            return str(body["TxnStatus"]).lower()
        if kind is PAYMENT:
            return "partly applied" if body.get("UnappliedAmt") else "applied"
        if not body["Balance"]:
            return "paid"
        due = date.fromisoformat(body["DueDate"])
        return "overdue" if due < self._company.ledger.now().date() else "open"


def _links(body: Body) -> set[tuple[str, str]]:
    found = [*(body.get("LinkedTxn") or [])]
    for line in body.get("Line") or []:
        found += line.get("LinkedTxn") or []
    return {(link["TxnType"], str(link["TxnId"])) for link in found}
