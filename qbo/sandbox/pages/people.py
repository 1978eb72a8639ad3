"""The pages of customers: the list with its search, and one customer."""

import re
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from qbo.sandbox.company import Company
from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.entities import CUSTOMER
from qbo.sandbox.owner import Owner
from qbo.sandbox.pages.forms import Wrong, done, number, pages, said, tried, typed
from qbo.sandbox.pages.paper import Sheet

Body = dict[str, Any]
MOST = 50
_PHONES = ("PrimaryPhone", "Mobile", "AlternatePhone")
_PLAIN = ("DisplayName", "GivenName", "FamilyName", "CompanyName", "Notes")
_ADDRESS = ("Line1", "City", "CountrySubDivisionCode", "PostalCode")


def people_pages(company: Company, owner: Owner, sheet: Sheet) -> APIRouter:
    """Routes of customers."""
    router = APIRouter()

    @router.get("/")
    @router.get("/customers")
    async def customers(request: Request) -> Response:
        wanted = request.query_params.get("q", "").strip()
        at = number(request.query_params.get("page", ""))
        where, values = _matching(wanted)
        total = company.ledger.count(CUSTOMER.name, where, values)
        place = pages(total, at, MOST)
        rows = company.ledger.select(
            CUSTOMER.name,
            where,
            values,
            order="active DESC, shown",
            page=(MOST, (place["at"] - 1) * MOST),
        )
        return sheet("customers.html", tab="customers", rows=rows, wanted=wanted, place=place)

    @router.get("/customers/{customer}")
    async def show(request: Request, customer: str) -> Response:
        return _customer(sheet, company, customer, done=said(request))

    @router.post("/customers/{customer}")
    async def change(request: Request, customer: str) -> Response:
        form = await typed(request)
        try:
            if not form.get("DisplayName"):
                raise Wrong("A customer needs a name.")
            fields = _fields(form, _read(company, customer))
            tried(lambda: owner.change(CUSTOMER, customer, form.get("token", ""), **fields))
        except Wrong as wrong:
            return _customer(sheet, company, customer, wrong=str(wrong), typed=form)
        return done(f"/customers/{customer}", "saved")

    @router.post("/customers/{customer}/active")
    async def activate(request: Request, customer: str) -> Response:
        form = await typed(request)
        try:
            tried(lambda: owner.change(CUSTOMER, customer, Active=form.get("active") == "yes"))
        except Wrong as wrong:
            return _customer(sheet, company, customer, wrong=str(wrong))
        return done(f"/customers/{customer}", "saved")

    @router.post("/customers/{customer}/merge")
    async def merge(request: Request, customer: str) -> Response:
        form = await typed(request)
        try:
            keep = _named(company, form.get("name", ""))
            tried(lambda: owner.merge(keep, customer))
        except Wrong as wrong:
            return _customer(sheet, company, customer, wrong=str(wrong))
        return done(f"/customers/{keep}", "merged")

    return router


def _matching(wanted: str) -> tuple[list[str], list[str]]:
    """What a search asks the ledger: names and e-mails by their letters, phones by their digits."""
    if not wanted:
        return [], []
    digits = re.sub(r"\D", "", wanted)
    if digits and not re.search(r"[^\d\s().+/-]", wanted):
        # Not every number is written with the country's 1 in front.
        return ["digits LIKE ?"], [f"%{re.sub('^1(?=.{10}$)', '', digits)}%"]
    letters = f"%{wanted.lower()}%"
    return ["(shown LIKE ? OR email LIKE ?)"], [letters, letters]


def _customer(sheet: Sheet, company: Company, customer: str, **more: Any) -> Response:
    body = _read(company, customer)
    documents = [
        {"kind": kind, **one}
        for kind in ("Estimate", "Invoice", "Payment")
        for one in company.ledger.select(kind, ["owner=?"], [customer])
    ]
    documents.sort(key=lambda one: (one.get("TxnDate", ""), int(one["Id"])), reverse=True)
    status = 422 if more.get("wrong") else 200
    values = {"tab": "customers", "customer": body, "documents": documents[:MOST]}
    form = {**_typed(body), **more.pop("typed", {})}
    return sheet("customer.html", status, **values, form=form, **more)


def _read(company: Company, customer: str) -> Body:
    try:
        return company.read(CUSTOMER, customer)
    except Refusal as refusal:
        raise HTTPException(404, "There is no customer with this address.") from refusal


def _named(company: Company, name: str) -> str:
    found = company.ledger.select(CUSTOMER.name, ["shown=?"], [name.lower()])
    if not found:
        raise Wrong("There is no customer of this name; write it as it stands in the list.")
    return str(found[0]["Id"])


def _typed(body: Body) -> dict[str, str]:
    """A customer as the form shows it."""
    found = {name: str(body.get(name) or "") for name in _PLAIN}
    found |= {name: (body.get(name) or {}).get("FreeFormNumber", "") for name in _PHONES}
    found["PrimaryEmailAddr"] = (body.get("PrimaryEmailAddr") or {}).get("Address", "")
    address = body.get("BillAddr") or {}
    return found | {name: str(address.get(name) or "") for name in _ADDRESS}


def _fields(form: dict[str, str], now: Body) -> Body:
    """What is changed, in the shapes of the API; what was emptied is cleared."""
    before = _typed(now)
    changed = {name for name in before if form.get(name, before[name]) != before[name]}
    fields: Body = {name: form[name] or None for name in _PLAIN if name in changed}
    for name in _PHONES:
        if name in changed:
            fields[name] = {"FreeFormNumber": form[name]} if form[name] else None
    if "PrimaryEmailAddr" in changed:
        address = form["PrimaryEmailAddr"]
        fields["PrimaryEmailAddr"] = {"Address": address} if address else None
    if changed & {*_ADDRESS}:
        # A part of an entity is replaced whole: what the form does not show must go along.
        kept = {name: text for name, text in (now.get("BillAddr") or {}).items() if name != "Id"}
        whole = kept | {name: form.get(name, before[name]) for name in _ADDRESS}
        fields["BillAddr"] = {name: text for name, text in whole.items() if text}
    return fields
