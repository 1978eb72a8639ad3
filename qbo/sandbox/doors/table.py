"""The doors of the v3 API: each serves one kind of address and passes every other by.

A door is a function of the company and what is wanted. It gives a body (the time is added to it),
a whole response, or None if the address is not its own. A new one is a line in `DOORS`.
"""

from collections.abc import Callable
from typing import Any

from fastapi.responses import JSONResponse, Response

from qbo.sandbox.columns import links
from qbo.sandbox.company import Company
from qbo.sandbox.doors.attachments import downloading, looking, uploading
from qbo.sandbox.doors.batch import batching
from qbo.sandbox.doors.changes import changes
from qbo.sandbox.doors.deeds import act
from qbo.sandbox.doors.taxservice import add_tax_code
from qbo.sandbox.doors.wanted import Wanted
from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.answers import answered
from qbo.sandbox.kinds.entities import INVOICE, Kind
from qbo.sandbox.kinds.lists import EXCHANGE_RATE
from qbo.sandbox.printing.pdf import document_pdf
from qbo.sandbox.printing.printed import TITLES
from qbo.sandbox.rules.rates import rate_on, set_rate

Body = dict[str, Any]
Door = Callable[[Company, Wanted], Body | Response | None]


def query(company: Company, wanted: Wanted) -> Body | None:
    """`GET` and `POST /query`."""
    if wanted.parts != ["query"]:
        return None
    return {"QueryResponse": company.query(wanted.statement())}


def company_info(company: Company, wanted: Wanted) -> Body | None:
    """`GET /companyinfo/{realm}` and `POST /companyinfo`."""
    if wanted.entity != "companyinfo":
        return None
    if wanted.method == "POST":
        return {"CompanyInfo": company.describe(wanted.json())}
    return {"CompanyInfo": company.info}


def change_data(company: Company, wanted: Wanted) -> Body | None:
    """`GET /cdc`."""
    if wanted.parts != ["cdc"]:
        return None
    asked = wanted.parameters
    found = changes(company.ledger, asked.get("entities", ""), asked.get("changedSince", ""))
    return {"CDCResponse": found}


def preferences(company: Company, wanted: Wanted) -> Body | None:
    """`GET` and `POST /preferences`."""
    if wanted.entity != "preferences":
        return None
    if wanted.method == "POST":
        return {"Preferences": company.records.prefer(wanted.json())}
    return {"Preferences": company.records.preferences}


def tax_service(company: Company, wanted: Wanted) -> Response | None:
    """`POST /taxservice/taxcode`, whose answer has no envelope."""
    if [part.lower() for part in wanted.parts] != ["taxservice", "taxcode"]:
        return None
    return JSONResponse(add_tax_code(company, wanted.json()))


def exchange_rate(company: Company, wanted: Wanted) -> Body | None:
    """`GET /exchangerate?sourcecurrencycode=…&asofdate=…` and `POST /exchangerate`."""
    if wanted.entity != "exchangerate":
        return None
    if len(wanted.parts) > 1:
        raise Refusal("500", "A rate has no Id; it is read by its currency and day.")
    if wanted.method == "POST":
        found = set_rate(company.records, wanted.json())
    else:
        asked = wanted.parameters
        source, day = asked.get("sourcecurrencycode", ""), asked.get("asofdate", "")
        found = rate_on(company.records, source, day)
    return {EXCHANGE_RATE.name: answered(EXCHANGE_RATE, found)}


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
    return {kind.name: answered(kind, company.read(kind, wanted.parts[1], wanted.options))}


def changing(company: Company, wanted: Wanted) -> Body | None:
    """`POST /{entity}`: create, change, delete, void."""
    kind = wanted.kind
    if kind is None or wanted.method != "POST" or len(wanted.parts) != 1:
        return None
    operation = wanted.parameters.get("operation", "")
    body = act(company, kind, wanted.json(), operation=operation, options=wanted.options)
    return {kind.name: body}


DOORS: tuple[Door, ...] = (
    query,
    company_info,
    change_data,
    preferences,
    tax_service,
    exchange_rate,
    batching,
    uploading,
    downloading,
    looking,
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
    numbers = {
        number: (company.ledger.get(sort, number) or {}).get("DocNumber", "")
        for sort, number in links(body)
        if sort == INVOICE.name
    }
    return document_pdf(kind.name, body, company.info, numbers)
