"""The doors of the v3 API: each serves one kind of address and passes every other by.

A door is a function of the company and what is wanted. It gives a body (the time is added to it),
a whole response, or None if the address is not its own. A new one is a line in `DOORS`.
"""

from collections.abc import Callable
from typing import Any

from fastapi.responses import Response

from qbo.sandbox.changes import changes
from qbo.sandbox.company import Company
from qbo.sandbox.entities import INVOICE, Kind
from qbo.sandbox.faults import Refusal
from qbo.sandbox.pdf import document_pdf
from qbo.sandbox.printed import TITLES
from qbo.sandbox.wanted import Wanted

Body = dict[str, Any]
Door = Callable[[Company, Wanted], Body | Response | None]


def query(company: Company, wanted: Wanted) -> Body | None:
    """`GET` and `POST /query`."""
    if wanted.parts != ["query"]:
        return None
    return {"QueryResponse": company.query(wanted.statement())}


def company_info(company: Company, wanted: Wanted) -> Body | None:
    """`GET /companyinfo/{realm}`."""
    if wanted.entity != "companyinfo" or len(wanted.parts) != 2:
        return None
    return {"CompanyInfo": company.info}


def change_data(company: Company, wanted: Wanted) -> Body | None:
    """`GET /cdc`."""
    if wanted.parts != ["cdc"]:
        return None
    asked = wanted.parameters
    found = changes(company.ledger, asked.get("entities", ""), asked.get("changedSince", ""))
    return {"CDCResponse": found}


def preferences(_company: Company, wanted: Wanted) -> Body | None:
    """`GET /preferences`."""
    return {"Preferences": _PREFERENCES} if wanted.parts == ["preferences"] else None


def sending(company: Company, wanted: Wanted) -> Body | None:
    """`POST /{entity}/{id}/send`."""
    kind = wanted.kind
    if kind is None or wanted.method != "POST" or wanted.parts[2:] != ["send"]:
        return None
    return {kind.name: company.send(kind, wanted.parts[1], wanted.send_to)}


def printing(company: Company, wanted: Wanted) -> Response | None:
    """`GET /{entity}/{id}/pdf`."""
    kind = wanted.kind
    if kind is None or wanted.method != "GET" or wanted.parts[2:] != ["pdf"]:
        return None
    return Response(printed(company, kind, wanted.parts[1]), media_type="application/pdf")


def reading(company: Company, wanted: Wanted) -> Body | None:
    """`GET /{entity}/{id}`."""
    kind = wanted.kind
    if kind is None or wanted.method != "GET" or len(wanted.parts) != 2:
        return None
    return {kind.name: company.read(kind, wanted.parts[1])}


def changing(company: Company, wanted: Wanted) -> Body | None:
    """`POST /{entity}`: create, change, delete, void."""
    kind = wanted.kind
    if kind is None or wanted.method != "POST" or len(wanted.parts) != 1:
        return None
    return {kind.name: _changed(company, wanted, kind)}


DOORS: tuple[Door, ...] = (
    query,
    company_info,
    change_data,
    preferences,
    sending,
    printing,
    reading,
    changing,
)


def printed(company: Company, kind: Kind, number: str) -> bytes:
    """A document as a PDF.

    Raises:
        Refusal: 500 for what is never printed, 610 for what there is not.
    """
    if kind.name not in TITLES:
        raise Refusal("500", "Operation pdf is not supported.")
    body = company.read(kind, number)
    numbers = {one["Id"]: one.get("DocNumber", "") for one in company.ledger.all(INVOICE.name)}
    return document_pdf(kind.name, body, company.info, numbers)


def _changed(company: Company, wanted: Wanted, kind: Kind) -> Body:
    if kind.name in ("Vendor", "Employee", "Item"):
        # Frontdesk never adds these; the embedded company therefore does not offer it.
        raise Refusal("500", f"Operation create {kind.name} is not supported.")
    body = wanted.json()
    if wanted.parameters.get("operation") == "delete":
        return company.delete(kind, body)
    if "void" in (wanted.parameters.get("operation"), wanted.parameters.get("include")):
        return company.void(kind, body)
    return company.write(kind, body)


_PREFERENCES: Body = {
    "Id": "1",
    "SyncToken": "0",
    "SalesFormsPrefs": {
        "AllowEstimates": True,
        "CustomTxnNumbers": False,
        "ETransactionPaymentEnabled": False,
        "AllowServiceDate": True,
    },
    "TaxPrefs": {"UsingSalesTax": False},
    "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
    "AccountingInfoPrefs": {"CustomerTerminology": "Customers"},
}
